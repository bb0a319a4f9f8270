-- Several people may contest an organization at once, each once: nobody keeps the one place.
DROP INDEX contests_open_of_businesses;
DROP INDEX contests_open_of_vendors;
CREATE UNIQUE INDEX contests_open_of_businesses ON contests (business_id, account_id) WHERE status = 'open';
CREATE UNIQUE INDEX contests_open_of_vendors ON contests (vendor_id, account_id) WHERE status = 'open';
