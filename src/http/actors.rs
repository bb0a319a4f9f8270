//! Who asks. What they may was decided by the table of access before a handler runs; a handler that takes a [`Person`]
//! learns who it is.

use super::call::App;
use crate::accounts::{
    self, Credential, Standing, keys,
    model::{StaffRole, Watch},
};
use crate::error::{Code, Error, Result};
use crate::secrets::Secret;
use crate::values::{AccountId, BusinessId, SessionId, VendorId};
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use std::future::{Ready, ready};

/// Somebody who is logged in or asks by an API key, with everything that gives access to.
#[derive(Clone, Debug)]
pub struct Person(Standing);

impl Person {
    pub fn account(&self) -> AccountId {
        self.0.account
    }

    /// Errors: 403 for who asks by an API key.
    pub fn session(&self) -> Result<SessionId> {
        match self.0.credential {
            Credential::Session { id, .. } => Ok(id),
            Credential::Key(_) => Err(Error::new(Code::SessionNeeded)),
        }
    }

    /// The API key by which this person's account acts.
    pub fn key(&self) -> Option<&keys::Shown> {
        self.0.key()
    }

    pub fn businesses(&self) -> &[BusinessId] {
        &self.0.businesses
    }

    pub fn vendors(&self) -> &[VendorId] {
        &self.0.vendors
    }

    /// Whether the account has a role of the staff's, in whichever session.
    pub fn is_staff(&self) -> bool {
        self.0.staff_role.is_some()
    }

    /// How far the person's office sees businesses and trials.
    pub fn watch(&self) -> Option<Watch> {
        self.0.watch()
    }

    /// How far the person's office sees what waits for the staff, and reads the trials that this is about.
    pub fn settles(&self) -> Option<Watch> {
        self.0.settles()
    }

    /// Whether this person sees the vendors and listings that are vetted.
    pub fn sees_vetting(&self) -> bool {
        matches!(self.0.acting_staff(), Some(StaffRole::Reviewer | StaffRole::Auditor | StaffRole::Administrator))
    }

    /// Whether this person sees what every vendor states and shows: who belongs to one competes with the others.
    pub fn sees_statements(&self) -> bool {
        self.sees_vetting() && self.vendors().is_empty()
    }

    /// Errors: 404 for what a vendor states or shows that is neither of their own nor for them to see.
    pub fn sees_what_is_of(&self, vendor: VendorId) -> Result<()> {
        let seen = self.sees_statements() || self.vendors().contains(&vendor);
        if seen { Ok(()) } else { Err(Error::not_found()) }
    }

    /// Whether this person watches over everything.
    pub fn oversees(&self) -> bool {
        matches!(self.0.acting_staff(), Some(StaffRole::Auditor | StaffRole::Administrator))
    }

    pub fn standing(&self) -> &Standing {
        &self.0
    }
}

/// Who makes this request. It runs before any extractor, so that what is wrong with the rest of a request is told only
/// to those who are logged in.
///
/// Errors: 401 without a valid session token or API key; what has not the form of one is never looked up.
pub async fn authenticate(app: &App, request: &ServiceRequest) -> Result<Person> {
    let bearer = bearer(request).ok_or_else(|| Error::new(Code::Unauthenticated))?;
    let now = app.db.now();
    let standing = app.db.read(move |conn| match bearer {
        Bearer::Session(digest) => accounts::standing(conn, &digest, now),
        Bearer::Key(digest) => keys::standing(conn, &digest, now),
    });
    let standing = standing.await?.ok_or_else(|| Error::new(Code::Unauthenticated))?;
    if let Credential::Session { id, last_used_at, .. } = &standing.credential
        && accounts::sessions::is_due(*last_used_at, now)
    {
        app.uses.sessions.note(*id, now);
    }
    Ok(Person(standing))
}

/// The digest of what was sent, by its form.
enum Bearer {
    Session(Vec<u8>),
    Key(Vec<u8>),
}

fn bearer(request: &ServiceRequest) -> Option<Bearer> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, text) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    let key = || keys::Token::read(text).map(|key| Bearer::Key(key.digest()));
    if text.len() == 43 { Some(Bearer::Session(Secret::digest_of(text))) } else { key() }
}

impl FromRequest for Person {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let known = request.extensions().get::<Self>().cloned();
        ready(known.ok_or_else(|| Error::new(Code::Unauthenticated)))
    }
}
