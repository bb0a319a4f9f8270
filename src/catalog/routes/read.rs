//! The public catalog.

use super::PlatformOut;
use super::found::{FoundPlatforms, MatchOut};
use crate::businesses::SizeClass;
use crate::catalog::Catalog;
use crate::catalog::offers::DAYS;
use crate::catalog::search::facets::PriceBand;
use crate::catalog::search::{Filters, Hit, OrderKey, Search, Sort, Wanted};
use crate::catalog::snapshot::Snapshot;
use crate::error::{Code, Error, FaultCode, Result};
use crate::faults::Fault;
use crate::http::{Answer, App, Page, Query};
use crate::values::text;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, get};
use serde::Deserialize;
use std::cmp::Reverse;
use std::ops::RangeInclusive;
use utoipa::IntoParams;

/// Seconds for which a page of the catalog may be shown without asking: none, as what is suspended must be gone within one.
pub const MAX_AGE: u32 = 0;

/// Levels of security (decree 85/2016/NĐ-CP).
const LEVELS: RangeInclusive<i64> = 1..=5;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PlatformQuery {
    /// Words of names, vendors, problems, categories, summaries or descriptions; a platform need not have them all. With or
    /// without Vietnamese marks, in Vietnamese or English; the last word may be unfinished, and a slip is forgiven.
    #[param(max_length = 100, example = "ke toan")]
    q: Option<String>,
    /// A category's code.
    #[param(max_length = 60)]
    category: Option<String>,
    /// Version and section of an industry (`/v1/industries`): only platforms that were made for it or for every one.
    #[param(max_length = 9, example = "2018:G")]
    industry: Option<String>,
    /// Only platforms that offer a trial to this size class today.
    size: Option<SizeClass>,
    /// Only platforms whose price after the trial is in this band.
    price_band: Option<PriceBand>,
    /// Only platforms with a trial of at least so many days: for `size`, or for any size class where it is left out.
    #[param(minimum = 1, maximum = 366)]
    trial_days_min: Option<i64>,
    /// Only platforms whose approved level of security is at least this one.
    #[param(minimum = 1, maximum = 5)]
    security_level: Option<i64>,
    /// `true`: only platforms that offer trials today.
    with_offer: Option<bool>,
    /// The order of the list; `relevance` when left out.
    sort: Option<Sort>,
    /// `true`: also how many platforms each value of each filter would leave.
    facets: Option<bool>,
    /// `true`: also what the points of each match are made of.
    explain: Option<bool>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

impl PlatformQuery {
    fn filters(&self, search: &Search) -> Result<Filters> {
        let said = |q: &str| match q {
            q if q.chars().count() > 100 => Some(FaultCode::TooLong),
            q if q.trim().is_empty() => Some(FaultCode::Empty),
            q if text::fold(q).is_empty() => Some(FaultCode::NoWord),
            _ => None,
        };
        if let Some(code) = self.q.as_deref().and_then(said) {
            return Err(refused("q", code, "1 – 100"));
        }
        if self.category.as_ref().is_some_and(|category| !search.has_category(category)) {
            return Err(refused("category", FaultCode::UnknownCategory, ""));
        }
        if self.industry.as_ref().is_some_and(|industry| !search.has_industry(industry)) {
            return Err(refused("industry", FaultCode::UnknownIndustry, ""));
        }
        within("trial_days_min", self.trial_days_min, DAYS)?;
        within("security_level", self.security_level, LEVELS)?;
        Ok(Filters {
            category: self.category.clone(),
            industry: self.industry.clone(),
            size: self.size,
            price_band: self.price_band,
            trial_days_min: self.trial_days_min,
            security_level: self.security_level,
            with_offer: self.with_offer == Some(true),
        })
    }
}

fn refused(parameter: &str, code: FaultCode, possible: &str) -> Error {
    let fault = Fault { pointer: parameter.to_owned(), code, possible: possible.to_owned() };
    Error::faulty(Code::InvalidQuery, vec![fault])
}

fn within(parameter: &str, number: Option<i64>, range: RangeInclusive<i64>) -> Result<()> {
    let possible = || format!("{} – {}", range.start(), range.end());
    match number {
        Some(number) if !range.contains(&number) => Err(refused(parameter, FaultCode::OutOfRange, &possible())),
        _ => Ok(()),
    }
}

/// Where the page before ended.
struct Behind {
    /// What ordered it: a walk that began before midnight ends in the same order, and no other does, as whoever writes a cursor would
    /// choose a seed. It is the seed and not its day, as they would be told the seeds of days to come.
    seed: String,
    key: OrderKey,
    /// Among equals of the key, and where the list stands by name: the sort key, then the id.
    name: (String, String),
}

impl Behind {
    fn parse(after: &[String], seeds: &[String; 2]) -> Option<Self> {
        let [seed, number, drawn, name, id] = after else { return None };
        let key = (Reverse(number.parse().ok()?), drawn.parse().ok()?);
        seeds.contains(seed).then(|| Self { seed: seed.clone(), key, name: (name.clone(), id.clone()) })
    }

    fn is_before(&self, snapshot: &Snapshot, place: usize, key: &OrderKey) -> bool {
        let name = snapshot.at(place).map(|it| (it.platform.sort_key.as_str(), it.platform.id.as_str()));
        (key, name) > (&self.key, Some((self.name.0.as_str(), self.name.1.as_str())))
    }
}

/// A page, and what was searched for where nothing is found; a walk that begins is ordered by the first of the seeds, today's; one that
/// began yesterday by the other.
fn page_of(snapshot: &Snapshot, query: &PlatformQuery, seeds: &[String; 2]) -> Result<(Answer, Option<String>)> {
    let filters = query.filters(snapshot.search())?;
    let (sort, q) = (query.sort.unwrap_or_default(), query.q.as_deref());
    let (facets, explain) = (query.facets == Some(true), query.explain == Some(true));
    let page = Page::new("platforms", &(q, &filters, sort, facets, explain), query.limit, query.cursor.as_deref())?;
    let behind =
        page.after.as_deref().map(|after| Behind::parse(after, seeds).ok_or_else(|| Error::new(Code::InvalidCursor)));
    let behind = behind.transpose()?;
    let [today, _] = seeds;
    let seed = behind.as_ref().map_or(today, |behind| &behind.seed).clone();
    let wanted = Wanted { q, filters, sort, seed: &seed, facets, explain };
    let after =
        |place: usize, key: &OrderKey| behind.as_ref().is_none_or(|behind| behind.is_before(snapshot, place, key));
    let found = snapshot.find(&wanted, after, usize::try_from(page.rows()).unwrap_or_default());
    let rows = found.hits.into_iter().filter_map(|hit| Some((snapshot.at(hit.place)?.listing(), hit))).collect();
    let key = |((it, _), hit): &(_, Hit)| {
        let it: &crate::catalog::Platform = it;
        let (Reverse(number), drawn) = hit.key;
        vec![seed.clone(), number.to_string(), drawn.to_string(), it.sort_key.clone(), it.id.to_string()]
    };
    let out =
        |(listing, hit): (_, Hit)| PlatformOut { found: hit.met.map(MatchOut::from), ..PlatformOut::from(listing) };
    let paged = page.of(rows, key, out);
    let missed = q.filter(|_| found.missed && behind.is_none()).map(str::to_owned);
    let out = FoundPlatforms {
        data: paged.data,
        next_cursor: paged.next_cursor,
        facets: found.facets,
        did_you_mean: found.did_you_mean,
        seed,
    };
    Ok((
        Answer { next: out.next_cursor.clone().map(|cursor| ("cursor", cursor)), ..Answer::ok(&out)? }.public(MAX_AGE),
        missed,
    ))
}

/// Find platforms.
///
/// What fits the words best comes first. Equals, and all platforms where no words are given, take turns: they stand in the order of
/// the first 64 bits of SHA-256(`seed` ‖ slug), ascending, and the seed is that of the day in Asia/Ho_Chi_Minh on which
/// the walk began: a keyed digest of it, so that nobody knows it before and chooses a slug by it. Nobody can pay for a place, and
/// no operation gives one; with `explain=true` the answer says what each match's points are made of.
#[utoipa::path(tag = "catalog", operation_id = "list_platforms", params(PlatformQuery), responses((status = 200, description = "A page.", body = FoundPlatforms)))]
#[get("/platforms")]
pub async fn list_platforms(
    request: HttpRequest,
    app: Data<App>,
    catalog: Data<Catalog>,
    query: Query<PlatformQuery>,
) -> Result<Answer> {
    let (snapshot, today) = (catalog.snapshot(), app.db.now().local_day());
    let asked = format!("{today}?{}", request.query_string());
    let (answer, missed) = snapshot.rendered(&asked, || {
        page_of(&snapshot, &query.0, &[catalog.seed_of(today)?, catalog.seed_of(today.minus_days(1))?])
    })?;
    if let Some(words) = missed {
        catalog.misses.note(today, &words);
    }
    Ok(answer)
}

/// Read a platform.
///
/// By its id or its slug; only what is published. Its offer changes with the day in Vietnam.
#[utoipa::path(tag = "catalog", operation_id = "get_platform", params(("id" = String, Path, description = "The platform's id or slug.", max_length = 60, example = "misa-amis")),
    responses((status = 200, description = "The platform.", body = PlatformOut)))]
#[get("/platforms/{id}")]
pub async fn get_platform(catalog: Data<Catalog>, name: Path<String>) -> Result<Answer> {
    let snapshot = catalog.snapshot();
    let entry = snapshot.by_name(&name).ok_or_else(Error::not_found)?;
    // No list is kept so.
    let (answer, _) = snapshot.rendered(&format!("/{}", entry.platform.id), || {
        Ok((Answer::ok(&PlatformOut::published(entry, snapshot.day()))?.public(MAX_AGE), None))
    })?;
    Ok(answer)
}
