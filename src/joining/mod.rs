//! How people come to belong to organizations, where they do not register them: the same for businesses and vendors.
//!
//! Words: an *invitation* asks an address to join, with a role. Tables: those of [`invitations`].

pub mod invitations;

use crate::db::Conn;
use crate::error::Result;
use crate::values::Organization;
use crate::{businesses, vendors};

/// The name of a business or a vendor.
pub fn organization_name(conn: &mut Conn, organization: Organization) -> Result<String> {
    Ok(match organization {
        Organization::Business(id) => businesses::find(conn, id)?.name,
        Organization::Vendor(id) => vendors::find(conn, id)?.name,
    })
}
