DROP VIEW listing_insiders_readable;
DROP TABLE listing_insiders;
