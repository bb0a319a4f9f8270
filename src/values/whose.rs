//! Whose account something concerns.

use super::AccountId;
use serde::{Serialize, Serializer};

/// Somebody's account, or nobody's: what happens to an address that is unknown is recorded alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whose(pub Option<AccountId>);

impl Whose {
    /// The account's id, or `unknown`.
    pub fn as_str(&self) -> &str {
        self.0.as_ref().map_or("unknown", AccountId::as_str)
    }
}

impl Serialize for Whose {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
