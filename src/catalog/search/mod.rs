//! The search of the catalog: an index that lies beside a snapshot, and what is found in it.
//!
//! The texts of a platform and of a query become the same words (`words`); a query becomes units that can be met
//! (`query`): groups of `synonyms`, pairs of words, single words, each corrected or completed where need be
//! (`spelling`). Who fits how well is whole points that can be shown (`ranking`); equals take turns (`rotation`).
//! Nobody can pay for a place, and nothing of a platform but its texts has points; other orders are by
//! name, by publication, or by figures that nobody types in.

pub mod facets;
mod highlight;
pub mod index;
mod query;
pub mod ranking;
pub mod rotation;
mod spelling;
mod synonyms;
mod typed;
mod words;

pub use facets::{Facts, Filters};
pub use highlight::Snippet;
pub(in crate::catalog) use words::TONES;

use super::figures::Figures;
use super::model::Platform;
use super::offers::OfferRow;
use super::profile::{Profile, markdown};
use crate::reference::{self, Category, Industry};
use facets::{Facets, Values};
use highlight::Marks;
use index::{Field, Index, Texts};
use query::Query;
use ranking::Points;
use rotation::Rotation;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::sync::LazyLock;
use synonyms::Synonyms;
use utoipa::ToSchema;

/// The seed inside the binary. A test reads it; a file that cannot be read would leave the search without synonyms.
static SYNONYMS: LazyLock<Synonyms> = LazyLock::new(|| {
    let rows = |file: &str| reference::seed_rows(file).unwrap_or_default();
    let (groups, stops) = (rows("synonyms.csv"), rows("stop_words.csv"));
    let cell = |row: &csv::StringRecord, place: usize| row.get(place).unwrap_or_default().to_owned();
    let groups: Vec<[String; 3]> = groups.iter().map(|row| [cell(row, 0), cell(row, 1), cell(row, 2)]).collect();
    let stops: Vec<(String, bool)> = stops.iter().map(|row| (cell(row, 0), cell(row, 1) == "en")).collect();
    let english = stops.iter().filter(|(_, english)| *english).map(|(phrase, _)| phrase.as_str());
    let groups = groups.iter().map(|row| row.each_ref().map(String::as_str));
    Synonyms::of(groups, stops.iter().map(|(phrase, _)| phrase.as_str())).with_english(english)
});

/// In which order a list stands. `relevance`: what fits the words best; equals, and all where there are no words, take turns from day
/// to day. `newest`: the last publication first. `most_confirmed`: the most conversions that both sides attest, of firms that were no
/// customers before; platforms with fewer than ten trials come last. `shortest_answer`: the shortest time from a request to its acceptance, on
/// average, where one that nobody answered counts with all the time that it waited, and one that was declined not at all; platforms with fewer than ten come last. These two are as
/// counted when the catalog was last renewed: with each publication, and with each day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    #[default]
    Relevance,
    Name,
    Newest,
    MostConfirmed,
    ShortestAnswer,
}

/// What somebody looks for.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    pub q: Option<&'a str>,
    pub filters: Filters,
    pub sort: Sort,
    /// What the order of the equals is drawn from.
    pub seed: &'a str,
    pub facets: bool,
    pub explain: bool,
}

/// What a platform is sorted by, and what was drawn; a list goes on behind them.
pub type OrderKey = (Reverse<i64>, u64);

/// A platform that was found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// In the snapshot.
    pub place: usize,
    pub key: OrderKey,
    /// `None` where nothing was searched for.
    pub met: Option<Met>,
}

/// How a platform fits a query.
#[derive(Clone, Debug)]
pub struct Met {
    pub points: i64,
    pub snippets: Vec<Snippet>,
    /// Only where they are asked for.
    pub parts: Option<Vec<Points>>,
}

/// A query as it was understood.
struct Understood<'i> {
    /// `None` where nothing was searched for, or words were that say nothing.
    query: Option<Query<'i>>,
    /// Places and points.
    found: Vec<(usize, i64)>,
    did_you_mean: Option<String>,
}

impl<'i> Understood<'i> {
    fn answered(query: Query<'i>, found: Vec<(usize, i64)>) -> Self {
        let did_you_mean = query.did_you_mean.clone();
        Self { query: Some(query), found, did_you_mean }
    }
}

/// What was found.
#[derive(Debug)]
pub struct Found {
    pub hits: Vec<Hit>,
    pub facets: Option<Facets>,
    pub did_you_mean: Option<String>,
    /// The words alone find nothing, whatever the filters.
    pub missed: bool,
}

/// A platform, for the search.
pub struct Entry<'a> {
    pub platform: &'a Platform,
    /// What it offers on the day.
    pub offer: Option<&'a OfferRow>,
    pub profile: &'a Profile,
    pub figures: Figures,
}

/// What a platform is ordered by; what is greater stands first.
#[derive(Clone, Copy, Debug, Default)]
struct Orders {
    /// Microseconds.
    published: i64,
    confirmed: i64,
    answers: i64,
}

impl Orders {
    fn of(it: &Entry<'_>) -> Self {
        Self {
            published: it.platform.published_at.map_or(0, |at| at.as_micros()),
            confirmed: it.figures.conversions().unwrap_or(-1),
            answers: it.figures.seconds_to_answer().map_or(i64::MIN, |seconds| -seconds),
        }
    }
}

/// The search of one snapshot: platforms are known by their place in it.
#[derive(Debug, Default)]
pub struct Search {
    index: Index,
    facts: Vec<Facts>,
    orders: Vec<Orders>,
    rotation: Rotation,
    values: Values,
    plain: Vec<Plain>,
}

impl Search {
    pub fn of(entries: &[Entry<'_>], categories: &[Category], industries: &[Industry]) -> Self {
        let plain: Vec<Plain> = entries.iter().map(|entry| plain(entry.profile)).collect();
        let texts = entries.iter().zip(&plain).map(|(entry, plain)| texts(entry, plain, categories));
        Self {
            index: Index::of(&texts.collect::<Vec<Texts<'_>>>(), &SYNONYMS),
            facts: entries.iter().map(|entry| Facts::of(entry)).collect(),
            orders: entries.iter().map(Orders::of).collect(),
            rotation: Rotation::of(entries.iter().map(|entry| entry.platform.slug.clone()).collect()),
            values: Values {
                categories: categories.iter().map(|category| category.code.clone()).collect(),
                industries: industries.iter().map(|it| format!("{}:{}", it.version, it.section)).collect(),
            },
            plain,
        }
    }

    pub fn has_category(&self, code: &str) -> bool {
        self.values.categories.iter().any(|it| it == code)
    }

    pub fn has_industry(&self, industry: &str) -> bool {
        self.values.industries.iter().any(|it| it == industry)
    }

    /// A page of what fits, of the places that `after` takes, in order; `entry` gives the platform of a place.
    pub fn find<'e>(
        &self,
        wanted: &Wanted<'_>,
        after: impl Fn(usize, &OrderKey) -> bool,
        length: usize,
        entry: impl Fn(usize) -> Option<Entry<'e>>,
    ) -> Found {
        let typed = wanted.q.map(typed::readable);
        let Understood { query, found, did_you_mean } = self.understood(typed.as_deref());
        let facts = |(place, _): &(usize, i64)| self.facts.get(*place);
        let facets =
            wanted.facets.then(|| facets::count(&self.values, &wanted.filters, found.iter().filter_map(facts)));
        let fitting = found.iter().filter(|found| facts(found).is_some_and(|facts| facts.fit(&wanted.filters)));
        let mut hits = self.ordered(wanted, fitting.copied(), after, length);
        if let Some(query) = &query {
            let marks = Marks::of(&SYNONYMS, query);
            for hit in &mut hits {
                let found = entry(hit.place).zip(self.plain.get(hit.place));
                let texts = found.map(|(entry, plain)| texts(&entry, plain, &[]).of).unwrap_or_default();
                let place = u32::try_from(hit.place).unwrap_or(u32::MAX);
                let parts = wanted.explain.then(|| ranking::parts(&self.index, query, place));
                if let Some(met) = &mut hit.met {
                    (met.snippets, met.parts) = (marks.snippets(&texts), parts);
                }
            }
        }
        Found { hits, facets, missed: query.is_some() && found.is_empty(), did_you_mean }
    }

    /// How the words are read, and what they find. Where that is nothing, more is guessed: a phrase without spaces (`hoadondientu`), then
    /// slips; who says nothing, or nothing yet (`phần m`) where that finds nothing, is shown all. What may have been meant instead of real
    /// words is asked, and not answered.
    fn understood(&self, q: Option<&str>) -> Understood<'_> {
        let all = || Understood { query: None, found: self.met(None), did_you_mean: None };
        let Some(q) = q.filter(|q| !SYNONYMS.is_silent(q)) else { return all() };
        let usual = Query::of(&self.index, &SYNONYMS, q);
        let found = self.met(Some(&usual));
        if !found.is_empty() {
            return Understood::answered(usual, found);
        }
        let spaced = Query::spaced(&self.index, &SYNONYMS, q).and_then(|spaced| self.answered(spaced));
        if let Some(guess) = spaced.or_else(|| self.answered(Query::guessed(&self.index, &SYNONYMS, q))) {
            return guess;
        }
        if SYNONYMS.says_something(q) {
            Understood { query: Some(usual), found, did_you_mean: self.supposed(q) }
        } else {
            all()
        }
    }

    /// What a query finds, if anything.
    fn answered<'q>(&self, query: Query<'q>) -> Option<Understood<'q>> {
        let found = self.met(Some(&query));
        (!found.is_empty()).then(|| Understood::answered(query, found))
    }

    /// What finds something, and may have been meant by who found nothing: a phrase that says little with a slip in it
    /// (`phầm mềm kế toán`), a phrase with other marks (`bán đồ`), or other syllables.
    fn supposed(&self, q: &str) -> Option<String> {
        let finds = |text: &String| {
            let query = Query::of(&self.index, &SYNONYMS, text);
            !self.met(Some(&query)).is_empty() || !SYNONYMS.says_something(text)
        };
        let marked = || spelling::with_marks(&self.index, &SYNONYMS, q).filter(finds);
        SYNONYMS.without_slip(q).filter(finds).or_else(marked).or_else(|| {
            let query = Query::supposed(&self.index, &SYNONYMS, q);
            if !query.supposes_phrases() || self.met(Some(&query)).is_empty() { None } else { query.did_you_mean }
        })
    }

    /// The places of what the words find, and their points: all without words.
    fn met(&self, query: Option<&Query<'_>>) -> Vec<(usize, i64)> {
        match query {
            None => (0..self.facts.len()).map(|place| (place, 0)).collect(),
            Some(query) => {
                ranking::score(&self.index, query).iter().map(|scored| (scored.place as usize, scored.points)).collect()
            }
        }
    }

    /// The first of what was found, in order.
    fn ordered(
        &self,
        wanted: &Wanted<'_>,
        found: impl Iterator<Item = (usize, i64)>,
        after: impl Fn(usize, &OrderKey) -> bool,
        length: usize,
    ) -> Vec<Hit> {
        let draws = self.rotation.of_day(wanted.seed);
        let key = |place: usize, points: i64| {
            let orders = self.orders.get(place).copied().unwrap_or_default();
            let first = match wanted.sort {
                Sort::Relevance => points,
                Sort::Newest => orders.published,
                Sort::MostConfirmed => orders.confirmed,
                Sort::ShortestAnswer => orders.answers,
                Sort::Name => 0,
            };
            let drawn = if wanted.sort == Sort::Name { 0 } else { draws.get(place).copied().unwrap_or_default() };
            (Reverse(first), drawn)
        };
        let standing = found.map(|(place, points)| (key(place, points), place, points));
        let mut standing: Vec<_> = standing.filter(|(key, place, _)| after(*place, key)).collect();
        // Places are by name, then id: they order what is equal. Only what is shown is sorted.
        if standing.len() > length {
            standing.select_nth_unstable(length);
            standing.truncate(length);
        }
        standing.sort_unstable();
        let parts = wanted.explain.then(Vec::new);
        let met = |points| wanted.q.map(|_| Met { points, snippets: Vec::new(), parts: parts.clone() });
        standing.into_iter().map(|(key, place, points)| Hit { place, key, met: met(points) }).collect()
    }
}

/// The Vietnamese and the English description as people read them, where they are written in another way: kept, so that no search reads
/// Markdown.
type Plain = [Option<String>; 2];

fn plain(profile: &Profile) -> Plain {
    [&profile.description_vi, &profile.description_en].map(|written| {
        let written = written.as_ref()?;
        Some(markdown::plain(written)).filter(|plain| plain != written)
    })
}

/// What of a platform is searched; the texts of its category where these are known.
fn texts<'a>(entry: &Entry<'a>, plain: &'a Plain, categories: &'a [Category]) -> Texts<'a> {
    let (platform, profile) = (entry.platform, entry.profile);
    let mut of = vec![
        (Field::Name, platform.name.as_str()),
        (Field::Vendor, platform.vendor_name.as_str()),
        (Field::SummaryVi, &platform.summary_vi),
        (Field::SummaryEn, &platform.summary_en),
    ];
    let category = categories.iter().find(|category| category.code == platform.category_code);
    of.extend(category.iter().flat_map(|it| [(Field::Category, it.name_vi.as_str()), (Field::Category, &it.name_en)]));
    let problems = profile.problems.iter().flat_map(|problem| [problem.text_vi.as_str(), &problem.text_en]);
    of.extend(problems.map(|text| (Field::Problem, text)));
    // Addresses and markup are no words of a description.
    let written = [&profile.description_vi, &profile.description_en].into_iter().zip(plain);
    let described = written.filter_map(|(written, plain)| plain.as_ref().or(written.as_ref())).map(String::as_str);
    let integrations = profile.integrations.iter().map(String::as_str);
    of.extend(described.chain(integrations).map(|text| (Field::Description, text)));
    Texts { of }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_says_which_words_are_others() {
        let rows = reference::seed_rows("synonyms.csv").expect("the seed");
        let mut seen = std::collections::HashSet::new();
        for row in &rows {
            let [group, kind, phrase] = [0, 1, 2].map(|place| row.get(place).expect("three cells"));
            assert!(["same", "hint", "near"].contains(&kind) && !words::words(phrase).is_empty(), "{row:?}");
            assert!(seen.insert((group, phrase)), "{phrase} stands twice in {group}");
        }
        assert!(SYNONYMS.groups() > 40);
        assert!(!reference::seed_rows("stop_words.csv").expect("the seed").is_empty());
    }
}
