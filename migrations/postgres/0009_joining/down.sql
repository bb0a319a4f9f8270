DROP VIEW contests_readable;
DROP TABLE contests;
DROP VIEW business_sizes_readable;
DROP TABLE business_sizes;
DROP VIEW join_requests_readable;
DROP TABLE join_requests;
DROP VIEW invitation_links_readable;
DROP VIEW invitations_readable;
DROP TABLE invitation_links;
DROP TABLE invitations;

-- Mails to addresses without an account go with their invitations.
DELETE FROM outbox WHERE account_id IS NULL;
ALTER TABLE outbox ALTER COLUMN account_id SET NOT NULL;
