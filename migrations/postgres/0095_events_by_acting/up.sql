-- What somebody in office did for others.
CREATE INDEX events_by_acting ON events (acting_account_id, id) WHERE acting_account_id IS NOT NULL;
