//! Trials: who may ask for one, and what may be done with it when.

mod clocks;
mod consent;
mod days;
mod ending;
mod events;
mod extensions;
mod granted;
mod heartbeats;
mod lists;
pub mod places;
mod refusals;
mod second_trial;
mod states;
