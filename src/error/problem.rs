//! The problem document, as it is sent.

use crate::values::Locale;
use serde::Serialize;
use std::time::Duration;
use utoipa::ToSchema;
use utoipa::openapi::{Array, ArrayBuilder, ObjectBuilder, Type};

/// Problem details (RFC 9457), `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// A stable URI of the kind of problem.
    #[schema(max_length = 80, example = "urn:dungthu:problem:not_found")]
    pub(super) r#type: String,
    /// What happened, in a few words of the reader's language.
    #[schema(max_length = 200, example = "Not found")]
    pub(super) title: String,
    /// The HTTP status, again.
    #[schema(minimum = 400, maximum = 599, example = 404)]
    pub(super) status: u16,
    /// What happened here and what is possible.
    #[schema(max_length = 1000, example = "There is nothing at this address, or it is not yours.")]
    pub(super) detail: String,
    /// The code to branch on; never translated.
    #[schema(max_length = 60, pattern = "^[a-z_]+$", example = "not_found")]
    pub(super) code: String,
    /// The request's id, also in the `Request-Id` header and in the logs.
    #[schema(max_length = 36, example = "req_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e")]
    pub(super) request_id: String,
    /// One line per wrong value; empty where no value is to blame.
    #[schema(max_items = 500)]
    pub(super) errors: Vec<ProblemFault>,
    /// Where what was acted on stands now, where that, or a stale version, is what stood in the way; else null.
    #[schema(max_length = 60, pattern = "^[a-z_]+$", example = "activated")]
    pub(super) state: Option<String>,
    /// With `state`: the `operationId`s of the commands that it allows to who asks, which other rules may still refuse.
    #[schema(schema_with = operations)]
    pub(super) possible: Vec<String>,
}

fn operations() -> Array {
    let operation = ObjectBuilder::new()
        .schema_type(Type::String)
        .max_length(Some(60))
        .pattern(Some("^[a-z_]+$"))
        .examples(["cancel_trial"]);
    ArrayBuilder::new().items(operation).max_items(Some(20)).build()
}

/// Where something stands, and the operations that are possible there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stand {
    pub state: String,
    pub possible: Vec<&'static str>,
}

/// How often something is allowed, and in which time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quota {
    pub times: u64,
    pub window: Duration,
}

impl Quota {
    /// The second sentence of a problem's detail.
    pub fn sentence(self, locale: Locale) -> String {
        let minutes = self.window.as_secs() / 60;
        let (many, vi, en) =
            if minutes.is_multiple_of(60) { (minutes / 60, "giờ", "hour") } else { (minutes, "phút", "minute") };
        let plural = if many == 1 { "" } else { "s" };
        let times = self.times;
        match locale {
            Locale::Vi => format!("Giới hạn: {times} lần trong {many} {vi}."),
            Locale::En => format!("The limit: {times} within {many} {en}{plural}."),
        }
    }
}

impl Stand {
    /// The second sentence of a problem's detail.
    pub fn sentence(&self, locale: Locale) -> String {
        let list = self.possible.join(", ");
        match (self.possible.is_empty(), locale) {
            (true, Locale::Vi) => "Bạn không còn thao tác nào ở đây.".to_owned(),
            (true, Locale::En) => "Nothing here is possible for you now.".to_owned(),
            (false, Locale::Vi) => format!("Lúc này có thể: {list}."),
            (false, Locale::En) => format!("Possible now: {list}."),
        }
    }
}

impl Problem {
    /// What is wrong, for people: a sentence for each wrong value, else one for the whole.
    pub fn sentences(self) -> Vec<String> {
        if self.errors.is_empty() { vec![self.detail] } else { self.errors.into_iter().map(|it| it.detail).collect() }
    }

    /// Place and text of every wrong value.
    pub fn faults(&self) -> impl Iterator<Item = (&str, &str)> {
        self.errors.iter().map(|fault| (fault.pointer.as_str(), fault.detail.as_str()))
    }
}

/// One wrong value.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemFault {
    /// A JSON pointer (RFC 6901) into the body, or the name of a query parameter.
    #[schema(max_length = 300, example = "/tax_code")]
    pub(super) pointer: String,
    #[schema(max_length = 60, pattern = "^[a-z_]+$", example = "tax_code_check_digit")]
    pub(super) code: String,
    #[schema(max_length = 1000, example = "The tax code's check digit does not match.")]
    pub(super) detail: String,
}
