//! What people do with contests: one verb, one function.

use super::lifecycle::{self, Command};
use super::model::{AGAIN_DAYS, Contest, Decision, MOST_OPEN, NewContest};
use super::store;
use crate::accounts::members::{self, Act, MemberRole};
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, Result};
use crate::events::Event;
use crate::joining::{self, requests};
use crate::reference::{self, ReasonList};
use crate::secrets::Key;
use crate::values::{AccountId, ContestId, Organization};

/// Somebody says that an organization which others have registered is theirs: of a firm, with all of its parts.
///
/// Errors: 422 for a tax code that nobody has registered, and for a household's number in a text; 409 for its owners, while
/// another contest of theirs of any part of it is open, and for some weeks after one was rejected or taken back: nobody writes
/// to the owners again and again. Contests of others hinder none, up to a number that nobody could read: what somebody can
/// show reaches staff, whoever came before.
pub fn open(tx: &mut Tx<'_>, key: &Key, by: AccountId, new: &NewContest) -> Result<Contest> {
    // The firm is locked before its seat is looked for: registering its head makes that another one.
    let named = joining::find_whole(tx, &new.sought)?;
    let parts = joining::parts(tx, named)?;
    let organization = joining::find_whole(tx, &new.sought)?;
    let texts = [("/statement", new.statement.as_str()), ("/evidence_reference", new.evidence_reference.as_str())];
    joining::check_texts(tx, key, organization, &texts)?;
    members::actions::lock(tx, organization)?;
    if members::find(tx, organization, by)?.is_some_and(|mine| mine.role == MemberRole::Owner) {
        return Err(Error::new(Code::AlreadyOwner));
    }
    let open = store::open_of(tx, &parts)?;
    if open.iter().any(|it| it.account_id == by) {
        return Err(Error::new(Code::ContestExists));
    }
    let again = store::ended_at(tx, &parts, by)?.map(|ended| ended.local_day().plus_days(AGAIN_DAYS));
    if let Some(from) = again.filter(|from| tx.now().local_day() < *from) {
        return Err(Error::with(Code::ContestedLately, from));
    }
    if open.len() >= MOST_OPEN {
        return Err(Error::with(Code::TooManyContests, MOST_OPEN));
    }
    let contest = store::insert(tx, organization, by, new)?;
    let (id, answer_by) = (contest.id, contest.answer_by);
    tx.record(Event::ContestOpened { organization, contest: id, account: by, answer_by })?;
    Ok(contest)
}

/// An owner, of a firm one of any part, says what is to be said against it, once.
///
/// Errors: 404 for who is no member, 403 for who is no owner, or contests the firm as well; 409 for a second answer, and after the last day; 422 for a
/// household's number in the text.
pub fn answer(tx: &mut Tx<'_>, key: &Key, by: AccountId, id: ContestId, statement: &str) -> Result<Contest> {
    let organization = organization_of(&store::find(tx, id)?)?;
    let mut mine: Option<MemberRole> = None;
    let parts = joining::locked(tx, organization)?;
    for part in &parts {
        if let Some(membership) = members::find(tx, *part, by)? {
            tx.not_before(membership.role_since);
            mine = mine.max(Some(membership.role));
        }
    }
    Act::Govern.check(mine)?;
    // Who owns a part may contest the firm: nobody speaks for its owners who does.
    if store::open_of(tx, &parts)?.iter().any(|it| it.account_id == by) {
        return Err(Error::new(Code::ConflictOfInterest));
    }
    joining::check_texts(tx, key, organization, &[("/statement", statement)])?;
    lifecycle::check(&store::find(tx, id)?, Command::Answer, tx.now())?;
    store::answer(tx, id, by, statement)?;
    tx.record(Event::ContestAnswered { organization, contest: id, account: by })?;
    store::find(tx, id)
}

/// Staff make who contests the only owner, of every part of a firm. Whoever belonged to the organization belongs to it no
/// longer: all were let in by people who had no right to. The new owner may invite them. Other contests of it go on, against
/// the new owner: nobody has read them yet, and those who answered them own it no longer. What nobody owns any more is handed
/// over at once: nobody is left to be heard.
///
/// Errors: 404 for an unknown contest; 403 for staff whom it concerns; 409 before its owners were heard, and for one that
/// is decided; 412 where it is another by now than was read; 422 for a household's number in the text.
pub fn hand_over(tx: &mut Tx<'_>, key: &Key, by: AccountId, id: ContestId, why: &str) -> Result<Contest> {
    // The firm is locked before any part of it, as by whoever registers one: nobody waits for the other.
    let whole = organization_of(&store::find(tx, id)?)?;
    let parts = joining::locked(tx, whole)?;
    let ownerless = joining::owners_within(tx, whole)?.is_empty();
    let (contest, organization) = to_decide(tx, by, id, Command::HandOver { ownerless })?;
    joining::check_texts(tx, key, organization, &[("/reason", why)])?;
    let others: Vec<Contest> = store::open_of(tx, &parts)?.into_iter().filter(|it| it.id != id).collect();
    if others.iter().any(|it| it.account_id == by) {
        return Err(Error::new(Code::ConflictOfInterest));
    }
    store::decide(tx, id, by, &Decision::HandOver { why: why.to_owned() })?;
    tx.record(Event::HandedOver { organization, contest: id, to: contest.account_id })?;
    for part in parts {
        let removed = members::actions::hand_over(tx, part, contest.account_id)?;
        requests::actions::close(tx, part, contest.account_id)?;
        for account in removed {
            tx.record(Event::MemberReplaced { organization: part, contest: id, account })?;
        }
    }
    renew(tx, organization, others)?;
    store::find(tx, id)
}

/// Contests go on against owners who were none when they were opened: they are told, and have their days to answer.
fn renew(tx: &mut Tx<'_>, organization: Organization, open: Vec<Contest>) -> Result<()> {
    open.into_iter().try_for_each(|open| {
        let Contest { id: contest, account_id: account, answer_by, .. } = store::renew(tx, open.id)?;
        tx.record(Event::ContestRenewed { organization, contest, account, answer_by })
    })
}

/// Puts what is open of an organization to an owner who has come back: while nobody owned it, nobody was told.
pub fn renew_open(tx: &mut Tx<'_>, organization: Organization) -> Result<()> {
    let open = store::open_of(tx, &[organization])?;
    renew(tx, organization, open)
}

/// Staff leave the organization with its owners.
///
/// Errors: 404 for an unknown contest; 403 for staff whom it concerns; 409 for one that is decided; 412 where it is another
/// by now than was read; 422 for a reason that is not in the list, and for a household's number in its text.
pub fn reject(
    tx: &mut Tx<'_>,
    key: &Key,
    by: AccountId,
    id: ContestId,
    reason: (String, Option<String>),
) -> Result<Contest> {
    let (contest, organization) = to_decide(tx, by, id, Command::Reject)?;
    let (code, text) = reason;
    joining::check_texts(tx, key, organization, &[("/reason_text", text.as_deref().unwrap_or_default())])?;
    reference::check_reason(tx, ReasonList::ContestRejection, &code, "/reason_code")?;
    store::decide(tx, id, by, &Decision::Reject { code: code.clone(), text })?;
    tx.record(Event::ContestRejected { organization, contest: id, account: contest.account_id, reason: code })?;
    store::find(tx, id)
}

/// Whether any contest of the organization is open, of a firm of any part.
pub fn any_open(conn: &mut Conn, organization: Organization) -> Result<bool> {
    let parts = joining::present_parts(conn, organization)?;
    Ok(!store::open_of(conn, &parts)?.is_empty())
}

/// Who contests takes it back: the organization stays with its owners, who are told, and others may contest it.
///
/// Errors: 404 for a foreign contest; 409 for one that is decided or withdrawn.
pub fn withdraw(tx: &mut Tx<'_>, by: AccountId, id: ContestId) -> Result<Contest> {
    let organization = organization_of(&store::find_by(tx, by, id)?)?;
    // Read again once the organization is locked: of a decision and a withdrawal at once, the first counts.
    members::actions::lock(tx, organization)?;
    let contest = store::find(tx, id)?;
    lifecycle::check(&contest, Command::Withdraw, tx.now())?;
    end(tx, &contest)?;
    store::find(tx, id)
}

/// Whose account ends contests nothing any more: nothing could be handed over to them, and others would be kept from it.
pub fn close_all(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    for contest in store::open_by(tx, account)? {
        end(tx, &contest)?;
    }
    Ok(())
}

/// The organizations that this person contests.
pub fn contested_by(tx: &mut Tx<'_>, account: AccountId) -> Result<Vec<Organization>> {
    store::open_by(tx, account)?.iter().map(organization_of).collect()
}

fn end(tx: &mut Tx<'_>, contest: &Contest) -> Result<()> {
    store::withdraw(tx, contest.id)?;
    let (organization, account) = (organization_of(contest)?, contest.account_id);
    tx.record(Event::ContestWithdrawn { organization, contest: contest.id, account })
}

/// The contest, with its organization locked: nobody decides in their own case.
fn to_decide(tx: &mut Tx<'_>, by: AccountId, id: ContestId, command: Command) -> Result<(Contest, Organization)> {
    let organization = organization_of(&store::find(tx, id)?)?;
    members::actions::lock(tx, organization)?;
    let contest = store::find(tx, id)?;
    tx.expects(contest.version())?;
    if contest.account_id == by || joining::belongs_within(tx, organization, by)? {
        return Err(Error::new(Code::ConflictOfInterest));
    }
    lifecycle::check(&contest, command, tx.now())?;
    Ok((contest, organization))
}

fn organization_of(contest: &Contest) -> Result<Organization> {
    contest.organization().ok_or_else(|| Error::internal("a contest of no organization"))
}
