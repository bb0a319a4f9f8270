//! Warnings over HTTP.

pub mod read;
pub mod rules;
pub mod write;

use super::model::{Facts, SubjectKind, Warning, WarningRule, WarningStatus};
use super::subjects;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::http::{Answer, Routes};
use crate::values::{AccountId, LocalDay, Timestamp, WarningId};
use serde::Serialize;
use utoipa::ToSchema;

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(read::list_warnings).service(read::get_warning).service(read::list_warning_changes);
    routes.service(write::acknowledge_warning).service(write::snooze_warning).service(write::resolve_warning);
    routes.service(rules::list_warning_rules).service(rules::get_warning_rule);
    routes.service(rules::change_warning_rule).service(rules::list_warning_rule_changes);
}

/// A warning.
#[derive(Serialize, ToSchema)]
pub struct WarningOut {
    id: WarningId,
    rule: WarningRule,
    subject_kind: SubjectKind,
    /// A code of the list of 34, or an id.
    #[schema(max_length = 36, example = "79")]
    subject_id: String,
    #[schema(max_length = 200)]
    subject_name: Option<String>,
    /// The province whose officers see it; null: none does.
    #[schema(max_length = 2, pattern = "^[0-9]{2}$")]
    province_code: Option<String>,
    status: WarningStatus,
    /// What was seen when it was raised, or raised again.
    facts: Facts,
    /// What was seen when it ended. Null while it holds, and where it ended because it is no longer looked for.
    end_facts: Option<Facts>,
    /// Who sees to it. Null: nobody is in office who could.
    owner_id: Option<AccountId>,
    due_on: LocalDay,
    /// On the morning of this day it comes again, if it still holds.
    snoozed_until: Option<LocalDay>,
    raised_at: Timestamp,
    /// When something last became of it.
    updated_at: Timestamp,
    /// Since when it holds no longer. One that was resolved can hold on: until it does not, it is not raised anew.
    ended_at: Option<Timestamp>,
}

fn named(conn: &mut Conn, warnings: Vec<Warning>) -> Result<Vec<WarningOut>> {
    let names = subjects::names(conn, &warnings)?;
    let read = |text: &str| serde_json::from_str::<Facts>(text).map_err(Error::internal);
    let out = |it: Warning| {
        Ok(WarningOut {
            id: it.id,
            rule: it.rule,
            subject_kind: it.subject_kind,
            subject_name: names.get(&it.subject_id).cloned(),
            subject_id: it.subject_id,
            province_code: it.province_code,
            status: it.status,
            facts: read(&it.facts)?,
            end_facts: it.end_facts.as_deref().map(read).transpose()?,
            owner_id: it.owner_id,
            due_on: it.due_on,
            snoozed_until: it.snoozed_until,
            raised_at: it.raised_at,
            updated_at: it.updated_at,
            ended_at: it.ended_at,
        })
    };
    warnings.into_iter().map(out).collect()
}

fn answer(conn: &mut Conn, warning: Warning) -> Result<Answer> {
    let version = warning.version;
    let out = named(conn, vec![warning])?.pop().ok_or_else(|| Error::internal("a warning that is lost"))?;
    Ok(Answer::ok(&out)?.version(version))
}
