//! The binary as people run it.

mod demo;
mod process;
mod serve;
