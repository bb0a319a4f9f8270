//! One binary for all tests over HTTP: each runs on SQLite and on PostgreSQL, with a real socket, a real SMTP server and
//! a moved clock.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on panics; clippy's own exception for tests does not reach their helpers"
)]

#[macro_use]
mod support;

mod access;
mod accounts;
mod architecture;
mod bad_input;
mod businesses;
mod cases;
mod catalog;
mod commands;
mod conversions;
mod database;
mod document;
mod erasure;
mod generated;
mod holidays;
mod http_base;
mod imported;
mod joining;
mod limits;
mod members;
mod outbox;
mod reports;
mod reviews;
mod rules;
mod staff;
mod stories;
mod targets;
mod tasks;
mod trials;
mod warnings;
