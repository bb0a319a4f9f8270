//! Who may what: the table, its page, and every cell of it asked of the server.

mod fields;
mod keys;
mod matrix;
pub mod offices;
mod past;
mod refusals;
mod things;
pub mod world;

use crate::document::form::{document, operations};
use dungthu::access::{RULES, printed};
use dungthu::server;
use std::collections::BTreeSet;

/// All that needs no log-in. What is added here is open to the whole world.
const PUBLIC: [&str; 26] = [
    "compare_platforms",
    "complete_password_reset",
    "confirm_address",
    "get_image",
    "get_platform",
    "get_platform_version",
    "get_platform_rating",
    "get_statistics",
    "list_audits",
    "list_categories",
    "list_criteria",
    "list_holidays",
    "list_industries",
    "list_platform_versions",
    "list_platform_reviews",
    "list_platforms",
    "list_provinces",
    "list_reasons",
    "list_rules",
    "log_in",
    "register_account",
    "request_password_reset",
    "request_verification_mail",
    "stop_address_change",
    "reverse_address_change",
    "verify_account",
];

#[test]
fn every_operation_has_a_line_and_every_line_an_operation() {
    let document = document();
    let all = operations(&document);
    let ids: BTreeSet<&str> = all.iter().filter_map(|(_, _, it)| it["operationId"].as_str()).collect();
    let lines: BTreeSet<&str> = RULES.iter().map(|rule| rule.operation).collect();
    assert_eq!(ids, lines);
    assert_eq!(lines.len(), RULES.len(), "a line for each");
    for (method, path, operation) in &all {
        let rule = RULES.iter().find(|rule| operation["operationId"] == rule.operation).expect("a line");
        let secured = operation["security"].as_array().is_some_and(|schemes| !schemes.is_empty());
        assert_eq!(secured, rule.is_secured(), "{method} {path}: what the document says of security");
        let by_key = operation["security"].to_string().contains("api_key");
        assert_eq!(by_key, rule.scope.is_some(), "{method} {path}: what the document says of API keys");
    }
}

#[test]
fn what_is_public_is_a_closed_list() {
    let public: BTreeSet<&str> = RULES.iter().filter(|rule| !rule.is_secured()).map(|rule| rule.operation).collect();
    assert_eq!(public, BTreeSet::from(PUBLIC));
}

#[test]
fn the_architecture_shows_the_table() {
    let page = std::fs::read_to_string("ARCHITECTURE.md").expect("the page");
    let table = printed(&server::openapi());
    assert!(table.lines().count() > 50 && page.contains(&table), "the page is behind: write «dungthu access» into it");
}
