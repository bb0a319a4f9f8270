DROP VIEW unsettled_conversions_readable;
DROP TABLE unsettled_conversions;
