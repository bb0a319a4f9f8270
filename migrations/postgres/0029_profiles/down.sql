DROP VIEW platform_profiles_readable;
DROP TABLE platform_profiles;
