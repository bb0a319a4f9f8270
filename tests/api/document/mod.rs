//! The OpenAPI document: kept, complete, bounded, and true.

mod examples;
pub mod form;
