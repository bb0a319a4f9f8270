//! Who asks: extractors that return what they checked. A handler that takes one cannot forget it.

use super::call::App;
use crate::accounts::members::Act;
use crate::accounts::{self, Standing, model::StaffRole};
use crate::error::{Code, Error, Result};
use crate::secrets::Secret;
use crate::values::{AccountId, BusinessId, Organization, SessionId, TypedId, VendorId};
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::http::{Method, header};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use std::future::{Ready, ready};
use std::ops::Deref;
use std::time::Duration;

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

    /// The role, in a session whose person gave the second factor; in any other, staff are nobody in particular.
    pub fn staff_role(&self) -> Option<StaffRole> {
        self.0.staff_role.filter(|_| self.0.second_factor)
    }

    /// Staff without a second factor in this session may look at themselves, enrol, prove who they are, and leave.
    ///
    /// Errors: 403 for everything else.
    pub fn admitted_to(&self, method: &Method, path: &str) -> Result<()> {
        let restricted = self.0.staff_role.is_some() && !self.0.second_factor;
        let enrols = matches!(
            (method.as_str(), path),
            ("GET", "/v1/me") | ("DELETE", "/v1/sessions/current") | ("POST", "/v1/sessions/current/reauthentication")
        ) || path == "/v1/me/totp"
            || path.starts_with("/v1/me/totp/");
        if restricted && !enrols { Err(Error::new(Code::SecondFactorRequired)) } else { Ok(()) }
    }

    /// Whether this person vets vendors and listings.
    pub fn vets(&self) -> bool {
        matches!(self.staff_role(), Some(StaffRole::Reviewer | StaffRole::Administrator))
    }

    /// Whether this person follows the figures.
    pub fn analyses(&self) -> bool {
        matches!(self.staff_role(), Some(StaffRole::Analyst | StaffRole::Administrator))
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
    standing.map(Person).ok_or_else(|| Error::new(Code::Unauthenticated))
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

/// What an actor is made of: a person.
pub trait Actor {
    fn person(&self) -> &Person;
}

impl Actor for Person {
    fn person(&self) -> &Person {
        self
    }
}

/// How long the proof of who somebody is suffices for dangerous acts.
const FRESH: Duration = Duration::from_secs(600);

/// An actor who proved within the last ten minutes who they are: with the password, and with the second factor where
/// there is one.
///
/// Errors: 401 `reauthentication_needed` after that time.
#[derive(Clone, Debug)]
pub struct Fresh<Who>(Who);

impl<Who> Deref for Fresh<Who> {
    type Target = Who;
    fn deref(&self) -> &Who {
        &self.0
    }
}

impl<Who> FromRequest for Fresh<Who>
where
    Who: Actor + FromRequest<Error = Error, Future = Ready<Result<Who>>>,
{
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let now = request.app_data::<Data<App>>().map(|app| app.db.now());
        let who = Who::from_request(request, payload).into_inner();
        ready(who.and_then(|who| {
            let now = now.ok_or_else(|| Error::internal("no application state"))?;
            let fresh = now <= who.person().0.authenticated_at.plus(FRESH);
            if fresh { Ok(Self(who)) } else { Err(Error::new(Code::ReauthenticationNeeded)) }
        }))
    }
}

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident may $allowed:expr, or $who:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name(Person);

        impl Deref for $name {
            type Target = Person;
            fn deref(&self) -> &Person {
                &self.0
            }
        }

        impl Actor for $name {
            fn person(&self) -> &Person {
                &self.0
            }
        }

        impl FromRequest for $name {
            type Error = Error;
            type Future = Ready<Result<Self>>;

            fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
                let allowed: fn(&Person) -> bool = $allowed;
                let person = Person::from_request(request, payload).into_inner();
                ready(person.and_then(|person| {
                    if allowed(&person) { Ok(Self(person)) } else { Err(Error::with(Code::Forbidden, $who)) }
                }))
            }
        }
    )*};
}

roles! {
    /// A member of at least one business.
    BusinessMember may |person| !person.businesses().is_empty(), or "business members";
    /// A member of at least one vendor.
    VendorMember may |person| !person.vendors().is_empty(), or "vendor members";
    /// Staff who vet vendors and listings.
    Reviewer may Person::vets, or "reviewers, administrators";
    /// Staff who follow the figures.
    Analyst may Person::analyses, or "analysts, administrators";
}

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident may $act:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name<I> {
            who: Person,
            /// The organization whose id stands in the path.
            pub id: I,
        }

        impl<I: Copy + Into<Organization>> $name<I> {
            pub fn organization(&self) -> Organization {
                self.id.into()
            }
        }

        impl<I> Deref for $name<I> {
            type Target = Person;
            fn deref(&self) -> &Person {
                &self.who
            }
        }

        impl<I: TypedId + Copy + Into<Organization>> FromRequest for $name<I> {
            type Error = Error;
            type Future = Ready<Result<Self>>;

            fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
                let person = Person::from_request(request, payload).into_inner();
                ready(person.and_then(|who| {
                    let id = request.match_info().get("id").and_then(I::parse).ok_or_else(Error::not_found)?;
                    who.standing().roles.may(id, $act)?;
                    Ok(Self { who, id })
                }))
            }
        }
    )*};
}

acts! {
    /// A member of the organization whose id stands in the path; for others it does not exist.
    Insider may Act::Belong;
    /// As [`Insider`], who may change its data.
    Editor may Act::ChangeData;
    /// As [`Insider`], who may give roles and decide who belongs to it.
    Governor may Act::Govern;
}
