//! Who asks. What they may was decided by the table of access before a handler runs; a handler that takes a [`Person`]
//! learns who it is.

use super::call::App;
use crate::accounts::{
    self, Standing,
    model::{StaffRole, Watch},
};
use crate::error::{Code, Error, Result};
use crate::secrets::Secret;
use crate::values::{AccountId, BusinessId, SessionId, VendorId};
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use std::future::{Ready, ready};

/// Somebody logged in, with everything the session gives access to.
#[derive(Clone, Debug)]
pub struct Person(Standing);

impl Person {
    pub fn account(&self) -> AccountId {
        self.0.account
    }

    pub fn session(&self) -> SessionId {
        self.0.session
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

    /// Whether this person sees the vendors and listings that are vetted.
    pub fn sees_vetting(&self) -> bool {
        matches!(self.0.acting_staff(), Some(StaffRole::Reviewer | StaffRole::Auditor | StaffRole::Administrator))
    }

    /// Whether this person decides in cases.
    pub fn decides_cases(&self) -> bool {
        matches!(self.0.acting_staff(), Some(StaffRole::Reviewer | StaffRole::Administrator))
    }

    pub fn standing(&self) -> &Standing {
        &self.0
    }
}

/// Who makes this request. It runs before any extractor, so that what is wrong with the rest of a request is told only
/// to those who are logged in.
///
/// Errors: 401 without a valid session token.
pub async fn authenticate(app: &App, request: &ServiceRequest) -> Result<Person> {
    let token = bearer(request).ok_or_else(|| Error::new(Code::Unauthenticated))?;
    let now = app.db.now();
    let digest = Secret::digest_of(&token);
    let standing = app.db.read(move |conn| accounts::standing(conn, &digest, now)).await?;
    let standing = standing.ok_or_else(|| Error::new(Code::Unauthenticated))?;
    if accounts::sessions::is_due(standing.last_used_at, now) {
        app.uses.note(standing.session, now);
    }
    Ok(Person(standing))
}

fn bearer(request: &ServiceRequest) -> Option<String> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && token.len() == 43).then(|| token.to_owned())
}

impl FromRequest for Person {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let known = request.extensions().get::<Self>().cloned();
        ready(known.ok_or_else(|| Error::new(Code::Unauthenticated)))
    }
}
