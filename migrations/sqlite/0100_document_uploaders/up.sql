-- Who uploaded a document, by themselves or in somebody's place: they have a part in what names it.
CREATE TABLE document_uploaders (
    vendor_id TEXT NOT NULL,
    hash TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    uploaded_at INTEGER NOT NULL,
    PRIMARY KEY (vendor_id, hash, account_id),
    FOREIGN KEY (vendor_id, hash) REFERENCES vendor_documents (vendor_id, hash)
) STRICT;

CREATE VIEW document_uploaders_readable AS SELECT
    vendor_id,
    hash,
    account_id,
    strftime('%Y-%m-%dT%H:%M:%S', uploaded_at / 1000000, 'unixepoch') || printf('.%06dZ', uploaded_at % 1000000) AS uploaded_at
FROM document_uploaders;

-- As far as it is known: who uploaded what is still there, and who acted for them.
INSERT INTO document_uploaders (vendor_id, hash, account_id, uploaded_at)
SELECT d.vendor_id, d.hash, known.account_id, min(known.at) FROM (
    SELECT subject_id, json_extract(body, '$.document') AS hash, account_id, at FROM events WHERE kind = 'document.uploaded'
    UNION ALL
    SELECT subject_id, json_extract(body, '$.document'), acting_account_id, at FROM events WHERE kind = 'document.uploaded'
) AS known
JOIN vendor_documents d ON d.vendor_id = known.subject_id AND d.hash = known.hash
WHERE known.account_id IN (SELECT id FROM accounts)
GROUP BY d.vendor_id, d.hash, known.account_id;

-- They are insiders of what names the document, and so is who set the places of a platform.
INSERT INTO listing_insiders (platform_id, account_id, since)
SELECT platform_id, account_id, min(since) FROM (
    SELECT v.platform_id, u.account_id, u.uploaded_at AS since FROM listing_versions v
    JOIN document_uploaders u ON u.vendor_id = v.vendor_id AND v.content LIKE '%' || u.hash || '%'
    UNION ALL
    SELECT c.platform_id, u.account_id, u.uploaded_at FROM platform_claims c
    JOIN document_uploaders u ON u.vendor_id = c.vendor_id AND c.documents LIKE '%' || u.hash || '%'
    UNION ALL
    SELECT subject_id, account_id, at FROM events WHERE kind = 'platform.places_limited'
    UNION ALL
    SELECT subject_id, acting_account_id, at FROM events WHERE kind = 'platform.places_limited'
) AS known
WHERE platform_id IN (SELECT id FROM platforms) AND account_id IN (SELECT id FROM accounts)
GROUP BY platform_id, account_id
ON CONFLICT DO NOTHING;
