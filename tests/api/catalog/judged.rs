//! The judged queries of the search: a file that was there before the ranker, and stays as it is while it is tuned.

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
