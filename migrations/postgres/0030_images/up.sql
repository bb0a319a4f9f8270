-- Logos and screenshots, by the SHA-256 of their bytes. `named_at`: since when a listing names it.
CREATE TABLE images (
    hash TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    vendor_id TEXT COLLATE "C" NOT NULL REFERENCES vendors (id),
    media_type TEXT COLLATE "C" NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    uploaded_at BIGINT NOT NULL,
    named_at BIGINT,
    CONSTRAINT images_hash CHECK (length(hash) = 64)
);
CREATE INDEX images_unnamed ON images (vendor_id) WHERE named_at IS NULL;
CREATE INDEX images_waiting ON images (uploaded_at) WHERE named_at IS NULL;

CREATE VIEW images_readable AS SELECT
    hash,
    vendor_id,
    media_type,
    width,
    height,
    bytes,
    to_char(to_timestamp(uploaded_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((uploaded_at % 1000000)::text, 6, '0') || 'Z' AS uploaded_at,
    to_char(to_timestamp(named_at / 1000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '.' || lpad((named_at % 1000000)::text, 6, '0') || 'Z' AS named_at
FROM images;
