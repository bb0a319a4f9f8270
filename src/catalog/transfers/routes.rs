//! Transfers over HTTP.

use super::actions;
use super::model::Transfer;
use crate::catalog::Catalog;
use crate::catalog::routes::PlatformOut;
use crate::catalog::vetting::routes::vet;
use crate::error::{Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Person, Routes};
use crate::values::{PlatformId, Timestamp, VendorId};
use actix_web::post;
use actix_web::web::{Data, Path};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const REASON_LENGTH: usize = 1000;

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(transfer_platform);
}

/// To whom a listing is moved, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"vendor_id": "ven_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e", "reason": "Demo: both vendors asked for it by letter of 20 November 2026."}))]
pub struct ListingTransferIn {
    vendor_id: VendorId,
    /// On what it rests: both vendors asked for it, and how. Its vendor and who vets read it.
    #[schema(min_length = 1, max_length = 1000)]
    reason: String,
}

impl ListingTransferIn {
    fn parse(&self) -> Result<(VendorId, String)> {
        let mut faults = Faults::default();
        let reason = faults.lines("/reason", &self.reason, REASON_LENGTH);
        faults.finish(reason.map(|reason| (self.vendor_id, reason)))
    }
}

/// How a listing came to its vendor.
#[derive(Serialize, ToSchema)]
pub struct ListingTransferOut {
    /// Whose it was before.
    from_vendor_id: VendorId,
    #[schema(max_length = 1000)]
    reason: String,
    transferred_at: Timestamp,
}

impl From<Transfer> for ListingTransferOut {
    fn from(it: Transfer) -> Self {
        Self { from_vendor_id: it.from_vendor, reason: it.reason, transferred_at: it.moved_at }
    }
}

/// Move a listing to another vendor.
///
/// For administrators who have nothing to do with it (403 `conflict_of_interest`), on a request of both that is on paper; the other one is approved. What is published, or
/// suspended, stays as it is, under the other vendor's name, and is due to be looked at again at once. A version that was worked on is withdrawn; what the former vendor stated
/// of the criteria, and its documents, stay between it and who vets. Trials that were asked for stay with the former vendor, to their end and their
/// conversion; new ones are the other's. Both get a mail. Wants proof of who you are from the last ten minutes.
#[utoipa::path(tag = "catalog", operation_id = "transfer_platform", params(("id" = PlatformId, Path, description = "The platform."), ("If-Match" = Option<String>, Header, description = "The ETag of the listing that this is meant for; without it, whatever it is by then.", max_length = 200)),
    request_body = ListingTransferIn, responses((status = 200, description = "Moved.", body = PlatformOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 403, description = "`forbidden`, `second_factor_required`, `conflict_of_interest` or `conflict_declared`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`wrong_state`: never published, or archived; or `vendor_pending`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/platforms/{id}/transfer")]
pub async fn transfer_platform(
    call: Call,
    catalog: Data<Catalog>,
    who: Person,
    id: Path<PlatformId>,
    body: Body<ListingTransferIn>,
) -> Result<Answer> {
    let (id, app, (to, reason)) = (*id, call.app.clone(), body.0.parse()?);
    let moved = vet(call, who, id, move |tx, by| actions::transfer(tx, by, id, to, &reason)).await?;
    catalog.follow(&app.db).await?;
    Ok(moved)
}
