//! A trial as a line of a file: pseudonyms where names stood, days where instants stood.

use super::read::{Conversion, Trial};
use crate::secrets::{Key, hex};
use crate::sheet::written::Written;
use crate::values::Timestamp;
use serde_json::{Map, Value};

/// The columns of a file, in their order.
pub const COLUMNS: [&str; 30] = [
    "trial",
    "firm",
    "platform",
    "vendor",
    "category",
    "ministry",
    "programme",
    "offer_days",
    "province",
    "legacy_province",
    "industry",
    "size_class",
    "channel",
    "second_trial",
    "requested_on",
    "accepted_on",
    "started_on",
    "activated_on",
    "engaged_on",
    "closed_as",
    "closed_on",
    "reason",
    "trial_end",
    "window_end",
    "claimed_on",
    "converted_on",
    "withdrawn_on",
    "already_customer",
    "evidence_level",
    "as_of",
];

/// Hexadecimal digits of a pseudonym: that two of ten million share one has a chance of one in 20,000 million.
const DIGITS: usize = 20;

/// The same for the same thing, whenever it is asked for, on every server with the same key; without the key nobody can tell whose it is.
fn pseudonym(key: &Key, of: &str, text: &str) -> Value {
    let digest = hex(&key.digest(&format!("pseudonym\0{of}\0{text}")));
    // With a letter before it: no program takes it for a number.
    format!("{}{}", of.get(..1).unwrap_or_default(), digest.get(..DIGITS).unwrap_or_default()).into()
}

fn day(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, |at| at.local_day().to_string().into())
}

/// The values of a trial, as the columns stand.
pub fn values(key: &Key, trial: Trial, conversion: Option<Conversion>, as_of: Timestamp) -> [Value; 30] {
    let closed =
        [("declined", trial.declined_at), ("unanswered", trial.unanswered_at), ("cancelled", trial.cancelled_at)];
    let closed = closed.into_iter().find_map(|(how, at)| Some((how, at?)));
    let it = conversion.as_ref();
    [
        pseudonym(key, "trial", trial.id.as_str()),
        pseudonym(key, "firm", &trial.root_key),
        trial.platform_id.into(),
        trial.vendor_id.into(),
        trial.category_code.into(),
        trial.ministry_code.into(),
        trial.programme.into(),
        trial.days.into(),
        trial.province_code.into(),
        trial.legacy_province_code.into(),
        format!("{}:{}", trial.industry_version, trial.industry_section).into(),
        trial.size_class.into(),
        trial.channel.into(),
        trial.granted.into(),
        day(Some(trial.requested_at)),
        day(trial.accepted_at),
        day(trial.provisioned_at),
        day(trial.activated_at),
        day(trial.engaged_at),
        closed.map(|(how, _)| how).into(),
        day(closed.map(|(_, at)| at)),
        trial.reason_code.into(),
        day(trial.trial_end),
        day(trial.window_end),
        day(it.map(|it| it.claimed_at)),
        day(it.and_then(|it| it.converted_at)),
        day(it.and_then(|it| it.withdrawn_at)),
        it.filter(|it| it.converted_at.is_some()).map(|it| it.already_customer).into(),
        it.map(|it| it.evidence_level).into(),
        as_of.to_string().into(),
    ]
}

/// The same as cells of a sheet.
pub fn cells(values: [Value; 30]) -> Vec<Written> {
    values.into_iter().map(|value| crate::reports::files::written(Some(&value))).collect()
}

/// The same as an object.
pub fn object(values: [Value; 30]) -> Map<String, Value> {
    COLUMNS.iter().map(|name| (*name).to_owned()).zip(values).collect()
}
