//! Mail: nothing is lost, nothing is sent twice, and what no longer fits is not sent.

mod form;
mod relay;
