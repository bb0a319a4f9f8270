//! How people come to belong to organizations.

pub mod invitations;
