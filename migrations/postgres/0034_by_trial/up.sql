-- What staff wrote when they granted a trial is found by the trial, to be erased.
CREATE INDEX trial_grants_of_trial ON trial_grants (trial_id);

-- The same invoice of another buyer is looked for among all branches of its seller: what is compared whole comes first.
DROP INDEX invoices_by_key;
CREATE INDEX invoices_by_key ON invoices (symbol, number, year, seller_tax_code, business_id);
