DROP VIEW reviews_readable;
DROP TABLE platform_ratings;
DROP TABLE reviews;
