UPDATE platform_figures SET
    answered = (SELECT COUNT(COALESCE(t.accepted_at, t.declined_at, t.unanswered_at)) FROM trials AS t
        WHERE t.platform_id = platform_figures.platform_id AND NOT t.granted),
    answer_seconds = (SELECT CAST(COALESCE(SUM((COALESCE(t.accepted_at, t.declined_at, t.unanswered_at) - t.requested_at) / 1000000), 0) AS BIGINT) FROM trials AS t
        WHERE t.platform_id = platform_figures.platform_id AND NOT t.granted);
