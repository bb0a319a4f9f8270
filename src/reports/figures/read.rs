//! Trials, their conversions and extensions as the tables have them: all of them once, then those that events speak of.

use super::row::{Closed, Conversion, Day, Row, day_if, day_of, seconds_if};
use super::table::Table;
use crate::db::schema::{conversions as c, extensions as x, retention_checks as r, trials as t};
use crate::db::{self, Conn};
use crate::error::Result;
use crate::values::{Timestamp, TrialId, TypedId};
use diesel::connection::DefaultLoadingMode;
use diesel::dsl::min;
use diesel::pg::PgRowByRowLoadingMode;
use diesel::prelude::*;

/// Days after a conversion from which on its lasting is evidence.
const LASTING: i64 = 90;

/// Trials that are read at once when they have changed.
const AT_ONCE: usize = 500;

/// A trial as its row says.
#[derive(Queryable)]
struct Trial {
    id: String,
    root_key: String,
    granted: bool,
    platform: String,
    vendor: String,
    category: String,
    ministry: String,
    programme: String,
    days: i64,
    province: String,
    legacy_province: Option<String>,
    industry_version: String,
    industry_section: String,
    size_class: String,
    channel: String,
    requested_at: Timestamp,
    respond_by: Timestamp,
    accepted_at: Option<Timestamp>,
    provisioned_at: Option<Timestamp>,
    activated_at: Option<Timestamp>,
    engaged_at: Option<Timestamp>,
    declined_at: Option<Timestamp>,
    unanswered_at: Option<Timestamp>,
    cancelled_at: Option<Timestamp>,
    trial_end: Option<Timestamp>,
    window_end: Option<Timestamp>,
    reason_code: Option<String>,
}

/// A conversion beside its trial's id and firm.
#[derive(Queryable)]
struct Claim {
    trial: String,
    root_key: String,
    reason_code: Option<String>,
    claimed_at: Timestamp,
    converted_at: Option<Timestamp>,
    withdrawn_at: Option<Timestamp>,
    invoiced_at: Option<Timestamp>,
    checked_at: Option<Timestamp>,
    disputed_at: Option<Timestamp>,
    already_customer: bool,
    retained_at: Option<Timestamp>,
}

/// An extension that was agreed, beside its trial's id and firm.
#[derive(Queryable)]
struct Extension {
    trial: String,
    root_key: String,
    answered_at: Option<Timestamp>,
    days: i64,
}

macro_rules! trials {
    () => {
        t::table.select((
            t::id,
            t::root_key,
            t::granted,
            t::platform_id,
            t::vendor_id,
            t::category_code,
            t::ministry_code,
            t::programme,
            t::days,
            t::province_code,
            t::legacy_province_code,
            t::industry_version,
            t::industry_section,
            t::size_class,
            t::channel,
            t::requested_at,
            t::respond_by,
            t::accepted_at,
            t::provisioned_at,
            t::activated_at,
            t::engaged_at,
            t::declined_at,
            t::unanswered_at,
            t::cancelled_at,
            t::trial_end,
            t::window_end,
            t::reason_code,
        ))
    };
}

/// Of a trial the older claims come first: what was confirmed last is its last conversion.
macro_rules! claims {
    () => {
        c::table.inner_join(t::table).order(c::id).select((
            c::trial_id,
            t::root_key,
            c::reason_code,
            c::claimed_at,
            c::converted_at,
            c::withdrawn_at,
            c::invoiced_at,
            c::checked_at,
            c::disputed_at,
            c::already_customer,
            r::table
                .filter(r::conversion_id.eq(c::id))
                .filter(r::side.eq("business"))
                .filter(r::days.ge(LASTING))
                .filter(r::status.eq("retained"))
                .select(min(r::answered_at))
                .single_value(),
        ))
    };
}

/// Of a trial the later ones come first: an earlier end is counted back from the one after it.
macro_rules! extensions {
    () => {
        x::table.inner_join(t::table).filter(x::status.eq("agreed")).order(x::id.desc()).select((
            x::trial_id,
            t::root_key,
            x::answered_at,
            x::days,
        ))
    };
}

/// Goes over a query's rows one by one: a large result is never in memory as a whole.
macro_rules! each {
    ($conn:expr, $query:expr, $row:ty, $take:expr) => {
        match &mut *$conn {
            Conn::Sqlite(conn) => {
                for row in $query.load_iter::<$row, DefaultLoadingMode>(conn)? {
                    $take(row?);
                }
            }
            Conn::Postgres(conn) => {
                for row in $query.load_iter::<$row, PgRowByRowLoadingMode>(conn)? {
                    $take(row?);
                }
            }
        }
    };
}

/// All that there are, and the last place in the order of events before they were read.
pub fn everything(conn: &mut Conn) -> Result<(Table, i64)> {
    let (mut table, last) = (Table::default(), db::last_place(conn)?);
    each!(conn, trials!(), Trial, |it: Trial| put(&mut table, &it));
    each!(conn, claims!(), Claim, |it: Claim| convert(&mut table, &it));
    each!(conn, extensions!(), Extension, |it: Extension| extend(&mut table, &it));
    Ok((table, last))
}

/// Some trials, with all that stands beside them.
#[derive(Default)]
pub struct Changed {
    trials: Vec<Trial>,
    claims: Vec<Claim>,
    extensions: Vec<Extension>,
}

/// The trials of which events speak that come after this place in the order, or have none yet, as they stand now; and the last place.
pub fn since(conn: &mut Conn, place: i64) -> Result<(Changed, i64)> {
    // In this order: what is given a place in between is read now, and once more the next time.
    let last = db::last_place(conn)?;
    let mut some = Changed::default();
    for ids in db::subjects_after(conn, place, TrialId::PREFIX)?.chunks(AT_ONCE) {
        some.trials.extend(trials!().filter(t::id.eq_any(ids)).load::<Trial>(conn)?);
        some.claims.extend(claims!().filter(c::trial_id.eq_any(ids)).load::<Claim>(conn)?);
        some.extensions.extend(extensions!().filter(x::trial_id.eq_any(ids)).load::<Extension>(conn)?);
    }
    Ok((some, last))
}

impl Table {
    /// Takes these trials as they stand.
    pub fn take(&mut self, some: &Changed) {
        some.trials.iter().for_each(|it| put(self, it));
        some.claims.iter().for_each(|it| convert(self, it));
        some.extensions.iter().for_each(|it| extend(self, it));
    }

    fn place_of(&mut self, id: &str, root_key: &str) -> Option<u32> {
        let firm = self.firm(root_key);
        self.find(firm, tag(id))
    }
}

/// The last half of an id's 128 bits.
fn tag(id: &str) -> u64 {
    id.get(20..).and_then(|half| u64::from_str_radix(half, 16).ok()).unwrap_or_default()
}

fn put(table: &mut Table, it: &Trial) {
    let firm = table.firm(&it.root_key);
    let names = &mut table.names;
    let days = it.days.to_string();
    let industry = format!("{}:{}", it.industry_version, it.industry_section);
    let offering = [&it.platform, &it.vendor, &it.category, &it.ministry, &it.programme, &days].map(String::as_str);
    let legacy_province = it.legacy_province.as_deref().unwrap_or_default();
    let origin = [&it.province, legacy_province, &industry, &it.size_class, &it.channel];
    let (closed, how) = match (it.declined_at, it.unanswered_at, it.cancelled_at) {
        (Some(at), ..) => (day_of(at), Closed::Declined),
        (_, Some(at), _) => (day_of(at), Closed::Unanswered),
        (.., Some(at)) => (day_of(at), Closed::Cancelled),
        (None, None, None) => (0, Closed::No),
    };
    let row = Row {
        tag: tag(&it.id),
        requested: seconds_if(Some(it.requested_at)),
        accepted: seconds_if(it.accepted_at),
        provisioned: seconds_if(it.provisioned_at),
        activated: seconds_if(it.activated_at),
        firm,
        before: 0,
        offering: names.offering(offering),
        origin: names.origin(origin),
        engaged: day_if(it.engaged_at),
        closed,
        respond_by: day_of(it.respond_by),
        trial_end: day_if(it.trial_end),
        window_end: day_if(it.window_end),
        claimed: 0,
        reason: names.reason(it.reason_code.as_deref()),
        bits: Row::bits(it.granted, how),
    };
    table.put(row);
}

fn convert(table: &mut Table, it: &Claim) {
    let Some(place) = table.place_of(&it.trial, &it.root_key) else { return };
    let disputed = it.disputed_at.map(|at| (day_of(at), table.names.reason(it.reason_code.as_deref())));
    let confirmed = it.converted_at.map(|at| Conversion {
        converted: seconds_if(Some(at)),
        withdrawn: day_if(it.withdrawn_at),
        invoiced: day_if(it.invoiced_at),
        checked: day_if(it.checked_at),
        retained: day_if(it.retained_at),
        already_customer: it.already_customer,
    });
    table.convert(place, day_of(it.claimed_at), disputed, confirmed);
}

fn extend(table: &mut Table, it: &Extension) {
    let Some(place) = table.place_of(&it.trial, &it.root_key) else { return };
    table.extend(place, day_if(it.answered_at), Day::try_from(it.days).unwrap_or_default());
}
