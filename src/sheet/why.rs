//! Why a file cannot be read as rows: a code for systems, and a sentence in both languages.

use crate::error::{Error, FaultCode};
use crate::values::Locale;

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    code: FaultCode,
    /// What the sentence says beside.
    told: String,
}

impl Why {
    pub fn new(code: FaultCode, told: impl ToString) -> Self {
        Self { code, told: told.to_string().chars().take(500).collect() }
    }

    /// The sentence for somebody at the command line, about the file of this name.
    #[must_use]
    pub fn about(&self, shown: &str) -> String {
        format!("{shown}: {}", self.code.sentence(&self.told, Locale::En))
    }

    /// The refusal of the file.
    #[must_use]
    pub fn refusal(self) -> Error {
        Error::fault("", self.code, self.told)
    }
}

/// What the machine says of a file that it cannot read.
impl From<std::io::Error> for Why {
    fn from(error: std::io::Error) -> Self {
        Self::new(FaultCode::UnreadableFile, error)
    }
}
