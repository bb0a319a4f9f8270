//! Whole journeys, as people make them.

mod main_job;
