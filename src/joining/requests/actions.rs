//! What people do with requests to join: one verb, one function.

use super::model::{By, End, JoinRequest, JoinRequestStatus};
use super::store;
use crate::accounts::members::{self, Act, MemberRole};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::events::Event;
use crate::joining::membership::actions::as_one;
use crate::joining::{self, Sought, invitations};
use crate::reference::{self, ReasonList};
use crate::secrets::Key;
use crate::values::{AccountId, JoinRequestId, Organization};

/// Somebody asks the owners of an organization to join it.
///
/// Errors: 422 for a tax code that nobody has registered, and for a household's number in the message; 409 for a member, and
/// while an earlier request waits.
pub fn ask(tx: &mut Tx<'_>, key: &Key, by: AccountId, sought: &Sought, message: Option<&str>) -> Result<JoinRequest> {
    let organization = joining::find(tx, sought)?;
    joining::check_texts(tx, key, organization, &[("/message", message.unwrap_or_default())])?;
    members::actions::lock(tx, organization)?;
    if members::find(tx, organization, by)?.is_some() {
        return Err(Error::new(Code::AlreadyMember));
    }
    if store::open(tx, organization, by)?.is_some() {
        return Err(Error::new(Code::JoinRequestExists));
    }
    let request = store::insert(tx, organization, by, sought.tax_code(), message)?;
    tx.record(Event::JoinRequested { organization, request: request.id, account: by })?;
    Ok(request)
}

/// An owner lets the person in.
///
/// Errors: 404 and 403 as [`members::actions::acting`], and for a foreign request; 403 for more than one's own role; 409
/// for a request that is not open, and for who has become a member otherwise.
pub fn approve(
    tx: &mut Tx<'_>,
    organization: Organization,
    by: AccountId,
    id: JoinRequestId,
    role: MemberRole,
) -> Result<JoinRequest> {
    as_one(tx, organization, |tx| {
        let mine = members::actions::acting(tx, organization, by, Act::Govern)?;
        if role > mine {
            return Err(members::model::forbidden(role));
        }
        let request = store::find_of(tx, organization, id)?;
        check_open(&request)?;
        let_in(tx, organization, &request, role, &By::Them)
    })
}

/// An owner does not let the person in.
///
/// Errors: as [`approve`]; 422 for a reason that is not in the list, and for a household's number in its text.
pub fn refuse(
    tx: &mut Tx<'_>,
    key: &Key,
    organization: Organization,
    by: AccountId,
    id: JoinRequestId,
    reason: (String, Option<String>),
) -> Result<JoinRequest> {
    members::actions::acting(tx, organization, by, Act::Govern)?;
    let request = store::find_of(tx, organization, id)?;
    turn_away(tx, key, organization, &request, reason, &By::Them)
}

/// Staff let the person in whose request no owner has answered in time, by what was shown to them; its owners are told.
///
/// Errors: 404 for an unknown request; 403 for staff whom it concerns; 409 while its owners may still answer, for one that is not open, and for who has become a
/// member otherwise; 422 for a household's number in the text.
pub fn admit(
    tx: &mut Tx<'_>,
    key: &Key,
    by: AccountId,
    id: JoinRequestId,
    (role, evidence): (MemberRole, &str),
) -> Result<JoinRequest> {
    let (request, organization) = left_to_staff(tx, by, id)?;
    joining::check_texts(tx, key, organization, &[("/evidence", evidence)])?;
    let request = let_in(tx, organization, &request, role, &By::Staff(by, Some(evidence.to_owned())))?;
    let (account, role) = (request.account_id, role.to_string());
    tx.record(Event::JoinAdmitted { organization, request: id, account, role })?;
    Ok(request)
}

/// Staff do not let the person in whose request no owner has answered in time.
///
/// Errors: as [`admit`]; 422 for a reason that is not in the list.
pub fn turn_down(
    tx: &mut Tx<'_>,
    key: &Key,
    by: AccountId,
    id: JoinRequestId,
    reason: (String, Option<String>),
) -> Result<JoinRequest> {
    let (request, organization) = left_to_staff(tx, by, id)?;
    if members::find(tx, organization, request.account_id)?.is_some() {
        return Err(Error::new(Code::AlreadyMember));
    }
    turn_away(tx, key, organization, &request, reason, &By::Staff(by, None))
}

/// A request that staff may decide, with its organization locked: nobody decides in their own case.
fn left_to_staff(tx: &mut Tx<'_>, by: AccountId, id: JoinRequestId) -> Result<(JoinRequest, Organization)> {
    let organization = organization_of(&store::find(tx, id)?)?;
    members::actions::lock(tx, organization)?;
    let request = store::find(tx, id)?;
    if request.account_id == by || joining::belongs_within(tx, organization, by)? {
        return Err(Error::new(Code::ConflictOfInterest));
    }
    check_open(&request)?;
    if tx.now() <= request.respond_by {
        return Err(Error::with(Code::AnswerAwaited, request.respond_by).in_state("open", Vec::new()));
    }
    Ok((request, organization))
}

fn let_in(
    tx: &mut Tx<'_>,
    organization: Organization,
    request: &JoinRequest,
    role: MemberRole,
    by: &By,
) -> Result<JoinRequest> {
    let (id, account) = (request.id, request.account_id);
    members::actions::admit(tx, organization, account, role)?;
    store::end(tx, id, &End::Approved(role), by)?;
    invitations::actions::close(tx, organization, account)?;
    tx.record(Event::JoinApproved { organization, request: id, account, role: role.to_string() })?;
    store::find(tx, id)
}

fn turn_away(
    tx: &mut Tx<'_>,
    key: &Key,
    organization: Organization,
    request: &JoinRequest,
    (code, text): (String, Option<String>),
    by: &By,
) -> Result<JoinRequest> {
    let (id, account) = (request.id, request.account_id);
    joining::check_texts(tx, key, organization, &[("/reason_text", text.as_deref().unwrap_or_default())])?;
    reference::check_reason(tx, ReasonList::JoinRefusal, &code, "/reason_code")?;
    check_open(request)?;
    store::end(tx, id, &End::Refused { code: code.clone(), text }, by)?;
    tx.record(Event::JoinRefused { organization, request: id, account, reason: code })?;
    store::find(tx, id)
}

/// Who has come to belong to an organization asks for nothing any more.
pub fn close(tx: &mut Tx<'_>, organization: Organization, account: AccountId) -> Result<()> {
    if let Some(request) = store::open(tx, organization, account)? {
        store::end(tx, request, &End::Withdrawn, &By::Them)?;
        tx.record(Event::JoinWithdrawn { organization, request, account })?;
    }
    Ok(())
}

/// Whose account ends asks nobody any more.
pub fn close_all(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    for request in store::open_by(tx, account)? {
        store::end(tx, request.id, &End::Withdrawn, &By::Them)?;
        tx.record(Event::JoinWithdrawn { organization: organization_of(&request)?, request: request.id, account })?;
    }
    Ok(())
}

/// The organizations that this person has asked and that have not answered.
pub fn asked_by(tx: &mut Tx<'_>, account: AccountId) -> Result<Vec<Organization>> {
    store::open_by(tx, account)?.iter().map(organization_of).collect()
}

/// Who asked takes the request back.
///
/// Errors: 404 for a foreign request; 409 for one that is not open.
pub fn withdraw(tx: &mut Tx<'_>, by: AccountId, id: JoinRequestId) -> Result<JoinRequest> {
    let organization = organization_of(&store::find_by(tx, by, id)?)?;
    // Read again once the organization is locked: of an approval and a withdrawal at once, the first counts.
    members::actions::lock(tx, organization)?;
    check_open(&store::find(tx, id)?)?;
    store::end(tx, id, &End::Withdrawn, &By::Them)?;
    tx.record(Event::JoinWithdrawn { organization, request: id, account: by })?;
    store::find(tx, id)
}

fn check_open(request: &JoinRequest) -> Result<()> {
    match request.status {
        JoinRequestStatus::Open => Ok(()),
        over => Err(Error::wrong_state(over, Vec::new())),
    }
}

fn organization_of(request: &JoinRequest) -> Result<Organization> {
    request.organization().ok_or_else(|| Error::internal("a request to join no organization"))
}
