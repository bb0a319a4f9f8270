DROP INDEX trial_grants_of_trial;
