UPDATE waiting_entries SET status = 'withdrawn' WHERE status = 'discontinued';
ALTER TABLE waiting_entries DROP CONSTRAINT waiting_entries_status_check;
ALTER TABLE waiting_entries ADD CONSTRAINT waiting_entries_status_check
    CHECK (status IN ('waiting', 'offered', 'taken', 'lapsed', 'withdrawn'));
