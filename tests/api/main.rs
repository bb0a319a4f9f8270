//! One binary for all tests over HTTP: each runs on SQLite and on PostgreSQL, with a real socket, a real SMTP server and
//! a moved clock.

#[macro_use]
mod support;

mod accounts;
mod businesses;
mod catalog;
mod conversions;
mod http_base;
mod stories;
mod trials;
