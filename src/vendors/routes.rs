//! Vendors over HTTP.

use super::model::{NAME_LENGTH, NewVendor, Vendor, VendorStatus};
use super::{actions, store};
use crate::error::{Code, Error, Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Page, Paged, Person, Query, Routes};
use crate::limits::Limit;
use crate::values::{Timestamp, VendorId};
use actix_web::web::Path;
use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(register_vendor).service(list_vendors).service(get_vendor).service(approve_vendor);
}

/// A vendor that registers.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"tax_code": "9900000023", "name": "Demo Vendor Một (demo)"}))]
pub struct VendorIn {
    /// 10 digits, or a branch's 13.
    #[schema(max_length = 14, pattern = "^[0-9]{10}(-?[0-9]{3})?$", format = "tax-code")]
    tax_code: String,
    #[schema(max_length = 200)]
    name: String,
}

/// A vendor.
#[derive(Serialize, ToSchema)]
pub struct VendorOut {
    id: VendorId,
    #[schema(max_length = 14, example = "9900000023")]
    tax_code: String,
    #[schema(max_length = 200)]
    name: String,
    status: VendorStatus,
    /// Null while pending.
    approved_at: Option<Timestamp>,
    created_at: Timestamp,
}

impl From<Vendor> for VendorOut {
    fn from(it: Vendor) -> Self {
        let Vendor { id, tax_code, name, status, approved_at, created_at, .. } = it;
        Self { id, tax_code: tax_code.to_string(), name, status, approved_at, created_at }
    }
}

fn answer(vendor: Vendor) -> Result<Answer> {
    let version = vendor.version;
    Ok(Answer::ok(&VendorOut::from(vendor))?.version(version))
}

impl VendorIn {
    fn parse(self) -> Result<NewVendor> {
        let mut faults = Faults::default();
        let tax_code = faults.tax_code("/tax_code", &self.tax_code);
        let name = faults.public_name("/name", &self.name, NAME_LENGTH);
        let new = tax_code.zip(name).map(|(tax_code, name)| NewVendor { tax_code, name });
        faults.finish(new)
    }
}

/// Register a vendor.
///
/// Who registers it becomes its owner. Staff approve it before it lists platforms. Where a part of the same firm is an approved
/// vendor already, the owners of its head, or else of the part that registered first, alone register another part, other members
/// of it are refused (`forbidden`), and for everybody else the code is taken: they ask to join, or contest it, with that code. A
/// person registers at most 20 businesses and vendors within 24 hours; tax codes that are taken count too.
#[utoipa::path(tag = "vendors", operation_id = "register_vendor", request_body = VendorIn,
    responses((status = 201, description = "Registered, pending.", body = VendorOut), (status = 409, description = "`tax_code_taken`: this code is registered, or another part of the same firm is an approved vendor of others.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/vendors")]
async fn register_vendor(call: Call, who: Person, body: Body<VendorIn>) -> Result<Answer> {
    let (new, by, limits) = (body.0.parse()?, who.account(), call.app.limits.clone());
    call.attempt_once(Some(by), move |tx| {
        limits.take(tx, Limit::Organizations, by.as_str())?;
        let vendor = match actions::register(tx, by, &new) {
            // Counted all the same: nobody is to try one tax code after the other.
            Err(error) if error.code() == Code::TaxCodeTaken => return Ok(Err(error)),
            registered => registered?,
        };
        let (id, version) = (vendor.id, vendor.version);
        Ok(Ok(Answer::created(format!("/v1/vendors/{id}"), &VendorOut::from(vendor))?.version(version)))
    })
    .await
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct VendorQuery {
    /// Only vendors of this status.
    status: Option<VendorStatus>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// Vendors, oldest first.
///
/// For reviewers.
#[utoipa::path(tag = "vendors", operation_id = "list_vendors", params(VendorQuery), responses((status = 200, description = "A page.", body = Paged<VendorOut>)), security(("session" = [])))]
#[get("/vendors")]
async fn list_vendors(call: Call, query: Query<VendorQuery>) -> Result<Answer> {
    let page = Page::new("vendors", &query.0.status, query.0.limit, query.0.cursor.as_deref())?;
    let (status, asked) = (query.0.status, page.clone());
    let rows = call.read(move |conn| store::list(conn, status, &asked)).await?;
    Answer::page(&page.of(rows, |row| vec![row.id.to_string()], VendorOut::from))
}

/// Read a vendor.
///
/// One's own, or any as reviewer.
#[utoipa::path(tag = "vendors", operation_id = "get_vendor", params(("id" = VendorId, Path, description = "The vendor.")),
    responses((status = 200, description = "The vendor.", body = VendorOut)), security(("session" = [])))]
#[get("/vendors/{id}")]
async fn get_vendor(call: Call, id: Path<VendorId>) -> Result<Answer> {
    answer(call.read(move |conn| store::find(conn, *id)).await?)
}

/// Approve a pending vendor.
///
/// For reviewers who do not belong to it (403 `conflict_of_interest`); its people get a mail. Wants proof of who you are from the last ten minutes.
#[utoipa::path(tag = "vendors", operation_id = "approve_vendor", params(("id" = VendorId, Path, description = "The vendor.")),
    responses((status = 200, description = "Approved.", body = VendorOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`wrong_state`: approved already.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/vendors/{id}/approval")]
async fn approve_vendor(call: Call, who: Person, id: Path<VendorId>) -> Result<Answer> {
    if who.vendors().contains(&id) {
        return Err(Error::new(Code::ConflictOfInterest));
    }
    call.act(Some(who.account()), move |tx| answer(actions::approve(tx, *id)?)).await
}
