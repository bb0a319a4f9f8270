//! Filters that combine, and how many platforms each further one would leave.

use super::Entry;
use crate::businesses::SizeClass;
use crate::catalog::offers::Days;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the price after a trial is, VND a month: 0 · 1 to 200,000 · to 500,000 · to 1,000,000 · to 3,000,000 · more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum PriceBand {
    #[serde(rename = "free")]
    Free,
    #[serde(rename = "up_to_200000")]
    UpTo200k,
    #[serde(rename = "up_to_500000")]
    UpTo500k,
    #[serde(rename = "up_to_1000000")]
    UpTo1m,
    #[serde(rename = "up_to_3000000")]
    UpTo3m,
    #[serde(rename = "above_3000000")]
    Above3m,
}

impl PriceBand {
    const NAMED: [(Self, &'static str); 6] = [
        (Self::Free, "free"),
        (Self::UpTo200k, "up_to_200000"),
        (Self::UpTo500k, "up_to_500000"),
        (Self::UpTo1m, "up_to_1000000"),
        (Self::UpTo3m, "up_to_3000000"),
        (Self::Above3m, "above_3000000"),
    ];

    fn of(vnd_per_month: i64) -> Self {
        match vnd_per_month {
            ..=0 => Self::Free,
            1..=200_000 => Self::UpTo200k,
            200_001..=500_000 => Self::UpTo500k,
            500_001..=1_000_000 => Self::UpTo1m,
            1_000_001..=3_000_000 => Self::UpTo3m,
            _ => Self::Above3m,
        }
    }
}

/// Lengths of trials that are counted: at least so many days.
const LENGTHS: [i64; 4] = [30, 60, 90, 180];

/// Levels of security (decree 85/2016/NĐ-CP).
const LEVELS: std::ops::RangeInclusive<i64> = 1..=5;

/// What a list is narrowed by; everything must hold.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Filters {
    pub category: Option<String>,
    /// Version and section of the VSIC, `2018:G`.
    pub industry: Option<String>,
    pub size: Option<SizeClass>,
    pub price_band: Option<PriceBand>,
    pub trial_days_min: Option<i64>,
    pub security_level: Option<i64>,
    pub with_offer: bool,
}

/// What of a platform is filtered.
#[derive(Clone, Debug)]
pub struct Facts {
    category: String,
    /// None: for every one.
    industries: Vec<String>,
    offer: Option<(PriceBand, Days)>,
    security_level: i64,
}

impl Facts {
    pub fn of(entry: &Entry<'_>) -> Self {
        let Entry { platform, offer, profile, .. } = entry;
        let industry = |it: &crate::catalog::profile::FittingIndustry| format!("{}:{}", it.version, it.section);
        Self {
            category: platform.category_code.clone(),
            industries: profile.industries.iter().map(industry).collect(),
            offer: offer.map(|offer| (PriceBand::of(offer.price_vnd_per_month.amount()), offer.days())),
            security_level: profile.security_level.unwrap_or_default(),
        }
    }

    /// The longest trial, for one size or for any.
    fn longest(&self, size: Option<SizeClass>) -> Option<i64> {
        let days = self.offer.as_ref().map(|(_, days)| *days)?;
        match size {
            Some(size) => days.of(size),
            None => SizeClass::ALL.iter().filter_map(|size| days.of(*size)).max(),
        }
    }

    fn is_for(&self, industry: &str) -> bool {
        self.industries.is_empty() || self.industries.iter().any(|it| it == industry)
    }

    fn has_size(&self, size: SizeClass) -> bool {
        self.longest(Some(size)).is_some()
    }

    fn has_band(&self, band: PriceBand) -> bool {
        self.offer.as_ref().is_some_and(|(its, _)| *its == band)
    }

    fn lasts(&self, size: Option<SizeClass>, days: i64) -> bool {
        self.longest(size).is_some_and(|longest| longest >= days)
    }

    /// Which filters it fails, one bit for each facet; the last bit for what is no facet.
    fn fails(&self, filters: &Filters) -> u8 {
        let size = filters.size;
        let holds = [
            filters.category.as_ref().is_none_or(|category| *category == self.category),
            filters.industry.as_ref().is_none_or(|industry| self.is_for(industry)),
            size.is_none_or(|size| self.has_size(size)),
            filters.price_band.is_none_or(|band| self.has_band(band)),
            filters.trial_days_min.is_none_or(|days| self.lasts(size, days)),
            filters.security_level.is_none_or(|level| self.security_level >= level),
            !filters.with_offer || self.offer.is_some(),
        ];
        holds.iter().enumerate().fold(0, |bits, (number, holds)| if *holds { bits } else { bits | 1 << number })
    }

    pub fn fit(&self, filters: &Filters) -> bool {
        self.fails(filters) == 0
    }
}

/// How many platforms there are with one value of a facet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FacetValue {
    /// As the parameter takes it.
    #[schema(max_length = 60, example = "accounting_finance")]
    pub value: String,
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub count: i64,
}

/// For each filter, how many platforms each of its values would leave, with the words and all *other* filters of the request;
/// values that would leave none are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Facets {
    #[schema(max_items = 100)]
    pub category: Vec<FacetValue>,
    /// Platforms that are made for every industry count for each.
    #[schema(max_items = 100)]
    pub industry: Vec<FacetValue>,
    #[schema(max_items = 10)]
    pub size: Vec<FacetValue>,
    #[schema(max_items = 10)]
    pub price_band: Vec<FacetValue>,
    /// Trials of at least 30, 60, 90 and 180 days.
    #[schema(max_items = 10)]
    pub trial_days_min: Vec<FacetValue>,
    /// At least that level.
    #[schema(max_items = 5)]
    pub security_level: Vec<FacetValue>,
}

/// The values that are counted: the categories and industries that there are.
#[derive(Clone, Debug, Default)]
pub struct Values {
    pub categories: Vec<String>,
    pub industries: Vec<String>,
}

/// Counts what the words found.
pub fn count<'a>(values: &Values, filters: &Filters, found: impl Iterator<Item = &'a Facts>) -> Facets {
    let found: Vec<(u8, &Facts)> = found.map(|facts| (facts.fails(filters), facts)).collect();
    let counted = |own: u8, value: String, has: &dyn Fn(&Facts) -> bool| {
        let others = |fails: u8| fails & !own == 0;
        let count = found.iter().filter(|(fails, facts)| others(*fails) && has(facts)).count();
        (count > 0).then(|| FacetValue { value, count: i64::try_from(count).unwrap_or(i64::MAX) })
    };
    let (size, days) = (filters.size, filters.trial_days_min.unwrap_or(1));
    Facets {
        category: values
            .categories
            .iter()
            .filter_map(|it| counted(1, it.clone(), &|facts| facts.category == *it))
            .collect(),
        industry: values
            .industries
            .iter()
            .filter_map(|it| counted(1 << 1, it.clone(), &|facts| facts.is_for(it)))
            .collect(),
        // How long a trial must last is asked of the size that is counted.
        size: SizeClass::ALL
            .iter()
            .filter_map(|it| counted(1 << 2 | 1 << 4, it.to_string(), &|facts| facts.lasts(Some(*it), days)))
            .collect(),
        price_band: PriceBand::NAMED
            .into_iter()
            .filter_map(|(it, name)| counted(1 << 3, name.to_owned(), &|facts| facts.has_band(it)))
            .collect(),
        trial_days_min: LENGTHS
            .into_iter()
            .filter_map(|it| counted(1 << 4, it.to_string(), &|facts| facts.lasts(size, it)))
            .collect(),
        security_level: LEVELS
            .filter_map(|it| counted(1 << 5, it.to_string(), &|facts| facts.security_level >= it))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_in_one_band_which_is_called_as_the_parameter() {
        for (price, name) in [
            (0, "free"),
            (1, "up_to_200000"),
            (200_000, "up_to_200000"),
            (200_001, "up_to_500000"),
            (500_000, "up_to_500000"),
            (1_000_000, "up_to_1000000"),
            (1_000_001, "up_to_3000000"),
            (3_000_000, "up_to_3000000"),
            (3_000_001, "above_3000000"),
        ] {
            let band = PriceBand::of(price);
            assert_eq!(serde_json::to_value(band).expect("a text"), name, "{price}");
            assert!(PriceBand::NAMED.contains(&(band, name)), "{price}");
        }
    }
}
