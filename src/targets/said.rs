//! What a body, a row of a file or a query says of targets, read against what there is.

use super::model::{Aim, Metric, Period, Scope};
use crate::db::Conn;
use crate::error::{FaultCode, Result};
use crate::faults::Faults;
use crate::reference::{self, ProvinceList};
use crate::trials::model::PROGRAMME;
use crate::values::{LocalDay, VendorId};
use crate::vendors;
use std::collections::{HashMap, HashSet};

/// The codes that a scope can name.
pub struct Known {
    provinces: HashSet<String>,
    /// Each with the ministry that answers for it.
    categories: HashMap<String, String>,
    ministries: Vec<String>,
    vendors: HashSet<VendorId>,
}

impl Known {
    /// All codes; of the vendors those that are named.
    pub fn load(conn: &mut Conn, named: &[VendorId]) -> Result<Self> {
        let provinces = reference::provinces(conn, ProvinceList::Since2025)?;
        let categories = reference::categories(conn)?;
        Ok(Self {
            provinces: provinces.into_iter().map(|it| it.code).collect(),
            categories: categories.into_iter().map(|it| (it.code, it.ministry_code)).collect(),
            ministries: reference::ministry_codes(conn)?,
            vendors: vendors::names(conn, named)?.into_keys().collect(),
        })
    }
}

/// Reads a scope; `at` is what stands before the name of a member.
pub fn scope(faults: &mut Faults, at: &str, said: &Scope, known: &Known) -> Option<Scope> {
    let mut sound = true;
    let mut check = |member: &str, is_known: bool, code, possible: &str| {
        if !is_known {
            faults.add(&format!("{at}{member}"), code, possible);
            sound = false;
        }
    };
    let Scope { programme, ministry_code, province_code, category_code, vendor_id } = said;
    let is = |code: &Option<String>, known: &dyn Fn(&String) -> bool| code.as_ref().is_none_or(known);
    check("programme", is(programme, &|code| code == PROGRAMME), FaultCode::NotOneOf, PROGRAMME);
    let ministry = is(ministry_code, &|code| known.ministries.contains(code));
    check("ministry_code", ministry, FaultCode::NotOneOf, &known.ministries.join(", "));
    let province = is(province_code, &|code| known.provinces.contains(code));
    check("province_code", province, FaultCode::UnknownProvince, "");
    let category = is(category_code, &|code| known.categories.contains_key(code));
    check("category_code", category, FaultCode::UnknownCategory, "");
    let vendor = vendor_id.is_none_or(|id| known.vendors.contains(&id));
    check("vendor_id", vendor, FaultCode::UnknownReference, "");
    // A category has one ministry: with another, no trial would ever count.
    let answers = category_code.as_ref().and_then(|code| known.categories.get(code));
    if let Some(answers) = answers.filter(|_| ministry) {
        check("ministry_code", is(ministry_code, &|code| code == answers), FaultCode::OtherMinistry, answers);
    }
    sound.then(|| said.clone())
}

/// Reads a period; `at` as above.
pub fn period(faults: &mut Faults, at: &str, from: &str, to: &str) -> Option<Period> {
    let (from, to) = (faults.day(&format!("{at}from"), from), faults.day(&format!("{at}to"), to));
    let ((from, to), end) = (from.zip(to)?, Period::end());
    if from > end {
        faults.add(&format!("{at}from"), FaultCode::OutOfRange, format!("… – {end}"));
        return None;
    }
    let last = from.plus_days(Period::LONGEST - 1).min(end);
    if (from..=last).contains(&to) {
        return Some(Period { from, to });
    }
    faults.add(&format!("{at}to"), FaultCode::OutOfRange, format!("{from} – {last}"));
    None
}

/// Reads the value of a target of this metric.
pub fn value(faults: &mut Faults, at: &str, metric: Metric, value: i64) -> Option<i64> {
    faults.number(&format!("{at}value"), value, metric.values())
}

/// A target as it is said: what it is about, and its value. Every fault of it is told.
pub fn target(
    faults: &mut Faults,
    at: &str,
    (metric, said): (Option<Metric>, &Scope),
    (from, to): (&str, &str),
    number: Option<i64>,
    known: &Known,
) -> Option<(Aim, i64)> {
    let scope = scope(faults, at, said, known);
    let period = period(faults, at, from, to);
    let value = metric.zip(number).and_then(|(metric, number)| value(faults, at, metric, number));
    Some((Aim { metric: metric?, scope: scope?, period: period? }, value?))
}

/// A day that a query may leave out.
pub fn optional_day(faults: &mut Faults, name: &str, text: Option<&str>) -> Option<Option<LocalDay>> {
    text.map_or(Some(None), |text| faults.day(name, text).map(Some))
}
