-- In which session of their own a member of staff opened the one in which they act: it holds only while that one does. One that is
-- older than this was kept opens nothing any more; it would have held for half an hour.
ALTER TABLE sessions ADD COLUMN acting_from TEXT;

DROP VIEW sessions_readable;
CREATE VIEW sessions_readable AS SELECT
    id,
    digest,
    account_id,
    strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch') || printf('.%06dZ', created_at % 1000000) AS created_at,
    strftime('%Y-%m-%dT%H:%M:%S', expires_at / 1000000, 'unixepoch') || printf('.%06dZ', expires_at % 1000000) AS expires_at,
    strftime('%Y-%m-%dT%H:%M:%S', ended_at / 1000000, 'unixepoch') || printf('.%06dZ', ended_at % 1000000) AS ended_at,
    strftime('%Y-%m-%dT%H:%M:%S', authenticated_at / 1000000, 'unixepoch') || printf('.%06dZ', authenticated_at % 1000000) AS authenticated_at,
    strftime('%Y-%m-%dT%H:%M:%S', second_factor_at / 1000000, 'unixepoch') || printf('.%06dZ', second_factor_at % 1000000) AS second_factor_at,
    network,
    user_agent,
    strftime('%Y-%m-%dT%H:%M:%S', last_used_at / 1000000, 'unixepoch') || printf('.%06dZ', last_used_at % 1000000) AS last_used_at,
    acting_by,
    acting_reason,
    acting_from
FROM sessions;
