//! Refusals and failures, and the problem document (RFC 9457) that every answer of 400 and above carries.

mod code;
mod fault_code;
mod people;
mod problem;
mod reader;
mod states;

pub use code::Code;
pub use fault_code::FaultCode;
pub use problem::{Problem, ProblemFault};
use problem::{Quota, Stand};

use crate::faults::Fault;
use crate::values::Locale;
use std::fmt;
use std::time::Duration;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A refusal or a failure. `Display` is for operators' logs; callers get [`Error::problem`].
pub struct Error(Box<Inner>);

struct Inner {
    code: Code,
    possible: String,
    faults: Vec<Fault>,
    cause: Option<String>,
    again: bool,
    retry_after: Option<u64>,
    stand: Option<Stand>,
    quota: Option<Quota>,
}

impl Error {
    pub fn new(code: Code) -> Self {
        Self(Box::new(Inner {
            code,
            possible: String::new(),
            faults: Vec::new(),
            cause: None,
            again: false,
            retry_after: None,
            stand: None,
            quota: None,
        }))
    }

    /// `possible` fills the blank of the code's text.
    pub fn with(code: Code, possible: impl fmt::Display) -> Self {
        let mut error = Self::new(code);
        error.0.possible = possible.to_string();
        error
    }

    /// Refused as it stands: where that is, and the operations that are possible there for who asks.
    pub fn wrong_state(state: impl fmt::Display, possible: Vec<&'static str>) -> Self {
        Self::with(Code::WrongState, &state).in_state(state, possible)
    }

    /// As [`Error::wrong_state`], of a refusal that has a code of its own.
    #[must_use]
    pub fn in_state(mut self, state: impl fmt::Display, possible: Vec<&'static str>) -> Self {
        self.0.stand = Some(Stand { state: state.to_string(), possible });
        self
    }

    /// Of the operations that are possible, those that `takes` admits: whoever asks may have shown too little for the others.
    #[must_use]
    pub fn of_possible(mut self, takes: impl Fn(&str) -> bool) -> Self {
        if let Some(stand) = &mut self.0.stand {
            stand.possible.retain(|operation| takes(operation));
        }
        self
    }

    pub fn not_found() -> Self {
        Self::new(Code::NotFound)
    }

    /// Values that parse but cannot be.
    pub fn invalid(faults: Vec<Fault>) -> Self {
        Self::faulty(Code::InvalidValues, faults)
    }

    /// One wrong value.
    pub fn fault(pointer: &str, code: FaultCode, possible: impl Into<String>) -> Self {
        Self::invalid(vec![Fault { pointer: pointer.to_owned(), code, possible: possible.into() }])
    }

    pub fn faulty(code: Code, faults: Vec<Fault>) -> Self {
        Self::new(code).naming(faults)
    }

    /// With what is wrong, one by one.
    #[must_use]
    pub fn naming(mut self, faults: Vec<Fault>) -> Self {
        self.0.faults = faults;
        self
    }

    /// A failure that is ours; `cause` goes to the log alone.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self::because(Code::Internal, cause)
    }

    pub fn because(code: Code, cause: impl fmt::Display) -> Self {
        let mut error = Self::new(code);
        error.0.cause = Some(cause.to_string());
        error
    }

    /// A collision with somebody else's transaction: the whole action may simply run again.
    pub fn transient(code: Code, cause: impl fmt::Display) -> Self {
        let mut error = Self::because(code, cause);
        error.0.again = true;
        error
    }

    /// A refusal that holds for `wait`; told in whole seconds, never too few.
    pub fn too_soon(wait: Duration) -> Self {
        Self::wait(Code::TooManyRequests, wait)
    }

    /// Refused as it was done so many times within this time, which is all that is allowed.
    #[must_use]
    pub fn of_at_most(mut self, times: u64, window: Duration) -> Self {
        self.0.quota = Some(Quota { times, window });
        self
    }

    /// Refused for a while: the seconds, rounded up, fill the blank of the code's text and the header `Retry-After`.
    pub fn wait(code: Code, wait: Duration) -> Self {
        let seconds = wait.as_micros().div_ceil(1_000_000).max(1) as u64;
        Self::with(code, seconds).after(seconds)
    }

    /// Seconds to wait before trying again.
    #[must_use]
    pub fn after(mut self, seconds: u64) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    pub fn retry_after(&self) -> Option<u64> {
        self.0.retry_after
    }

    pub fn code(&self) -> Code {
        self.0.code
    }

    pub fn faults(&self) -> &[Fault] {
        &self.0.faults
    }

    pub fn is_transient(&self) -> bool {
        self.0.again
    }

    pub fn problem(&self, locale: Locale, request_id: &str) -> Problem {
        let inner = &*self.0;
        let possible = |fault: &Fault| match fault.code {
            FaultCode::WrongType | FaultCode::WrongParameter | FaultCode::Syntax => {
                reader::in_locale(&fault.possible, locale)
            }
            FaultCode::NotChangeable => states::in_locale(&fault.possible, locale),
            _ => fault.possible.clone(),
        };
        let errors = inner.faults.iter().map(|fault| ProblemFault {
            pointer: fault.pointer.clone(),
            code: fault.code.as_str().to_owned(),
            detail: format!("{}{}", inner.entry(fault, locale), fault.code.sentence(&possible(fault), locale)),
        });
        let told = match inner.code {
            Code::Forbidden => people::in_locale(&inner.possible, locale),
            _ => inner.possible.clone(),
        };
        let mut detail = inner.code.detail().in_locale(locale).replace("{}", &told);
        if let Some(stand) = &inner.stand {
            detail = format!("{detail} {}", stand.sentence(locale));
        }
        if let Some(quota) = inner.quota {
            detail = format!("{detail} {}", quota.sentence(locale));
        }
        Problem {
            r#type: format!("urn:dungthu:problem:{}", inner.code.as_str()),
            title: inner.code.title().in_locale(locale).to_owned(),
            status: inner.code.status(),
            detail,
            code: inner.code.as_str().to_owned(),
            request_id: request_id.to_owned(),
            errors: errors.collect(),
            state: inner.stand.as_ref().map(|stand| stand.state.clone()),
            possible: inner.stand.iter().flat_map(|stand| &stand.possible).map(ToString::to_string).collect(),
        }
    }
}

impl Inner {
    /// Of a file, which entry of a cell's list is meant, counted as people do: they do not read pointers.
    fn entry(&self, fault: &Fault, locale: Locale) -> String {
        let below = fault.pointer.strip_prefix("/rows/").filter(|_| self.code == Code::FaultyFile);
        let place = below.and_then(|below| below.split_once('/')?.1.rsplit_once('/')?.1.parse::<usize>().ok());
        match (place, locale) {
            (None, _) => String::new(),
            (Some(place), Locale::Vi) => format!("Mục {}: ", place.saturating_add(1)),
            (Some(place), Locale::En) => format!("Entry {}: ", place.saturating_add(1)),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code.as_str())?;
        for fault in &self.0.faults {
            write!(f, ", {} {}", fault.pointer, fault.code.as_str())?;
        }
        match &self.0.cause {
            Some(cause) => write!(f, ": {cause}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_distinct_and_speaks_both_languages() {
        let mut seen: Vec<&str> =
            Code::ALL.iter().map(|c| c.as_str()).chain(FaultCode::ALL.iter().map(|c| c.as_str())).collect();
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), count);
        for code in Code::ALL {
            assert!((400..600).contains(&code.status()));
            let (vi, en) = (code.detail().vi, code.detail().en);
            assert!(vi != en && vi.contains("{}") == en.contains("{}"), "{}", code.as_str());
        }
        for code in FaultCode::ALL {
            assert!(code.text().vi.contains("{}") == code.text().en.contains("{}"), "{}", code.as_str());
            for locale in [Locale::Vi, Locale::En] {
                let bare = code.sentence("", locale);
                let hanging = [": .", ":.", "()", ": ;", "..", "{}"].iter().any(|end| bare.contains(end));
                assert!(!hanging && bare.ends_with('.'), "{}: {bare}", code.as_str());
            }
        }
        let unknown = |possible| FaultCode::UnknownParameter.sentence(possible, Locale::En);
        assert_eq!([unknown("a, b"), unknown("")], ["Unknown parameter. Possible: a, b.", "Unknown parameter."]);
    }
}
