DROP VIEW platform_claims_readable;
DROP TABLE platform_claims;
