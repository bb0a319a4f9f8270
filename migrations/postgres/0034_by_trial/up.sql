-- What staff wrote when they granted a trial is found by the trial, to be erased.
CREATE INDEX trial_grants_of_trial ON trial_grants (trial_id);
