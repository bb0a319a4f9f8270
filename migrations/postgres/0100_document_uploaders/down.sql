DROP VIEW document_uploaders_readable;
DROP TABLE document_uploaders;
