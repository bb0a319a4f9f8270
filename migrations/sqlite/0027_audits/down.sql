DROP VIEW audits_readable;
DROP TABLE audits;
