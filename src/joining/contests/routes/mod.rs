//! Contests over HTTP; what each reader is shown (`shown`).

mod shown;

use super::model::{Contest, ContestStatus, EVIDENCE_LENGTH, NewContest, STATEMENT_LENGTH};
use super::{actions, store};
use crate::db::Conn;
use crate::error::{Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Page, Paged, Person, Query, Routes};
use crate::joining::looked_for;
use crate::joining::model::{OrganizationKind, Sought};
use crate::reference::ReasonIn;
use crate::secrets::Key;
use crate::values::{ContestId, LocalDay};
use actix_web::web::Path;
use actix_web::{get, post};
use serde::Deserialize;
use shown::{ContestOut, Onlooker};
use utoipa::{IntoParams, ToSchema};

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(contest_organization).service(list_my_contests).service(list_contests).service(get_contest);
    routes.service(answer_contest).service(withdraw_contest).service(hand_over).service(reject_contest);
}

/// Which organization is contested, and on what ground.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "business", "tax_code": "9900000016", "statement": "Tôi là giám đốc của công ty; người đăng ký đã nghỉ việc.", "evidence_reference": "Giấy chứng nhận đăng ký doanh nghiệp 9900000016, ngày 01/03/2020"}))]
pub struct ContestIn {
    kind: OrganizationKind,
    /// 10 digits; a branch's 13, with or without a hyphen; a household business's 12.
    #[schema(max_length = 14, pattern = "^[0-9]{10}(-?[0-9]{3})?$|^[0-9]{12}$", format = "tax-code")]
    tax_code: String,
    /// Why it is yours. The programme's staff and the organization's owners read it. Nobody's personal number belongs
    /// in it.
    #[schema(max_length = 2000)]
    statement: String,
    /// What you can show, and where it can be looked up; never a personal number. The programme's staff alone
    /// read it.
    #[schema(max_length = 200)]
    evidence_reference: String,
}

impl ContestIn {
    fn parse(&self, key: &Key, today: LocalDay) -> Result<NewContest> {
        let mut faults = Faults::default();
        let sought = Sought::parse(&mut faults, self.kind, &self.tax_code, key, today);
        let statement = faults.lines("/statement", &self.statement, STATEMENT_LENGTH);
        let evidence = faults.line("/evidence_reference", &self.evidence_reference, EVIDENCE_LENGTH);
        let new = sought.zip(statement.zip(evidence)).map(|(sought, (statement, evidence_reference))| NewContest {
            sought,
            statement,
            evidence_reference,
        });
        faults.finish(new)
    }
}

/// What an owner says against a contest.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"statement": "Công ty đã đổi giám đốc từ tháng 6; tôi là giám đốc hiện tại."}))]
pub struct ContestAnswerIn {
    /// The programme's staff alone read it.
    #[schema(max_length = 2000)]
    statement: String,
}

/// Why an organization is handed over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Đã đối chiếu giấy chứng nhận đăng ký doanh nghiệp."}))]
pub struct HandoverIn {
    /// For the record; staff alone read it.
    #[schema(max_length = 2000)]
    reason: String,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct PageQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct StatusQuery {
    /// Only contests of this status.
    status: Option<ContestStatus>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// A page of what `find` finds.
async fn paged<F>(call: Call, who: Onlooker, page: Page, find: F) -> Result<Answer>
where
    F: FnOnce(&mut Conn, &Page) -> Result<Vec<Contest>> + Send + 'static,
{
    let asked = page.clone();
    let rows = call
        .read(move |conn| {
            let found = find(conn, &asked)?;
            found.into_iter().map(|it| who.out(conn, it)).collect::<Result<Vec<_>>>()
        })
        .await?;
    Answer::page(&page.of(rows, |row| vec![row.id.to_string()], |row| row))
}

fn answer(who: &Onlooker, conn: &mut Conn, contest: Contest) -> Result<Answer> {
    let version = contest.version();
    Ok(Answer::ok(&who.out(conn, contest)?)?.version(version))
}

/// Contest an organization.
///
/// For whoever can show that the business or vendor with this tax code is theirs, and not of those who registered it. Its
/// owners are told by mail and answer within ten days; then the programme's staff decide. One contest of an organization
/// by the same person is open, ten by all at most, and whose own was rejected or taken back contests that organization again after 30 days (`contested_lately`). A
/// firm is contested as a whole, by the code of any of its parts, and handed over with all of them. A person contests ten
/// times a day at most, refused contests included, and who has registered or looked for as many organizations as is allowed
/// in 24 hours contests none. A text that holds a personal number is refused (`personal_number`): it is kept nowhere.
#[utoipa::path(tag = "accounts", operation_id = "contest_organization", request_body = ContestIn,
    responses((status = 201, description = "Opened.", body = ContestOut), (status = 409, description = "`already_owner`, `contest_exists`, `contested_lately` or `too_many_contests`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/contests")]
async fn contest_organization(call: Call, who: Person, body: Body<ContestIn>) -> Result<Answer> {
    let (who, limits, key) = (Onlooker::of(&who), call.app.limits.clone(), call.app.key.clone());
    let new = body.0.parse(&key, call.app.db.now().local_day())?;
    call.attempt_once(Some(who.account), move |tx| {
        looked_for(tx, &limits, who.account, |tx| {
            let contest = actions::open(tx, &key, who.account, &new)?;
            let (place, version) = (format!("/v1/contests/{}", contest.id), contest.version());
            Ok(Answer::created(place, &who.out(tx, contest)?)?.version(version))
        })
    })
    .await
}

/// The contests that concern me, newest first.
///
/// Those that I have opened, and those of organizations that I own, of a firm any part of.
#[utoipa::path(tag = "accounts", operation_id = "list_my_contests", params(PageQuery),
    responses((status = 200, description = "A page.", body = Paged<ContestOut>)), security(("session" = [])))]
#[get("/me/contests")]
async fn list_my_contests(call: Call, who: Person, query: Query<PageQuery>) -> Result<Answer> {
    let who = Onlooker::of(&who);
    let page = Page::new("my contests", &who.account, query.0.limit, query.0.cursor.as_deref())?;
    let reader = who.clone();
    let find = move |conn: &mut Conn, page: &Page| {
        let (businesses, vendors) = reader.owned(conn)?;
        store::list_for(conn, reader.account, &businesses, &vendors, page)
    };
    paged(call, who, page, find).await
}

/// Contests, oldest first.
///
/// For reviewers and auditors.
#[utoipa::path(tag = "accounts", operation_id = "list_contests", params(StatusQuery),
    responses((status = 200, description = "A page.", body = Paged<ContestOut>)), security(("session" = [])))]
#[get("/contests")]
async fn list_contests(call: Call, who: Person, query: Query<StatusQuery>) -> Result<Answer> {
    let status = query.0.status;
    let page = Page::new("contests", &status, query.0.limit, query.0.cursor.as_deref())?;
    paged(call, Onlooker::of(&who), page, move |conn, page| store::list(conn, status, page)).await
}

/// Read a contest.
///
/// For who opened it, for the organization's owners, of a firm those of any part, and for reviewers and auditors. The ETag is what a decision can name.
#[utoipa::path(tag = "accounts", operation_id = "get_contest", params(("id" = ContestId, Path, description = "The contest.")),
    responses((status = 200, description = "The contest.", body = ContestOut)), security(("session" = [])))]
#[get("/contests/{id}")]
async fn get_contest(call: Call, who: Person, id: Path<ContestId>) -> Result<Answer> {
    let who = Onlooker::of(&who);
    call.read(move |conn| {
        let contest = store::find(conn, *id)?;
        answer(&who, conn, contest)
    })
    .await
}

/// Answer a contest.
///
/// For the organization's owners, of a firm those of any part: once for all of them, until `answer_by`.
#[utoipa::path(tag = "accounts", operation_id = "answer_contest", params(("id" = ContestId, Path, description = "The contest.")), request_body = ContestAnswerIn,
    responses((status = 200, description = "Answered.", body = ContestOut), (status = 409, description = "`wrong_state`: answered already, too late, decided or withdrawn.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/contests/{id}/answer")]
async fn answer_contest(call: Call, who: Person, id: Path<ContestId>, body: Body<ContestAnswerIn>) -> Result<Answer> {
    let mut faults = Faults::default();
    let statement = faults.lines("/statement", &body.0.statement, STATEMENT_LENGTH);
    let (who, statement, key) = (Onlooker::of(&who), faults.finish(statement)?, call.app.key.clone());
    call.act(Some(who.account), move |tx| {
        let contest = actions::answer(tx, &key, who.account, *id, &statement)?;
        answer(&who, tx, contest)
    })
    .await
}

/// Withdraw a contest.
///
/// For who opened it, while it is not decided: the organization stays with its owners, who are told by mail, and it can be
/// contested anew.
#[utoipa::path(tag = "accounts", operation_id = "withdraw_contest", params(("id" = ContestId, Path, description = "The contest.")),
    responses((status = 200, description = "Withdrawn.", body = ContestOut), (status = 409, description = "`wrong_state`: decided or withdrawn already.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/contests/{id}/withdrawal")]
async fn withdraw_contest(call: Call, who: Person, id: Path<ContestId>) -> Result<Answer> {
    let who = Onlooker::of(&who);
    call.act(Some(who.account), move |tx| {
        let contest = actions::withdraw(tx, who.account, *id)?;
        answer(&who, tx, contest)
    })
    .await
}

/// Hand an organization over to who contests it.
///
/// For reviewers whom it does not concern, once its owners have answered or their time is over; at once where nobody
/// owns it any more. Who contests becomes the
/// only owner, and whoever belonged to the organization belongs to it no longer; all are told by mail. Wants proof of who
/// you are from the last ten minutes. Other contests of the organization that are open go on, with another ETag: the new
/// owner is told, and answers them within ten days.
#[utoipa::path(tag = "accounts", operation_id = "hand_over_organization", params(("id" = ContestId, Path, description = "The contest."), ("If-Match" = Option<String>, Header, description = "The ETag of the contest that this is meant for; without it, whatever it is by then.", max_length = 200)), request_body = HandoverIn,
    responses((status = 200, description = "Handed over.", body = ContestOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 403, description = "`forbidden`, `second_factor_required` or `conflict_of_interest`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`answer_awaited`, or `wrong_state`: decided or withdrawn already.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/contests/{id}/handover")]
async fn hand_over(call: Call, who: Person, id: Path<ContestId>, body: Body<HandoverIn>) -> Result<Answer> {
    let mut faults = Faults::default();
    let why = faults.lines("/reason", &body.0.reason, STATEMENT_LENGTH);
    let (who, why, key) = (Onlooker::of(&who), faults.finish(why)?, call.app.key.clone());
    call.act(Some(who.account), move |tx| {
        let contest = actions::hand_over(tx, &key, who.account, *id, &why)?;
        answer(&who, tx, contest)
    })
    .await
}

/// Reject a contest.
///
/// For reviewers whom it does not concern, with a reason of the list `contest_rejection`: the organization stays with its
/// owners. They and who contested are told by mail. Wants proof of who you are from the last ten minutes.
#[utoipa::path(tag = "accounts", operation_id = "reject_contest", params(("id" = ContestId, Path, description = "The contest."), ("If-Match" = Option<String>, Header, description = "The ETag of the contest that this is meant for; without it, whatever it is by then.", max_length = 200)), request_body = ReasonIn,
    responses((status = 200, description = "Rejected.", body = ContestOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 403, description = "`forbidden`, `second_factor_required` or `conflict_of_interest`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`wrong_state`: decided or withdrawn already.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/contests/{id}/rejection")]
async fn reject_contest(call: Call, who: Person, id: Path<ContestId>, body: Body<ReasonIn>) -> Result<Answer> {
    let (who, reason, key) = (Onlooker::of(&who), body.0.parse()?, call.app.key.clone());
    call.act(Some(who.account), move |tx| {
        let contest = actions::reject(tx, &key, who.account, *id, reason.clone())?;
        answer(&who, tx, contest)
    })
    .await
}
