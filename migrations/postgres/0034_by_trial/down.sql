DROP INDEX invoices_by_key;
CREATE INDEX invoices_by_key ON invoices (seller_tax_code, symbol, number, year, business_id);
DROP INDEX trial_grants_of_trial;
