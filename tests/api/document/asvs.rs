//! What docs/asvs.md says is shown is shown by tests that exist, and its counts are those of its rows.

use std::collections::{BTreeMap, BTreeSet};

/// A requirement of the page.
struct Row {
    id: String,
    part: &'static str,
    /// The place of its verdict in the table of counts.
    verdict: usize,
    shown_by: String,
}

const SHOWN: usize = 0;

fn page() -> String {
    std::fs::read_to_string("docs/asvs.md").expect("the page")
}

/// The tests that a text names: words of code with `::` between them.
fn named(text: &str) -> BTreeSet<&str> {
    let is_path =
        |code: &&str| code.contains("::") && code.chars().all(|it| matches!(it, 'a'..='z' | '0'..='9' | '_' | ':'));
    text.split('`').skip(1).step_by(2).filter(is_path).collect()
}

/// Whether the sources have the test: a unit test in `src/`, beside its code or in a `tests.rs`, every other one in
/// `tests/api/`.
fn exists(test: &str) -> bool {
    let (folder, (module, name)) = match test.split_once("::tests::") {
        Some(unit) => ("src", unit),
        None => ("tests/api", test.rsplit_once("::").expect("a path")),
    };
    let place = format!("{folder}/{}", module.replace("::", "/"));
    let files = [format!("{place}.rs"), format!("{place}/mod.rs"), format!("{place}/tests.rs")];
    let sources: Vec<String> = files.iter().filter_map(|it| std::fs::read_to_string(it).ok()).collect();
    let (on_both_engines, alone) = (format!("async fn {name}(app) "), format!("fn {name}()"));
    let lines: Vec<&str> = sources.iter().flat_map(|it| it.lines()).map(str::trim).collect();
    lines.iter().any(|line| line.starts_with(&on_both_engines))
        || lines.windows(2).any(|pair| pair[0].ends_with("test]") && pair[1].contains(&alone))
}

fn rows(page: &str) -> Vec<Row> {
    let of_line = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [id, level, _, shown_by, _] = cells[..] else { return None };
        let part = match level {
            _ if id.contains(' ') => return None,
            _ if id.contains('–') => "whole chapters, a row each",
            "1" => "level 1",
            "2" => "level 2",
            "—" => "API Security Top 10",
            _ => return None,
        };
        let verdict = if shown_by.starts_with("*not applicable*") {
            1
        } else {
            2 * usize::from(shown_by.starts_with("*not shown*"))
        };
        Some(Row { id: id.to_owned(), part, verdict, shown_by: shown_by.to_owned() })
    };
    page.lines().filter_map(of_line).collect()
}

#[test]
fn every_test_that_the_page_names_is_there() {
    let page = page();
    let missing: Vec<&str> = named(&page).into_iter().filter(|test| !exists(test)).collect();
    assert!(missing.is_empty(), "docs/asvs.md names what is no test: {missing:#?}");
    assert!(named(&page).len() > 100 && !exists("document::asvs::page"), "tests are found, and nothing else");
}

#[test]
fn what_is_shown_is_shown_by_something() {
    let by = |row: &Row| {
        !named(&row.shown_by).is_empty() || row.shown_by.starts_with("document: ") || row.shown_by.starts_with("as ")
    };
    let rows = rows(&page());
    let without: Vec<&str> =
        rows.iter().filter(|row| row.verdict == SHOWN && !by(row)).map(|row| row.id.as_str()).collect();
    assert!(without.is_empty(), "shown by nothing: {without:?}");
}

#[test]
fn the_counts_are_those_of_the_rows() {
    let page = page();
    let mut counts: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    for row in rows(&page) {
        for part in [row.part, "**all**"] {
            let count = counts.entry(part).or_default();
            count[row.verdict] += 1;
            count[3] += 1;
        }
    }
    assert_eq!(counts.len(), 5);
    for (part, [shown, not_applicable, not_shown, all]) in counts {
        let line = format!("\n| {part} | {shown} | {not_applicable} | {not_shown} | {all} |\n");
        assert!(page.contains(&line), "docs/asvs.md counts otherwise than{line}");
    }
}
