DROP VIEW images_readable;
DROP TABLE images;
