//! A fresh server on a fresh database for each test, and those who use it.

pub mod actors;
pub mod app;
pub mod asking;
pub mod client;
pub mod database;
pub mod generated;
pub mod locks;
pub mod lookups;
pub mod postgres;
pub mod smtp;

pub use actors::Tried;
pub use app::TestApp;
pub use client::{Client, Reply};
pub use database::Engine;
pub use serde_json::json;

/// A crash of the machine ends the tests anyway: nothing needs to be on disk.
const POSTGRES_SETTINGS: &str = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off";

/// Tests that run on both engines: `engines! { async fn name(app) { … } }`.
macro_rules! engines {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn body($app: &$crate::support::TestApp) $body

            #[test]
            fn sqlite() {
                $crate::support::app::run($crate::support::Engine::Sqlite, async |app| body(app).await);
            }

            #[test]
            fn postgres() {
                $crate::support::app::run($crate::support::Engine::Postgres, async |app| body(app).await);
            }
        }
    )*};
}
