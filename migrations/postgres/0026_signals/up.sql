-- The signals that open cases, with their thresholds: data of `seed/signals.csv`.
CREATE TABLE signal_rules (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name_vi TEXT COLLATE "C" NOT NULL,
    name_en TEXT COLLATE "C" NOT NULL,
    threshold BIGINT NOT NULL CHECK (threshold >= 1),
    unit TEXT COLLATE "C" NOT NULL,
    at_least BIGINT CHECK (at_least >= 1),
    days BIGINT CHECK (days >= 1),
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('on', 'off'))
);

CREATE VIEW signal_rules_readable AS SELECT
    name,
    name_vi,
    name_en,
    threshold,
    unit,
    at_least,
    days,
    state
FROM signal_rules;

-- From where a conversion was confirmed: a keyed digest, for so long as a signal looks at it; it can be erased at any time.
CREATE TABLE confirmation_addresses (
    conversion_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES conversions (id),
    business_id TEXT COLLATE "C" NOT NULL REFERENCES businesses (id),
    confirmed_at BIGINT NOT NULL,
    address BYTEA CHECK (length(address) = 32)
);
CREATE INDEX confirmation_addresses_seen ON confirmation_addresses (address, confirmed_at) WHERE address IS NOT NULL;
CREATE INDEX confirmation_addresses_since ON confirmation_addresses (confirmed_at);

CREATE VIEW confirmation_addresses_readable AS SELECT
    conversion_id,
    business_id,
    to_char(to_timestamp(confirmed_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((confirmed_at % 1000000)::text, 6, '0') || 'Z' AS confirmed_at,
    encode(address, 'hex') AS address
FROM confirmation_addresses;

-- What a vendor's month is made of, and the trials that its category is measured by.
CREATE INDEX conversions_claimed ON conversions (vendor_id, claimed_at);
CREATE INDEX conversions_converted ON conversions (vendor_id, converted_at) WHERE converted_at IS NOT NULL;
CREATE INDEX trials_closed_of_vendor ON trials (vendor_id, window_end) WHERE window_end IS NOT NULL;
CREATE INDEX trials_closed_of_category ON trials (category_code, window_end) WHERE window_end IS NOT NULL;
