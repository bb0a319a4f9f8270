-- Cases for a person to look at: a business complained, a signal was seen, or an audit drew the conversion. What a case is about
-- (`subject_id`: a trial, a conversion or a vendor) and its period tell those of one kind apart. `facts` are ids, codes and
-- numbers; what people typed stands in `reason_text` and `decision_text`, and can be erased there.
CREATE TABLE cases (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    period TEXT NOT NULL,
    vendor_id TEXT NOT NULL REFERENCES vendors (id),
    trial_id TEXT REFERENCES trials (id),
    business_id TEXT REFERENCES businesses (id),
    platform_id TEXT REFERENCES platforms (id),
    province_code TEXT,
    facts TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    opened_by TEXT REFERENCES accounts (id),
    reason_code TEXT,
    reason_text TEXT,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    decision_code TEXT,
    decision_text TEXT,
    decided_by TEXT REFERENCES accounts (id),
    decided_at INTEGER,
    version INTEGER NOT NULL,
    CONSTRAINT cases_of_trial CHECK ((trial_id IS NULL) = (business_id IS NULL) AND (trial_id IS NULL) = (platform_id IS NULL) AND (trial_id IS NULL) = (province_code IS NULL)),
    CONSTRAINT cases_complained CHECK ((kind = 'complaint') = (opened_by IS NOT NULL) AND (kind = 'complaint') = (reason_code IS NOT NULL) AND (kind <> 'complaint' OR trial_id IS NOT NULL) AND (reason_text IS NULL OR reason_code IS NOT NULL)),
    CONSTRAINT cases_closed CHECK ((state = 'closed') = (decided_at IS NOT NULL) AND (decided_at IS NULL) = (decided_by IS NULL) AND (decided_at IS NULL) = (decision_code IS NULL) AND (decision_text IS NULL OR decision_code IS NOT NULL)),
    CONSTRAINT cases_in_order CHECK (decided_at >= opened_at)
) STRICT;
CREATE UNIQUE INDEX cases_once ON cases (kind, subject_id, period) WHERE kind <> 'complaint';
CREATE UNIQUE INDEX cases_complaint_open ON cases (trial_id) WHERE kind = 'complaint' AND state = 'open';
CREATE INDEX cases_of_kind ON cases (kind, id);
CREATE INDEX cases_in_state ON cases (state, id);
CREATE INDEX cases_of_vendor ON cases (vendor_id, id);
CREATE INDEX cases_of_province ON cases (province_code, id);
CREATE INDEX cases_of_trials ON cases (trial_id, id);

CREATE VIEW cases_readable AS SELECT
    id,
    kind,
    subject_id,
    period,
    vendor_id,
    trial_id,
    business_id,
    platform_id,
    province_code,
    facts,
    strftime('%Y-%m-%dT%H:%M:%S', opened_at / 1000000, 'unixepoch') || printf('.%06dZ', opened_at % 1000000) AS opened_at,
    opened_by,
    reason_code,
    reason_text,
    state,
    decision_code,
    decision_text,
    decided_by,
    strftime('%Y-%m-%dT%H:%M:%S', decided_at / 1000000, 'unixepoch') || printf('.%06dZ', decided_at % 1000000) AS decided_at,
    version
FROM cases;
