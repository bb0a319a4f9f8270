//! What becomes of warnings: one verb, one function. A look does what comes by itself, people the rest.

use super::lifecycle::{Command, apply, comes_again};
use super::model::{Ended, Finding, Proposal, Rule, Terms, Warning, WarningStep};
use super::store::{self, Said};
use crate::accounts::model::StaffRole;
use crate::accounts::offices;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::events::Event;
use crate::reference::working_days_after;
use crate::values::{AccountId, LocalDay, WarningId};
use std::collections::HashMap;

/// Takes in what was found on a morning: raises what is new, raises again what was snoozed until then, ends what holds no longer, and sees to it
/// that each has an owner who is still in office; how many warnings that was. Once a day: nothing, where another server was first.
pub fn look(tx: &mut Tx<'_>, day: LocalDay, found: &[Finding]) -> Result<usize> {
    if !store::take_turn(tx, day)? {
        return Ok(0);
    }
    let mut held = store::that_hold(tx)?;
    let mut owners = Owners { burdens: store::burdens(tx)?, of_province: HashMap::new() };
    let mut changed = 0;
    for it in found.iter().filter(|it| it.holds) {
        changed += usize::from(match held.remove(&(it.rule, it.subject_id.clone())) {
            None => raise(tx, &mut owners, it)?,
            Some(known) if comes_again(&known, day) => raise_again(tx, &mut owners, known, it)?,
            Some(known) => hand_on(tx, &mut owners, known, it)?,
        });
    }
    let judged: HashMap<_, _> = found.iter().map(|it| ((it.rule, it.subject_id.clone()), it)).collect();
    for (key, known) in held {
        end(tx, known, judged.get(&key).copied())?;
        changed += 1;
    }
    Ok(changed)
}

fn raise(tx: &mut Tx<'_>, owners: &mut Owners, it: &Finding) -> Result<bool> {
    let owner = owners.choose(tx, it.province_code.as_deref(), None)?;
    let due_on = due_on(tx, it)?;
    let warning = store::insert(tx, it, owner, due_on)?;
    let (rule, subject) = (it.rule, it.subject_id.clone());
    tx.record(Event::WarningRaised { warning, rule, subject, owner })?;
    Ok(true)
}

/// The snooze is over: the facts are those of today, and there is as much time as at first.
fn raise_again(tx: &mut Tx<'_>, owners: &mut Owners, known: Warning, it: &Finding) -> Result<bool> {
    let owner = owners.choose(tx, it.province_code.as_deref(), known.owner_id)?;
    let (status, step) = apply(known.status, Command::RaiseAgain)?;
    let (facts, due_on) = (store::json(&it.facts)?, due_on(tx, it)?);
    let next = Warning { status, facts, due_on, snoozed_until: None, owner_id: owner, ..known };
    write(tx, &next, step, &Said { owner, ..Said::default() })?;
    tx.record(Event::WarningRaisedAgain { warning: next.id, owner })?;
    Ok(true)
}

/// Whose owner has left the office, or has none, gets another one, if there is somebody: with as much time as at first.
fn hand_on(tx: &mut Tx<'_>, owners: &mut Owners, known: Warning, it: &Finding) -> Result<bool> {
    if !known.status.is_open() {
        return Ok(false);
    }
    let owner = owners.choose(tx, known.province_code.as_deref(), known.owner_id)?;
    let Some(next_owner) = owner.filter(|_| owner != known.owner_id) else { return Ok(false) };
    let next = Warning { owner_id: owner, due_on: known.due_on.max(due_on(tx, it)?), ..known };
    write(tx, &next, WarningStep::HandedOn, &Said { owner, ..Said::default() })?;
    tx.record(Event::WarningHandedOn { warning: next.id, owner: next_owner })?;
    Ok(true)
}

fn end(tx: &mut Tx<'_>, known: Warning, now: Option<&Finding>) -> Result<()> {
    let (was, owner) = (known.status, known.owner_id);
    let (status, step) = apply(was, Command::End)?;
    tx.not_before(known.updated_at);
    let (end_facts, ended_at) = (now.map(|it| store::json(&it.facts)).transpose()?, Some(tx.now()));
    let next = Warning { status, end_facts, ended_at, snoozed_until: None, ..known };
    write(tx, &next, step, &Said::default())?;
    tx.record(Event::WarningEnded { warning: next.id, owner, was })
}

fn due_on(tx: &mut Tx<'_>, it: &Finding) -> Result<LocalDay> {
    let today = tx.now().local_day();
    working_days_after(tx, today, it.due_working_days)
}

/// Saves a warning, never before its last stamp.
fn write(tx: &mut Tx<'_>, next: &Warning, step: WarningStep, said: &Said) -> Result<()> {
    tx.not_before(next.updated_at);
    store::save(tx, next, step, said)
}

/// Who can own warnings.
struct Owners {
    /// Open warnings of each.
    burdens: HashMap<AccountId, i64>,
    /// Who is able to, by the province of the warning.
    of_province: HashMap<Option<String>, Vec<AccountId>>,
}

impl Owners {
    /// The present owner, while in the right office; else, of those who are, who has the fewest open warnings, and of equals the one who came
    /// first. The right ones are the officers of the province; where there is none, the analysts; where there is none, the administrators.
    fn choose(
        &mut self,
        tx: &mut Tx<'_>,
        province: Option<&str>,
        present: Option<AccountId>,
    ) -> Result<Option<AccountId>> {
        let key = province.map(str::to_owned);
        if !self.of_province.contains_key(&key) {
            let able = able(tx, province)?;
            self.of_province.insert(key.clone(), able);
        }
        let able = self.of_province.get(&key).map(Vec::as_slice).unwrap_or_default();
        if let Some(present) = present.filter(|it| able.contains(it)) {
            return Ok(Some(present));
        }
        let open = |it: &&AccountId| self.burdens.get(*it).copied().unwrap_or_default();
        let chosen = able.iter().min_by_key(open).copied();
        if let Some(chosen) = chosen {
            *self.burdens.entry(chosen).or_default() += 1;
        }
        Ok(chosen)
    }
}

fn able(tx: &mut Tx<'_>, province: Option<&str>) -> Result<Vec<AccountId>> {
    let officers = match province {
        Some(province) => offices::able(tx, StaffRole::ProvinceOfficer, Some(province))?,
        None => Vec::new(),
    };
    for role in [StaffRole::Analyst, StaffRole::Administrator] {
        if !officers.is_empty() {
            break;
        }
        let able = offices::able(tx, role, None)?;
        if !able.is_empty() {
            return Ok(able);
        }
    }
    Ok(officers)
}

/// What somebody does about a warning, and what they write about it.
///
/// Errors: 404 for a warning that there is not, or of another province than one's own; 412 for a version that it has no more; 409 where that
/// is not possible as it stands.
pub fn act(
    tx: &mut Tx<'_>,
    (by, own_province): (AccountId, Option<&str>),
    id: WarningId,
    command: Command,
    note: Option<String>,
) -> Result<Warning> {
    let known = store::find_within(tx, id, own_province)?;
    tx.expects(known.version)?;
    let (status, step) = apply(known.status, command)?;
    let until = if let Command::Snooze(until) = command { Some(until) } else { None };
    let next = Warning { status, snoozed_until: until, ..known };
    let said = Said { by: Some(by), owner: next.owner_id, until, note };
    write(tx, &next, step, &said)?;
    tx.record(match until {
        Some(until) => Event::WarningSnoozed { warning: id, until },
        None if step == WarningStep::Resolved => Event::WarningResolved { warning: id },
        None => Event::WarningAcknowledged { warning: id },
    })?;
    store::find(tx, id)
}

/// Proposes other terms for a rule, or agrees to those that another administrator proposes by asking for the same. Whoever asks
/// for the present ones takes the proposal back; why is kept. `read` reads the terms and the reason, beside what the rule is now.
///
/// Errors: 404 for a name that no rule has; 412 for a version that it has no more; 409 for the own proposal, and for one whose
/// proposer is no administrator any more; those of `read`.
pub fn change_rule(
    tx: &mut Tx<'_>,
    by: AccountId,
    name: &str,
    read: impl Fn(&Rule) -> Result<(Terms, String)>,
) -> Result<Rule> {
    let rule = store::rule(tx, name)?;
    tx.expects(rule.version)?;
    let (terms, reason) = read(&rule)?;
    match rule.proposal()? {
        Some(proposal) if proposal.terms == terms => agree(tx, by, &rule, &proposal, &reason)?,
        former => propose(tx, by, &rule, former, (terms, reason))?,
    }
    store::rule(tx, name)
}

/// Proposes terms, or, where they are the present ones, nothing; what was proposed before is taken back by it.
fn propose(
    tx: &mut Tx<'_>,
    by: AccountId,
    rule: &Rule,
    former: Option<Proposal>,
    (terms, reason): (Terms, String),
) -> Result<()> {
    let next = (terms != rule.terms).then(|| Proposal { terms, by, at: tx.now(), reason: reason.clone() });
    store::propose(tx, rule, next.as_ref())?;
    if let Some(former) = former {
        tx.not_before(former.at);
        store::keep(tx, rule, &former, Ended::TakenBack, (by, &reason))?;
    }
    tx.record(match next {
        Some(_) => Event::WarningRuleProposed { rule: rule.rule, old_terms: rule.terms, new_terms: terms },
        None => Event::WarningRuleProposalEnded { rule: rule.rule },
    })
}

fn agree(tx: &mut Tx<'_>, by: AccountId, rule: &Rule, proposal: &Proposal, reason: &str) -> Result<()> {
    if proposal.by == by {
        return Err(Error::new(Code::SecondAdministratorNeeded));
    }
    offices::check_proposer(tx, proposal.by)?;
    tx.not_before(proposal.at);
    store::save_rule(tx, rule, proposal)?;
    store::keep(tx, rule, proposal, Ended::Agreed, (by, reason))?;
    tx.record(Event::WarningRuleChanged { rule: rule.rule, old_terms: rule.terms, new_terms: proposal.terms })
}
