//! The table as a page: what ARCHITECTURE.md shows.

use super::rule::Rule;
use super::table::rule;
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::{Operation, PathItem};

/// The table in Markdown, a row an operation of the document, in the document's order.
pub fn printed(document: &OpenApi) -> String {
    let mut rows = [
        "| operation | | people | staff | API key | proof anew | in person |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    .map(str::to_owned)
    .to_vec();
    for (path, item) in &document.paths.paths {
        for (method, operation) in operations(item) {
            let id = operation.operation_id.as_deref().unwrap_or_default();
            rows.extend(rule(id).map(|rule| row(rule, method, path)));
        }
    }
    rows.join("\n") + "\n"
}

fn row(rule: &Rule, method: &str, path: &str) -> String {
    let (id, staff) = (rule.operation, staff(rule));
    let people = rule.people.words().unwrap_or_default();
    let but = if rule.not_staff { "; nobody in office" } else { "" };
    let fresh = if rule.fresh { "yes" } else { "" };
    let in_person = if rule.in_person || rule.fresh { "yes" } else { "" };
    let scope = rule.scope.map(|scope| format!("`{scope}`")).unwrap_or_default();
    format!("| `{id}` | {method} {path} | {people}{but} | {staff} | {scope} | {fresh} | {in_person} |")
}

fn operations(item: &PathItem) -> impl Iterator<Item = (&'static str, &Operation)> {
    let all = [
        ("GET", &item.get),
        ("POST", &item.post),
        ("PUT", &item.put),
        ("PATCH", &item.patch),
        ("DELETE", &item.delete),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

fn staff(rule: &Rule) -> String {
    let roles: Vec<&str> = rule.staff.iter().map(|role| role.plural()).collect();
    let before = if rule.before_second_factor { "staff also before the second factor" } else { "" };
    if roles.is_empty() { before.to_owned() } else { roles.join(", ") }
}
