//! Vendors: the firms that list platforms, approved by staff before they may. Table: `vendors`.

pub mod actions;
pub mod model;
pub mod routes;
mod store;

pub use model::{NewVendor, Vendor, VendorStatus};
pub use store::{find, known_by, lock, names, of_firm};
