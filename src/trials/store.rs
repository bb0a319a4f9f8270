//! Trials in the tables.

use super::lifecycle::{Actor, possible};
use super::model::{CONSENT_TEXT, Counted, Grant, NewTrial, PROGRAMME, Side, Trial, TrialStatus};
use crate::accounts::model::Watch;
use crate::db::schema::{heartbeats as h, trial_grants as g, trials as t};
use crate::db::{Conn, Tx, per_backend};
use crate::error::{Code, Error, Result};
use crate::http::Page;
use crate::values::{AccountId, BusinessId, GrantId, LocalDay, PlatformId, Timestamp, TrialId, VendorId};
use diesel::dsl::{not, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use std::collections::HashSet;

/// Whose trials: a person acts on those of the person's businesses and vendors, and sees those of the office.
#[derive(Clone, Debug)]
pub struct Reach {
    pub businesses: Vec<BusinessId>,
    pub vendors: Vec<VendorId>,
    pub watch: Option<Watch>,
}

impl Reach {
    /// The trial as a person with this reach sees it, if at all.
    pub fn shows(&self, trial: Trial) -> Option<Trial> {
        if !sides(&trial, &self.businesses, &self.vendors).is_empty() {
            return Some(trial);
        }
        let watched = self.watch.as_ref().is_some_and(|watch| watch.covers(&trial.province_code));
        watched.then(|| trial.without_what_was_typed())
    }
}

/// What a list of trials is narrowed by.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    pub status: Option<TrialStatus>,
    pub platform: Option<PlatformId>,
    /// Only requests that their vendor has left unanswered so long that staff look after them.
    pub escalated: bool,
}

pub fn find(conn: &mut Conn, id: TrialId) -> Result<Trial> {
    Ok(t::table.filter(t::id.eq(id)).select(Trial::as_select()).first(conn)?)
}

/// Who asked for the trial, and whose platform it is of.
pub fn parties(conn: &mut Conn, id: TrialId) -> Result<(AccountId, VendorId)> {
    Ok(t::table.filter(t::id.eq(id)).select((t::requested_by, t::vendor_id)).first(conn)?)
}

/// As [`find`], with what was committed meanwhile; nobody else changes it until the transaction is over.
pub fn lock(tx: &mut Tx<'_>, id: TrialId) -> Result<Trial> {
    match &mut **tx {
        // SQLite has one writer at a time.
        conn @ Conn::Sqlite(_) => find(conn, id),
        Conn::Postgres(conn) => {
            let row = t::table.filter(t::id.eq(id)).select(Trial::as_select());
            Ok(row.for_no_key_update().first(conn)?)
        }
    }
}

/// On which sides of the trial a person stands; most stand on one, strangers on none.
pub fn sides(trial: &Trial, businesses: &[BusinessId], vendors: &[VendorId]) -> Vec<Side> {
    let business = businesses.contains(&trial.business_id).then_some(Side::Business);
    let vendor = vendors.contains(&trial.vendor_id).then_some(Side::Vendor);
    business.into_iter().chain(vendor).collect()
}

/// The trial, locked, and who the person is to it; a foreign one does not exist.
///
/// Errors: 412 where the request was meant for another version of it.
pub fn lock_for_person(tx: &mut Tx<'_>, reach: &Reach, id: TrialId) -> Result<(Trial, Actor)> {
    let trial = lock(tx, id)?;
    let actor = Actor::of(&sides(&trial, &reach.businesses, &reach.vendors)).ok_or_else(Error::not_found)?;
    tx.expects(trial.version).map_err(|stale| stale.in_state(trial.status, possible(trial.status, actor)))?;
    Ok((trial, actor))
}

/// The trial as a person with this reach sees it; any other does not exist.
pub fn find_shown(conn: &mut Conn, reach: &Reach, id: TrialId) -> Result<Trial> {
    reach.shows(find(conn, id)?).ok_or_else(Error::not_found)
}

/// Trials within reach, newest first, each as it is shown.
pub fn list(conn: &mut Conn, reach: &Reach, filter: Filter, page: &Page) -> Result<Vec<Trial>> {
    let of_businesses = || t::business_id.eq_any(reach.businesses.clone());
    let of_vendors = || t::vendor_id.eq_any(reach.vendors.clone());
    let all = t::table.select(Trial::as_select()).order(t::id.desc()).limit(page.rows()).into_boxed();
    // One side alone is read in the order of its index, however many trials there are.
    let mut query = match (&reach.watch, reach.businesses.is_empty(), reach.vendors.is_empty()) {
        (Some(Watch::Everywhere), ..) => all,
        (Some(Watch::Province(own)), ..) => {
            all.filter(t::province_code.eq(own.clone()).or(of_businesses()).or(of_vendors()))
        }
        (None, _, true) => all.filter(of_businesses()),
        (None, true, false) => all.filter(of_vendors()),
        (None, false, false) => all.filter(of_businesses().or(of_vendors())),
    };
    if let Some(status) = filter.status {
        query = query.filter(t::status.eq(status));
    }
    if let Some(platform) = filter.platform {
        query = query.filter(t::platform_id.eq(platform));
    }
    if filter.escalated {
        query = query.filter(t::status.eq(TrialStatus::Requested)).filter(t::escalated_at.is_not_null());
    }
    if let Some([id]) = page.after.as_deref() {
        query = query.filter(t::id.lt(id.clone()));
    }
    Ok(query.load(conn)?.into_iter().filter_map(|trial| reach.shows(trial)).collect())
}

/// Makes the request; `None` when the firm, its branches included, has tried the platform or waits for it.
pub fn insert(
    tx: &mut Tx<'_>,
    by: AccountId,
    new: &NewTrial,
    counted: &Counted,
    respond_by: Timestamp,
    granted: bool,
) -> Result<Option<TrialId>> {
    let id: TrialId = tx.new_id();
    let now = tx.now();
    let row = (
        (t::id.eq(id), t::business_id.eq(new.business), t::platform_id.eq(new.platform), t::requested_by.eq(by)),
        (
            t::programme.eq(PROGRAMME),
            t::granted.eq(granted),
            t::channel.eq(new.channel),
            t::root_key.eq(&counted.root_key),
            t::vendor_id.eq(counted.vendor),
        ),
        (t::province_code.eq(&counted.province_code), t::legacy_province_code.eq(&counted.legacy_province_code)),
        t::industry_version.eq(&counted.industry_version),
        (t::industry_section.eq(&counted.industry_section), t::size_class.eq(counted.size_class)),
        (t::category_code.eq(&counted.category_code), t::ministry_code.eq(&counted.ministry_code)),
        (t::days.eq(counted.days), t::price_vnd_per_month.eq(counted.price), t::at_end.eq(counted.at_end)),
        (
            t::discount_months.eq(counted.discount.map(|discount| discount.months)),
            t::discount_price_vnd_per_month.eq(counted.discount.map(|discount| discount.price_vnd_per_month)),
        ),
        (t::need.eq(&new.need), t::contact_name.eq(&new.contact_name), t::contact_email.eq(&new.contact_email)),
        (t::contact_phone.eq(&new.contact_phone), t::consent_text.eq(CONSENT_TEXT), t::consent_at.eq(now)),
        (t::status.eq(TrialStatus::Requested), t::requested_at.eq(now), t::respond_by.eq(respond_by)),
        (t::updated_at.eq(now), t::version.eq(1), t::rules_id.eq(counted.rules), t::holds_place.eq(true)),
    );
    let made = per_backend!(&mut **tx, |conn| diesel::insert_into(t::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    Ok((made == 1).then_some(id))
}

/// Whether the firm has started a trial of the platform.
pub fn has_started(conn: &mut Conn, root_key: &str, platform: PlatformId) -> Result<bool> {
    let of_firm = t::table.filter(t::root_key.eq(root_key)).filter(t::platform_id.eq(platform));
    let first: Option<TrialId> = of_firm.filter(t::started_on.is_not_null()).select(t::id).first(conn).optional()?;
    Ok(first.is_some())
}

/// The platforms of which a business has started its firm's one trial, by their ids.
pub fn started_by(conn: &mut Conn, businesses: &[BusinessId]) -> Result<Vec<PlatformId>> {
    let started =
        t::table.filter(t::business_id.eq_any(businesses)).filter(t::started_on.is_not_null()).filter(not(t::granted));
    Ok(started.select(t::platform_id).order(t::platform_id).load(conn)?)
}

/// Whether the firm has started a trial of the platform, or waits for the vendor's answer: what a second one is refused for.
pub fn is_tried(conn: &mut Conn, root_key: &str, platform: PlatformId) -> Result<bool> {
    let of_firm = t::table.filter(t::root_key.eq(root_key)).filter(t::platform_id.eq(platform)).filter(not(t::granted));
    // Spelled out, so that the index of what blocks serves it.
    let blocking = of_firm.filter(sql::<Bool>("(started_on IS NOT NULL OR status IN ('requested', 'accepted'))"));
    let first: Option<TrialId> = blocking.select(t::id).first(conn).optional()?;
    Ok(first.is_some())
}

/// How many trials of a platform are open. Waits for those that are being changed.
pub fn count_open(tx: &mut Tx<'_>, platform: PlatformId) -> Result<i64> {
    macro_rules! open {
        () => {
            // Spelled out, so that the index of open trials serves it.
            t::table
                .filter(t::platform_id.eq(platform))
                .filter(sql::<Bool>("status IN ('requested', 'accepted', 'provisioned', 'activated', 'engaged')"))
                .select(t::id)
        };
    }
    let open: Vec<TrialId> = match &mut **tx {
        Conn::Sqlite(conn) => open!().load(conn)?,
        Conn::Postgres(conn) => open!().for_share().load(conn)?,
    };
    i64::try_from(open.len()).map_err(Error::internal)
}

/// Makes a request that was just made one of a second trial.
pub fn set_granted(tx: &mut Tx<'_>, id: TrialId) -> Result<()> {
    diesel::update(t::table.filter(t::id.eq(id))).set(t::granted.eq(true)).execute(&mut **tx)?;
    Ok(())
}

/// Firms and platforms, of these firms, that a trial uses up: it has started, or waits to.
pub fn used_up(conn: &mut Conn, root_keys: &[String]) -> Result<HashSet<(String, PlatformId)>> {
    let waiting = t::status.eq_any([TrialStatus::Requested, TrialStatus::Accepted]);
    let of_firms = t::table.filter(t::root_key.eq_any(root_keys)).filter(t::granted.eq(false));
    let used_up = of_firms.filter(t::started_on.is_not_null().or(waiting));
    Ok(used_up.select((t::root_key, t::platform_id)).load(conn)?.into_iter().collect())
}

/// Trials that are read at once where all open ones of a platform are gone over.
const BATCH: usize = 50;

/// Open trials of a platform that were requested after this instant, in the order of their requests: a batch, and its last
/// instant where more may follow. Those of one instant are never divided.
pub fn open_after(
    conn: &mut Conn,
    platform: PlatformId,
    after: Timestamp,
) -> Result<(Vec<TrialId>, Option<Timestamp>)> {
    macro_rules! open {
        ($requested:expr) => {
            // Spelled out, so that the index of open trials serves it.
            t::table
                .filter(t::platform_id.eq(platform))
                .filter(sql::<Bool>("status IN ('requested', 'accepted', 'provisioned', 'activated', 'engaged')"))
                .filter($requested)
                .order((t::requested_at, t::id))
        };
    }
    let most = i64::try_from(BATCH).map_err(Error::internal)?;
    let batch: Vec<(TrialId, Timestamp)> =
        open!(t::requested_at.gt(after)).limit(most).select((t::id, t::requested_at)).load(conn)?;
    let last = batch.last().filter(|_| batch.len() == BATCH).map(|(_, last)| *last);
    let Some(last) = last else { return Ok((batch.into_iter().map(|(id, _)| id).collect(), None)) };
    let at_last: Vec<TrialId> = open!(t::requested_at.eq(last)).select(t::id).load(conn)?;
    let before = batch.into_iter().filter(|(_, at)| *at < last).map(|(id, _)| id);
    Ok((before.chain(at_last).collect(), Some(last)))
}

/// Notes that staff let the firm try the platform once more; `None` when such a grant is open already.
pub fn insert_grant(
    tx: &mut Tx<'_>,
    by: AccountId,
    root_key: &str,
    platform: PlatformId,
    reason: &str,
) -> Result<Option<Grant>> {
    let id: GrantId = tx.new_id();
    let row = (
        (g::id.eq(id), g::root_key.eq(root_key), g::platform_id.eq(platform), g::reason.eq(reason)),
        (g::granted_by.eq(by), g::granted_at.eq(tx.now())),
    );
    let made = per_backend!(&mut **tx, |conn| {
        diesel::insert_into(g::table).values(row).on_conflict_do_nothing().execute(conn)
    })?;
    let made = (made == 1).then(|| g::table.filter(g::id.eq(id)).select(Grant::as_select()).first(&mut **tx));
    Ok(made.transpose()?)
}

/// The open grant of a firm for a platform.
pub fn open_grant(conn: &mut Conn, root_key: &str, platform: PlatformId) -> Result<Option<GrantId>> {
    let open =
        g::table.filter(g::root_key.eq(root_key)).filter(g::platform_id.eq(platform)).filter(g::trial_id.is_null());
    Ok(open.select(g::id).first(conn).optional()?)
}

/// Uses a grant up. Only one of two simultaneous requests does: the other runs again and finds none.
pub fn use_grant(tx: &mut Tx<'_>, grant: GrantId, trial: TrialId) -> Result<()> {
    let open = g::table.filter(g::id.eq(grant)).filter(g::trial_id.is_null());
    let used = diesel::update(open).set(g::trial_id.eq(trial)).execute(&mut **tx)?;
    if used == 1 { Ok(()) } else { Err(Error::transient(Code::Busy, "the grant was used meanwhile")) }
}

/// Saves a trial after a command, if it is as it was read: otherwise the action runs again.
pub fn save(tx: &mut Tx<'_>, after: &Trial) -> Result<()> {
    let read = t::table.filter(t::id.eq(after.id)).filter(t::version.eq(after.version));
    let changed = diesel::update(read)
        .set((
            (t::status.eq(after.status), t::updated_at.eq(after.updated_at), t::version.eq(t::version + 1)),
            t::holds_place.eq(after.holds_place),
            (
                t::accepted_at.eq(after.accepted_at),
                t::provisioned_at.eq(after.provisioned_at),
                t::activated_at.eq(after.activated_at),
            ),
            (
                t::engaged_at.eq(after.engaged_at),
                t::declined_at.eq(after.declined_at),
                t::cancelled_at.eq(after.cancelled_at),
            ),
            (
                t::cancelled_by.eq(after.cancelled_by),
                t::trial_end.eq(after.trial_end),
                t::started_on.eq(after.started_on),
            ),
            (
                t::access_reference.eq(&after.access_reference),
                t::reason_code.eq(&after.reason_code),
                t::reason_text.eq(&after.reason_text),
            ),
            (t::rules_id.eq(after.rules_id), t::window_end.eq(after.window_end), t::nudged_at.eq(after.nudged_at)),
            (
                t::escalated_at.eq(after.escalated_at),
                t::unanswered_at.eq(after.unanswered_at),
                t::expired_at.eq(after.expired_at),
            ),
        ))
        .execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::transient(Code::Busy, "the trial was changed meanwhile")) }
}

/// Erases the contact that was passed to the vendor, if the trial is as it was read. The proof of consent stays.
pub fn erase_contact(tx: &mut Tx<'_>, read: &Trial) -> Result<()> {
    let same = t::table.filter(t::id.eq(read.id)).filter(t::version.eq(read.version));
    let nothing = None::<String>;
    let erased = (t::contact_name.eq(&nothing), t::contact_email.eq(&nothing), t::contact_phone.eq(&nothing));
    let now = tx.now();
    let noted = (t::consent_withdrawn_at.eq(now), t::updated_at.eq(now), t::version.eq(t::version + 1));
    let changed = diesel::update(same).set((erased, noted)).execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::transient(Code::Busy, "the trial was changed meanwhile")) }
}

/// Erases what was typed about a trial that is locked; how many rows had any.
pub fn erase_texts(tx: &mut Tx<'_>, trial: &Trial) -> Result<usize> {
    let typed = t::need.is_not_null().or(t::reason_text.is_not_null());
    let nothing = None::<String>;
    let erased = (t::need.eq(&nothing), t::reason_text.eq(&nothing));
    let noted = (t::updated_at.eq(tx.now()), t::version.eq(t::version + 1));
    let rows = t::table.filter(t::id.eq(trial.id)).filter(typed);
    Ok(diesel::update(rows).set((erased, noted)).execute(&mut **tx)?)
}

/// Leaves nothing of why staff granted the trial: the grants that had a reason.
pub fn erase_grant_reasons(tx: &mut Tx<'_>, trial: TrialId) -> Result<Vec<GrantId>> {
    let with_reason = g::table.filter(g::trial_id.eq(trial)).filter(g::reason.ne(""));
    let grants: Vec<GrantId> = with_reason.select(g::id).load(&mut **tx)?;
    diesel::update(g::table.filter(g::id.eq_any(&grants))).set(g::reason.eq("")).execute(&mut **tx)?;
    Ok(grants)
}

/// Notes use in a week; `false` when that week was reported before.
pub fn add_heartbeat(tx: &mut Tx<'_>, trial: TrialId, week_of: LocalDay) -> Result<bool> {
    let row = (h::trial_id.eq(trial), h::week_of.eq(week_of), h::reported_at.eq(tx.now()));
    let made = per_backend!(&mut **tx, |conn| diesel::insert_into(h::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    Ok(made == 1)
}
