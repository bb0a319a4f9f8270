//! Contests in the tables.

use super::model::{ANSWER_DAYS, Contest, ContestStatus as Status, Decision, NewContest};
use crate::db::schema::contests as c;
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, Result};
use crate::http::Page;
use crate::values::{AccountId, BusinessId, ContestId, Organization, Timestamp, VendorId};
use diesel::prelude::*;

/// The rows of these organizations: each kind by its own index.
macro_rules! of {
    ($organizations:expr) => {{
        let (businesses, vendors): (Vec<_>, Vec<_>) = $organizations.iter().map(|it| it.columns()).unzip();
        let (businesses, vendors) = (businesses.into_iter().flatten(), vendors.into_iter().flatten());
        c::business_id.eq_any(businesses).or(c::vendor_id.eq_any(vendors))
    }};
}

pub fn find(conn: &mut Conn, id: ContestId) -> Result<Contest> {
    Ok(c::table.filter(c::id.eq(id)).select(Contest::as_select()).first(conn)?)
}

/// The contest, if this person opened it; a foreign one does not exist.
pub fn find_by(conn: &mut Conn, account: AccountId, id: ContestId) -> Result<Contest> {
    let found = find(conn, id)?;
    if found.account_id == account { Ok(found) } else { Err(Error::not_found()) }
}

/// All contests of this person that are open, in the order of their ids.
pub fn open_by(conn: &mut Conn, account: AccountId) -> Result<Vec<Contest>> {
    let open = c::table.filter(c::account_id.eq(account)).filter(c::status.eq(Status::Open));
    Ok(open.order(c::id).select(Contest::as_select()).load(conn)?)
}

/// The contests of these parts that are open, oldest first.
pub fn open_of(conn: &mut Conn, parts: &[Organization]) -> Result<Vec<Contest>> {
    let open = c::table.filter(of!(parts)).filter(c::status.eq(Status::Open));
    Ok(open.order(c::id).select(Contest::as_select()).load(conn)?)
}

/// When a contest of one of these parts by this person was last rejected, or taken back.
pub fn ended_at(conn: &mut Conn, parts: &[Organization], account: AccountId) -> Result<Option<Timestamp>> {
    let over = [Status::Rejected, Status::Withdrawn];
    let own = c::table.filter(of!(parts)).filter(c::account_id.eq(account)).filter(c::status.eq_any(over));
    let last: Option<(Option<Timestamp>, Option<Timestamp>)> =
        own.order(c::id.desc()).select((c::decided_at, c::withdrawn_at)).first(conn).optional()?;
    Ok(last.and_then(|(decided, withdrawn)| decided.or(withdrawn)))
}

/// Contests of any organization, oldest first.
pub fn list(conn: &mut Conn, status: Option<Status>, page: &Page) -> Result<Vec<Contest>> {
    let mut query = c::table.select(Contest::as_select()).order(c::id).limit(page.rows()).into_boxed();
    if let Some(status) = status {
        query = query.filter(c::status.eq(status));
    }
    if let Some([id]) = page.after.as_deref() {
        query = query.filter(c::id.gt(id.clone()));
    }
    Ok(query.load(conn)?)
}

/// The contests that a person has opened, or that are about these organizations, newest first.
pub fn list_for(
    conn: &mut Conn,
    account: AccountId,
    businesses: &[BusinessId],
    vendors: &[VendorId],
    page: &Page,
) -> Result<Vec<Contest>> {
    let about = c::business_id.eq_any(businesses).or(c::vendor_id.eq_any(vendors));
    let mut query = c::table.filter(c::account_id.eq(account).or(about.assume_not_null())).into_boxed();
    if let Some([id]) = page.after.as_deref() {
        query = query.filter(c::id.lt(id.clone()));
    }
    Ok(query.order(c::id.desc()).limit(page.rows()).select(Contest::as_select()).load(conn)?)
}

/// A person's contests of which a text is left.
pub fn with_texts(conn: &mut Conn, account: AccountId) -> Result<Vec<Contest>> {
    let asked = c::statement.is_not_null().or(c::evidence_reference.is_not_null());
    let typed = asked.or(c::answer.is_not_null()).or(c::reason_text.is_not_null());
    let own = c::table.filter(c::account_id.eq(account)).filter(typed);
    Ok(own.order(c::id).select(Contest::as_select()).load(conn)?)
}

/// Erases what was typed in a contest, its answer and its decision.
pub fn erase_texts(tx: &mut Tx<'_>, id: ContestId) -> Result<()> {
    let nothing = None::<String>;
    let asked = (c::statement.eq(&nothing), c::evidence_reference.eq(&nothing));
    let erased = (asked, c::answer.eq(&nothing), c::reason_text.eq(&nothing));
    diesel::update(c::table.filter(c::id.eq(id))).set(erased).execute(&mut **tx)?;
    Ok(())
}

pub fn insert(tx: &mut Tx<'_>, organization: Organization, by: AccountId, new: &NewContest) -> Result<Contest> {
    let id: ContestId = tx.new_id();
    let ((business, vendor), now) = (organization.columns(), tx.now());
    diesel::insert_into(c::table)
        .values((
            c::id.eq(id),
            c::business_id.eq(business),
            c::vendor_id.eq(vendor),
            c::account_id.eq(by),
            c::statement.eq(&new.statement),
            c::evidence_reference.eq(&new.evidence_reference),
            c::named_tax_code.eq(new.sought.tax_code()),
            c::status.eq(Status::Open),
            c::created_at.eq(now),
            c::answer_by.eq(now.local_day().plus_days(ANSWER_DAYS).end()),
        ))
        .execute(&mut **tx)?;
    find(tx, id)
}

/// Writes the owners' answer, if there is none yet.
pub fn answer(tx: &mut Tx<'_>, id: ContestId, by: AccountId, statement: &str) -> Result<()> {
    let silent = c::table.filter(c::id.eq(id)).filter(c::status.eq(Status::Open)).filter(c::answered_at.is_null());
    let answered = (c::answer.eq(statement), c::answered_by.eq(by), c::answered_at.eq(tx.now()));
    as_read(diesel::update(silent).set(answered).execute(&mut **tx)?)
}

/// Puts an open contest to new owners: what those before them have answered counts for nothing.
pub fn renew(tx: &mut Tx<'_>, id: ContestId) -> Result<Contest> {
    let open = c::table.filter(c::id.eq(id)).filter(c::status.eq(Status::Open));
    let silent =
        (c::answer.eq(None::<String>), c::answered_by.eq(None::<AccountId>), c::answered_at.eq(None::<Timestamp>));
    let renewed = (c::round.eq(c::round + 1), c::answer_by.eq(tx.now().local_day().plus_days(ANSWER_DAYS).end()));
    as_read(diesel::update(open).set((silent, renewed)).execute(&mut **tx)?)?;
    find(tx, id)
}

/// Writes the decision, if there is none yet.
pub fn decide(tx: &mut Tx<'_>, id: ContestId, by: AccountId, decision: &Decision) -> Result<()> {
    let (status, code, text) = match decision {
        Decision::HandOver { why } => (Status::HandedOver, None, Some(why.as_str())),
        Decision::Reject { code, text } => (Status::Rejected, Some(code.as_str()), text.as_deref()),
    };
    let open = c::table.filter(c::id.eq(id)).filter(c::status.eq(Status::Open));
    let decided = (
        c::status.eq(status),
        c::decided_by.eq(by),
        c::decided_at.eq(tx.now()),
        c::reason_code.eq(code),
        c::reason_text.eq(text),
    );
    as_read(diesel::update(open).set(decided).execute(&mut **tx)?)
}

/// Writes down that it was taken back, if it is not decided.
pub fn withdraw(tx: &mut Tx<'_>, id: ContestId) -> Result<()> {
    let open = c::table.filter(c::id.eq(id)).filter(c::status.eq(Status::Open));
    let withdrawn = (c::status.eq(Status::Withdrawn), c::withdrawn_at.eq(tx.now()));
    as_read(diesel::update(open).set(withdrawn).execute(&mut **tx)?)
}

fn as_read(changed: usize) -> Result<()> {
    if changed == 1 { Ok(()) } else { Err(Error::transient(Code::Busy, "the contest was changed meanwhile")) }
}
