//! The binary as people run it.

mod administrators;
mod demo;
mod import;
mod kills;
pub mod process;
mod replay;
mod second_factor;
mod secrets;
mod serve;
