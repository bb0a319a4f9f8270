-- Logos and screenshots, by the SHA-256 of their bytes. `named_at`: since when a listing names it.
CREATE TABLE images (
    hash TEXT NOT NULL PRIMARY KEY,
    vendor_id TEXT NOT NULL REFERENCES vendors (id),
    media_type TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    uploaded_at INTEGER NOT NULL,
    named_at INTEGER,
    CONSTRAINT images_hash CHECK (length(hash) = 64)
) STRICT;
CREATE INDEX images_unnamed ON images (vendor_id) WHERE named_at IS NULL;
CREATE INDEX images_waiting ON images (uploaded_at) WHERE named_at IS NULL;

CREATE VIEW images_readable AS SELECT
    hash,
    vendor_id,
    media_type,
    width,
    height,
    bytes,
    strftime('%Y-%m-%dT%H:%M:%S', uploaded_at / 1000000, 'unixepoch') || printf('.%06dZ', uploaded_at % 1000000) AS uploaded_at,
    strftime('%Y-%m-%dT%H:%M:%S', named_at / 1000000, 'unixepoch') || printf('.%06dZ', named_at % 1000000) AS named_at
FROM images;
