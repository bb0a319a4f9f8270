//! What the worker looks at: one verb, one function. Each opens cases and changes nothing else.

use super::lifecycle;
use super::model::{Claims, Cohort, Confirmation, Contact, Group, SignalRule};
use super::{seed, store};
use crate::accounts;
use crate::cases::CaseKind;
use crate::cases::actions::open;
use crate::cases::model::NewCase;
use crate::conversions::{self, Conversion, addresses, evidence};
use crate::db::{Conn, Tx};
use crate::deadlines::Settled;
use crate::error::Result;
use crate::trials::{self, Trial};
use crate::values::{ConversionId, InvoiceId, Month, VendorId};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Days that a signal looks back where its rule names none.
const A_WEEK: i64 = 7;

/// A conversion was confirmed: every signal of one conversion is looked for.
pub fn look_at_confirmation(tx: &mut Tx<'_>, id: ConversionId) -> Result<Settled> {
    let conversion = conversions::find(tx, id)?;
    let trial = trials::find(tx, conversion.trial_id)?;
    for rule in store::switched_on(tx)? {
        let Some(known) = confirmation(tx, &rule, &trial, &conversion)? else { continue };
        let Some(measured) = lifecycle::of_confirmation(&rule, &known) else { continue };
        let month = Month::of(known.converted_at.local_day()).map(Month::text).unwrap_or_default();
        // Whoever speaks for many firms does so more than once: one case a month is enough to look at the vendor.
        let (subject_id, period) = match rule.name {
            CaseKind::ConfirmationsFromOneAddress => (trial.vendor_id.to_string(), month),
            _ => (id.to_string(), String::new()),
        };
        let seen = facts(&rule, measured, [("trial", json!(trial.id)), ("conversion", json!(id))]);
        open(tx, &case(rule.name, subject_id, period, trial.vendor_id, Some(trial.clone()), seen))?;
    }
    Ok(Settled::Done)
}

/// An invoice was shown: was it shown for another buyer?
pub fn look_at_invoice(tx: &mut Tx<'_>, id: InvoiceId) -> Result<Settled> {
    let Some(rule) = store::find(tx, CaseKind::SameInvoiceOtherBuyer)? else { return Ok(Settled::Done) };
    let (conversion, others) = evidence::other_buyers_of(tx, id)?;
    if let Some(measured) = lifecycle::reached(&rule, others) {
        let trial = trials::find(tx, conversion.trial_id)?;
        let seen = facts(
            &rule,
            measured,
            [("trial", json!(trial.id)), ("conversion", json!(conversion.id)), ("invoice", json!(id))],
        );
        open(tx, &case(rule.name, id.to_string(), String::new(), trial.vendor_id, Some(trial), seen))?;
    }
    Ok(Settled::Done)
}

/// A vendor's month is over: every signal of a month is looked for.
pub fn look_at_month(tx: &mut Tx<'_>, vendor: VendorId, month: Month) -> Result<Settled> {
    addresses::forget(tx, tx.now().minus(addresses::KEPT))?;
    let contacts = contacts(tx, vendor, month)?;
    let public = seed::mail_providers()?;
    for rule in store::switched_on(tx)? {
        if let Some(seen) = of_month(tx, &rule, vendor, month, &contacts, &public)? {
            open(tx, &case(rule.name, vendor.to_string(), month.text(), vendor, None, seen))?;
        }
    }
    Ok(Settled::Done)
}

fn of_month(
    tx: &mut Tx<'_>,
    rule: &SignalRule,
    vendor: VendorId,
    month: Month,
    contacts: &[Contact],
    public: &BTreeSet<String>,
) -> Result<Option<Value>> {
    let shared = |group: Group| {
        lifecycle::reached(rule, group.businesses)
            .map(|measured| facts(rule, measured, [("trials", json!(group.trials))]))
    };
    let domain = |it: &Contact| it.email.as_deref().and_then(|email| lifecycle::own_domain(email, public));
    Ok(match rule.name {
        CaseKind::DomainOfManyFirms => shared(lifecycle::largest(contacts, domain)),
        CaseKind::SharedPhone => {
            shared(lifecycle::largest(contacts, |it| it.phone.as_deref().and_then(lifecycle::dialled)))
        }
        CaseKind::ClaimsBunched => {
            let last = month.last_day();
            let all = conversions::claimed_between(tx, vendor, month.start(), month.end())?;
            let on_last_day = conversions::claimed_between(tx, vendor, last.start(), last.end())?;
            let counts =
                [("claims", json!(all)), ("on_last_day", json!(on_last_day)), ("at_least", json!(rule.at_least))];
            lifecycle::bunched(rule, &Claims { all, on_last_day }).map(|measured| facts(rule, measured, counts))
        }
        CaseKind::ConversionAboveCategory => above_category(tx, rule, vendor, month)?,
        _ => None,
    })
}

/// The first of the vendor's categories in which it is far above the others.
fn above_category(tx: &mut Tx<'_>, rule: &SignalRule, vendor: VendorId, month: Month) -> Result<Option<Value>> {
    for category in trials::categories_closed(tx, vendor, month.start(), month.end())? {
        let it = Cohort::of(vendor, &trials::closed_of_category(tx, &category, month.start(), month.end())?);
        if let Some(measured) = lifecycle::above_category(rule, &it) {
            let counts = [
                ("category", json!(category)),
                ("trials", json!(it.own)),
                ("converted", json!(it.own_converted)),
                ("trials_of_others", json!(it.others)),
                ("converted_of_others", json!(it.others_converted)),
                ("at_least", json!(rule.at_least)),
            ];
            return Ok(Some(facts(rule, measured, counts)));
        }
    }
    Ok(None)
}

/// What is known of the conversion; `None` where it is confirmed no longer.
fn confirmation(tx: &mut Tx<'_>, rule: &SignalRule, trial: &Trial, it: &Conversion) -> Result<Option<Confirmation>> {
    let Some(converted_at) = it.converted_at.filter(|_| it.counts()) else { return Ok(None) };
    let days = u32::try_from(rule.days.unwrap_or(A_WEEK)).unwrap_or_default();
    let from_address = match rule.name {
        CaseKind::ConfirmationsFromOneAddress => {
            addresses::businesses_beside(tx, it.id, converted_at.minus(std::time::Duration::from_secs(86_400) * days))?
        }
        _ => 0,
    };
    let shared_domains = match rule.name {
        CaseKind::SharedContactDomain => shared_domains(tx, trial)?,
        _ => 0,
    };
    let (activated_at, engaged) = (trial.activated_at, trial.engaged_at.is_some());
    Ok(Some(Confirmation {
        claimed_at: it.claimed_at,
        converted_at,
        activated_at,
        engaged,
        from_address,
        shared_domains,
    }))
}

/// How many domains of e-mail the people of both sides have, the trial's contact among them.
fn shared_domains(conn: &mut Conn, trial: &Trial) -> Result<i64> {
    let public = seed::mail_providers()?;
    let domains = |addresses: Vec<String>| -> BTreeSet<String> {
        addresses.iter().filter_map(|email| lifecycle::own_domain(email, &public)).collect()
    };
    let vendor = domains(accounts::members::addresses(conn, trial.vendor_id.into())?);
    let mut of_business = accounts::members::addresses(conn, trial.business_id.into())?;
    of_business.extend(trial.contact_email.clone());
    Ok(domains(of_business).intersection(&vendor).count() as i64)
}

/// The contacts of the trials whose conversions of the vendor were confirmed in a month.
fn contacts(conn: &mut Conn, vendor: VendorId, month: Month) -> Result<Vec<Contact>> {
    let converted = conversions::confirmed_between(conn, vendor, month.start(), month.end())?;
    let rows = trials::contacts(conn, &converted)?;
    Ok(rows.into_iter().map(|(trial, business, email, phone)| Contact { trial, business, email, phone }).collect())
}

/// What was measured beside its threshold, and what else is known: ids, codes and numbers.
fn facts(rule: &SignalRule, measured: i64, known: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let rule = [("measured", json!(measured)), ("threshold", json!(rule.threshold)), ("unit", json!(rule.unit))];
    Value::Object(known.into_iter().chain(rule).map(|(name, value)| (name.to_owned(), value)).collect())
}

fn case(
    kind: CaseKind,
    subject_id: String,
    period: String,
    vendor_id: VendorId,
    trial: Option<Trial>,
    facts: Value,
) -> NewCase {
    NewCase { kind, subject_id, period, vendor_id, trial, facts, complaint: None }
}
