//! The rows of a generated database, some hundreds in a statement. The rooms' own stores write what an action has just
//! made; none of them has a door for rows that nobody made, and for benches alone none should.

use crate::accounts::members::MemberRole;
use crate::accounts::model::{Office, email_key};
use crate::businesses::NewBusiness;
use crate::businesses::model::Identity;
use crate::businesses::size::SizeClass;
use crate::catalog::{AtEnd, ListingStatus, Profile};
use crate::conversions::Conversion;
use crate::db::schema::{
    accounts as a, business_sizes as s, businesses as b, conversions as c, deadlines as d, extensions as x,
    heartbeats as h, memberships as m, offers as o, platform_profiles as f, platforms as p, retention_checks as r,
    tasks as k, trial_grants as g, trials as t, unsettled_conversions as u, vendors as v,
};
use crate::db::{Conn, Tx, per_backend};
use crate::deadlines::Deadline;
use crate::error::Result;
use crate::tasks::model::{Task, Wish};
use crate::trials::model::{CONSENT_TEXT, Counted, PROGRAMME};
use crate::trials::{Side, Trial};
use crate::values::{
    AccountId, BusinessId, ConversionId, GrantId, LocalDay, Locale, PlatformId, RetentionCheckId, TaxCode, Timestamp,
    TrialId, VendorId, Vnd, text,
};
use crate::vendors::VendorStatus;
use diesel::prelude::*;
use std::collections::HashMap;

/// Inserts all rows in one statement.
macro_rules! insert {
    ($conn:expr, $table:expr, $all:expr, $row:expr) => {{
        let rows: Vec<_> = $all.into_iter().map($row).collect();
        if !rows.is_empty() {
            per_backend!($conn, |conn| diesel::insert_into($table).values(rows).execute(conn))?;
        }
    }};
}

/// A verified person.
#[derive(Clone)]
pub struct Person {
    pub id: AccountId,
    pub email: String,
    pub name: String,
    /// Nobody can log in where there is none.
    pub password_hash: Option<String>,
    pub office: Option<Office>,
    pub since: Timestamp,
}

/// An owner of an organization.
#[derive(Clone)]
pub struct Member {
    pub account: AccountId,
    pub business: Option<BusinessId>,
    pub vendor: Option<VendorId>,
    pub since: Timestamp,
}

/// An approved vendor.
pub struct Registered {
    pub id: VendorId,
    pub tax_code: TaxCode,
    pub name: String,
    pub since: Timestamp,
}

/// A published platform; its trials take the same days whatever the size of the firm.
pub struct Listed {
    pub id: PlatformId,
    pub slug: String,
    pub title: String,
    pub vendor: VendorId,
    pub vendor_name: String,
    pub category_code: String,
    pub days: i64,
    pub price: Vnd,
    pub since: Timestamp,
}

/// A check that one side was asked.
type Check = (RetentionCheckId, ConversionId, TrialId, i64, Side, Timestamp);

/// The rows of some firms.
#[derive(Clone, Default)]
pub struct Rows {
    pub people: Vec<Person>,
    /// Each with its person.
    pub businesses: Vec<(BusinessId, AccountId, NewBusiness, SizeClass, Timestamp)>,
    pub trials: Vec<(Trial, Counted)>,
    pub grants: Vec<(GrantId, AccountId, Timestamp, TrialId)>,
    pub heartbeats: Vec<(TrialId, LocalDay, Timestamp)>,
    /// Of this trial, by a person of the business.
    pub wishes: Vec<(Wish, TrialId, AccountId)>,
    pub conversions: Vec<Conversion>,
    pub unsettled: Vec<(ConversionId, TrialId, Timestamp)>,
    pub checks: Vec<Check>,
    /// Those that wait.
    pub deadlines: Vec<Deadline>,
    /// The last reminders that went out: a claim was to be answered by then.
    pub went_out: Vec<Deadline>,
    pub tasks: Vec<Task>,
}

/// What all trials come to, platform by platform.
const FIGURES: &str = "INSERT INTO platform_figures (platform_id, started, answered, answer_seconds, confirmed) \
    SELECT t.platform_id, COUNT(t.provisioned_at), COUNT(COALESCE(t.accepted_at, t.unanswered_at)), \
    CAST(COALESCE(SUM((COALESCE(t.accepted_at, t.unanswered_at) - t.requested_at) / 1000000), 0) AS BIGINT), \
    COUNT(c.id) FROM trials t LEFT JOIN conversions c \
    ON c.trial_id = t.id AND c.status = 'confirmed' AND NOT c.already_customer WHERE NOT t.granted GROUP BY t.platform_id";

/// The figures of the platforms, to which no fact added.
pub fn count(tx: &mut Tx<'_>) -> Result<()> {
    diesel::sql_query(FIGURES).execute(&mut **tx)?;
    Ok(())
}

/// Writes them all.
pub fn insert(tx: &mut Tx<'_>, rows: Rows) -> Result<()> {
    people(tx, rows.people)?;
    let owner = |(id, account, _, _, since): &(BusinessId, AccountId, NewBusiness, SizeClass, Timestamp)| Member {
        account: *account,
        business: Some(*id),
        vendor: None,
        since: *since,
    };
    let owners: Vec<Member> = rows.businesses.iter().map(owner).collect();
    businesses(tx, &rows.businesses)?;
    members(tx, owners)?;
    let of_trial: HashMap<TrialId, (String, PlatformId, String)> = rows
        .trials
        .iter()
        .map(|(it, counted)| (it.id, (counted.root_key.clone(), it.platform_id, it.province_code.clone())))
        .collect();
    trials(tx, rows.trials)?;
    let known = |trial: TrialId| of_trial.get(&trial).cloned();
    let grants = rows.grants.into_iter().filter_map(|(id, by, at, trial)| Some((id, by, at, trial, known(trial)?)));
    insert!(&mut **tx, g::table, grants, |(id, by, at, trial, (root_key, platform, _))| (
        (g::id.eq(id), g::root_key.eq(root_key), g::platform_id.eq(platform), g::reason.eq("Demo")),
        (g::granted_by.eq(by), g::granted_at.eq(at), g::trial_id.eq(trial))
    ));
    insert!(&mut **tx, h::table, rows.heartbeats, |(trial, week, at)| (
        h::trial_id.eq(trial),
        h::week_of.eq(week),
        h::reported_at.eq(at)
    ));
    wishes(tx, rows.wishes)?;
    conversions(tx, rows.conversions)?;
    let unsettled = rows.unsettled.into_iter().filter_map(|(id, trial, at)| Some((id, trial, at, known(trial)?)));
    insert!(&mut **tx, u::table, unsettled, |(id, trial, since, (_, platform, province))| (
        (u::trial_id.eq(trial), u::conversion_id.eq(id), u::since.eq(since)),
        (u::platform_id.eq(platform), u::province_code.eq(province))
    ));
    insert!(&mut **tx, r::table, rows.checks, |(id, conversion, trial, days, side, at)| (
        (r::id.eq(id), r::conversion_id.eq(conversion), r::trial_id.eq(trial), r::days.eq(days)),
        (r::side.eq(side), r::asked_at.eq(at), r::status.eq("asked"))
    ));
    deadlines(tx, rows.deadlines, "waiting")?;
    deadlines(tx, rows.went_out, "done")?;
    insert!(&mut **tx, k::table, rows.tasks, |it| it);
    Ok(())
}

pub fn people(conn: &mut Conn, people: Vec<Person>) -> Result<()> {
    insert!(conn, a::table, people, |it| {
        let (role, province) = it.office.map(|office| (office.role, office.province)).unzip();
        (
            (a::id.eq(it.id), a::email_key.eq(email_key(&it.email)), a::email.eq(it.email), a::name.eq(it.name)),
            (a::locale.eq(Locale::Vi), a::password_hash.eq(it.password_hash), a::staff_role.eq(role)),
            (a::staff_province.eq(province.flatten()), a::verified_at.eq(it.since.as_micros())),
            (a::created_at.eq(it.since.as_micros()), a::updated_at.eq(it.since.as_micros()), a::version.eq(1)),
        )
    });
    Ok(())
}

pub fn members(conn: &mut Conn, members: Vec<Member>) -> Result<()> {
    insert!(conn, m::table, members, |it| (
        (m::account_id.eq(it.account), m::business_id.eq(it.business), m::vendor_id.eq(it.vendor)),
        (m::role.eq(MemberRole::Owner), m::created_at.eq(it.since), m::role_since.eq(it.since), m::version.eq(1))
    ));
    Ok(())
}

pub fn vendor(conn: &mut Conn, it: &Registered) -> Result<()> {
    let row = (
        (v::id.eq(it.id), v::tax_code.eq(&it.tax_code), v::name.eq(&it.name), v::status.eq(VendorStatus::Approved)),
        (v::approved_at.eq(it.since), v::created_at.eq(it.since), v::updated_at.eq(it.since), v::version.eq(2)),
    );
    diesel::insert_into(v::table).values(row).execute(conn)?;
    Ok(())
}

pub fn platform(conn: &mut Conn, it: &Listed) -> Result<()> {
    let (vi, en) = ("Nền tảng demo để đo, không phải thật.", "A demo platform for benches, not a real one.");
    let row = (
        (p::id.eq(it.id), p::slug.eq(&it.slug), p::name.eq(&it.title), p::vendor_id.eq(it.vendor)),
        (p::vendor_name.eq(&it.vendor_name), p::category_code.eq(&it.category_code), p::summary_vi.eq(vi)),
        (p::summary_en.eq(en), p::status.eq(ListingStatus::Published), p::sort_key.eq(text::fold(&it.title))),
        (p::published_at.eq(it.since), p::created_at.eq(it.since), p::updated_at.eq(it.since), p::version.eq(3)),
    );
    diesel::insert_into(p::table).values(row).execute(conn)?;
    let offer = (
        (o::platform_id.eq(it.id), o::valid_from.eq(it.since.local_day())),
        (o::price_vnd_per_month.eq(it.price), o::household_days.eq(it.days), o::micro_days.eq(it.days)),
        (o::small_days.eq(it.days), o::medium_days.eq(it.days), o::included_vi.eq(""), o::included_en.eq("")),
        o::at_end.eq(AtEnd::Stops),
    );
    diesel::insert_into(o::table).values(offer).execute(conn)?;
    let profile = (f::platform_id.eq(it.id), f::profile.eq(Profile::default().to_json()?));
    diesel::insert_into(f::table).values(profile).execute(conn)?;
    Ok(())
}

fn businesses(conn: &mut Conn, all: &[(BusinessId, AccountId, NewBusiness, SizeClass, Timestamp)]) -> Result<()> {
    insert!(conn, b::table, all, |(id, _, new, size, since)| {
        let (tax_code, digest, last3) = match &new.identity {
            Identity::Firm(code) => (Some(code), None, None),
            Identity::Household { digest, last3 } => (None, Some(digest), Some(last3)),
        };
        let it = &new.profile;
        (
            (b::id.eq(id), b::kind.eq(new.identity.kind()), b::tax_code.eq(tax_code), b::household_digest.eq(digest)),
            (b::household_last3.eq(last3), b::root_key.eq(new.identity.root_key()), b::name.eq(&it.name)),
            (b::province_list.eq(it.province.list), b::province_given.eq(&it.province.code)),
            (b::province_code.eq(&it.province.current_code), b::industry_version.eq(&it.industry.version)),
            (b::industry_section.eq(&it.industry.section), b::employees.eq(it.figures.employees)),
            (b::revenue_vnd.eq(it.figures.revenue), b::capital_vnd.eq(it.figures.capital), b::size_class.eq(size)),
            (b::created_at.eq(since), b::updated_at.eq(since), b::version.eq(1)),
        )
    });
    insert!(conn, s::table, all, |(id, by, new, size, since)| {
        let it = new.profile.figures;
        (
            (s::business_id.eq(id), s::number.eq(1), s::since.eq(since), s::size_class.eq(size)),
            (s::employees.eq(it.employees), s::revenue_vnd.eq(it.revenue), s::capital_vnd.eq(it.capital)),
            s::changed_by.eq(Some(by)),
        )
    });
    Ok(())
}

fn trials(conn: &mut Conn, all: Vec<(Trial, Counted)>) -> Result<()> {
    insert!(conn, t::table, all, |(it, counted)| (
        (t::id.eq(it.id), t::business_id.eq(it.business_id), t::platform_id.eq(it.platform_id)),
        (t::requested_by.eq(it.requested_by), t::programme.eq(PROGRAMME), t::granted.eq(it.granted)),
        (t::channel.eq(it.channel), t::root_key.eq(counted.root_key), t::vendor_id.eq(it.vendor_id)),
        (t::province_code.eq(it.province_code), t::legacy_province_code.eq(counted.legacy_province_code)),
        t::industry_version.eq(counted.industry_version),
        (t::industry_section.eq(counted.industry_section), t::size_class.eq(it.size_class)),
        (
            t::category_code.eq(it.category_code),
            t::ministry_code.eq(it.ministry_code),
            t::days.eq(it.days),
            t::at_end.eq(it.at_end)
        ),
        (t::price_vnd_per_month.eq(it.price_vnd_per_month), t::need.eq(it.need), t::contact_name.eq(it.contact_name)),
        (t::contact_email.eq(it.contact_email), t::contact_phone.eq(it.contact_phone)),
        (t::consent_text.eq(CONSENT_TEXT), t::consent_at.eq(it.requested_at), t::status.eq(it.status)),
        (t::requested_at.eq(it.requested_at), t::respond_by.eq(it.respond_by), t::accepted_at.eq(it.accepted_at)),
        (t::provisioned_at.eq(it.provisioned_at), t::activated_at.eq(it.activated_at)),
        (t::engaged_at.eq(it.engaged_at), t::declined_at.eq(it.declined_at), t::cancelled_at.eq(it.cancelled_at)),
        (t::cancelled_by.eq(it.cancelled_by), t::trial_end.eq(it.trial_end), t::started_on.eq(it.started_on)),
        (t::access_reference.eq(it.access_reference), t::reason_code.eq(it.reason_code)),
        (t::updated_at.eq(it.updated_at), t::version.eq(it.version), t::rules_id.eq(it.rules_id)),
        (t::window_end.eq(it.window_end), t::nudged_at.eq(it.nudged_at), t::escalated_at.eq(it.escalated_at)),
        (t::unanswered_at.eq(it.unanswered_at), t::expired_at.eq(it.expired_at), t::holds_place.eq(it.holds_place)),
        (
            t::discount_months.eq(it.discount_months),
            t::discount_price_vnd_per_month.eq(it.discount_price_vnd_per_month)
        ),
    ));
    Ok(())
}

fn wishes(conn: &mut Conn, all: Vec<(Wish, TrialId, AccountId)>) -> Result<()> {
    insert!(conn, x::table, all, |(it, trial, person)| (
        (x::id.eq(it.id), x::trial_id.eq(trial), x::asked_by_side.eq(it.by), x::asked_by.eq(person)),
        (x::asked_at.eq(it.asked_at), x::days.eq(14), x::reason_code.eq("needs_more_time")),
        (x::status.eq("asked"), x::version.eq(1))
    ));
    Ok(())
}

fn conversions(conn: &mut Conn, all: Vec<Conversion>) -> Result<()> {
    insert!(conn, c::table, all, |it| (
        (c::id.eq(it.id), c::trial_id.eq(it.trial_id), c::business_id.eq(it.business_id)),
        (c::vendor_id.eq(it.vendor_id), c::claimed_by_side.eq(it.claimed_by_side), c::claimed_by.eq(it.claimed_by)),
        (c::claimed_at.eq(it.claimed_at), c::plan.eq(it.plan), c::starts_on.eq(it.starts_on)),
        (c::amount_vnd_per_month.eq(it.amount_vnd_per_month), c::status.eq(it.status)),
        (c::answered_by.eq(it.answered_by), c::converted_at.eq(it.converted_at), c::disputed_at.eq(it.disputed_at)),
        (c::reason_code.eq(it.reason_code), c::already_customer.eq(it.already_customer)),
        (c::evidence_level.eq(it.evidence_level), c::updated_at.eq(it.updated_at), c::version.eq(it.version))
    ));
    Ok(())
}

/// Those that wait, or those that went out, each at its instant.
fn deadlines(conn: &mut Conn, all: Vec<Deadline>, state: &'static str) -> Result<()> {
    insert!(conn, d::table, all, |it| (
        (d::subject_id.eq(it.subject_id), d::kind.eq(it.kind), d::step.eq(it.step)),
        (d::trial_id.eq(it.trial_id), d::due_at.eq(it.due_at), d::state.eq(state)),
        d::settled_at.eq((state == "done").then_some(it.due_at.as_micros()))
    ));
    Ok(())
}
