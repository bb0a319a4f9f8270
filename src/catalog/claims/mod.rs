//! Claims of illustrative platforms: a vendor says that a real platform which nobody lists here is its own, and why; staff who have
//! nothing to do with it decide. An approved one makes the platform the vendor's draft, by the same id and slug, and every other
//! that waits is rejected with it; where the approval is taken back, those wait again. Table: `platform_claims`.

pub mod actions;
mod lifecycle;
mod model;
pub mod routes;
mod store;

pub use model::{PlatformClaim, PlatformClaimStatus};
pub use store::find;

use crate::db::Conn;
use crate::error::Result;
use crate::values::PlatformId;
use std::collections::HashMap;

/// What everybody reads of the names of these platforms, or has read before one became somebody's draft: several vendors claim one, and
/// none learns what another drafts.
pub fn names(conn: &mut Conn, platforms: &[PlatformId]) -> Result<HashMap<PlatformId, String>> {
    let mut names = HashMap::new();
    for platform in super::store::all(conn, platforms)? {
        let seeded = if platform.published_at.is_none() { super::seed::illustrative_by(&platform.slug)? } else { None };
        names.insert(platform.id, seeded.map_or(platform.name, |(_, about)| about.name));
    }
    Ok(names)
}
