//! One row: its name, what is asked, and the refusal that it meets.

use super::wire;
use crate::support::{Client, Reply};
use serde_json::{Value, json};
use std::fmt;

pub struct Row {
    pub name: String,
    pub ask: Ask,
    pub refusal: Refusal,
    /// An id that no query may have in it while the row is answered.
    pub never_looked_up: Option<String>,
}

pub fn row(name: impl Into<String>, ask: Ask, refusal: Refusal) -> Row {
    Row { name: name.into(), ask, refusal, never_looked_up: None }
}

/// Who asks what.
#[derive(Clone)]
pub struct Ask {
    who: Client,
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    way: Way,
}

/// How a request is sent.
#[derive(Clone, Copy)]
enum Way {
    /// As a client does it that reads while it writes.
    Together,
    /// Written to its last byte before any of the answer is read.
    Whole(wire::Framing),
}

impl Ask {
    pub fn new(who: &Client, method: &str, path: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        let (who, method, body) = (who.clone(), method.to_uppercase(), body.into());
        Self { who, method, path: path.into(), headers: Vec::new(), body, way: Way::Together }
    }

    pub fn get(who: &Client, path: impl Into<String>) -> Self {
        Self::new(who, "GET", path, "")
    }

    pub fn post(who: &Client, path: impl Into<String>, body: &Value) -> Self {
        Self::raw(who, path, body.to_string())
    }

    /// A POST of a body that says it is JSON.
    pub fn raw(who: &Client, path: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        Self::new(who, "POST", path, body).header("Content-Type", "application/json")
    }

    /// A change of the first version of something.
    pub fn patch(who: &Client, path: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        let ask = Self::new(who, "PATCH", path, body).header("Content-Type", "application/json");
        ask.header("If-Match", "\"1\"")
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn written_whole(self, framing: wire::Framing) -> Self {
        Self { way: Way::Whole(framing), ..self }
    }

    /// The answer, or why there is none.
    pub async fn answer(&self) -> Result<Reply, String> {
        let headers: Vec<(&str, &str)> = self.headers.iter().map(|(name, value)| (name.as_str(), &**value)).collect();
        match self.way {
            Way::Together => self.who.try_send(&self.method, &self.path, &headers, self.body.clone()).await,
            Way::Whole(framing) => {
                wire::written_whole(self.who.address(), &self.method, &self.path, &headers, &self.body, framing).await
            }
        }
    }
}

/// This body with another value, given as JSON, at a place.
pub fn with(mut body: Value, pointer: &str, value: &str) -> Vec<u8> {
    const PLACE: &str = "here stands the value";
    let (parent, member) = pointer.rsplit_once('/').expect("a pointer");
    body.pointer_mut(parent).expect("a parent")[member] = json!(PLACE);
    body.to_string().replace(&format!("\"{PLACE}\""), value).into_bytes()
}

/// What a refusal says: its status and code, and each fault's place and code.
#[derive(Clone, PartialEq, Eq)]
pub struct Refusal {
    status: u16,
    code: String,
    faults: Vec<(String, String)>,
}

pub fn problem(status: u16, code: &str) -> Refusal {
    Refusal { status, code: code.to_owned(), faults: Vec::new() }
}

fn fault(status: u16, code: &str, place: &str, fault: &str) -> Refusal {
    Refusal { faults: vec![(place.to_owned(), fault.to_owned())], ..problem(status, code) }
}

/// A body that parses and has one wrong value.
pub fn value(pointer: &str, code: &str) -> Refusal {
    fault(422, "invalid_values", pointer, code)
}

/// A body that does not parse.
pub fn malformed(pointer: &str, code: &str) -> Refusal {
    fault(400, "malformed_json", pointer, code)
}

/// A wrong query parameter.
pub fn parameter(name: &str, code: &str) -> Refusal {
    fault(400, "invalid_query", name, code)
}

/// A page for people, behind a mail's link.
pub fn page(status: u16) -> Refusal {
    problem(status, "page")
}

impl Refusal {
    /// Reads an answer; what is no refusal, or no sound one, is said instead.
    pub fn told_by(reply: &Reply) -> Result<Self, String> {
        let odd = |what: &str| format!("{what}: {} {}", reply.status, reply.text());
        match reply.header("content-type") {
            _ if reply.status < 400 => return Err(odd("no refusal")),
            Some("text/html; charset=utf-8") => return Ok(page(reply.status)),
            Some("application/problem+json") => {}
            _ => return Err(odd("no problem document")),
        }
        let document: Value = serde_json::from_slice(&reply.bytes).map_err(|e| odd(&e.to_string()))?;
        let text = |value: &Value| value.as_str().map(str::to_owned).ok_or_else(|| odd("a member lacks"));
        let code = text(&document["code"])?;
        let sound = document["status"] == reply.status
            && document["type"] == format!("urn:dungthu:problem:{code}")
            && document["request_id"].as_str() == reply.header("request-id");
        if !sound {
            return Err(odd("an unsound problem document"));
        }
        let errors = document["errors"].as_array().ok_or_else(|| odd("no errors"))?;
        let faults = errors.iter().map(|error| Ok((text(&error["pointer"])?, text(&error["code"])?)));
        Ok(Self { status: reply.status, code, faults: faults.collect::<Result<_, String>>()? })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status, self.code)?;
        self.faults.iter().try_for_each(|(place, code)| write!(f, " [«{place}» {code}]"))
    }
}
