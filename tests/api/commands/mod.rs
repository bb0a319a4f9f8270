//! The binary as people run it.

mod demo;
mod kills;
mod process;
mod replay;
mod serve;
