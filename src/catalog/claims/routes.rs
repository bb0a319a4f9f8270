//! Claims over HTTP.

use super::model::{Filter, NewPlatformClaim, PlatformClaim, PlatformClaimStatus, Reach, STATEMENT_LENGTH};
use super::{actions, store};
use crate::catalog::Catalog;
use crate::catalog::statements::{self, documents};
use crate::catalog::vetting::Vetter;
use crate::catalog::vetting::routes::vetter;
use crate::db::{Conn, Tx};
use crate::error::{Error, Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Page, Paged, Person, Query, Routes};
use crate::limits::Limit;
use crate::reference::ReasonIn;
use crate::values::{AccountId, PlatformClaimId, PlatformId, Timestamp, VendorId};
use crate::vendors;
use actix_web::web::{Data, Path};
use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(claim_platform).service(list_platform_claims).service(get_platform_claim);
    routes.service(withdraw_platform_claim).service(approve_platform_claim).service(reject_platform_claim);
}

/// Why a platform is a vendor's own.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"vendor_id": "ven_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e", "statement": "Demo: chúng tôi phát triển và vận hành nền tảng này từ năm 2019."}))]
pub struct PlatformClaimIn {
    vendor_id: VendorId,
    /// Why it is the vendor's: reviewers and auditors read it, and the vendor's people.
    #[schema(max_length = 2000)]
    statement: String,
    /// Hashes of documents that show it and that the vendor uploaded (`POST /v1/vendors/{id}/documents`); none when left out.
    #[schema(schema_with = documents)]
    #[serde(default)]
    documents: Vec<String>,
}

impl PlatformClaimIn {
    /// `own`: the vendor, where it is one of who asks.
    fn parse(&self, conn: &mut Conn, own: Option<VendorId>) -> Result<NewPlatformClaim> {
        let mut faults = Faults::default();
        let statement = faults.lines("/statement", &self.statement, STATEMENT_LENGTH);
        let named: Vec<&str> = self.documents.iter().map(String::as_str).collect();
        let there = statements::there(conn, own, &named)?;
        statements::check_documents(&mut faults, "/documents", &there, &self.documents);
        let (vendor, documents) = (self.vendor_id, self.documents.clone());
        faults.finish(statement.map(|statement| NewPlatformClaim { vendor, statement, documents }))
    }
}

/// A vendor's claim of an illustrative platform.
#[derive(Serialize, ToSchema)]
pub struct PlatformClaimOut {
    id: PlatformClaimId,
    platform_id: PlatformId,
    /// What everybody reads, or has read last: not what its vendor drafts.
    #[schema(max_length = 120)]
    platform_name: String,
    vendor_id: VendorId,
    #[schema(max_length = 200)]
    vendor_name: String,
    status: PlatformClaimStatus,
    claimed_by: AccountId,
    claimed_at: Timestamp,
    #[schema(max_length = 2000)]
    statement: String,
    /// Hashes of the vendor's documents (`GET /v1/vendors/{id}/documents/{hash}`).
    #[schema(schema_with = documents)]
    documents: Vec<String>,
    /// When it was decided on last, or taken back; null while it waits.
    ended_at: Option<Timestamp>,
    /// Why it was rejected: a code of the list `platform_claim_rejection` at /v1/reasons; null where it was not.
    #[schema(max_length = 60, example = "not_shown")]
    reason_code: Option<String>,
    /// What staff wrote beside it.
    #[schema(max_length = 1000)]
    reason_text: Option<String>,
}

/// Claims with the names of their platforms and vendors.
fn named(conn: &mut Conn, rows: Vec<PlatformClaim>) -> Result<Vec<PlatformClaimOut>> {
    let platforms = super::names(conn, &rows.iter().map(|it| it.platform_id).collect::<Vec<_>>())?;
    let vendors = vendors::names(conn, &rows.iter().map(|it| it.vendor_id).collect::<Vec<_>>())?;
    let out = |it: PlatformClaim| {
        Ok(PlatformClaimOut {
            id: it.id,
            platform_id: it.platform_id,
            platform_name: platforms.get(&it.platform_id).cloned().unwrap_or_default(),
            vendor_id: it.vendor_id,
            vendor_name: vendors.get(&it.vendor_id).cloned().unwrap_or_default(),
            status: it.status,
            claimed_by: it.claimed_by,
            claimed_at: it.claimed_at,
            documents: it.documents()?,
            statement: it.statement,
            ended_at: it.ended_at,
            reason_code: it.reason_code,
            reason_text: it.reason_text,
        })
    };
    rows.into_iter().map(out).collect()
}

fn one(conn: &mut Conn, claim: PlatformClaim) -> Result<Answer> {
    let version = claim.version;
    let out = named(conn, vec![claim])?.pop().ok_or_else(|| Error::internal("a claim without its names"))?;
    Ok(Answer::ok(&out)?.version(version))
}

fn reach(who: &Person) -> Reach {
    Reach { vendors: who.vendors().to_vec(), all: who.sees_statements() }
}

/// Claim an illustrative platform.
///
/// For managers and owners of an approved vendor: they say why the platform is theirs, and name documents that show it. Reviewers
/// decide, and the vendor's people get a mail. Several vendors may claim one platform; one claim of a vendor waits at a time. A vendor claims at most 20 platforms
/// within 24 hours.
#[utoipa::path(tag = "catalog", operation_id = "claim_platform", params(("id" = PlatformId, Path, description = "The platform.")), request_body = PlatformClaimIn,
    responses((status = 201, description = "It waits for staff.", body = PlatformClaimOut), (status = 409, description = "`not_illustrative`: it has a vendor; `platform_claim_exists`: a claim of the vendor waits; or `vendor_pending`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/platforms/{id}/claims")]
async fn claim_platform(call: Call, who: Person, id: Path<PlatformId>, body: Body<PlatformClaimIn>) -> Result<Answer> {
    let (sent, mine, by) = (body.0, who.standing().roles.clone(), who.account());
    let (own, limits) = (statements::own(&who, sent.vendor_id), call.app.limits.clone());
    call.act(Some(by), move |tx| {
        let claim = actions::claim(tx, by, &mine, *id, |conn| sent.parse(conn, own))?;
        limits.take(tx, Limit::PlatformClaims, claim.vendor_id.as_str())?;
        let location = Some(format!("/v1/platform-claims/{}", claim.id));
        Ok(Answer { status: 201, location, ..one(tx, claim)? })
    })
    .await
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct PlatformClaimQuery {
    /// Only claims of this status: `pending` is what waits for reviewers.
    status: Option<PlatformClaimStatus>,
    /// Only claims of this platform.
    platform_id: Option<PlatformId>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// Claims of platforms, oldest first.
///
/// Those of one's vendors; all for who vets and belongs to no vendor.
#[utoipa::path(tag = "catalog", operation_id = "list_platform_claims", params(PlatformClaimQuery),
    responses((status = 200, description = "A page.", body = Paged<PlatformClaimOut>)), security(("session" = [])))]
#[get("/platform-claims")]
async fn list_platform_claims(call: Call, who: Person, query: Query<PlatformClaimQuery>) -> Result<Answer> {
    let PlatformClaimQuery { status, platform_id: platform, limit, cursor } = query.0;
    let (reach, filter) = (reach(&who), Filter { status, platform });
    let page = Page::new("platform claims", &(&filter, &reach), limit, cursor.as_deref())?;
    let paged = call.read(move |conn| {
        let rows = store::list(conn, &reach, filter, &page)?;
        let Paged { data, next_cursor } = page.of(rows, |row| vec![row.id.to_string()], |row| row);
        Ok(Paged { data: named(conn, data)?, next_cursor })
    });
    Answer::page(&paged.await?)
}

/// Read a claim of a platform.
///
/// For its vendor's people, and for who vets and belongs to no vendor.
#[utoipa::path(tag = "catalog", operation_id = "get_platform_claim", params(("id" = PlatformClaimId, Path, description = "The claim.")),
    responses((status = 200, description = "The claim.", body = PlatformClaimOut)), security(("session" = [])))]
#[get("/platform-claims/{id}")]
async fn get_platform_claim(call: Call, who: Person, id: Path<PlatformClaimId>) -> Result<Answer> {
    let reach = reach(&who);
    call.read(move |conn| {
        let claim = store::find_for(conn, &reach, *id)?;
        one(conn, claim)
    })
    .await
}

/// Take a claim of a platform back.
///
/// For managers and owners of its vendor, while it waits. The vendor can claim the platform again.
#[utoipa::path(tag = "catalog", operation_id = "withdraw_platform_claim", params(("id" = PlatformClaimId, Path, description = "The claim."), ("If-Match" = Option<String>, Header, description = "The ETag of the claim that this is meant for; without it, whatever it is by then.", max_length = 200)),
    responses((status = 200, description = "Taken back.", body = PlatformClaimOut), (status = 409, description = "`wrong_state`: decided on, or taken back before.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/platform-claims/{id}/withdrawal")]
async fn withdraw_platform_claim(call: Call, who: Person, id: Path<PlatformClaimId>) -> Result<Answer> {
    let mine = who.standing().roles.clone();
    call.act(Some(who.account()), move |tx| {
        let claim = actions::withdraw(tx, &mine, *id)?;
        one(tx, claim)
    })
    .await
}

/// One decision on a claim by who vets, and the claim afterwards, which the catalog of this server shows.
async fn decide(
    call: Call,
    who: Person,
    catalog: &Catalog,
    act: impl Fn(&mut Tx<'_>, &Vetter) -> Result<PlatformClaim> + Send + 'static,
) -> Result<Answer> {
    let (by, app) = (vetter(&who), call.app.clone());
    let decided = call.act(Some(by.account), move |tx| {
        let claim = act(tx, &by)?;
        one(tx, claim)
    });
    let decided = decided.await?;
    catalog.follow(&app.db).await?;
    Ok(decided)
}

/// Give a platform to the vendor that claims it.
///
/// For reviewers who have nothing to do with the platform and the vendor (403 `conflict_of_interest` or `conflict_declared`). The platform keeps its id and its slug and becomes the
/// vendor's draft, with what was said of it: it leaves the catalog until it is vetted and published as every other. Other claims of it that wait are rejected (`another_approved`). The
/// vendors get a mail. Wants proof of who you are from the last ten minutes.
#[utoipa::path(tag = "catalog", operation_id = "approve_platform_claim", params(("id" = PlatformClaimId, Path, description = "The claim."), ("If-Match" = Option<String>, Header, description = "The ETag of the claim that this is meant for; without it, whatever it is by then.", max_length = 200)),
    responses((status = 200, description = "Approved.", body = PlatformClaimOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 403, description = "`forbidden`, `second_factor_required`, `conflict_of_interest` or `conflict_declared`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`wrong_state`: decided on, or taken back.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/platform-claims/{id}/approval")]
async fn approve_platform_claim(
    call: Call,
    catalog: Data<Catalog>,
    who: Person,
    id: Path<PlatformClaimId>,
) -> Result<Answer> {
    let id = *id;
    decide(call, who, &catalog, move |tx, by| actions::approve(tx, by, id)).await
}

/// Reject a claim of a platform, or take an approval back.
///
/// For reviewers who have nothing to do with the platform and the vendor (403 `conflict_of_interest` or `conflict_declared`), with a reason of the list
/// `platform_claim_rejection`, but for `another_approved`, which only follows from an approval. The platform stays as it is; the vendor's people get a mail, and the
/// vendor can claim it again. A claim that was approved by mistake is rejected as long as its platform was not published: the platform is illustrative
/// again, what the vendor drafted is withdrawn, others can claim it, and the claims that were rejected with the approval wait again (each
/// vendor gets a mail). Wants proof of who you are from the last ten minutes.
#[utoipa::path(tag = "catalog", operation_id = "reject_platform_claim", params(("id" = PlatformClaimId, Path, description = "The claim."), ("If-Match" = Option<String>, Header, description = "The ETag of the claim that this is meant for; without it, whatever it is by then.", max_length = 200)),
    request_body = ReasonIn, responses((status = 200, description = "Rejected.", body = PlatformClaimOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 403, description = "`forbidden`, `second_factor_required`, `conflict_of_interest` or `conflict_declared`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`wrong_state`: rejected, or taken back, or approved and published since.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/platform-claims/{id}/rejection")]
async fn reject_platform_claim(
    call: Call,
    catalog: Data<Catalog>,
    who: Person,
    id: Path<PlatformClaimId>,
    body: Body<ReasonIn>,
) -> Result<Answer> {
    let (id, reason) = (*id, body.0.parse()?);
    decide(call, who, &catalog, move |tx, by| actions::reject(tx, by, id, reason.clone())).await
}
