DROP VIEW conflicts_of_interest_readable;
DROP TABLE conflicts_of_interest;
DROP VIEW assessments_readable;
DROP TABLE assessments;
DROP VIEW vendor_documents_readable;
DROP TABLE vendor_documents;
ALTER TABLE criteria DROP COLUMN mandatory;
ALTER TABLE criteria DROP COLUMN version;
