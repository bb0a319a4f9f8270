//! How long a key holds, and what can become of it: pure.

use super::model::ApiKey;
use crate::error::{Error, Result};
use crate::values::Timestamp;
use crate::values::text_enum::text_enum;
use serde::Serialize;
use std::time::Duration;
use utoipa::ToSchema;

/// How long a key that was rotated holds on.
pub const OVERLAP: Duration = Duration::from_secs(86_400);

/// How long before its end people are told of it.
pub const NOTICE: Duration = Duration::from_secs(14 * 86_400);

/// A use is written down when the last one that was is so long ago.
pub const WRITTEN_EVERY: Duration = Duration::from_secs(3_600);

/// What became of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeyStatus {
    /// It opens what its scopes say.
    Active,
    /// Another was made in its place; it still opens what it did, until its end.
    Rotated,
    Expired,
    Revoked,
    /// It opens nothing: its maker is not what one must be to make it.
    MakerGone,
}

text_enum!(KeyStatus {
    Active = "active",
    Rotated = "rotated",
    Expired = "expired",
    Revoked = "revoked",
    MakerGone = "maker_gone",
});

pub fn status(key: &ApiKey, maker_may: bool, now: Timestamp) -> KeyStatus {
    match () {
        () if key.revoked_at.is_some() => KeyStatus::Revoked,
        () if key.expires_at <= now => KeyStatus::Expired,
        () if !maker_may => KeyStatus::MakerGone,
        () if key.rotated_at.is_some() => KeyStatus::Rotated,
        () => KeyStatus::Active,
    }
}

/// When a key that is rotated now ends: after its overlap, and not later than it would have.
///
/// Errors: 409 for one that was rotated, or is over. One whose maker is gone can be rotated: so another takes it over.
pub fn rotate(key: &ApiKey, now: Timestamp) -> Result<Timestamp> {
    match status(key, true, now) {
        KeyStatus::Active => Ok(key.expires_at.min(now.plus(OVERLAP))),
        KeyStatus::Rotated => {
            let revoke =
                if key.holder.vendor().is_some() { "revoke_vendor_api_key" } else { "revoke_authority_api_key" };
            Err(Error::wrong_state(KeyStatus::Rotated, vec![revoke]))
        }
        over => Err(Error::wrong_state(over, Vec::new())),
    }
}

/// Whether a key still opens something, or would if its maker were back.
pub fn is_living(key: &ApiKey, now: Timestamp) -> bool {
    matches!(status(key, true, now), KeyStatus::Active | KeyStatus::Rotated)
}

/// Whether a use at `now` is to be written down.
pub fn is_due(last_used: Option<Timestamp>, now: Timestamp) -> bool {
    last_used.is_none_or(|last| now >= last.plus(WRITTEN_EVERY))
}

#[cfg(test)]
mod tests {
    use super::super::holder::Holder;
    use super::super::model::Rights;
    use super::*;
    use crate::values::{AccountId, ApiKeyId, TypedId, VendorId};

    fn key(rotated: bool, revoked: bool) -> ApiKey {
        let at = Timestamp::from_micros(0);
        ApiKey {
            id: ApiKeyId::new_at(at),
            holder: Holder::Vendor(VendorId::new_at(at)),
            name: "Demo".to_owned(),
            prefix: "dtk_00000000".to_owned(),
            rights: Rights { scopes: Vec::new(), networks: Vec::new(), days: 2 },
            made_by: AccountId::new_at(at),
            created_at: at,
            expires_at: at.plus_days(2),
            rotated_at: rotated.then_some(at),
            revoked_at: revoked.then_some(at),
            replaces: None,
            last_used_at: None,
        }
    }

    #[test]
    fn every_state() {
        let (early, late) = (Timestamp::from_micros(1), Timestamp::from_micros(0).plus_days(2));
        for (rotated, revoked, maker_may, now, want) in [
            (false, false, true, early, KeyStatus::Active),
            (true, false, true, early, KeyStatus::Rotated),
            (false, false, false, early, KeyStatus::MakerGone),
            (true, false, false, early, KeyStatus::MakerGone),
            (false, false, true, late, KeyStatus::Expired),
            (true, false, false, late, KeyStatus::Expired),
            (true, true, false, late, KeyStatus::Revoked),
            (false, true, true, early, KeyStatus::Revoked),
        ] {
            let key = key(rotated, revoked);
            assert_eq!(status(&key, maker_may, now), want, "{rotated} {revoked} {maker_may} {now}");
            assert_eq!(is_living(&key, now), !revoked && now == early);
            assert_eq!(rotate(&key, now).is_ok(), !rotated && !revoked && now == early);
        }
    }

    #[test]
    fn an_overlap_never_makes_a_key_hold_longer() {
        let start = Timestamp::from_micros(0);
        let hour = Duration::from_secs(3_600);
        assert_eq!(rotate(&key(false, false), start.plus(hour)).expect("an end"), start.plus(hour).plus(OVERLAP));
        assert_eq!(rotate(&key(false, false), start.plus(47 * hour)).expect("an end"), start.plus_days(2));
    }

    #[test]
    fn a_use_is_written_down_once_an_hour() {
        let at = |seconds: u64| Timestamp::from_micros(0).plus(Duration::from_secs(seconds));
        assert!(is_due(None, at(0)) && !is_due(Some(at(0)), at(3_599)) && is_due(Some(at(0)), at(3_600)));
    }
}
