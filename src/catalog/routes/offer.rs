//! Offers as they are sent and shown.

use crate::catalog::offers::{
    AtEnd, DAYS, DISCOUNT_MONTHS, Days, Discount, INCLUDED, INCLUDED_LENGTH, MOST, Offer, Period, overlaps,
};
use crate::error::FaultCode;
use crate::faults::Faults;
use crate::http::{object, optional_object};
use crate::values::{LocalDay, Vnd, integer, optional_integer};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::{Array, ArrayBuilder, ObjectBuilder, Type};

const MAX_EMPLOYEES: i64 = 1_000_000;

/// A lower price for the first months after the trial.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DiscountIn {
    /// Months after the trial's end for which it holds.
    #[schema(minimum = 1, maximum = 36)]
    #[serde(deserialize_with = "integer")]
    months: i64,
    /// VND a month, below the full price.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    #[serde(deserialize_with = "integer")]
    price_vnd_per_month: i64,
}

/// The terms of a trial and the price afterwards, for a time.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferIn {
    /// The first day in Vietnam on which it holds.
    #[schema(max_length = 10, format = Date)]
    valid_from: String,
    /// The last day on which it holds, not before the first; left out, it goes on.
    #[schema(max_length = 10, format = Date)]
    valid_until: Option<String>,
    /// At least one size class has days.
    #[serde(deserialize_with = "object")]
    days: Days,
    /// Only for businesses with at most so many employees.
    #[schema(minimum = 1, maximum = 1_000_000)]
    #[serde(default, deserialize_with = "optional_integer")]
    max_employees: Option<i64>,
    /// Left out, the full price is asked from the first month on.
    #[serde(default, deserialize_with = "optional_object")]
    discount: Option<DiscountIn>,
    /// The full price after the trial and the discount, VND a month.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    #[serde(deserialize_with = "integer")]
    price_vnd_per_month: i64,
    /// What is included, line by line, in Vietnamese. Nothing is said when left out.
    #[schema(schema_with = included)]
    #[serde(default)]
    included_vi: Vec<String>,
    /// The same in English, in as many lines.
    #[schema(schema_with = included)]
    #[serde(default)]
    included_en: Vec<String>,
    /// What happens when the trial ends and nobody has agreed to pay; nothing is ever charged by itself. `stops` when left out.
    #[serde(default)]
    at_end: AtEnd,
}

fn included() -> Array {
    let line = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(INCLUDED_LENGTH));
    ArrayBuilder::new().items(line).max_items(usize::try_from(INCLUDED).ok()).build()
}

/// All offers of a platform by their first days; `None` where `faults` got some, each below `/offers`.
pub fn all(faults: &mut Faults, sent: &[OfferIn]) -> Option<Vec<Offer>> {
    if sent.is_empty() {
        faults.add("/offers", FaultCode::NoOffer, "");
        return None;
    }
    few(faults, "/offers", sent.len(), MOST)?;
    let periods: Vec<Option<Period>> =
        sent.iter().enumerate().map(|(place, offer)| offer.period(faults, &format!("/offers/{place}"))).collect();
    let read: Vec<Option<Offer>> = sent
        .iter()
        .zip(&periods)
        .enumerate()
        .map(|(place, (offer, period))| offer.parse(faults, &format!("/offers/{place}"), *period))
        .collect();
    let (places, known): (Vec<usize>, Vec<Period>) =
        periods.iter().enumerate().filter_map(|(place, period)| Some((place, (*period)?))).unzip();
    let mut apart = true;
    for (place, days) in overlaps(&known) {
        let place = places.get(place).copied().unwrap_or_default();
        faults.add(&format!("/offers/{place}"), FaultCode::OverlappingOffers, days.to_string());
        apart = false;
    }
    let mut offers = read.into_iter().collect::<Option<Vec<Offer>>>().filter(|_| apart)?;
    offers.sort_by_key(|offer| offer.period.from);
    Some(offers)
}

/// Whether what is sent are these offers, in their order.
pub fn say(sent: &[OfferIn], offers: &[Offer]) -> bool {
    sent.len() == offers.len() && sent.iter().zip(offers).all(|(sent, offer)| sent.says(offer))
}

impl OfferIn {
    fn says(&self, it: &Offer) -> bool {
        let discount = |it: &DiscountIn| (it.months, it.price_vnd_per_month);
        let of = |it: Discount| (it.months, it.price_vnd_per_month.amount());
        self.valid_from == it.period.from.to_string()
            && self.valid_until == it.period.until.map(|until| until.to_string())
            && (self.days, self.max_employees, self.at_end) == (it.days, it.max_employees, it.at_end)
            && self.discount.as_ref().map(discount) == it.discount.map(of)
            && self.price_vnd_per_month == it.price_per_month.amount()
            && (&self.included_vi, &self.included_en) == (&it.included_vi, &it.included_en)
    }

    fn period(&self, faults: &mut Faults, at: &str) -> Option<Period> {
        let from = faults.day(&format!("{at}/valid_from"), &self.valid_from);
        let last = format!("{at}/valid_until");
        let until = self.valid_until.as_ref().map_or(Some(None), |until| faults.day(&last, until).map(Some));
        let (from, until) = from.zip(until)?;
        if until.is_some_and(|until| until < from) {
            faults.add(&last, FaultCode::OutOfRange, format!("{from} – 2200-12-31"));
            return None;
        }
        Some(Period { from, until })
    }

    fn parse(&self, faults: &mut Faults, at: &str, period: Option<Period>) -> Option<Offer> {
        let days = days(faults, &format!("{at}/days"), self.days);
        let head_count = format!("{at}/max_employees");
        let max_employees =
            self.max_employees.map_or(Some(None), |max| faults.number(&head_count, max, 1..=MAX_EMPLOYEES).map(Some));
        let price = faults.money(&format!("{at}/price_vnd_per_month"), self.price_vnd_per_month);
        let discount = match &self.discount {
            None => Some(None),
            Some(discount) => discount.parse(faults, &format!("{at}/discount"), price).map(Some),
        };
        let included_vi = lines(faults, &format!("{at}/included_vi"), &self.included_vi);
        let included_en = lines(faults, &format!("{at}/included_en"), &self.included_en);
        if self.included_vi.len() != self.included_en.len() {
            let lines = self.included_vi.len().to_string();
            faults.add(&format!("{at}/included_en"), FaultCode::OtherNumberOfLines, lines);
            return None;
        }
        let (period, days) = period.zip(days)?;
        let (max_employees, discount) = max_employees.zip(discount)?;
        let (included_vi, included_en) = included_vi.zip(included_en)?;
        let at_end = self.at_end;
        let price_per_month = price?;
        Some(Offer { period, days, max_employees, discount, price_per_month, included_vi, included_en, at_end })
    }
}

impl DiscountIn {
    fn parse(&self, faults: &mut Faults, at: &str, full: Option<Vnd>) -> Option<Discount> {
        let months = faults.number(&format!("{at}/months"), self.months, 1..=DISCOUNT_MONTHS);
        let pointer = format!("{at}/price_vnd_per_month");
        let price = faults.money(&pointer, self.price_vnd_per_month);
        if let Some((_, full)) = price.zip(full).filter(|(price, full)| price >= full) {
            faults.add(&pointer, FaultCode::NotBelowPrice, full.amount().to_string());
            return None;
        }
        months.zip(price).map(|(months, price_vnd_per_month)| Discount { months, price_vnd_per_month })
    }
}

fn days(faults: &mut Faults, at: &str, days: Days) -> Option<Days> {
    let named = [("household", days.household), ("micro", days.micro), ("small", days.small), ("medium", days.medium)];
    if named.iter().all(|(_, length)| length.is_none()) {
        faults.add(at, FaultCode::NoLength, "");
        return None;
    }
    let mut all_good = true;
    for (class, length) in named {
        all_good &= length.is_none_or(|length| faults.number(&format!("{at}/{class}"), length, DAYS).is_some());
    }
    all_good.then_some(days)
}

/// No more than so many.
fn few(faults: &mut Faults, at: &str, sent: usize, most: i64) -> Option<()> {
    if usize::try_from(most).is_ok_and(|most| sent <= most) {
        return Some(());
    }
    faults.add(at, FaultCode::TooMany, most.to_string());
    None
}

fn lines(faults: &mut Faults, at: &str, sent: &[String]) -> Option<Vec<String>> {
    few(faults, at, sent.len(), INCLUDED)?;
    let read: Vec<Option<String>> = sent
        .iter()
        .enumerate()
        .map(|(place, line)| faults.line(&format!("{at}/{place}"), line, INCLUDED_LENGTH))
        .collect();
    read.into_iter().collect()
}

/// The terms of a trial and the price afterwards, for a time.
#[derive(Serialize, ToSchema)]
pub struct OfferOut {
    /// The first day on which it holds.
    valid_from: LocalDay,
    /// The last day on which it holds; null: it goes on.
    valid_until: Option<LocalDay>,
    /// Days of free trial by size class; null: not offered to that class.
    days: Days,
    /// Only for businesses with at most so many employees; null: no limit.
    #[schema(minimum = 1, maximum = 1_000_000)]
    max_employees: Option<i64>,
    /// What the first months after the trial cost; null: the full price.
    discount: Option<Discount>,
    /// The full price after the trial and the discount, VND a month. A trial never turns into a paid subscription by itself.
    price_vnd_per_month: Vnd,
    /// What is included, line by line, in Vietnamese.
    #[schema(schema_with = included)]
    included_vi: Vec<String>,
    /// The same in English, in as many lines.
    #[schema(schema_with = included)]
    included_en: Vec<String>,
    /// What happens when the trial ends and nobody has agreed to pay; nothing is ever charged by itself.
    at_end: AtEnd,
}

impl From<Offer> for OfferOut {
    fn from(it: Offer) -> Self {
        Self {
            valid_from: it.period.from,
            valid_until: it.period.until,
            days: it.days,
            max_employees: it.max_employees,
            discount: it.discount,
            price_vnd_per_month: it.price_per_month,
            included_vi: it.included_vi,
            included_en: it.included_en,
            at_end: it.at_end,
        }
    }
}
