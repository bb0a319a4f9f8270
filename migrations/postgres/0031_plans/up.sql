-- Who somebody is, is asked with every request; the unique indexes hold one kind of organization each and cannot answer it.
CREATE INDEX memberships_of_account ON memberships (account_id, created_at);
-- What a worker has taken, among all mails that there ever were.
CREATE INDEX outbox_leased ON outbox (lease) WHERE lease IS NOT NULL;
-- Links of a person, to make them void.
CREATE INDEX links_of_account ON links (account_id, purpose);
