//! Erasure: what people typed about a trial, or when somebody wanted to come into an organization, goes in one step, in
//! every room that keeps any. What is counted stays: codes, stamps, stages, amounts, evidence.
//!
//! Words: a *text* is whatever somebody typed beside a code, and what the business needs. A plan and the vendor's
//! reference of the access are names, and stay; the contact is erased with the consent. No tables of its own.

mod actions;
pub mod routes;
