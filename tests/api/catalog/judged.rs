//! The judged queries of the search: a file that was there before the ranker, and stays as it is while it is tuned.

use super::search::encoded;
use crate::support::TestApp;
use crate::support::client::text;
use crate::support::generated::{self, Generated};
use diesel::prelude::*;
use dungthu::db::Cause;
use dungthu::db::schema::platforms as p;
use dungthu::events::Event;
use dungthu::values::text::fold;
use std::collections::{BTreeMap, BTreeSet};

const KINDS: [&str; 11] = [
    "name", "vendor", "category", "no_marks", "typo", "synonym", "english", "prefix", "problem", "combined", "nothing",
];

/// Rows of a file with a heading, cell by cell.
fn rows(path: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(path).expect("the file");
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}

/// A query: how it was typed, its kind, whether it is held out, and the grades of the platforms.
type Judged = (String, String, String, BTreeMap<String, u8>);

fn judged() -> BTreeMap<String, Judged> {
    let mut queries: BTreeMap<String, Judged> = BTreeMap::new();
    for row in rows("tests/api/data/judged_queries.csv") {
        let [id, query, kind, held_out, slug, grade] = row.try_into().expect("six cells");
        let said = (query.clone(), kind.clone(), held_out.clone());
        let it = queries.entry(id.clone()).or_insert((query, kind, held_out, BTreeMap::new()));
        assert_eq!((it.0.clone(), it.1.clone(), it.2.clone()), said, "{id} is one query");
        let grade: u8 = grade.parse().expect("a grade");
        assert!(it.3.insert(slug, grade).is_none() && grade <= 3, "{id} judges a platform once");
    }
    queries
}

#[test]
fn each_query_is_judged_over_the_catalog_and_a_third_is_held_out() {
    let slugs: BTreeSet<String> = rows("seed/platforms.csv").into_iter().map(|mut row| row.remove(0)).collect();
    let queries = judged();
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for (place, (id, (query, kind, held_out, grades))) in queries.iter().enumerate() {
        let number = place + 1;
        assert_eq!(*id, format!("q{number:03}"), "without a gap");
        assert_eq!(held_out, if number.is_multiple_of(3) { "1" } else { "0" }, "{id}");
        assert!(!query.trim().is_empty() && query.chars().count() <= 100, "{id}");
        *counted.entry(kind.as_str()).or_default() += 1;
        let best = grades.values().max().copied().unwrap_or_default();
        if kind == "nothing" {
            assert_eq!(grades.iter().collect::<Vec<_>>(), [(&String::new(), &0)], "{id}");
        } else {
            assert!(
                best >= 2 && grades.iter().all(|(slug, grade)| slugs.contains(slug) && *grade > 0),
                "{id}: {grades:?}"
            );
        }
    }
    assert!(queries.len() >= 180 && queries.len().is_multiple_of(3));
    assert_eq!(counted.keys().copied().collect::<BTreeSet<_>>(), KINDS.into_iter().collect());
    assert!(counted.values().all(|number| *number >= 12), "{counted:?}");
}

/// Normalized discounted cumulative gain of the first ten (Järvelin & Kekäläinen 2002, with the gain of Burges et al. 2005).
fn ndcg(found: &[String], grades: &BTreeMap<String, u8>) -> f64 {
    let gain = |(rank, grade): (usize, u8)| (f64::from(grade).exp2() - 1.0) / (rank as f64 + 2.0).log2();
    let mut best: Vec<u8> = grades.values().copied().collect();
    best.sort_unstable_by(|one, other| other.cmp(one));
    let of_found = found.iter().map(|slug| grades.get(slug).copied().unwrap_or_default());
    let sum = |grades: &mut dyn Iterator<Item = u8>| grades.take(10).enumerate().map(gain).sum::<f64>();
    sum(&mut of_found.into_iter()) / sum(&mut best.into_iter())
}

async fn generate(app: &TestApp, platforms: Vec<Generated>) {
    let insert = move |tx: &mut dungthu::db::Tx<'_>| {
        for it in &platforms {
            let row = (
                (p::id.eq(&it.id), p::slug.eq(&it.slug), p::name.eq(&it.name), p::vendor_name.eq(&it.vendor)),
                (p::category_code.eq(&it.category), p::summary_vi.eq(&it.summary_vi), p::summary_en.eq(&it.summary_en)),
                (p::status.eq("published"), p::sort_key.eq(fold(&it.name)), p::published_at.eq(0_i64)),
                (p::created_at.eq(0_i64), p::updated_at.eq(0_i64), p::version.eq(1_i64)),
            );
            diesel::insert_into(p::table).values(row).execute(&mut **tx)?;
        }
        tx.record(Event::SeedLoaded { digest: "of the test".to_owned() })
    };
    app.db.write(Cause::default(), insert).await.expect("2,000 platforms");
    app.server.catalog.follow(&app.db).await.expect("a look");
}

/// Where a category's whole name was typed, whatever stands in it fits well (docs/search_quality.md).
fn of_category(query: &str, platforms: &[Generated]) -> Vec<(String, u8)> {
    let name = rows("seed/categories.csv").into_iter().find(|row| fold(&row[1]) == fold(query));
    let fits = |it: &&Generated| name.as_ref().is_some_and(|row| row[0] == it.category);
    platforms.iter().filter(fits).map(|it| (it.slug.clone(), 2)).collect()
}

async fn found(app: &TestApp, query: &str) -> Vec<String> {
    let list = app.anon.get(&format!("/v1/platforms?limit=10&q={}", encoded(query))).await.ok(200);
    list["data"].as_array().expect("a list").iter().map(|row| text(row, "slug")).collect()
}

/// Means by part and kind; of `nothing`, the share that was not answered.
async fn measured(app: &TestApp, generated: &[Generated]) -> BTreeMap<(&'static str, String), f64> {
    let mut sums: BTreeMap<(&str, String), (f64, f64)> = BTreeMap::new();
    for (query, kind, held_out, mut grades) in judged().into_values() {
        grades.extend(of_category(&query, generated));
        let (part, found) = (if held_out == "1" { "held out" } else { "tuned" }, found(app, &query).await);
        let nothing = kind == "nothing";
        let reached = if nothing { f64::from(u8::from(found.is_empty())) } else { ndcg(&found, &grades) };
        for kind in [Some(kind), (!nothing).then(|| "all".to_owned())].into_iter().flatten() {
            let sum = sums.entry((part, kind)).or_default();
            *sum = (sum.0 + reached, sum.1 + 1.0);
        }
    }
    for (query, grades) in if generated.is_empty() { Vec::new() } else { generated::queries(generated) } {
        let sum = sums.entry(("generated", "all".to_owned())).or_default();
        *sum = (sum.0 + ndcg(&found(app, &query).await, &grades.into_iter().collect()), sum.1 + 1.0);
    }
    sums.into_iter().map(|(key, (sum, count))| (key, sum / count)).collect()
}

engines! {
    async fn the_search_finds_what_was_judged_to_fit(app) {
        let generated = generated::platforms();
        for (catalog, platforms) in [("64 platforms", &[][..]), ("2,064 platforms", &generated[..])] {
            if !platforms.is_empty() {
                generate(app, platforms.to_vec()).await;
            }
            let means = measured(app, platforms).await;
            for ((part, kind), mean) in &means {
                println!("{catalog}, {part}, {kind}: {mean:.3}");
            }
            // Slightly below what was reached when this was written: docs/search_quality.md.
            for (part, kind, floor) in [("tuned", "all", 0.96), ("held out", "all", 0.95), ("tuned", "nothing", 0.99), ("held out", "nothing", 0.74), ("generated", "all", 0.96)] {
                if let Some(mean) = means.get(&(part, kind.to_owned())) {
                    assert!(*mean >= floor, "{catalog}, {part}, {kind}: {mean:.3}");
                }
            }
        }
    }
}
