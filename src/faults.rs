//! What is wrong with a body's values: every fault with its place, gathered before one refusal names them all.

use crate::error::{Error, FaultCode};
use crate::values::text::{self, TextFault};
use crate::values::{LocalDay, TaxCode, Vnd, personal_number, tax_code::TaxCodeFault};

/// One wrong value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where: a JSON pointer (RFC 6901), or the name of a query parameter.
    pub pointer: String,
    pub code: FaultCode,
    /// What is possible instead, where that can be said in a few words.
    pub possible: String,
}

/// Gathers faults while a body is parsed.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    pub fn add(&mut self, pointer: &str, code: FaultCode, possible: impl Into<String>) {
        self.0.push(Fault { pointer: pointer.to_owned(), code, possible: possible.into() });
    }

    /// The value, where every value was good; else the refusal that names all faults.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Error> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(Error::invalid(self.0)),
        }
    }

    /// All of them, for a refusal of its own.
    pub fn into_all(self) -> Vec<Fault> {
        self.0
    }

    /// One line of at most `max` characters.
    pub fn line(&mut self, pointer: &str, text: &str, max: usize) -> Option<String> {
        self.text(pointer, text::line(text, max), max)
    }

    /// What a person, an organization or a platform is called. It stands in mails to strangers: no address of the web or of
    /// mail is in it, and no personal number.
    pub fn name(&mut self, pointer: &str, text: &str, max: usize) -> Option<String> {
        let name = self.text(pointer, text::name(text, max), max)?;
        // Nobody could search for it, and a list would not know where it stands.
        if !name.chars().any(char::is_alphanumeric) {
            self.add(pointer, FaultCode::NoLetter, "");
            return None;
        }
        if text::is_addressed(&name) {
            self.add(pointer, FaultCode::AddressInName, "http://, https://, www., @, example.vn/…");
            return None;
        }
        self.without_number(pointer, name)
    }

    /// What a platform or its vendor is called, which everybody reads beside those of others: as [`Self::name`], and no imitation.
    pub fn public_name(&mut self, pointer: &str, text: &str, max: usize) -> Option<String> {
        let name = self.name(pointer, text, max)?;
        if text::is_imitation(&name) {
            self.add(pointer, FaultCode::LooksLatin, "");
            return None;
        }
        Some(name)
    }

    /// A name in which nobody's personal number stands: it is kept nowhere.
    pub fn without_number(&mut self, pointer: &str, name: String) -> Option<String> {
        if personal_number::stands_in_name(&name) {
            self.add(pointer, FaultCode::PersonalNumber, "");
            return None;
        }
        Some(name)
    }

    /// Text of several lines, at most `max` characters.
    pub fn lines(&mut self, pointer: &str, text: &str, max: usize) -> Option<String> {
        self.text(pointer, text::lines(text, max), max)
    }

    fn text(&mut self, pointer: &str, read: Result<String, TextFault>, max: usize) -> Option<String> {
        let (code, possible) = match read {
            Ok(text) => return Some(text),
            Err(TextFault::Empty) => (FaultCode::Empty, format!("1 – {max}")),
            Err(TextFault::TooLong) => (FaultCode::TooLong, format!("1 – {max}")),
            Err(TextFault::Character) => (FaultCode::ForbiddenCharacter, String::new()),
            Err(TextFault::LineBreak) => (FaultCode::LineBreak, String::new()),
            Err(TextFault::Marks) => (FaultCode::StackedMarks, String::new()),
            Err(TextFault::Scripts) => (FaultCode::MixedScripts, String::new()),
        };
        self.add(pointer, code, possible);
        None
    }

    /// A text that may be left out.
    pub fn optional_line(&mut self, pointer: &str, text: Option<&str>, max: usize) -> Option<Option<String>> {
        match text {
            None => Some(None),
            Some(text) => self.line(pointer, text, max).map(Some),
        }
    }

    /// A name that may be left out: the present one then stays.
    pub fn changed_name(&mut self, pointer: &str, text: Option<&str>, present: &str, max: usize) -> Option<String> {
        text.map_or_else(|| Some(present.to_owned()), |text| self.name(pointer, text, max))
    }

    /// As [`Faults::lines`], for a text that may be left out.
    pub fn optional_lines(&mut self, pointer: &str, text: Option<&str>, max: usize) -> Option<Option<String>> {
        match text {
            None => Some(None),
            Some(text) => self.lines(pointer, text, max).map(Some),
        }
    }

    pub fn email(&mut self, pointer: &str, text: &str) -> Option<String> {
        let read = text::email(text);
        if read.is_none() {
            self.add(pointer, FaultCode::NotAnEmail, "name@example.vn");
        }
        read
    }

    pub fn tax_code(&mut self, pointer: &str, text: &str) -> Option<TaxCode> {
        let code = match TaxCode::parse(text) {
            Ok(code) => return Some(code),
            Err(TaxCodeFault::Form) => FaultCode::TaxCodeForm,
            Err(TaxCodeFault::CheckDigit) => FaultCode::TaxCodeCheckDigit,
            Err(TaxCodeFault::Branch) => FaultCode::TaxCodeBranch,
        };
        self.add(pointer, code, "0123456789, 0123456789-001");
        None
    }

    pub fn money(&mut self, pointer: &str, amount: i64) -> Option<Vnd> {
        let read = Vnd::new(amount);
        if read.is_none() {
            self.add(pointer, FaultCode::OutOfRange, format!("0 – {}", Vnd::MAX));
        }
        read
    }

    /// A whole number within a range, both ends included.
    pub fn number(&mut self, pointer: &str, number: i64, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
        if range.contains(&number) {
            return Some(number);
        }
        self.add(pointer, FaultCode::OutOfRange, format!("{} – {}", range.start(), range.end()));
        None
    }

    /// A day, `YYYY-MM-DD`.
    pub fn day(&mut self, pointer: &str, text: &str) -> Option<LocalDay> {
        let read = LocalDay::parse(text);
        if read.is_none() {
            self.add(pointer, FaultCode::NotADay, "2026-11-16");
        }
        read
    }
}
