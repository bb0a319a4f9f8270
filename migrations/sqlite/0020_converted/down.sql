UPDATE trials SET status = CASE
    WHEN cancelled_at IS NOT NULL THEN 'cancelled' WHEN expired_at IS NOT NULL THEN 'expired'
    WHEN engaged_at IS NOT NULL THEN 'engaged' ELSE 'activated' END WHERE status = 'converted';
