DROP INDEX trials_open_requested;
DROP VIEW platform_suspensions_readable;
DROP TABLE platform_suspensions;
DROP VIEW listing_versions_readable;
DROP TABLE listing_versions;
DROP FUNCTION listing_version_kept();
-- What was in no catalog stays out of it.
UPDATE platforms SET status = CASE status WHEN 'published' THEN 'published' WHEN 'suspended' THEN 'submitted' WHEN 'submitted' THEN 'submitted' WHEN 'in_review' THEN 'submitted' ELSE 'draft' END;
ALTER TABLE platforms DROP CONSTRAINT platforms_status_check;
ALTER TABLE platforms ADD CONSTRAINT platforms_status_check CHECK (status IN ('draft', 'submitted', 'published'));
