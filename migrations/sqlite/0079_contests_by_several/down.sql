-- Where several are open, none can be chosen: this stops there, until staff have decided all but one.
DROP INDEX contests_open_of_businesses;
DROP INDEX contests_open_of_vendors;
CREATE UNIQUE INDEX contests_open_of_businesses ON contests (business_id) WHERE status = 'open';
CREATE UNIQUE INDEX contests_open_of_vendors ON contests (vendor_id) WHERE status = 'open';
