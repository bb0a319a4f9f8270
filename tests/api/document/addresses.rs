//! What stands in addresses: proxies log them, browsers keep them, and pages pass them on.

use super::form::{document, operations};
use std::collections::BTreeSet;

/// Words of names, of what belongs into bodies and headers alone.
const SENSITIVE: [&str; 17] = [
    "password",
    "passphrase",
    "token",
    "secret",
    "otp",
    "totp",
    "recovery",
    "email",
    "phone",
    "tel",
    "tax",
    "household",
    "contact",
    "name",
    "address",
    "amount",
    "revenue",
];

#[test]
fn nothing_sensitive_stands_in_an_address() {
    let (document, mut names) = (document(), BTreeSet::new());
    for (method, path, operation) in operations(&document) {
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        for it in parameters.iter().filter(|it| it["in"] == "path" || it["in"] == "query") {
            let name = it["name"].as_str().expect("a name").to_owned();
            let sensitive = name == "code" || name.split('_').any(|word| SENSITIVE.contains(&word));
            assert!(!sensitive, "{method} {path}: {name} stands in the address");
            let format = it["schema"]["format"].as_str().unwrap_or_default();
            assert!(
                !["email", "password", "byte"].contains(&format),
                "{method} {path}: {name} is of the kind {format}"
            );
            names.insert(name);
        }
        assert!(!path.contains("token"), "{path}: only pages of mails have a secret in their path");
    }
    assert!(names.len() > 30 && names.contains("platform_id") && names.contains("q"), "{names:?}");
}
