//! The kinds of conflict, and how each is told.

use crate::error::{Code, Error, FaultCode};
use crate::faults::Fault;

/// What somebody has to do with a platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// They belong to its vendor, or to the one that claims it.
    OwnVendor,
    /// They belong to another vendor: one that competes, or may.
    AnotherVendor,
    /// They had a part in what is said of it.
    Insider,
    /// They said so themselves.
    Declared,
}

impl Conflict {
    /// The refusal that says which it is.
    pub fn refusal(self) -> Error {
        let code = match self {
            Self::OwnVendor => FaultCode::OwnVendor,
            Self::AnotherVendor => FaultCode::RivalVendor,
            Self::Insider => FaultCode::HadAPart,
            Self::Declared => return Error::new(Code::ConflictDeclared),
        };
        Error::faulty(Code::ConflictOfInterest, vec![Fault { pointer: String::new(), code, possible: String::new() }])
    }
}
