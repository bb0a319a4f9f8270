//! The catalog's list of 20 platforms beside the same bytes as a constant.

use super::Sizes;
use super::drive::drive;
use super::server::{config, constant, dungthu};
use super::stage::Stage;
use crate::common::postgres_database;
use crate::common::table::Line;
use crate::ratio::ratio;
use dungthu::db::DatabaseUrl;
use std::path::Path;

const CONNECTIONS: usize = 32;
const LIST: &[u8] = b"GET /v1/platforms?limit=20 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

pub fn on_sqlite(sizes: &Sizes, folder: &Path) -> Vec<Line> {
    vec![list("catalog list, SQLite", sizes, folder, DatabaseUrl::Sqlite(folder.join("catalog.db")))]
}

pub fn on_postgres(sizes: &Sizes, folder: &Path) -> Vec<Line> {
    let url = postgres_database("catalog").map(DatabaseUrl::Postgres);
    url.map(|url| list("catalog list, PostgreSQL", sizes, folder, url)).into_iter().collect()
}

fn list(what: &str, sizes: &Sizes, folder: &Path, url: DatabaseUrl) -> Line {
    let stage = Stage::set(url, 1);
    let ours = dungthu(config(stage.url, folder), true);
    let bytes = drive(ours.address, 1, 200, vec![LIST.to_vec()]).sample;
    println!("{what}: {} bytes", bytes.len());
    let limit = constant(bytes.clone());
    let (mut limits, mut rates) = (Vec::new(), Vec::new());
    // The first round warms up, and lets the worker send the mails of the vendors; it is not kept.
    for round in 0..=sizes.rounds {
        for (serving, rates) in [(&limit, &mut limits), (&ours, &mut rates)] {
            let driven = drive(serving.address, CONNECTIONS, 200, vec![LIST.to_vec(); sizes.reads]);
            assert_eq!(driven.sample, bytes, "the same bytes");
            if round > 0 {
                rates.push(sizes.reads as f64 / driven.took.as_secs_f64());
            }
        }
    }
    limit.stop();
    ours.stop();
    ratio(what, limits, rates, 0.5)
}
