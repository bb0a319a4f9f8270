//! What each signal looks for, pure: what was measured, where it reaches the threshold.

use super::model::{Claims, Cohort, Confirmation, Contact, Group, SignalRule};
use crate::cases::CaseKind;
use std::collections::{BTreeMap, BTreeSet};

/// Trials that a case names, at most.
const NAMED: usize = 20;

/// Of one conversion that was confirmed.
pub fn of_confirmation(rule: &SignalRule, it: &Confirmation) -> Option<i64> {
    match rule.name {
        CaseKind::ConfirmedWithinSeconds => {
            let seconds = whole(it.converted_at.since(it.claimed_at).as_secs());
            (seconds <= rule.threshold).then_some(seconds)
        }
        CaseKind::ConfirmationsFromOneAddress => reached(rule, it.from_address),
        CaseKind::SharedContactDomain => reached(rule, it.shared_domains),
        CaseKind::ConvertedNeverActivated => {
            let used = it.activated_at.map_or(0, |at| whole(it.claimed_at.since(at).as_secs()) / 3_600);
            (!it.engaged && used < rule.threshold).then_some(used)
        }
        _ => None,
    }
}

/// Of a count: of an invoice's other buyers, or of businesses with one contact.
pub fn reached(rule: &SignalRule, count: i64) -> Option<i64> {
    (count >= rule.threshold).then_some(count)
}

/// Of a vendor's claims of a month: the share of its last day, in percent.
pub fn bunched(rule: &SignalRule, it: &Claims) -> Option<i64> {
    let enough = it.all >= rule.at_least.unwrap_or(1);
    let above = it.on_last_day * 100 > rule.threshold * it.all;
    (enough && above).then(|| percent(it.on_last_day, it.all))
}

/// Of a vendor's rate beside that of its category without it: the vendor's, in percent.
pub fn above_category(rule: &SignalRule, it: &Cohort) -> Option<i64> {
    let least = rule.at_least.unwrap_or(1);
    let enough = it.own >= least && it.others >= least && it.own_converted > 0;
    let far_above = it.own_converted * it.others * 100 >= rule.threshold * it.others_converted * it.own;
    (enough && far_above).then(|| percent(it.own_converted, it.own))
}

fn percent(part: i64, of: i64) -> i64 {
    (part * 100).checked_div(of).unwrap_or_default()
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The domain of an address, unless a public provider gives it to anybody.
pub fn own_domain(email: &str, public: &BTreeSet<String>) -> Option<String> {
    let domain = email.rsplit_once('@')?.1.to_ascii_lowercase();
    (!domain.is_empty() && !public.contains(&domain)).then_some(domain)
}

/// A phone number's digits as dialled within Vietnam.
pub fn dialled(phone: &str) -> Option<String> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let local = digits.strip_prefix("84").filter(|rest| rest.len() >= 9).map(|rest| format!("0{rest}"));
    Some(local.unwrap_or(digits)).filter(|digits| digits.len() >= 8)
}

/// The most businesses that share what `key` gives of their contacts.
pub fn largest(contacts: &[Contact], key: impl Fn(&Contact) -> Option<String>) -> Group {
    let mut groups: BTreeMap<String, Vec<&Contact>> = BTreeMap::new();
    for contact in contacts {
        if let Some(key) = key(contact) {
            groups.entry(key).or_default().push(contact);
        }
    }
    let sized = |group: Vec<&Contact>| {
        let businesses: BTreeSet<&str> = group.iter().map(|it| it.business.as_str()).collect();
        let trials = group.iter().map(|it| it.trial).take(NAMED).collect();
        Group { businesses: whole(businesses.len() as u64), trials }
    };
    groups.into_values().map(sized).max_by_key(|group| group.businesses).unwrap_or_default()
}

#[cfg(test)]
mod tests;
