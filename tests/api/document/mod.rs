//! The documents: that of the API kept, complete, bounded, and true; that of what is verified true too.

mod addresses;
mod asvs;
mod examples;
pub mod form;
