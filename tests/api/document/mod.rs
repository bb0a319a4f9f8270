//! The OpenAPI document: kept, complete, bounded, and true.

mod examples;
mod form;
