//! The query of a report, and the question that it asks.

use super::figures::Dimension;
use super::figures::row::AsOf;
use super::files::ReportFormat;
use super::question::{CELLS, Filter, FilterValue, Interval, Question};
use super::store;
use crate::accounts::model::StaffRole;
use crate::businesses::SizeClass;
use crate::db::Conn;
use crate::error::{Code, Error, FaultCode, Result};
use crate::faults::{Fault, Faults};
use crate::reference::{self, ProvinceList};
use crate::trials::{Channel, PROGRAMME};
use crate::values::{LocalDay, PlatformId, Timestamp, TypedId, VendorId};
use serde::Deserialize;
use utoipa::IntoParams;

/// Days that one report may span.
const LONGEST: i32 = 3_700;

/// Values of one filter, at most.
const VALUES: usize = 50;

/// Weeks of a cohort table: six months of trial and the window of 60 days, when nothing else is asked for.
pub const WEEKS: std::ops::RangeInclusive<i64> = 1..=104;
const WEEKS_WHEN_LEFT_OUT: i64 = 35;

macro_rules! queries {
    ($($(#[$about:meta])* $name:ident { $($extra:tt)* })*) => {$(
        $(#[$about])*
        #[derive(Clone, Debug, Default, Deserialize, IntoParams)]
        #[into_params(parameter_in = Query)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// The first day, in Asia/Ho_Chi_Minh; a year before the last one when left out.
            #[param(max_length = 10, format = Date, example = "2026-01-01")]
            from: Option<String>,
            /// The last day; today when left out. At most 3,700 days after the first.
            #[param(max_length = 10, format = Date, example = "2026-12-31")]
            to: Option<String>,
            /// In which steps the period is shown; as one when left out.
            interval: Option<Interval>,
            /// What to group by: at most two dimensions, separated by a comma: `platform`, `vendor`, `category`, `ministry`, `programme`,
            /// `offer_days`, `province`, `legacy_province`, `industry`, `size_class`, `channel`.
            #[param(max_length = 40, example = "province,size_class")]
            group_by: Option<String>,
            /// As known at the end of this day, which is over: nothing that was recorded later. As known now when left out.
            #[param(max_length = 10, format = Date, example = "2026-06-30")]
            as_of: Option<String>,
            /// Only these platforms: ids, separated by commas. As all filters: at most 50 values.
            #[param(max_length = 1_850)]
            platform: Option<String>,
            /// Only these vendors: ids.
            #[param(max_length = 1_850)]
            vendor: Option<String>,
            /// Only these categories: codes of /v1/categories.
            #[param(max_length = 2_000, example = "accounting_finance,hr_organization")]
            category: Option<String>,
            /// Only these ministries: codes, as in /v1/categories.
            #[param(max_length = 2_000)]
            ministry: Option<String>,
            /// Only this programme.
            #[param(max_length = 60, example = "sme")]
            programme: Option<String>,
            /// Only offers of these lengths in days.
            #[param(max_length = 200, example = "90,180")]
            offer_days: Option<String>,
            /// Only these provinces, of the list of 34.
            #[param(max_length = 150, example = "01,79")]
            province: Option<String>,
            /// Only businesses that gave these provinces, of the list of 63.
            #[param(max_length = 150, example = "02")]
            legacy_province: Option<String>,
            /// Only these industries: version and section, as in /v1/industries.
            #[param(max_length = 400, example = "2018:G")]
            industry: Option<String>,
            /// Only these size classes.
            #[param(max_length = 60, example = "micro,small")]
            size_class: Option<String>,
            /// Only these channels.
            #[param(max_length = 60, example = "direct")]
            channel: Option<String>,
            /// What the answer is: `json` when left out; else a file whose lines carry the definition and the instant.
            #[serde(default)]
            format: ReportFormat,
            $($extra)*
        }

        impl $name {
            pub const fn format(&self) -> ReportFormat {
                self.format
            }

            /// The question, as far as it can be read without the reference data.
            fn asked(&self, faults: &mut Faults, now: Timestamp) -> Option<Question> {
                let filters = [
                    (Dimension::Platform, &self.platform),
                    (Dimension::Vendor, &self.vendor),
                    (Dimension::Category, &self.category),
                    (Dimension::Ministry, &self.ministry),
                    (Dimension::Programme, &self.programme),
                    (Dimension::OfferDays, &self.offer_days),
                    (Dimension::Province, &self.province),
                    (Dimension::LegacyProvince, &self.legacy_province),
                    (Dimension::Industry, &self.industry),
                    (Dimension::SizeClass, &self.size_class),
                    (Dimension::Channel, &self.channel),
                ];
                let filters = filters.into_iter().filter_map(|(dimension, values)| listed(faults, dimension, values.as_deref()?));
                let filters: Vec<Filter> = filters.collect();
                let group_by = groupings(faults, self.group_by.as_deref());
                let period = period(faults, self.from.as_deref(), self.to.as_deref(), now.local_day());
                let as_of = as_of(faults, self.as_of.as_deref(), now);
                let (interval, (from, to)) = (self.interval, period?);
                let (province_code, window_days) = (None, Vec::new());
                Some(Question { from, to, interval, group_by: group_by?, filters, as_of: as_of?, province_code, window_days, cells: CELLS })
            }

            /// The question of somebody who sees one province alone, or all.
            ///
            /// Errors: 400 for a period, a grouping or a filter that is not possible; 403 for another province than one's own.
            pub fn question(&self, conn: &mut Conn, own: Option<String>, now: Timestamp) -> Result<Question> {
                let mut faults = Faults::default();
                let asked = self.asked(&mut faults, now);
                let asked = query(faults, asked)?;
                checked(conn, asked, own)
            }
        }
    )*};
}

queries! {
    /// The query of a report.
    ReportQuery {}
    /// The query of a cohort table.
    CohortsQuery {
        /// Columns: weeks since the start; 35 when left out.
        #[param(minimum = 1, maximum = 104)]
        weeks: Option<i64>,
    }
}

impl CohortsQuery {
    /// How many weeks are shown.
    ///
    /// Errors: 400 for less than 1 or more than 104.
    pub fn weeks(&self) -> Result<usize> {
        let mut faults = Faults::default();
        let weeks = faults.number("weeks", self.weeks.unwrap_or(WEEKS_WHEN_LEFT_OUT), WEEKS);
        query(faults, weeks.and_then(|weeks| usize::try_from(weeks).ok()))
    }
}

/// As [`Faults::finish`], of a query.
pub(super) fn query<T>(faults: Faults, value: Option<T>) -> Result<T> {
    faults.finish(value).map_err(|error| Error::faulty(Code::InvalidQuery, error.faults().to_vec()))
}

/// The days of a question: the last year, where none are named.
pub(super) fn period(
    faults: &mut Faults,
    from: Option<&str>,
    to: Option<&str>,
    today: LocalDay,
) -> Option<(LocalDay, LocalDay)> {
    let to = to.map_or(Some(today), |text| faults.day("to", text));
    let from = from.map_or_else(|| to.map(|to| to.minus_days(365)), |text| faults.day("from", text));
    let (from, to) = from.zip(to)?;
    if from > to || to.days_since(from) > LONGEST {
        faults.add("from", FaultCode::OutOfRange, format!("{} – {to}", to.minus_days(LONGEST.unsigned_abs())));
        return None;
    }
    Some((from, to))
}

/// The end of a day that is over, or now where none is named.
pub fn as_of(faults: &mut Faults, text: Option<&str>, now: Timestamp) -> Option<AsOf> {
    let Some(text) = text else { return Some(AsOf::now(now)) };
    let (day, yesterday) = (faults.day("as_of", text)?, now.local_day().minus_days(1));
    if day > yesterday {
        faults.add("as_of", FaultCode::NotOverYet, yesterday.to_string());
        return None;
    }
    Some(AsOf::end_of(day))
}

fn groupings(faults: &mut Faults, text: Option<&str>) -> Option<Vec<Dimension>> {
    let words: Vec<&str> = text.map(|text| text.split(',').collect()).unwrap_or_default();
    let read: Option<Vec<Dimension>> = words.into_iter().map(Dimension::parse).collect();
    let known = || Dimension::ALL.iter().map(Dimension::as_str).collect::<Vec<_>>().join(", ");
    match read {
        None => faults.add("group_by", FaultCode::NotOneOf, known()),
        Some(all) if all.len() > 2 || all.first().is_some_and(|first| all.iter().skip(1).any(|it| it == first)) => {
            faults.add("group_by", FaultCode::TooManyGroupings, known());
        }
        read => return read,
    }
    None
}

/// Some values of a dimension, separated by commas.
pub(super) fn listed(faults: &mut Faults, dimension: Dimension, text: &str) -> Option<Filter> {
    let values: Vec<FilterValue> = text.split(',').map(|value| FilterValue(value.to_owned())).collect();
    if values.len() > VALUES {
        faults.add(dimension.as_str(), FaultCode::OutOfRange, format!("1 – {VALUES}"));
        return None;
    }
    Some(Filter { dimension, values })
}

/// The question with what only the database knows.
pub(super) fn checked(conn: &mut Conn, asked: Question, own: Option<String>) -> Result<Question> {
    for filter in &asked.filters {
        let unknown = |value: &&FilterValue| !is_known(conn, filter.dimension, &value.0).unwrap_or(false);
        if let Some(value) = filter.values.iter().find(unknown) {
            let (pointer, code) = (filter.dimension.to_string(), FaultCode::UnknownValue);
            let possible = value.0.chars().take(60).collect();
            return Err(Error::faulty(Code::InvalidQuery, vec![Fault { pointer, code, possible }]));
        }
    }
    let asked = Question { window_days: store::window_days(conn)?, ..asked };
    let Some(own) = own else { return Ok(asked) };
    if !asked.takes(Dimension::Province, &own) {
        return Err(Error::with(
            Code::Forbidden,
            format!("{}, for province {own} alone", StaffRole::ProvinceOfficer.plural()),
        ));
    }
    Ok(Question { province_code: Some(own), ..asked })
}

/// Whether a trial could have this value.
fn is_known(conn: &mut Conn, dimension: Dimension, value: &str) -> Result<bool> {
    Ok(match dimension {
        Dimension::Platform => PlatformId::parse(value).is_some(),
        Dimension::Vendor => VendorId::parse(value).is_some(),
        Dimension::Category => reference::category_ministry(conn, value)?.is_some(),
        Dimension::Ministry => reference::categories(conn)?.iter().any(|it| it.ministry_code == value),
        Dimension::Programme => value == PROGRAMME,
        Dimension::OfferDays => {
            value.parse::<u16>().is_ok_and(|days| (1..=366).contains(&days) && days.to_string() == value)
        }
        Dimension::Province => reference::province(conn, ProvinceList::Since2025, value)?.is_some(),
        Dimension::LegacyProvince => reference::province(conn, ProvinceList::Before2025, value)?.is_some(),
        Dimension::Industry => match value.split_once(':') {
            Some((version, section)) => reference::industry(conn, version, section)?.is_some(),
            None => false,
        },
        Dimension::SizeClass => SizeClass::parse(value).is_some(),
        Dimension::Channel => Channel::parse(value).is_some(),
    })
}
