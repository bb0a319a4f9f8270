//! What trials are grouped by, as small numbers: each text once, and each combination of texts that occurs once.

use crate::values::text_enum::text_enum;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::hash::Hash;
use utoipa::ToSchema;

/// What figures are grouped and filtered by: each trial as it was at sign-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    Platform,
    Vendor,
    Category,
    Ministry,
    Programme,
    OfferDays,
    Province,
    LegacyProvince,
    Industry,
    SizeClass,
    Channel,
}

text_enum!(Dimension {
    Platform = "platform",
    Vendor = "vendor",
    Category = "category",
    Ministry = "ministry",
    Programme = "programme",
    OfferDays = "offer_days",
    Province = "province",
    LegacyProvince = "legacy_province",
    Industry = "industry",
    SizeClass = "size_class",
    Channel = "channel",
});

/// How many dimensions are of what is tried; the others are of who tries it.
pub const OF_OFFERING: usize = 6;
pub const OF_ORIGIN: usize = 5;

impl Dimension {
    /// Its place in an offering, or in an origin.
    pub const fn place(self) -> (bool, usize) {
        let place = self as usize;
        if place < OF_OFFERING { (true, place) } else { (false, place - OF_OFFERING) }
    }
}

/// Things, each with a number that it keeps.
#[derive(Debug)]
pub struct Dictionary<T> {
    numbers: HashMap<T, u32>,
    all: Vec<T>,
}

impl<T> Default for Dictionary<T> {
    fn default() -> Self {
        Self { numbers: HashMap::new(), all: Vec::new() }
    }
}

impl<T: Clone + Eq + Hash> Dictionary<T> {
    /// The number of a thing, which it gets now if it has none.
    pub fn number<Q>(&mut self, thing: &Q) -> u32
    where
        T: std::borrow::Borrow<Q>,
        Q: Eq + Hash + ToOwned<Owned = T> + ?Sized,
    {
        if let Some(known) = self.numbers.get(thing) {
            return *known;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(thing.to_owned());
        self.numbers.insert(thing.to_owned(), number);
        number
    }

    /// All, by their numbers.
    pub fn all(&self) -> &[T] {
        &self.all
    }
}

/// The texts of each dimension and of reasons, and the combinations that occur.
#[derive(Debug, Default)]
pub struct Names {
    texts: [Dictionary<String>; OF_OFFERING + OF_ORIGIN],
    pub reasons: Dictionary<String>,
    pub offerings: Dictionary<[u32; OF_OFFERING]>,
    pub origins: Dictionary<[u32; OF_ORIGIN]>,
    /// The numbers of those that were met, by their texts: one look instead of one for each text.
    known: [HashMap<String, u32>; 2],
}

impl Names {
    /// The number of this combination of texts, a line each in the order of [`Dimension`].
    pub fn offering(&mut self, lines: &str) -> u32 {
        let Self { texts, offerings, known: [known, _], .. } = self;
        numbered(known, lines, || offerings.number(&numbers(texts, lines)))
    }

    /// As [`Names::offering`], of who tries.
    pub fn origin(&mut self, lines: &str) -> u32 {
        let Self { texts, origins, known: [_, known], .. } = self;
        let texts = texts.get_mut(OF_OFFERING..).unwrap_or_default();
        numbered(known, lines, || origins.number(&numbers(texts, lines)))
    }

    /// The texts of a dimension, by their numbers; an empty one where a trial has none.
    pub fn texts(&self, of: Dimension) -> &[String] {
        self.texts.get(of as usize).map_or(&[], Dictionary::all)
    }

    /// The number of a reason; 0 for none.
    pub fn reason(&mut self, code: Option<&str>) -> u8 {
        code.map_or(0, |code| u8::try_from(self.reasons.number(code) + 1).unwrap_or(u8::MAX))
    }

    pub fn reason_code(&self, number: u8) -> Option<&str> {
        self.reasons.all().get(usize::from(number.checked_sub(1)?)).map(String::as_str)
    }
}

fn numbered(known: &mut HashMap<String, u32>, lines: &str, number: impl FnOnce() -> u32) -> u32 {
    if let Some(known) = known.get(lines) {
        return *known;
    }
    let number = number();
    known.insert(lines.to_owned(), number);
    number
}

/// The number of each line's text.
fn numbers<const N: usize>(texts: &mut [Dictionary<String>], lines: &str) -> [u32; N] {
    let (mut of, mut lines) = (texts.iter_mut(), lines.split('\n'));
    std::array::from_fn(|_| of.next().zip(lines.next()).map_or(0, |(dictionary, text)| dictionary.number(text)))
}
