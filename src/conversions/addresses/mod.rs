//! From where conversions were confirmed: a keyed digest of the network address, for the signals of the cases alone.
//!
//! It is forgotten after [`KEPT`]. Table: `confirmation_addresses`.

mod store;

pub use store::{businesses_beside, forget, note};

use std::time::Duration;

/// How long it is known from where a conversion was confirmed.
pub const KEPT: Duration = Duration::from_secs(90 * 86_400);
