//! One's own account over HTTP.

use super::store::Profile;
use super::{actions, sign_ins, store};
use crate::accounts::model::{NAME_LENGTH, StaffRole};
use crate::accounts::second_factor::{self, routes::SecondFactorOut};
use crate::accounts::store::organizations;
use crate::db::Conn;
use crate::error::Result;
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, IfMatch, Person, Routes};
use crate::values::{AccountId, BusinessId, Locale, VendorId};
use actix_web::{get, patch};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(get_me).service(change_me).service(sign_ins::list_sign_ins);
}

/// The person who asks.
#[derive(Serialize, ToSchema)]
pub struct MeOut {
    id: AccountId,
    #[schema(max_length = 254, format = Email)]
    email: String,
    #[schema(max_length = 100)]
    name: String,
    locale: Locale,
    /// Null for people who are not staff.
    staff_role: Option<StaffRole>,
    /// Businesses the person belongs to.
    #[schema(max_items = 1000)]
    businesses: Vec<BusinessId>,
    /// Vendors the person belongs to.
    #[schema(max_items = 1000)]
    vendors: Vec<VendorId>,
    second_factor: SecondFactorOut,
    /// The administrator who acts for the person in this session; null in the person's own.
    acting_account_id: Option<AccountId>,
}

impl MeOut {
    /// With an ETag of all that is in it.
    fn answer(&self) -> Result<Answer> {
        Ok(Answer::ok(self)?.digested())
    }
}

/// The account as it is in this transaction.
fn rendered(conn: &mut Conn, it: Profile) -> Result<Answer> {
    let (businesses, vendors) = organizations(conn, it.id)?;
    let second_factor = second_factor::status(conn, it.id)?.into();
    let Profile { id, email, name, locale, staff_role, .. } = it;
    MeOut { id, email, name, locale, staff_role, businesses, vendors, second_factor, acting_account_id: None }.answer()
}

/// Who am I?
///
/// The person of the session, with the businesses and vendors to act for.
#[utoipa::path(tag = "accounts", operation_id = "get_me", responses((status = 200, description = "The person who asks.", body = MeOut)), security(("session" = [])))]
#[get("/me")]
async fn get_me(call: Call, who: Person) -> Result<Answer> {
    let it = who.standing().clone();
    let second_factor = call.read(move |conn| second_factor::status(conn, it.account)).await?.into();
    let (id, staff_role) = (it.account, it.staff_role);
    let (email, name, locale, businesses, vendors) = (it.email, it.name, it.locale, it.businesses, it.vendors);
    let acting_account_id = it.acting_by;
    MeOut { id, email, name, locale, staff_role, businesses, vendors, second_factor, acting_account_id }.answer()
}

/// What a person may change; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Demo Owner", "locale": "en"}))]
pub struct MePatch {
    #[schema(max_length = 100)]
    name: Option<String>,
    /// The language of mails.
    locale: Option<Locale>,
}

impl MePatch {
    fn apply(&self, profile: &Profile) -> Result<(String, Locale)> {
        let mut faults = Faults::default();
        let name = faults.changed_name("/name", self.name.as_deref(), &profile.name, NAME_LENGTH);
        Ok((faults.finish(name)?, self.locale.unwrap_or(profile.locale)))
    }
}

/// Change one's name or language.
///
/// The address, the password and the second factor have operations of their own; memberships and roles are given by others.
#[utoipa::path(tag = "accounts", operation_id = "change_me", params(("If-Match" = String, Header, description = "The ETag of GET /v1/me.", max_length = 200)),
    request_body = MePatch, responses((status = 200, description = "Changed.", body = MeOut)), security(("session" = [])))]
#[patch("/me")]
async fn change_me(call: Call, who: Person, _: IfMatch, body: Body<MePatch>) -> Result<Answer> {
    let (account, patch) = (who.account(), body.0);
    call.act(Some(account), move |tx| {
        let profile = store::profile(tx, account)?;
        let (name, locale) = patch.apply(&profile)?;
        let present = rendered(tx, profile.clone())?;
        tx.expects(present.tag())?;
        actions::change(tx, &profile, &name, locale)?;
        let changed = store::profile(tx, account)?;
        rendered(tx, changed)
    })
    .await
}
