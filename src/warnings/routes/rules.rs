//! The rules: what is looked for, by which terms, and what became of them.

use crate::error::{Error, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, IfMatch, Page, Paged, Person, Query};
use crate::values::{AccountId, Timestamp, optional_integer};
use crate::warnings::model::{NOTE_LENGTH, Proposal, Rule, RuleChange, Terms, WarningRule, WarningUnit};
use crate::warnings::{actions, rules, store};
use actix_web::web::Path;
use actix_web::{get, patch};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A rule with its terms.
#[derive(Serialize, ToSchema)]
pub struct WarningRuleOut {
    rule: WarningRule,
    #[schema(max_length = 120)]
    name_vi: &'static str,
    #[schema(max_length = 120)]
    name_en: &'static str,
    /// What its threshold counts.
    unit: WarningUnit,
    #[serde(flatten)]
    terms: Terms,
    /// What waits for another administrator's agreement.
    proposal: Option<WarningRuleProposalOut>,
}

/// Terms that an administrator proposes for a rule.
#[derive(Serialize, ToSchema)]
pub struct WarningRuleProposalOut {
    terms: Terms,
    proposed_by: AccountId,
    proposed_at: Timestamp,
    #[schema(max_length = 1000)]
    reason: String,
}

impl WarningRuleOut {
    fn new(it: &Rule) -> Result<Self> {
        let (name, unit) = (rules::name(it.rule), rules::unit(it.rule));
        let proposal = it.proposal()?.map(|Proposal { terms, by, at, reason }| WarningRuleProposalOut {
            terms,
            proposed_by: by,
            proposed_at: at,
            reason,
        });
        Ok(Self { rule: it.rule, name_vi: name.vi, name_en: name.en, unit, terms: it.terms, proposal })
    }
}

fn answer(rule: &Rule) -> Result<Answer> {
    Ok(Answer::ok(&WarningRuleOut::new(rule)?)?.version(rule.version))
}

/// Terms that a rule is to have; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"threshold": 10, "days": 28, "reason": "Demo: two weeks without a request are too long."}))]
pub struct WarningRulePatch {
    active: Option<bool>,
    /// Of a rule that counts days, 1 to 366; else tenths of per cent, 1 to 1,000.
    #[serde(default, deserialize_with = "optional_integer")]
    #[schema(minimum = 1, maximum = 1_000)]
    threshold: Option<i64>,
    #[serde(default, deserialize_with = "optional_integer")]
    #[schema(minimum = 1, maximum = 366)]
    days: Option<i64>,
    /// Of a rule of shares, 10 at least.
    #[serde(default, deserialize_with = "optional_integer")]
    #[schema(minimum = 1, maximum = 100_000)]
    least_cases: Option<i64>,
    #[serde(default, deserialize_with = "optional_integer")]
    #[schema(minimum = 1, maximum = 30)]
    due_working_days: Option<i64>,
    /// Why, for whoever looks at it later.
    #[schema(max_length = 1000)]
    reason: String,
}

impl WarningRulePatch {
    fn read(&self, rule: &Rule) -> Result<(Terms, String)> {
        let (mut faults, now) = (Faults::default(), rule.terms);
        let reason = faults.lines("/reason", &self.reason, NOTE_LENGTH);
        let wanted = Terms {
            active: self.active.unwrap_or(now.active),
            threshold: self.threshold.unwrap_or(now.threshold),
            days: self.days.unwrap_or(now.days),
            least_cases: self.least_cases.unwrap_or(now.least_cases),
            due_working_days: self.due_working_days.unwrap_or(now.due_working_days),
        };
        let terms = rules::terms(&mut faults, rule, wanted);
        faults.finish(terms.zip(reason))
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct WarningRuleQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// The rules of early warnings.
///
/// In the order of their names. For analysts, province officers, auditors and administrators.
#[utoipa::path(tag = "warnings", operation_id = "list_warning_rules", responses((status = 200, description = "All of them: one page.", body = Paged<WarningRuleOut>)), security(("session" = [])))]
#[get("/warning-rules")]
pub async fn list_warning_rules(call: Call) -> Result<Answer> {
    let all = call.read(store::rules).await?;
    Answer::page(&Paged { data: all.iter().map(WarningRuleOut::new).collect::<Result<_>>()?, next_cursor: None })
}

/// Read a rule of early warnings.
///
/// For analysts, province officers, auditors and administrators. The ETag is what a change needs.
#[utoipa::path(tag = "warnings", operation_id = "get_warning_rule", params(("rule" = String, Path, description = "The rule's name.", max_length = 40, pattern = "^[a-z_]+$", example = "no_sign_up")),
    responses((status = 200, description = "The rule.", body = WarningRuleOut)), security(("session" = [])))]
#[get("/warning-rules/{rule}")]
pub async fn get_warning_rule(call: Call, name: Path<String>) -> Result<Answer> {
    call.read(move |conn| answer(&store::rule(conn, &name)?)).await
}

/// Change a rule's terms, two administrators together.
///
/// Of two administrators the first proposes other terms, with a reason; they wait in `proposal`. The second agrees by asking for the same terms, with a reason of
/// their own. Other terms take the proposal's place; the present ones (an empty change) take it back. Either is kept with its reason. What was agreed holds from the next morning's look on: what then
/// is no warning any more ends by itself, and so does everything that a rule has raised which is no longer active.
#[utoipa::path(tag = "warnings", operation_id = "change_warning_rule", params(("rule" = String, Path, description = "The rule's name.", max_length = 40, pattern = "^[a-z_]+$", example = "no_sign_up"), ("If-Match" = String, Header, description = "The ETag of GET /v1/warning-rules/{rule}.", max_length = 200)),
    request_body = WarningRulePatch, responses((status = 200, description = "Proposed, agreed or taken back.", body = WarningRuleOut), (status = 409, description = "`second_administrator_needed` for one's own proposal, `proposer_gone` where who proposed it is no administrator any more.", body = crate::error::Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[patch("/warning-rules/{rule}")]
pub async fn change_warning_rule(
    call: Call,
    who: Person,
    name: Path<String>,
    _: IfMatch,
    body: Body<WarningRulePatch>,
) -> Result<Answer> {
    let (by, patch) = (who.account(), body.0);
    call.act(Some(by), move |tx| answer(&actions::change_rule(tx, by, &name, |rule| patch.read(rule))?)).await
}

/// One change of a rule's terms, or what was proposed and taken back.
#[derive(Serialize, ToSchema)]
pub struct WarningRuleChangeOut {
    /// The rule's version since; the rule came with 1, and a proposal counts, too.
    #[schema(minimum = 2, maximum = 1_000_000_000)]
    number: i64,
    changed_at: Timestamp,
    /// Who proposed it, and why (`reason`).
    changed_by: AccountId,
    old_terms: Terms,
    new_terms: Terms,
    #[schema(max_length = 1000)]
    reason: String,
    /// Who agreed; null where it was taken back, and for changes from when one administrator sufficed.
    agreed_by: Option<AccountId>,
    #[schema(max_length = 1000)]
    agreed_reason: Option<String>,
    /// Who took the proposal back, or proposed other terms in its place: the rule kept its terms. Null where somebody agreed.
    taken_back_by: Option<AccountId>,
    #[schema(max_length = 1000)]
    taken_back_reason: Option<String>,
}

fn change_out(it: RuleChange) -> Result<WarningRuleChangeOut> {
    let read = |text: &str| serde_json::from_str::<Terms>(text).map_err(Error::internal);
    Ok(WarningRuleChangeOut {
        number: it.number,
        changed_at: it.changed_at,
        changed_by: it.changed_by,
        old_terms: read(&it.old_terms)?,
        new_terms: read(&it.new_terms)?,
        reason: it.reason,
        agreed_by: it.agreed_by,
        agreed_reason: it.agreed_reason,
        taken_back_by: it.taken_back_by,
        taken_back_reason: it.taken_back_reason,
    })
}

/// Every change of a rule's terms, and what was proposed and taken back, the newest first.
///
/// Who proposed and who agreed or took it back, when, from what to what, and why. For analysts, province officers, auditors and administrators.
#[utoipa::path(tag = "warnings", operation_id = "list_warning_rule_changes", params(("rule" = String, Path, description = "The rule's name.", max_length = 40, pattern = "^[a-z_]+$", example = "no_sign_up"), WarningRuleQuery),
    responses((status = 200, description = "A page.", body = Paged<WarningRuleChangeOut>)), security(("session" = [])))]
#[get("/warning-rules/{rule}/changes")]
pub async fn list_warning_rule_changes(
    call: Call,
    name: Path<String>,
    query: Query<WarningRuleQuery>,
) -> Result<Answer> {
    let WarningRuleQuery { limit, cursor } = query.0;
    let page = Page::new("warning-rule-changes", &*name, limit, cursor.as_deref())?;
    let asked = page.clone();
    let rows = call.read(move |conn| {
        let rule = store::rule(conn, &name)?.rule;
        store::rule_changes(conn, rule, &asked)
    });
    let Paged { data, next_cursor } = page.of(rows.await?, |row| vec![row.number.to_string()], change_out);
    Answer::page(&Paged { data: data.into_iter().collect::<Result<Vec<_>>>()?, next_cursor })
}
