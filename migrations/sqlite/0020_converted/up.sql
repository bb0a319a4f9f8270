-- Trials whose conversion was confirmed within the window have converted.
UPDATE trials SET status = 'converted' WHERE status IN ('activated', 'engaged', 'cancelled', 'expired') AND EXISTS (
    SELECT 1 FROM conversions c WHERE c.trial_id = trials.id AND c.status = 'confirmed' AND c.already_customer = 0
        AND c.converted_at <= trials.window_end);
