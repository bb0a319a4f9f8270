//! The signals of `seed/signals.csv`, and the public providers of e-mail of `seed/mail_providers.csv`.

use super::model::{SignalRule, Switch, Unit};
use super::store;
use crate::cases::CaseKind;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::reference;
use csv::StringRecord;
use std::collections::BTreeSet;

/// Loads the signals; thresholds are corrected in place.
pub fn load(tx: &mut Tx<'_>) -> Result<()> {
    rules()?.iter().try_for_each(|rule| store::upsert(tx, rule))
}

fn rules() -> Result<Vec<SignalRule>> {
    reference::seed_rows("signals.csv")?.iter().map(read).collect()
}

fn read(row: &StringRecord) -> Result<SignalRule> {
    let cell = |place: usize| row.get(place).unwrap_or_default();
    let wrong = || Error::internal(format!("seed: {row:?} is no signal"));
    let optional = |place: usize| match cell(place) {
        "" => Ok(None),
        number => number.parse().map(Some).map_err(|_| wrong()),
    };
    Ok(SignalRule {
        name: CaseKind::parse(cell(0)).ok_or_else(wrong)?,
        name_vi: cell(1).to_owned(),
        name_en: cell(2).to_owned(),
        threshold: optional(3)?.ok_or_else(wrong)?,
        unit: Unit::parse(cell(4)).ok_or_else(wrong)?,
        at_least: optional(5)?,
        days: optional(6)?,
        state: Switch::parse(cell(7)).ok_or_else(wrong)?,
    })
}

/// Domains at which anybody gets an address: to share one says nothing.
pub fn mail_providers() -> Result<BTreeSet<String>> {
    let rows = reference::seed_rows("mail_providers.csv")?;
    Ok(rows.iter().filter_map(|row| row.get(0)).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_signal_has_its_names_and_a_kind_of_its_own() {
        let rules = rules().expect("the signals");
        let named = |kind: &&CaseKind| rules.iter().filter(|rule| rule.name == **kind).count() == 1;
        let signals = CaseKind::ALL.iter().filter(|kind| **kind != CaseKind::Complaint);
        assert_eq!(signals.clone().filter(named).count(), signals.count());
        assert!(
            rules
                .iter()
                .all(|rule| rule.name != CaseKind::Complaint && !rule.name_vi.is_empty() && !rule.name_en.is_empty())
        );
        let providers = mail_providers().expect("the providers");
        assert!(providers.contains("gmail.com") && providers.iter().all(|it| *it == it.to_lowercase()));
    }
}
