//! What mails about people in organizations say.

use super::compose::Facts;
use crate::accounts::{self, Addressee, members};
use crate::businesses;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::joining::contests::{self, model::ContestStatus};
use crate::joining::invitations::{self, model::InvitationStatus};
use crate::joining::requests::{self, JoinRequest, model::JoinRequestStatus};
use crate::joining::{name_for_strangers, organization_name, owners_within};
use crate::mail::{Kind, Queued};
use crate::reference::{self, ReasonList};
use crate::values::{ContestId, InvitationId, JoinRequestId, Locale, Organization, TypedId};

/// The facts of a mail that tells a person of the person's place in an organization; else why it no longer fits.
pub fn facts(conn: &mut Conn, row: &Queued, locale: Locale, facts: &mut Facts) -> Result<Option<&'static str>> {
    let organization = Organization::parse(&row.subject_id).ok_or_else(|| about(row))?;
    let role = members::find(conn, organization, row.account()?)?.map(|it| it.role);
    facts.insert("organization", organization_name(conn, organization)?);
    match (row.kind, role) {
        // Empty where they belong to it no longer. Parts of a firm may bear the same name.
        (Kind::MemberFollowed, role) => {
            let role = role.map(|it| it.word().in_locale(locale).to_owned()).unwrap_or_default();
            facts.extend([("role", role), ("tax_code", tax_code(conn, organization)?)]);
            Ok(None)
        }
        (Kind::MemberRemoved, Some(_)) => Ok(Some("a member again")),
        (Kind::MemberRemoved, None) => Ok(None),
        (_, None) => Ok(Some("no member any more")),
        (_, Some(role)) => {
            facts.insert("role", role.word().in_locale(locale).to_owned());
            Ok(None)
        }
    }
}

/// Whom an invitation is for: its address, and the language of whoever has registered it, else of who invites. `None`
/// once the address is erased.
pub fn invited(conn: &mut Conn, row: &Queued) -> Result<Option<Addressee>> {
    let invitation = of_invitation(conn, row)?;
    let Some((email, key)) = invitation.email.zip(invitation.email_key) else { return Ok(None) };
    let speaks_like = accounts::owner_of_address(conn, &key)?.unwrap_or(invitation.invited_by);
    let locale = accounts::addressee(conn, speaks_like)?.locale;
    Ok(Some(Addressee { email, name: String::new(), locale, verified_at: None, deactivated_at: None }))
}

/// The facts of an invitation, with its link; else why it no longer fits.
pub fn invitation(
    tx: &mut Tx<'_>,
    row: &Queued,
    locale: Locale,
    public_url: &str,
    facts: &mut Facts,
) -> Result<Option<&'static str>> {
    let invitation = of_invitation(tx, row)?;
    let organization = invitation.organization().ok_or_else(|| about(row))?;
    let now = tx.now();
    if invitations::actions::present(tx, &invitation, now)? != InvitationStatus::Open {
        return Ok(Some("over meanwhile"));
    }
    let secret = invitations::issue_link(tx, invitation.id)?;
    facts.extend([
        ("organization", organization_name(tx, organization)?),
        ("role", invitation.role.word().in_locale(locale).to_owned()),
        ("inviter", accounts::addressee(tx, invitation.invited_by)?.name),
        ("expires_on", invitation.expires_at.local_day().for_people(locale)),
        ("link", format!("{public_url}/pages/invitation/{}", secret.reveal())),
    ]);
    Ok(None)
}

/// The facts of a mail about a request to join; else why it no longer fits.
pub fn join_request(conn: &mut Conn, row: &Queued, locale: Locale, facts: &mut Facts) -> Result<Option<&'static str>> {
    let request = requests::find(conn, JoinRequestId::parse(&row.subject_id).ok_or_else(|| about(row))?)?;
    let organization = request.organization().ok_or_else(|| about(row))?;
    facts.insert("organization", name_for(conn, row, organization, locale)?);
    // Empty where an owner decided.
    let by_staff = request.decided_by_staff.map(|id| id.to_string()).unwrap_or_default();
    match row.kind {
        Kind::JoinRequested if request.status != JoinRequestStatus::Open => return Ok(Some("answered meanwhile")),
        Kind::JoinRequested => {
            facts.insert("respond_by", request.respond_by.local_day().for_people(locale));
            facts.extend(asker(conn, &request)?);
        }
        Kind::JoinRefused => {
            facts.insert("by_staff", by_staff);
            let code = request.reason_code.unwrap_or_default();
            facts.insert("reason", reference::reason_text(conn, ReasonList::JoinRefusal, &code, locale)?);
        }
        _ => {
            let Some(member) = members::find(conn, organization, request.account_id)? else {
                return Ok(Some("no member any more"));
            };
            facts.extend([("by_staff", by_staff), ("role", member.role.word().in_locale(locale).to_owned())]);
            if row.kind == Kind::JoinAdmitted {
                facts.extend(asker(conn, &request)?);
            }
        }
    }
    Ok(None)
}

/// Who asks to join.
fn asker(conn: &mut Conn, request: &JoinRequest) -> Result<[(&'static str, String); 2]> {
    let asker = accounts::addressee(conn, request.account_id)?;
    Ok([("asker", asker.name), ("asker_email", asker.email)])
}

/// The facts of a mail about a contest; else why it no longer fits.
pub fn contest(conn: &mut Conn, row: &Queued, locale: Locale, facts: &mut Facts) -> Result<Option<&'static str>> {
    let contest = contests::find(conn, ContestId::parse(&row.subject_id).ok_or_else(|| about(row))?)?;
    let organization = contest.organization().ok_or_else(|| about(row))?;
    facts.insert("organization", name_for(conn, row, organization, locale)?);
    // Empty where nothing else is open, and for who is none of its owners.
    let others = if owns(conn, row, organization)? && contests::any_open(conn, organization)? { "open" } else { "" };
    facts.insert("others", others.to_owned());
    match row.kind {
        Kind::ContestOpened | Kind::ContestRenewed => {
            if contest.status != ContestStatus::Open {
                return Ok(Some("decided meanwhile"));
            }
            // Empty for the owners, who are to answer.
            let yours = if contest.account_id == row.account()? { "yours" } else { "" };
            let answer_by = contest.answer_by.local_day().for_people(locale);
            facts.extend([("yours", yours.to_owned()), ("answer_by", answer_by)]);
        }
        Kind::ContestRejected => {
            let code = contest.reason_code.unwrap_or_default();
            facts.insert("reason", reference::reason_text(conn, ReasonList::ContestRejection, &code, locale)?);
        }
        Kind::MemberReplaced if members::find(conn, organization, row.account()?)?.is_some() => {
            return Ok(Some("a member again"));
        }
        _ => {}
    }
    Ok(None)
}

/// The tax code of a firm, or of a part of it.
fn tax_code(conn: &mut Conn, organization: Organization) -> Result<String> {
    let Organization::Business(id) = organization else { return Ok(String::new()) };
    Ok(businesses::find(conn, id)?.tax_code.map(|it| it.to_string()).unwrap_or_default())
}

/// Whether a mail goes to an owner of the organization, of a firm to one of any part.
fn owns(conn: &mut Conn, row: &Queued, organization: Organization) -> Result<bool> {
    Ok(owners_within(conn, organization)?.contains(&row.account()?))
}

/// What an organization is called in a mail: who was not let in learns no household's name.
fn name_for(conn: &mut Conn, row: &Queued, organization: Organization, locale: Locale) -> Result<String> {
    let also_to_strangers = matches!(row.kind, Kind::JoinRefused | Kind::ContestRejected | Kind::ContestRenewed);
    if also_to_strangers && members::find(conn, organization, row.account()?)?.is_none() {
        return name_for_strangers(conn, organization, locale);
    }
    organization_name(conn, organization)
}

fn of_invitation(conn: &mut Conn, row: &Queued) -> Result<invitations::Invitation> {
    invitations::find(conn, InvitationId::parse(&row.subject_id).ok_or_else(|| about(row))?)
}

fn about(row: &Queued) -> Error {
    Error::internal(format!("{} is about {}", row.kind, row.subject_id))
}
