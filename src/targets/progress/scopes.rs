//! Which targets a trial counts for: looked up by the numbers of its offering and its origin, so that one pass over all trials
//! serves many targets.

use crate::reports::figures::row::Row;
use crate::reports::figures::{Dimension, Table};
use crate::targets::model::Scope;

/// Targets that one pass serves, at most: each is a bit.
pub const AT_ONCE: usize = u64::BITS as usize;

/// The targets that each offering, and each origin, is in the scope of.
pub struct Scopes {
    offerings: Vec<u64>,
    origins: Vec<u64>,
}

impl Scopes {
    /// Of at most [`AT_ONCE`] scopes.
    pub fn of(table: &Table, scopes: &[&Scope]) -> Self {
        let all = |numbers: &[u32], of_offering: bool| -> u64 {
            let bits = scopes.iter().zip(0..u64::BITS);
            bits.filter(|(scope, _)| takes(table, scope, of_offering, numbers)).map(|(_, bit)| 1_u64 << bit).sum()
        };
        Self {
            offerings: table.names.offerings.all().iter().map(|numbers| all(numbers, true)).collect(),
            origins: table.names.origins.all().iter().map(|numbers| all(numbers, false)).collect(),
        }
    }

    /// The places of the targets whose scope a trial is in.
    pub fn of_trial(&self, row: &Row) -> impl Iterator<Item = usize> + use<> {
        let offering = self.offerings.get(row.offering as usize).copied().unwrap_or_default();
        let mut left = offering & self.origins.get(row.origin as usize).copied().unwrap_or_default();
        std::iter::from_fn(move || {
            let bit = left.trailing_zeros();
            left &= left.wrapping_sub(1);
            (bit < u64::BITS).then_some(bit as usize)
        })
    }
}

/// Whether a scope asks for nothing else than these values of an offering, or of an origin.
fn takes(table: &Table, scope: &Scope, of_offering: bool, numbers: &[u32]) -> bool {
    let vendor = scope.vendor_id.map(|id| id.to_string());
    let wanted = [
        (Dimension::Programme, scope.programme.as_deref()),
        (Dimension::Ministry, scope.ministry_code.as_deref()),
        (Dimension::Province, scope.province_code.as_deref()),
        (Dimension::Category, scope.category_code.as_deref()),
        (Dimension::Vendor, vendor.as_deref()),
    ];
    let here = wanted.into_iter().filter(|(dimension, _)| dimension.place().0 == of_offering);
    here.filter_map(|(dimension, value)| Some((dimension, value?))).all(|(dimension, value)| {
        let number = numbers.get(dimension.place().1);
        number.and_then(|number| table.names.texts(dimension).get(*number as usize)).is_some_and(|text| text == value)
    })
}
