DROP INDEX links_of_account;
DROP INDEX outbox_leased;
DROP INDEX memberships_of_account;
