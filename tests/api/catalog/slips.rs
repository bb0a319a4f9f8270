//! One slip in what somebody types: what is found all the same, over the names, categories and words of the judged queries.

use super::search::encoded;
use crate::support::TestApp;
use std::collections::{BTreeMap, BTreeSet};

/// Slips that are made of each query.
const EACH: usize = 12;
/// The share of the slips that finds nothing, and of those that are not asked about either, at most: slightly above what was reached when
/// this was written (docs/search_quality.md).
const MOST: (f64, f64) = (0.14, 0.1);

/// What is typed in whole words, each once: kinds whose queries are the words of platforms.
fn typed() -> BTreeSet<String> {
    let rows = csv::Reader::from_path("tests/api/data/judged_queries.csv").expect("the file").into_records().flatten();
    let whole = rows.filter(|row| ["name", "vendor", "category", "no_marks"].contains(&&row[2]) && !row[4].is_empty());
    whole.map(|row| row[1].to_lowercase()).collect()
}

/// Numbers that look like chance and are the same each time (Knuth's MMIX).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// A letter too few, too many or another, or two that changed places; what it is called. None where nothing changed.
fn slipped(query: &str, chance: &mut Chance) -> Option<(&'static str, String)> {
    let mut letters: Vec<char> = query.chars().collect();
    let places: Vec<usize> = (0..letters.len()).filter(|place| letters[*place].is_alphabetic()).collect();
    let place = places[chance.below(places.len())];
    let other = char::from(b'a' + chance.below(26) as u8);
    let kind = match chance.below(4) {
        0 => {
            letters.remove(place);
            "too few"
        }
        1 => {
            letters.insert(place, other);
            "too many"
        }
        2 => {
            letters[place] = other;
            "another"
        }
        _ => {
            let next = places.iter().copied().find(|next| *next == place + 1)?;
            letters.swap(place, next);
            "turned"
        }
    };
    let said: String = letters.into_iter().collect();
    (said != query && said.chars().any(char::is_alphanumeric)).then_some((kind, said))
}

/// Whether something is found; or what is asked.
async fn finds(app: &TestApp, query: &str) -> (bool, bool) {
    let found = app.anon.get(&format!("/v1/platforms?limit=1&q={}", encoded(query))).await.ok(200);
    (!found["data"].as_array().expect("a list").is_empty(), !found["did_you_mean"].is_null())
}

engines! {
    async fn one_slip_seldom_finds_nothing(app) {
        let (mut chance, mut of_kind): (Chance, BTreeMap<&str, [usize; 3]>) = (Chance(7), BTreeMap::new());
        for query in typed() {
            if !finds(app, &query).await.0 {
                continue;
            }
            for (kind, said) in (0..EACH).filter_map(|_| slipped(&query, &mut chance)).collect::<Vec<_>>() {
                let (found, asked) = finds(app, &said).await;
                let count = of_kind.entry(kind).or_default();
                for (count, more) in count.iter_mut().zip([true, !found, !found && !asked]) {
                    *count += usize::from(more);
                }
                if !found {
                    println!("{kind}: {query} -> {said}{}", if asked { ", asked" } else { "" });
                }
            }
        }
        for (kind, [all, unfound, unasked]) in &of_kind {
            println!("{kind}: {unfound} of {all} find nothing, {unasked} are not asked about either");
        }
        let [all, unfound, unasked] = [0, 1, 2].map(|at| of_kind.values().map(|it| it[at]).sum::<usize>());
        println!("{unfound} of {all} find nothing, {unasked} are not asked about either");
        let share = |part: usize| part as f64 / all as f64;
        assert!(all > 100 && share(unfound) < MOST.0 && share(unasked) < MOST.1, "{unfound}, {unasked} of {all}");
    }
}
