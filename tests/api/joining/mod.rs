//! How people come to belong to organizations.

pub mod contests;
pub mod invitations;
pub mod requests;
mod returning;
