//! The yearly look over HTTP: what reviewers found.

use super::actions;
use super::model::{Outcome, Recheck};
use crate::catalog::routes::PlatformOut;
use crate::catalog::vetting::routes::vet;
use crate::error::{Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Person, Routes};
use crate::values::{PlatformId, Timestamp};
use actix_web::post;
use actix_web::web::Path;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const COMMENT_LENGTH: usize = 1000;

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(recheck_platform);
}

/// Which listings of those that are looked at again each year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecheckWanted {
    /// Those whose day has come.
    Due,
}

/// What a reviewer finds of a listing that is looked at again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"outcome": "confirmed", "comment": "Demo: the certificate runs until 2028."}))]
pub struct RecheckIn {
    outcome: Outcome,
    /// What was looked at, or what is wanted: its vendor and who vets read it.
    #[schema(min_length = 1, max_length = 1000)]
    comment: String,
}

impl RecheckIn {
    fn parse(&self) -> Result<(Outcome, String)> {
        let mut faults = Faults::default();
        let comment = faults.lines("/comment", &self.comment, COMMENT_LENGTH);
        faults.finish(comment.map(|comment| (self.outcome, comment)))
    }
}

/// What was found when reviewers last looked at a listing again.
#[derive(Serialize, ToSchema)]
pub struct RecheckOut {
    outcome: Outcome,
    #[schema(max_length = 1000)]
    comment: String,
    checked_at: Timestamp,
}

impl From<Recheck> for RecheckOut {
    fn from(it: Recheck) -> Self {
        Self { outcome: it.outcome, comment: it.comment, checked_at: it.checked_at }
    }
}

/// Look at a listing again.
///
/// For reviewers who have nothing to do with it (403 `conflict_of_interest`): what is published, or suspended, is looked at every year, and may be at any time.
/// `confirmed`: what it says still holds, and the next look is in a year. `evidence_wanted`: its vendor gets a mail with the comment and hands another
/// version in; it stays due until that is published, or a later look confirms it. What must not stay in the catalog is suspended.
#[utoipa::path(tag = "catalog", operation_id = "recheck_platform", params(("id" = PlatformId, Path, description = "The platform."), ("If-Match" = Option<String>, Header, description = "The ETag of the listing that this is meant for; without it, whatever it is by then.", max_length = 200)),
    request_body = RecheckIn, responses((status = 200, description = "Looked at.", body = PlatformOut), (status = 403, description = "`forbidden`, `second_factor_required`, `conflict_of_interest` or `conflict_declared`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`wrong_state`: never published, or archived.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/platforms/{id}/recheck")]
pub async fn recheck_platform(call: Call, who: Person, id: Path<PlatformId>, body: Body<RecheckIn>) -> Result<Answer> {
    let (id, (outcome, comment)) = (*id, body.0.parse()?);
    vet(call, who, id, move |tx, by| actions::recheck(tx, by, id, outcome, &comment)).await
}
