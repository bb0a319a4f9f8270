//! A signal with its threshold, as stored; and what is known when it is asked whether one is to be seen.

use crate::cases::CaseKind;
use crate::trials::TrialStatus;
use crate::values::text_enum::text_enum;
use crate::values::{BusinessId, Timestamp, TrialId, VendorId};
use diesel::prelude::*;
use serde::Serialize;

/// What a threshold counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, diesel::AsExpression, diesel::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Seconds,
    Hours,
    Businesses,
    Domains,
    /// Of the whole; of the category's rate where two rates are compared.
    Percent,
}

text_enum!(Unit {
    Seconds = "seconds",
    Hours = "hours",
    Businesses = "businesses",
    Domains = "domains",
    Percent = "percent",
});

/// Whether a signal is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, diesel::AsExpression, diesel::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub enum Switch {
    On,
    Off,
}

text_enum!(Switch { On = "on", Off = "off" });

/// A signal, as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::signal_rules)]
pub struct SignalRule {
    /// The kind of the cases that it opens.
    pub name: CaseKind,
    pub name_vi: String,
    pub name_en: String,
    pub threshold: i64,
    pub unit: Unit,
    /// Of fewer nothing is said.
    pub at_least: Option<i64>,
    /// Over so many days.
    pub days: Option<i64>,
    pub state: Switch,
}

/// What is known of a conversion that was confirmed.
#[derive(Clone, Debug)]
pub struct Confirmation {
    pub claimed_at: Timestamp,
    pub converted_at: Timestamp,
    pub activated_at: Option<Timestamp>,
    /// Whether a week of use was reported.
    pub engaged: bool,
    /// Businesses that confirmed from the same address, its own included.
    pub from_address: i64,
    /// Domains of e-mail that both sides have, those of public providers aside.
    pub shared_domains: i64,
}

/// Of a vendor's month.
#[derive(Clone, Debug, Default)]
pub struct Claims {
    pub all: i64,
    pub on_last_day: i64,
}

/// The trials of a category whose window closed in a month: the vendor's own, and all others'.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cohort {
    pub own: i64,
    pub own_converted: i64,
    pub others: i64,
    pub others_converted: i64,
}

impl Cohort {
    /// Of counts by vendor and status.
    pub fn of(vendor: VendorId, counts: &[(VendorId, TrialStatus, i64)]) -> Self {
        let mut it = Self::default();
        for (of, status, count) in counts {
            let (all, converted) = match *of == vendor {
                true => (&mut it.own, &mut it.own_converted),
                false => (&mut it.others, &mut it.others_converted),
            };
            *all += count;
            if *status == TrialStatus::Converted {
                *converted += count;
            }
        }
        it
    }
}

/// A business's contact of a trial that converted.
#[derive(Clone, Debug)]
pub struct Contact {
    pub trial: TrialId,
    pub business: BusinessId,
    pub email: Option<String>,
    pub phone: Option<String>,
}

/// Businesses that have the same contact, and their trials.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    pub businesses: i64,
    pub trials: Vec<TrialId>,
}
