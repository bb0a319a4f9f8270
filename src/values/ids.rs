//! Ids: a three-letter prefix, an underscore and a UUIDv7 as 32 hexadecimal digits, e.g. `trl_0199…`.
//! They sort by the instant of their making and are never a secret.

use crate::values::Timestamp;
use std::sync::Mutex;
use uuid::{ContextV7, Uuid};

/// Characters of an id: prefix, underscore, 32 hexadecimal digits.
pub const LENGTH: usize = 36;

/// Every kind of id: what `Tx::new_id` can make and a path can name.
pub trait TypedId: Sized {
    /// Three lower-case letters that name the kind.
    const PREFIX: &'static str;

    /// The id whose text this is. `None` for another kind's prefix or anything that is no UUID of version 7.
    fn parse(text: &str) -> Option<Self>;

    /// A new id, made at `at`.
    fn new_at(at: Timestamp) -> Self;

    /// The id of these random bits and the millisecond of `at`: the same each time.
    fn of(at: Timestamp, random: [u8; 10]) -> Self;
}

/// Ids made within one millisecond keep the order of their making.
static CONTEXT: Mutex<ContextV7> = Mutex::new(ContextV7::new());

pub(crate) fn make(prefix: &str, at: Timestamp) -> [u8; LENGTH] {
    let micros = at.as_micros().unsigned_abs();
    let nanos = u32::try_from((micros % 1_000_000) * 1_000).unwrap_or_default();
    let context = CONTEXT.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    written(prefix, Uuid::new_v7(uuid::Timestamp::from_unix(&*context, micros / 1_000_000, nanos)))
}

pub(crate) fn of(prefix: &str, at: Timestamp, random: [u8; 10]) -> [u8; LENGTH] {
    let millis = at.as_micros().unsigned_abs() / 1_000;
    written(prefix, uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
}

fn written(prefix: &str, uuid: Uuid) -> [u8; LENGTH] {
    let mut text = [b'_'; LENGTH];
    let (head, digits) = text.split_at_mut(LENGTH - 32);
    for (to, from) in head.iter_mut().zip(prefix.bytes()) {
        *to = from;
    }
    let mut buffer = [0; 32];
    digits.copy_from_slice(uuid.simple().encode_lower(&mut buffer).as_bytes());
    text
}

pub(crate) fn parse(prefix: &str, text: &str) -> Option<[u8; LENGTH]> {
    let digits = text.strip_prefix(prefix)?.strip_prefix('_')?;
    let canonical = digits.len() == 32 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let uuid = Uuid::try_parse(digits).ok()?;
    let sound = uuid.get_version_num() == 7 && uuid.get_variant() == uuid::Variant::RFC4122;
    if canonical && sound { text.as_bytes().try_into().ok() } else { None }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, diesel::AsExpression, diesel::FromSqlRow)]
        #[diesel(sql_type = diesel::sql_types::Text)]
        pub struct $name([u8; LENGTH]);

        impl $name {
            /// The id's text, as in JSON and in the tables.
            pub fn as_str(&self) -> &str {
                std::str::from_utf8(&self.0).unwrap_or_default()
            }
        }
        impl TypedId for $name {
            const PREFIX: &'static str = $prefix;
            fn parse(text: &str) -> Option<Self> {
                parse($prefix, text).map(Self)
            }
            fn new_at(at: Timestamp) -> Self {
                Self(make($prefix, at))
            }
            fn of(at: Timestamp, random: [u8; 10]) -> Self {
                Self(of($prefix, at, random))
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.as_str())
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
                Self::parse(&text).ok_or_else(|| serde::de::Error::custom(concat!("not an id that begins with ", $prefix, "_")))
            }
        }
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .pattern(Some(concat!("^", $prefix, "_[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$")))
                    .max_length(Some(LENGTH))
                    .examples([concat!($prefix, "_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e")])
                    .into()
            }
        }
        impl utoipa::ToSchema for $name {}
        crate::values::text_column!($name, |text| $name::parse(text));
    )*};
}

ids! {
    /// A person who can log in.
    AccountId = "acc";
    /// One log-in of one person.
    SessionId = "ses";
    /// A secret by which a system asks.
    ApiKeyId = "key";
    /// A firm, a branch or a household business.
    BusinessId = "biz";
    /// A firm that lists platforms.
    VendorId = "ven";
    /// A digital platform in the catalog.
    PlatformId = "plt";
    /// A platform's terms of a trial, for a time.
    /// One business trying one platform.
    TrialId = "trl";
    /// Staff let a firm try a platform a second time.
    GrantId = "grt";
    /// The outcome of a trial, claimed by one side and confirmed or disputed by the other.
    ConversionId = "cnv";
    /// An invoice that was shown as evidence of a conversion.
    InvoiceId = "ivc";
    /// An owner asks an address to join an organization.
    InvitationId = "inv";
    /// An administrator changes somebody's office.
    StaffChangeId = "stc";
    /// Somebody asks the owners of an organization to join it.
    JoinRequestId = "jrq";
    /// Somebody says that an organization is theirs which others have registered.
    ContestId = "cts";
    /// More days of a trial that one side asks for.
    ExtensionId = "ext";
    /// A file of what was before.
    ImportId = "imp";
    /// A set of the programme's rules.
    RulesId = "rul";
    /// An administrator changes the public holidays.
    HolidayChangeId = "hol";
    /// A business that waits for a place.
    WaitingEntryId = "wte";
    /// A question to one side: does a conversion last?
    RetentionCheckId = "rtc";
    /// Something that a person of the staff should look at.
    CaseId = "cas";
    /// What a business says of a platform that it has tried.
    ReviewId = "rev";
    /// A vendor says that an illustrative platform is its own.
    PlatformClaimId = "pcl";
    /// What is to be reached.
    TargetId = "tgt";
    /// Something that should be looked at early, by figures.
    WarningId = "wrn";
    /// One recorded fact.
    EventId = "evt";
    /// One mail to one person.
    MailId = "eml";
    /// One account is to get another address.
    AddressChangeId = "adr";
    /// Something asked about an address.
    InquiryId = "inq";
    /// One request to the API.
    RequestId = "req";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_made_in_order_sort_in_order_and_read_back() {
        let at = Timestamp::from_micros(1_700_000_000_123_456);
        let made: Vec<TrialId> = (0..200).map(|_| TrialId::new_at(at)).collect();
        assert!(made.is_sorted_by(|a, b| a < b));
        for id in made {
            assert_eq!(TrialId::parse(id.as_str()), Some(id));
        }
    }

    #[test]
    fn the_same_bits_make_the_same_id() {
        let at = Timestamp::from_micros(1_700_000_000_123_456);
        let id = TrialId::of(at, [255; 10]);
        assert_eq!((id, TrialId::parse(id.as_str())), (TrialId::of(at, [255; 10]), Some(id)));
        assert!(id != TrialId::of(at, [254; 10]) && id < TrialId::of(at.plus_days(1), [0; 10]));
    }

    #[test]
    fn another_kinds_prefix_and_other_forms_are_refused() {
        let id = VendorId::new_at(Timestamp::from_micros(1)).to_string();
        let upper = id.to_uppercase();
        let v4 = "ven_936da01f9abd4d9d80c702af85c822a8";
        let (shorter, longer) = (id.trim_end_matches(|_: char| true), format!("{id}0"));
        for wrong in ["", "ven_", shorter, &longer, &upper, v4, &id.replace("ven_", ""), &id.replace("ven", "trl")] {
            assert_eq!(VendorId::parse(wrong), None, "{wrong}");
        }
        assert_eq!(TrialId::parse(&id), None);
    }
}
