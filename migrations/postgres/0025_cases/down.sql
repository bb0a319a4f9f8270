DROP VIEW cases_readable;
DROP TABLE cases;
