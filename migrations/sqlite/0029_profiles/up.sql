-- What a vendor says of a platform beside its summary, as JSON; an illustrative platform has none.
CREATE TABLE platform_profiles (
    platform_id TEXT NOT NULL PRIMARY KEY REFERENCES platforms (id),
    profile TEXT NOT NULL
) STRICT;

CREATE VIEW platform_profiles_readable AS SELECT platform_id, profile FROM platform_profiles;

-- What was listed before says nothing yet.
INSERT INTO platform_profiles (platform_id, profile)
SELECT id, '{"description_vi":null,"description_en":null,"logo":null,"screenshots":[],"problems":[],"industries":[],"sizes":[],"integrations":[],"support":null,"hosting":null,"security_level":null,"make_in_vietnam":null}'
FROM platforms WHERE vendor_id IS NOT NULL;
