//! Reads of the catalog beside the same bytes, or as many, as a constant.

use crate::common::table::Line;
use crate::constant::constant;
use crate::drive::drive;
use crate::ratio::{median, ratio};
use actix_web::rt::System;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use std::net::SocketAddr;
use std::sync::mpsc;

const CONNECTIONS: usize = 32;
const ROUNDS: usize = 5;
/// In a round.
const READS: usize = 20_000;
/// Different filters.
const COMBINATIONS: u64 = 1_000;

/// What is read, its requests, and the bar of its ratio.
fn questions() -> [(&'static str, Vec<Vec<u8>>, f64); 3] {
    let all: Vec<Vec<u8>> = combinations();
    // The same draw each time.
    let mut random = ChaCha8Rng::seed_from_u64(2021);
    let drawn = (0..READS).map(|_| all[random.random_range(0..all.len())].clone()).collect();
    [
        ("a list of 20", vec![request("/v1/platforms?limit=20"); READS], 0.7),
        ("one platform", vec![request("/v1/platforms/generated-17"); READS], 0.7),
        ("lists by 1,000 combinations of filters", drawn, 0.25),
    ]
}

fn request(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").into_bytes()
}

/// Category, size class, price, length of the trial, order: each with what leaves it out.
fn combinations() -> Vec<Vec<u8>> {
    let categories = crate::generated::CATEGORIES.map(|code| format!("&category={code}"));
    let sizes = ["", "&size=micro", "&size=small", "&size=medium"];
    let bands = ["", "&price_band=up_to_200000", "&price_band=up_to_500000", "&price_band=up_to_1000000"];
    let lengths = ["", "&trial_days_min=30", "&trial_days_min=60"];
    let orders = ["", "&sort=name", "&sort=newest"];
    let mut all = Vec::new();
    for category in categories.iter().map(String::as_str).chain([""]) {
        for size in sizes {
            for band in bands {
                for length in lengths {
                    for order in orders {
                        all.push(request(&format!("/v1/platforms?limit=20{category}{size}{band}{length}{order}")));
                    }
                }
            }
        }
    }
    let mut random = ChaCha8Rng::seed_from_u64(1230);
    let keys: Vec<u64> = all.iter().map(|_| random.random()).collect();
    let mut drawn: Vec<(u64, Vec<u8>)> = keys.into_iter().zip(all).collect();
    drawn.sort();
    drawn.into_iter().take(COMBINATIONS as usize).map(|(_, request)| request).collect()
}

/// The server's rates beside those of constants, in rounds that alternate.
pub fn beside_constants(address: SocketAddr, platforms: u32) -> Vec<Line> {
    let mut lines = Vec::new();
    for (what, requests, bar) in questions() {
        // Also the warm-up: what is asked often is rendered already.
        let length = mean_length(address, &requests);
        let limit = serve(vec![b'x'; length]);
        let (mut limits, mut rates) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            for (address, rates) in [(limit, &mut limits), (address, &mut rates)] {
                let took = drive(address, CONNECTIONS, 200, requests.clone()).took;
                rates.push(READS as f64 / took.as_secs_f64());
            }
        }
        lines.push(ratio(&format!("{what}, {length} bytes, of {platforms} platforms"), limits, rates, bar));
    }
    lines
}

/// Reads per second of each question: the middle of the rounds.
pub fn rates(address: SocketAddr) -> [f64; 3] {
    questions().map(|(_, requests, _)| {
        drive(address, CONNECTIONS, 200, requests.clone());
        let round = |_| READS as f64 / drive(address, CONNECTIONS, 200, requests.clone()).took.as_secs_f64();
        median((0..ROUNDS).map(round).collect())
    })
}

/// What a read costs among few platforms, as a part of what it costs among many.
pub fn flat(few: [f64; 3], many: [f64; 3], platforms: u32) -> Vec<Line> {
    let names = ["a list of 20", "one platform", "filtered lists"];
    let line = |(what, (few, many)): (&str, (f64, f64))| Line {
        what: format!("{what}: rate among {platforms} platforms ÷ rate among 100"),
        measured: format!("{:.2} = {many:.0}/s of {few:.0}/s", many / few),
        bar: ">= 0.8".to_owned(),
        reached: many / few >= 0.8,
    };
    names.into_iter().zip(few.into_iter().zip(many)).map(line).collect()
}

/// Bytes of an answer's body, on average.
fn mean_length(address: SocketAddr, requests: &[Vec<u8>]) -> usize {
    let driven = drive(address, CONNECTIONS, 200, requests.to_vec());
    driven.bytes / requests.len()
}

/// A constant on a thread of its own, until the bench ends.
fn serve(body: Vec<u8>) -> SocketAddr {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        System::new().block_on(async move {
            let workers = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
            let (running, address) = constant(body.into(), workers);
            tell.send(address).expect("who started it");
            running.await.expect("it serves");
        });
    });
    told.recv().expect("it listens")
}
