//! One operation's line, and whom it admits.

use crate::accounts::Standing;
use crate::accounts::keys::{Scope, Shown};
use crate::accounts::members::Act;
use crate::accounts::model::StaffRole;
use crate::error::{Code, Error, Result};
use crate::values::{BusinessId, Organization, Timestamp, TypedId, VendorId};
use std::time::Duration;

/// How long the proof of who somebody is suffices for dangerous acts.
const FRESH: Duration = Duration::from_secs(600);

/// Which people an operation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum People {
    /// Everybody, without a log-in.
    Anybody,
    /// Everybody who is logged in: about themselves, or about what the action finds to be theirs.
    Person,
    /// Members of at least one business who may do this there: the action finds out whether it is the right one.
    SomeBusiness(Act),
    /// Members of at least one vendor, likewise.
    SomeVendor(Act),
    /// Members of the business in the path who may do this there.
    Business(Act),
    /// Members of the vendor in the path who may do this there.
    Vendor(Act),
    /// Staff alone.
    Nobody,
}

impl People {
    /// Whom a page or a refusal names.
    pub const fn words(self) -> Option<&'static str> {
        Some(match self {
            Self::Anybody => "anybody",
            Self::Person => "who is logged in, for what is theirs",
            Self::SomeBusiness(Act::Belong) => "members of a business",
            Self::SomeBusiness(Act::ChangeData) => "managers and owners of a business",
            Self::SomeBusiness(Act::Govern) => "owners of a business",
            Self::SomeVendor(Act::Belong) => "members of a vendor",
            Self::SomeVendor(Act::ChangeData) => "managers and owners of a vendor",
            Self::SomeVendor(Act::Govern) => "owners of a vendor",
            Self::Business(Act::Belong) => "members of the business",
            Self::Business(Act::ChangeData) => "managers and owners of the business",
            Self::Business(Act::Govern) => "owners of the business",
            Self::Vendor(Act::Belong) => "members of the vendor",
            Self::Vendor(Act::ChangeData) => "managers and owners of the vendor",
            Self::Vendor(Act::Govern) => "owners of the vendor",
            Self::Nobody => return None,
        })
    }
}

/// Who may carry out one operation.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The operation's id in the document.
    pub operation: &'static str,
    pub people: People,
    /// Staff who may besides, whatever else they are.
    pub staff: &'static [StaffRole],
    /// Wants proof from the last ten minutes of who asks: the password, and the second factor where there is one.
    pub fresh: bool,
    /// What an API key needs; an operation without it takes none.
    pub scope: Option<Scope>,
    /// Open to staff who have not given a second factor in this session.
    pub before_second_factor: bool,
    /// Only the person may: never staff who act for them.
    pub in_person: bool,
    /// Closed to everybody in office: who vets or watches owns nothing of what is vetted or watched.
    pub not_staff: bool,
}

impl Rule {
    pub(super) const fn new(operation: &'static str, people: People) -> Self {
        Self {
            operation,
            people,
            staff: &[],
            fresh: false,
            scope: None,
            before_second_factor: false,
            in_person: false,
            not_staff: false,
        }
    }

    pub(super) const fn or_staff(self, staff: &'static [StaffRole]) -> Self {
        Self { staff, ..self }
    }

    pub(super) const fn fresh(self) -> Self {
        Self { fresh: true, ..self }
    }

    pub(super) const fn in_person(self) -> Self {
        Self { in_person: true, ..self }
    }

    pub(super) const fn key(self, scope: Scope) -> Self {
        Self { scope: Some(scope), ..self }
    }

    pub(super) const fn not_staff(self) -> Self {
        Self { not_staff: true, ..self }
    }

    pub(super) const fn before_second_factor(self) -> Self {
        Self { before_second_factor: true, ..self }
    }

    /// Whether the operation is only for those who are logged in.
    pub fn is_secured(&self) -> bool {
        self.people != People::Anybody
    }

    /// Whether this person may; `id` is the one in the path.
    ///
    /// Errors: 403 `session_needed` and `insufficient_scope` for an API key; 403 `second_factor_required` for staff without
    /// it in this session; 403 `in_office` where nobody in office may; 403 `forbidden` that names who may; 404 for an organization that is not one's own: it does not
    /// exist; 403 `in_person_only` for staff who act for somebody; 401 `reauthentication_needed` where proof anew is wanted.
    pub fn check(&self, who: &Standing, id: Option<&str>, now: Timestamp) -> Result<()> {
        self.check_scope(who.key())?;
        if who.staff_role.is_some() && !who.second_factor && !self.before_second_factor {
            return Err(Error::new(Code::SecondFactorRequired));
        }
        if who.staff_role.is_some() && self.not_staff {
            return Err(Error::new(Code::InOffice));
        }
        if !who.acting_staff().is_some_and(|role| self.staff.contains(&role)) {
            self.check_people(who, id)?;
        }
        if who.acting_by.is_some() && self.wants_the_person() {
            return Err(Error::new(Code::InPersonOnly));
        }
        let proved = now <= who.authenticated_at.plus(FRESH);
        if self.fresh && !proved { Err(Error::new(Code::ReauthenticationNeeded)) } else { Ok(()) }
    }

    /// Whether it takes what was shown, whoever it was: a key its scope, and nobody who acts for somebody else what is in person only.
    pub fn takes(&self, key: Option<&Shown>, acting: bool) -> bool {
        self.check_scope(key).is_ok() && !(acting && self.wants_the_person())
    }

    const fn wants_the_person(&self) -> bool {
        self.in_person || self.fresh
    }

    fn check_scope(&self, key: Option<&Shown>) -> Result<()> {
        let Some(key) = key else { return Ok(()) };
        let scope = self.scope.ok_or_else(|| Error::new(Code::SessionNeeded))?;
        if key.scopes.contains(&scope) { Ok(()) } else { Err(Error::with(Code::InsufficientScope, scope)) }
    }

    fn check_people(&self, who: &Standing, id: Option<&str>) -> Result<()> {
        let admitted = match self.people {
            People::Anybody | People::Person => true,
            People::SomeBusiness(act) => who.roles.any(|it| matches!(it, Organization::Business(_)), act),
            People::SomeVendor(act) => who.roles.any(|it| matches!(it, Organization::Vendor(_)), act),
            People::Business(act) => return member::<BusinessId>(who, id, act),
            People::Vendor(act) => return member::<VendorId>(who, id, act),
            People::Nobody => false,
        };
        if admitted { Ok(()) } else { Err(Error::with(Code::Forbidden, self.admitted())) }
    }

    /// Who may, in words.
    fn admitted(&self) -> String {
        let staff = self.staff.iter().map(|role| role.plural());
        let all: Vec<&str> = self.people.words().into_iter().chain(staff).collect();
        all.join(", ")
    }
}

fn member<I: TypedId + Into<Organization>>(who: &Standing, id: Option<&str>, act: Act) -> Result<()> {
    let organization = id.and_then(I::parse).ok_or_else(Error::not_found)?;
    who.roles.may(organization, act).map(|_| ())
}
