-- Only requests that were accepted count as answered, and those that nobody answered with all the time they waited: who declines is no
-- quicker for it.
UPDATE platform_figures SET
    answered = (SELECT COUNT(COALESCE(t.accepted_at, t.unanswered_at)) FROM trials AS t
        WHERE t.platform_id = platform_figures.platform_id AND NOT t.granted),
    answer_seconds = (SELECT CAST(COALESCE(SUM((COALESCE(t.accepted_at, t.unanswered_at) - t.requested_at) / 1000000), 0) AS BIGINT) FROM trials AS t
        WHERE t.platform_id = platform_figures.platform_id AND NOT t.granted);
