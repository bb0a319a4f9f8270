DROP INDEX tasks_due_in_province;
DROP INDEX tasks_of_province_and_stage;
DROP INDEX tasks_of_province_and_kind;
DROP INDEX links_of_account;
DROP INDEX outbox_leased;
DROP INDEX memberships_of_account;
