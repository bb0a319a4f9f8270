//! How people come to belong to organizations that others have registered: the same for businesses and vendors.
//!
//! Words: an *invitation* asks an address to join, with a role; a *request to join* asks an organization's owners to be
//! let in; a *contest* says that an organization is not of those who registered it. Tables: those of [`invitations`],
//! [`requests`] and [`contests`].

pub mod contests;
pub mod invitations;
pub mod model;
pub mod requests;

use crate::db::Conn;
use crate::error::{Error, FaultCode, Result};
use crate::values::Organization;
use crate::{businesses, vendors};
pub use model::Sought;

/// The name of a business or a vendor.
pub fn organization_name(conn: &mut Conn, organization: Organization) -> Result<String> {
    Ok(match organization {
        Organization::Business(id) => businesses::find(conn, id)?.name,
        Organization::Vendor(id) => vendors::find(conn, id)?.name,
    })
}

/// The organization of a kind and a tax code.
///
/// Errors: 422 where nobody has registered it.
fn find(conn: &mut Conn, sought: &Sought) -> Result<Organization> {
    let found = match sought {
        Sought::Business(identity) => businesses::known_by(conn, identity)?.map(Organization::Business),
        Sought::Vendor(tax_code) => vendors::known_by(conn, tax_code)?.map(Organization::Vendor),
    };
    found.ok_or_else(|| Error::fault("/tax_code", FaultCode::NotRegistered, ""))
}
