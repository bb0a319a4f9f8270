//! What one sign-up is about, and the rows that it writes, made before any clock runs.

use dungthu::trials::model::{CONSENT_TEXT, PROGRAMME};
use dungthu::values::{EventId, MailId, RequestId, Timestamp, TrialId, TypedId};
use std::time::Duration;

/// A value of a row, or one that a query asks by.
#[derive(Clone)]
pub enum Value {
    Text(String),
    Texts(Vec<String>),
    Int(i64),
    Bytes(Vec<u8>),
    Bool(bool),
    Null,
}

/// A firm and the session of its person.
#[derive(Clone)]
pub struct Firm {
    pub token: String,
    /// The digest of the token.
    pub session: Value,
    pub account: Value,
    pub business: Value,
    pub businesses: Value,
    pub root_key: Value,
    pub province: Value,
}

/// A platform and its vendor.
#[derive(Clone)]
pub struct Listing {
    pub platform: Value,
    pub platforms: Value,
    pub category: Value,
    pub ministry: Value,
    pub vendor: Value,
    /// The vendor's one person, who gets the mail.
    pub member: Value,
    pub people: Value,
    pub today: Value,
}

/// Who signs up for what.
pub struct Facts {
    pub firm: Firm,
    pub listing: Listing,
    /// The idempotency key.
    pub key: String,
}

/// The rows of one sign-up; `claim` and `answer` are two halves of one.
pub struct SignUp {
    pub facts: Facts,
    pub claim: Vec<Value>,
    pub trial: Vec<Value>,
    pub event: Vec<Value>,
    pub mail: Vec<Value>,
    pub answer: Vec<Value>,
}

impl Value {
    /// The text in it.
    pub fn shown(&self) -> &str {
        if let Self::Text(text) = self { text } else { "" }
    }
}

pub fn text(text: impl ToString) -> Value {
    Value::Text(text.to_string())
}

pub fn texts(text: impl ToString) -> Value {
    Value::Texts(vec![text.to_string()])
}

impl SignUp {
    /// The rows that the server would write; `answer` is one that it gave.
    pub fn of(facts: Facts, now: Timestamp, answer: &[u8]) -> Self {
        let (trial_id, request) = (text(TrialId::new_at(now)), text(RequestId::new_at(now)));
        let (firm, listing) = (&facts.firm, &facts.listing);
        let at = Value::Int(now.as_micros());
        let body = format!(
            r#"{{"trial":"{}","business":"{}","platform":"{}","vendor":"{}","channel":"direct"}}"#,
            trial_id.shown(),
            firm.business.shown(),
            listing.platform.shown(),
            listing.vendor.shown()
        );
        let scope = format!("{} POST /v1/trials", firm.account.shown());
        let claim = vec![text(scope), text(&facts.key), Value::Bytes(vec![7; 32]), at.clone()];
        let answer = vec![
            Value::Int(201),
            text("\"1\""),
            text(format!("/v1/trials/{}", trial_id.shown())),
            Value::Bytes(answer.to_vec()),
        ];
        let event = vec![
            text(EventId::new_at(now)),
            at.clone(),
            text("trial.requested"),
            trial_id.clone(),
            text(body),
            firm.account.clone(),
            request.clone(),
        ];
        let mail = vec![
            text(MailId::new_at(now)),
            text("trial_requested"),
            listing.member.clone(),
            trial_id.clone(),
            request,
            at.clone(),
            at.clone(),
            text("waiting"),
            Value::Null,
            Value::Int(0),
            Value::Int(0),
        ];
        Self { trial: trial(&facts, trial_id, now), facts, claim, event, mail, answer }
    }
}

fn trial(facts: &Facts, id: Value, now: Timestamp) -> Vec<Value> {
    let (firm, it, at) = (facts.firm.clone(), facts.listing.clone(), Value::Int(now.as_micros()));
    vec![
        id,
        firm.business,
        it.platform,
        firm.account,
        text(PROGRAMME),
        Value::Bool(false),
        text("direct"),
        firm.root_key,
        it.vendor,
        firm.province,
        text("2018"),
        text("G"),
        text("micro"),
        it.category,
        it.ministry,
        Value::Int(super::stage::DAYS),
        Value::Int(super::stage::PRICE),
        text(super::stage::NEED),
        text(super::stage::NAME),
        text(super::stage::EMAIL),
        Value::Null,
        text(CONSENT_TEXT),
        at.clone(),
        text("requested"),
        at.clone(),
        Value::Int(now.plus(Duration::from_secs(3 * 86_400)).as_micros()),
        at,
        Value::Int(1),
    ]
}
