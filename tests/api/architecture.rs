//! The rules of the house, read from the `use` lines: see ARCHITECTURE.md.

use std::path::{Path, PathBuf};

/// The rooms in their order: a room calls only those before it.
const ROOMS: [&str; 23] = [
    "limits",
    "mail",
    "accounts",
    "access",
    "reference",
    "staff",
    "rules",
    "deadlines",
    "businesses",
    "vendors",
    "joining",
    "catalog",
    "imported",
    "trials",
    "conversions",
    "cases",
    "reviews",
    "erasure",
    "leaving",
    "tasks",
    "reports",
    "targets",
    "warnings",
];

/// The tables of each room. What is in none is the database layer's own.
const TABLES: [(&str, &[&str]); 23] = [
    ("limits", &["limit_counters"]),
    ("mail", &["outbox", "links"]),
    (
        "accounts",
        &[
            "accounts",
            "sessions",
            "memberships",
            "second_factors",
            "recovery_codes",
            "inquiries",
            "address_changes",
            "api_keys",
        ],
    ),
    ("access", &[]),
    (
        "reference",
        &[
            "ministries",
            "categories",
            "provinces",
            "industries",
            "criteria",
            "holidays",
            "holiday_changes",
            "holiday_change_days",
            "reasons",
            "marks",
        ],
    ),
    ("staff", &["staff_changes"]),
    ("rules", &["programme_rules"]),
    ("deadlines", &["deadlines", "deadline_turn"]),
    ("businesses", &["businesses", "business_sizes"]),
    ("vendors", &["vendors"]),
    ("joining", &["invitations", "invitation_links", "join_requests", "contests"]),
    (
        "catalog",
        &[
            "platforms",
            "platform_profiles",
            "offers",
            "images",
            "listing_versions",
            "platform_suspensions",
            "platform_figures",
            "platform_rechecks",
            "platform_transfers",
            "search_misses",
            "vendor_documents",
            "document_uploaders",
            "assessments",
            "conflicts_of_interest",
            "listing_insiders",
            "platform_claims",
        ],
    ),
    ("imported", &["imports", "imported_trials"]),
    ("trials", &["trials", "heartbeats", "trial_grants", "extensions", "platform_places", "waiting_entries"]),
    (
        "conversions",
        &["conversions", "invoices", "unsettled_conversions", "retention_checks", "confirmation_addresses"],
    ),
    ("cases", &["cases", "signal_rules", "audits"]),
    ("reviews", &["reviews", "platform_ratings"]),
    ("erasure", &[]),
    ("leaving", &[]),
    ("tasks", &["tasks"]),
    ("reports", &[]),
    ("targets", &["targets", "target_changes"]),
    ("warnings", &["warning_rules", "warning_rule_changes", "warnings", "warning_changes", "warning_looks"]),
];

struct Source {
    path: PathBuf,
    room: String,
    name: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    gather(Path::new("src"), &mut found);
    assert!(found.len() > 60, "the sources are read");
    found
}

fn gather(folder: &Path, found: &mut Vec<Source>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let parts: Vec<String> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
            let text = std::fs::read_to_string(&path).expect("a source");
            // Tests within a file may use what they like.
            let text = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
            let kind = if parts.iter().any(|part| part == "routes") {
                "routes.rs".to_owned()
            } else {
                parts.last().cloned().unwrap_or_default()
            };
            found.push(Source { room: parts.get(1).cloned().unwrap_or_default(), name: kind, text, path });
        }
    }
}

impl Source {
    /// Whether the code (not a comment) has this.
    fn has(&self, what: &str) -> bool {
        self.text.lines().filter(|line| !line.trim_start().starts_with("//")).any(|line| line.contains(what))
    }

    /// The rooms whose names stand behind `crate::`.
    fn rooms_used(&self) -> Vec<&'static str> {
        let grouped: Vec<String> = self
            .text
            .split("use crate::{")
            .skip(1)
            .filter_map(|rest| rest.split("};").next())
            .map(str::to_owned)
            .collect();
        let named = |room: &str| {
            grouped.iter().any(|group| group.split([',', ' ', '\n']).any(|word| word.split("::").next() == Some(room)))
        };
        ROOMS
            .into_iter()
            .filter(|room| self.has(&format!("crate::{room}::")) || self.has(&format!("crate::{room};")) || named(room))
            .collect()
    }
}

#[test]
fn rooms_call_only_to_the_left() {
    for source in sources() {
        let Some(place) = ROOMS.iter().position(|room| *room == source.room) else { continue };
        for used in source.rooms_used() {
            let other = ROOMS.iter().position(|room| *room == used).expect("a room");
            assert!(other <= place, "{}: {} calls {used}, to its right", source.path.display(), source.room);
        }
    }
}

#[test]
fn the_database_layer_knows_no_feature() {
    for source in sources().iter().filter(|source| source.room == "db") {
        assert_eq!(source.rooms_used(), Vec::<&str>::new(), "{}", source.path.display());
    }
    for source in sources().iter().filter(|source| ["values", "sheet"].contains(&source.room.as_str())) {
        assert!(source.rooms_used().is_empty() && !source.has("actix_web"), "{}", source.path.display());
    }
}

#[test]
fn each_kind_of_file_keeps_to_its_trade() {
    let forbidden: [(&str, &[&str]); 7] = [
        (
            "model.rs",
            &["actix_web", "clock::", "crate::db::{", "crate::db::Tx", "crate::db::Conn", ".load(", ".execute("],
        ),
        ("lifecycle.rs", &["actix_web", "clock", "crate::db", "diesel", "store"]),
        ("actions.rs", &["actix_web", "diesel::", "schema::", ".clock()", "Clock::"]),
        ("store.rs", &["actix_web", "Clock::", ".transaction("]),
        ("routes.rs", &["diesel", "schema::", "Clock::"]),
        ("pages.rs", &["diesel", "schema::", "Clock::"]),
        ("snapshot.rs", &["diesel", "schema::", "Clock::"]),
    ];
    let mut looked_at = 0;
    for source in sources().iter().filter(|source| ROOMS.contains(&source.room.as_str())) {
        let Some((_, never)) = forbidden.iter().find(|(name, _)| *name == source.name) else { continue };
        looked_at += 1;
        for word in *never {
            assert!(!source.has(word), "{} has «{word}»", source.path.display());
        }
    }
    assert!(looked_at > 25, "only {looked_at} files");
}

#[test]
fn a_room_touches_its_own_tables_alone() {
    let all: Vec<&str> = TABLES.iter().flat_map(|(_, tables)| tables.iter().copied()).collect();
    for source in sources().iter().filter(|source| ROOMS.contains(&source.room.as_str())) {
        let own = TABLES.iter().find(|(room, _)| *room == source.room).map(|(_, tables)| *tables).expect("a room");
        let list = |rest: &'static str| {
            rest.strip_prefix('{')
                .map_or_else(|| rest.split([';', ')', ' ', ':']).next(), |group| group.split('}').next())
        };
        // Figures are counted from what the other rooms keep; they write nothing.
        if source.room == "reports" {
            let writes = ["insert_into", "update(", "delete(", "Tx<"].iter().find(|writes| source.has(writes));
            assert_eq!(writes, None, "{}", source.path.display());
            continue;
        }
        let text: &'static str = source.text.clone().leak();
        let imported: Vec<&str> = text.split("schema::").skip(1).filter_map(list).collect();
        for table in &all {
            let touches =
                imported.iter().any(|list| list.split(['{', '}', ',', ' ', ';', ')', '\n']).any(|word| word == *table));
            assert!(!touches || own.contains(table), "{} touches {table}", source.path.display());
        }
    }
}

#[test]
fn one_place_asks_the_time_and_one_the_environment() {
    for source in sources() {
        let path = source.path.display().to_string();
        assert!(!source.has("SystemTime::now") || path.ends_with("clock.rs"), "{path} asks the system's clock");
        assert!(!source.has("env::var"), "{path} reads the environment");
    }
}

#[test]
fn secrets_are_never_drawn_from_a_generator_and_nothing_is_put_into_a_statement_or_a_shell() {
    for source in sources() {
        let path = source.path.display().to_string();
        let plays = ["demo", "replay", "generate"].contains(&source.room.as_str()) || path.ends_with("tests.rs");
        assert!(plays || !(source.has("rand::") || source.has("rand_core::")), "{path} draws from a generator");
        let made = ["sql_query(format!", "sql_query(&format!", "sql::<Text>(&", "batch_execute(&format!"];
        assert!(!made.iter().any(|made| source.has(made)), "{path} puts values into a statement");
        // A value that is named first: what is not a literal must not be made in the same file.
        let named = source.has("sql_query(") && !source.has("sql_query(\"") && source.has("format!");
        assert!(!named, "{path} may put values into a statement");
        assert!(!source.has("Command::new") && !source.has("process::Command"), "{path} starts a program");
    }
}

#[test]
fn files_can_be_read_in_one_sitting() {
    for source in sources() {
        let lines = std::fs::read_to_string(&source.path).expect("a source").lines().count();
        assert!(lines <= 360, "{} has {lines} lines: divide it by verbs", source.path.display());
        assert!(source.text.starts_with("//!"), "{} does not say what it is", source.path.display());
    }
}
