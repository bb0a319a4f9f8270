//! Trials, their conversions and extensions as the tables have them: all of them once, page by page, then those that events
//! speak of.

use super::row::{Closed, Conversion, Day, Row, day_if, day_of, seconds_if};
use super::table::{Place, Table, firm_key};
use crate::db::schema::{conversions as c, extensions as x, retention_checks as r, trials as t};
use crate::db::{self, Conn, per_backend};
use crate::error::Result;
use crate::values::{Timestamp, TrialId, TypedId};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Text;
use std::collections::HashMap;

/// Days after a conversion from which on its lasting is evidence.
const LASTING: i64 = 90;

/// Trials that are read at once when they have changed.
const AT_ONCE: usize = 500;

/// Trials of one page when all are read: what is not in the table yet takes some megabytes at most.
const PAGE: i64 = 4_000;

/// Parts of all trials, by when they were requested.
const PARTS: u64 = 16;

/// A trial as its row says.
#[derive(Queryable)]
struct Trial {
    texts: String,
    granted: bool,
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
}

/// Its texts as one, as most of the time goes to each single value: its id, its firm, why it ended, and then, line by line, what is
/// tried and who tries it. No code has a tab or a line break.
const TEXTS: &str = "concat_ws('\t', trials.id, trials.root_key, coalesce(trials.reason_code, ''), \
    concat_ws('\n', trials.platform_id, trials.vendor_id, trials.category_code, trials.ministry_code, trials.programme, trials.days), \
    concat_ws('\n', trials.province_code, coalesce(trials.legacy_province_code, ''), \
    trials.industry_version || ':' || trials.industry_section, trials.size_class, trials.channel))";

/// A conversion.
#[derive(Queryable)]
struct Claim {
    id: String,
    trial: String,
    reason_code: Option<String>,
    claimed_at: Timestamp,
    converted_at: Option<Timestamp>,
    withdrawn_at: Option<Timestamp>,
    invoiced_at: Option<Timestamp>,
    checked_at: Option<Timestamp>,
    disputed_at: Option<Timestamp>,
    already_customer: bool,
}

/// An extension that was agreed.
#[derive(Queryable)]
struct Extension {
    trial: String,
    answered_at: Option<Timestamp>,
    days: i64,
}

macro_rules! trials {
    () => {
        t::table.select((
            sql::<Text>(TEXTS),
            t::granted,
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
        ))
    };
}

/// What of a table belongs to some trials, or to all from one to another.
macro_rules! of {
    ($conn:expr, $which:expr, $table:expr, $trial:expr) => {
        per_backend!(&mut *$conn, |conn| match $which {
            Which::These(ids) => $table.filter($trial.eq_any(ids)).load(conn)?,
            Which::Between(first, last) => $table.filter($trial.between(first, last)).load(conn)?,
        })
    };
}

#[derive(Clone, Copy)]
enum Which<'a> {
    These(&'a [String]),
    Between(&'a str, &'a str),
}

/// Trials from one id on, up to another.
#[derive(Clone, Debug)]
pub struct Part {
    after: String,
    until: String,
}

/// All trials in parts, the older ones first.
pub fn parts(conn: &mut Conn) -> Result<Vec<Part>> {
    let first: Option<String> = t::table.select(t::id).order(t::id).first(conn).optional()?;
    let last: Option<String> = t::table.select(t::id).order(t::id.desc()).first(conn).optional()?;
    let Some((first, last)) = first.zip(last) else { return Ok(Vec::new()) };
    let (from, to) = (millis(&first), millis(&last));
    let borders = (1..PARTS).map(|part| from + to.saturating_sub(from) * part / PARTS);
    let borders = borders.map(|at| format!("{}_{at:012x}", TrialId::PREFIX));
    let ends: Vec<String> = borders.chain([last]).collect();
    let starts = std::iter::once(String::new()).chain(ends.iter().cloned());
    Ok(starts.zip(ends.iter().cloned()).map(|(after, until)| Part { after, until }).collect())
}

/// When an id was made.
fn millis(id: &str) -> u64 {
    id.get(4..16).and_then(|hex| u64::from_str_radix(hex, 16).ok()).unwrap_or_default()
}

/// The next trials of a part, and what is left of it.
pub fn page(conn: &mut Conn, part: Part) -> Result<(Changed, Option<Part>)> {
    let Part { after, until } = part;
    let next = trials!().filter(t::id.gt(&after)).filter(t::id.le(&until)).order(t::id).limit(PAGE);
    let trials: Vec<Trial> = per_backend!(&mut *conn, |conn| next.load(conn)?);
    let ids = trials.first().zip(trials.last()).map(|(first, last)| (first.id().to_owned(), last.id().to_owned()));
    let Some((first, last)) = ids else { return Ok((Changed::default(), None)) };
    let rest = (trials.len() as i64 == PAGE).then(|| Part { after: last.clone(), until });
    let mut some = Changed::default();
    some.add(conn, Which::Between(&first, &last), trials)?;
    Ok((some, rest))
}

/// Some trials, with all that stands beside them.
#[derive(Default)]
pub struct Changed {
    trials: Vec<Trial>,
    claims: Vec<Claim>,
    /// Since when conversions are known to last.
    lasting: HashMap<String, Timestamp>,
    extensions: Vec<Extension>,
}

/// The trials of which events speak that come after this place in the order, or have none yet, as they stand now; and the last place.
pub fn since(conn: &mut Conn, place: i64) -> Result<(Changed, i64)> {
    // In this order: what is given a place in between is read now, and once more the next time.
    let last = db::last_place(conn)?;
    let mut some = Changed::default();
    for ids in db::subjects_after(conn, place, TrialId::PREFIX)?.chunks(AT_ONCE) {
        let trials = trials!().filter(t::id.eq_any(ids)).load(conn)?;
        some.add(conn, Which::These(ids), trials)?;
    }
    Ok((some, last))
}

impl Changed {
    pub const fn is_empty(&self) -> bool {
        self.trials.is_empty()
    }

    fn add(&mut self, conn: &mut Conn, which: Which<'_>, trials: Vec<Trial>) -> Result<()> {
        self.trials.extend(trials);
        // Of a trial the older claims come first: what was confirmed last is its last conversion.
        let claims = c::table.order(c::id).select((
            c::id,
            c::trial_id,
            c::reason_code,
            c::claimed_at,
            c::converted_at,
            c::withdrawn_at,
            c::invoiced_at,
            c::checked_at,
            c::disputed_at,
            c::already_customer,
        ));
        let claims: Vec<Claim> = of!(conn, which, claims, c::trial_id);
        self.claims.extend(claims);
        let lasting = r::table
            .filter(r::side.eq("business"))
            .filter(r::days.ge(LASTING))
            .filter(r::status.eq("retained"))
            .select((r::conversion_id, r::answered_at.assume_not_null()));
        let lasting: Vec<(String, Timestamp)> = of!(conn, which, lasting, r::trial_id);
        for (conversion, at) in lasting {
            let known = self.lasting.entry(conversion).or_insert(at);
            *known = at.min(*known);
        }
        // Of a trial the later ones come first: an earlier end is counted back from the one after it.
        let extensions = x::table.filter(x::status.eq("agreed")).order(x::id.desc());
        let extensions = extensions.select((x::trial_id, x::answered_at, x::days));
        let extensions: Vec<Extension> = of!(conn, which, extensions, x::trial_id);
        self.extensions.extend(extensions);
        Ok(())
    }
}

impl Table {
    /// Takes these trials as they stand.
    pub fn take(&mut self, some: &Changed) {
        let firm = |it: &Trial| {
            let [_, root_key, ..] = it.texts();
            self.firm(firm_key(root_key))
        };
        let firms: Vec<u32> = some.trials.iter().map(firm).collect();
        self.change(&firms, |table| table.write(some, &firms));
    }

    fn write(&mut self, some: &Changed, firms: &[u32]) {
        let mut places: HashMap<u64, Place> = HashMap::with_capacity(some.trials.len());
        for (it, firm) in some.trials.iter().zip(firms) {
            let [id, _, reason, offering, origin] = it.texts();
            let row = Row {
                firm: *firm,
                offering: self.names.offering(offering),
                origin: self.names.origin(origin),
                reason: self.names.reason(Some(reason).filter(|code| !code.is_empty())),
                ..it.row()
            };
            places.insert(tag(id), self.put(row));
        }
        let place = |trial: &str| places.get(&tag(trial)).copied();
        // One after the other as they stand in the table.
        let mut claims: Vec<(Place, &Claim)> =
            some.claims.iter().filter_map(|it| Some((place(&it.trial)?, it))).collect();
        claims.sort_by_key(|(place, _)| *place);
        for (place, it) in claims {
            let reason = self.names.reason(it.reason_code.as_deref());
            let disputed = it.disputed_at.map(|at| (day_of(at), reason));
            let lasting = some.lasting.get(&it.id).copied();
            let confirmed = it.converted_at.map(|at| Conversion {
                converted: seconds_if(Some(at)),
                withdrawn: day_if(it.withdrawn_at),
                invoiced: day_if(it.invoiced_at),
                checked: day_if(it.checked_at),
                retained: day_if(lasting),
                already_customer: it.already_customer,
                withdrawal: if it.withdrawn_at.is_some() { reason } else { 0 },
            });
            self.convert(place, day_of(it.claimed_at), disputed, confirmed);
        }
        for it in &some.extensions {
            if let Some(place) = place(&it.trial) {
                self.extend(place, day_if(it.answered_at), Day::try_from(it.days).unwrap_or_default());
            }
        }
    }
}

/// The last half of an id's 128 bits.
fn tag(id: &str) -> u64 {
    id.get(20..).and_then(|half| u64::from_str_radix(half, 16).ok()).unwrap_or_default()
}

impl Trial {
    fn id(&self) -> &str {
        let [id, ..] = self.texts();
        id
    }

    /// Its id, its firm, why it ended, what is tried and who tries it.
    fn texts(&self) -> [&str; 5] {
        let mut texts = self.texts.split('\t');
        std::array::from_fn(|_| texts.next().unwrap_or_default())
    }

    /// What only the table has numbers for is left out.
    fn row(&self) -> Row {
        let (closed, how) = match (self.declined_at, self.unanswered_at, self.cancelled_at) {
            (Some(at), ..) => (day_of(at), Closed::Declined),
            (_, Some(at), _) => (day_of(at), Closed::Unanswered),
            (.., Some(at)) => (day_of(at), Closed::Cancelled),
            (None, None, None) => (0, Closed::No),
        };
        Row {
            tag: tag(self.id()) as u32,
            requested: seconds_if(Some(self.requested_at)),
            accepted: seconds_if(self.accepted_at),
            provisioned: seconds_if(self.provisioned_at),
            activated: seconds_if(self.activated_at),
            engaged: day_if(self.engaged_at),
            closed,
            respond_by: day_of(self.respond_by),
            trial_end: day_if(self.trial_end),
            window_end: day_if(self.window_end),
            bits: Row::bits(self.granted, how),
            ..Row::default()
        }
    }
}
