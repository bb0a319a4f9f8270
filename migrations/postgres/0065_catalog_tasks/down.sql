DELETE FROM tasks WHERE kind IN ('moderate_review', 'decide_platform_claim');
