-- Who somebody is, is asked with every request; the unique indexes hold one kind of organization each and cannot answer it.
CREATE INDEX memberships_of_account ON memberships (account_id, created_at);
-- What a worker has taken, among all mails that there ever were.
CREATE INDEX outbox_leased ON outbox (lease) WHERE lease IS NOT NULL;
-- Links of a person, to make them void.
CREATE INDEX links_of_account ON links (account_id, purpose);
-- What waits for the staff of one province, narrowed: of hundreds of thousands of tasks each narrowing reads its own alone.
CREATE INDEX tasks_of_province_and_kind ON tasks (holder, province_code, kind, sort_at, about_id, subject_id);
CREATE INDEX tasks_of_province_and_stage ON tasks (holder, province_code, stage, sort_at, about_id, subject_id);
CREATE INDEX tasks_due_in_province ON tasks (holder, province_code, sort_at, about_id, subject_id) WHERE due_at IS NOT NULL;
