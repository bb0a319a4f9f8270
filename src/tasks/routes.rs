//! What waits, over HTTP.

use super::model::{Filter, Holders, OfStaff, STAFF, Task, TaskKind};
use super::store;
use crate::accounts::keys::Scope;
use crate::accounts::model::StaffRole;
use crate::catalog::vetting::Vetter;
use crate::db::Conn;
use crate::error::Result;
use crate::http::{Answer, Call, Page, Paged, Person, Query, Routes};
use crate::reference;
use crate::trials::TrialStatus;
use crate::values::{AccountId, BusinessId, PlatformId, Timestamp, TrialId, VendorId};
use crate::{businesses, catalog, reviews, vendors};
use actix_web::get;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(list_tasks);
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HolderKind {
    Business,
    Vendor,
    Staff,
}

/// Something that waits, with the names that people know it by.
#[derive(Serialize, ToSchema)]
pub struct TaskOut {
    kind: TaskKind,
    holder: HolderKind,
    /// What waits: a trial, a conversion, a wish for more days, a retention check, a review, a waiting entry, a case, a vendor's claim of a platform or a listing.
    #[schema(max_length = 36, example = "trl_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e")]
    subject_id: String,
    /// Since when.
    since: Timestamp,
    /// The last instant that is in time; null for what has no day.
    due_at: Option<Timestamp>,
    /// Whether that instant has passed. Unless it went away by itself, it can still be done.
    overdue: bool,
    /// Null for a kept place, a claim of a platform, a listing, and for a case about a vendor as a whole.
    trial_id: Option<TrialId>,
    /// Where that trial stands; null for a case, which may be about an earlier stage.
    stage: Option<TrialStatus>,
    /// Null for a claim of a platform, a listing, and for a case about a vendor as a whole, which names no platform either.
    business_id: Option<BusinessId>,
    #[schema(max_length = 200)]
    business_name: Option<String>,
    platform_id: Option<PlatformId>,
    #[schema(max_length = 120)]
    platform_name: Option<String>,
    /// Of a claim of a platform the vendor that claims it.
    vendor_id: VendorId,
    #[schema(max_length = 200)]
    vendor_name: String,
    /// The business's at sign-up, of the list of 34; of a kept place that of the business when it was offered; null where there is no business.
    #[schema(max_length = 2, pattern = "^[0-9]{2}$", example = "79")]
    province_code: Option<String>,
}

fn named(conn: &mut Conn, rows: Vec<Task>, now: Timestamp) -> Result<Vec<TaskOut>> {
    let vendors = vendors::names(conn, &rows.iter().map(|it| it.vendor_id).collect::<Vec<_>>())?;
    let businesses = businesses::names(conn, &rows.iter().filter_map(|it| it.business_id).collect::<Vec<_>>())?;
    let platforms = catalog::names(conn, &rows.iter().filter_map(|it| it.platform_id).collect::<Vec<_>>())?;
    let out = |it: Task| TaskOut {
        kind: it.kind,
        holder: match it.holder.as_str() {
            STAFF => HolderKind::Staff,
            id if id == it.vendor_id.as_str() => HolderKind::Vendor,
            _ => HolderKind::Business,
        },
        subject_id: it.subject_id,
        since: it.since,
        due_at: it.due_at,
        overdue: it.due_at.is_some_and(|due| due < now),
        trial_id: it.trial_id,
        stage: it.stage,
        business_id: it.business_id,
        business_name: it.business_id.and_then(|id| businesses.get(&id).cloned()),
        platform_id: it.platform_id,
        platform_name: it.platform_id.and_then(|id| platforms.get(&id).cloned()),
        vendor_id: it.vendor_id,
        vendor_name: vendors.get(&it.vendor_id).cloned().unwrap_or_default(),
        province_code: it.province_code,
    };
    Ok(rows.into_iter().map(out).collect())
}

fn holders(who: &Person) -> Holders {
    let businesses = who.businesses().iter().map(ToString::to_string);
    let organizations = businesses.chain(who.vendors().iter().map(ToString::to_string)).collect();
    // Cases are for people alone, and so is what staff do about them.
    let staff = who.settles().filter(|_| who.key().is_none()).map(|watch| OfStaff {
        own_province: watch.province(),
        own_vendors: who.vendors().to_vec(),
        left_to_others: left_to_others(who),
        ..OfStaff::default()
    });
    let without_conversions = who.key().is_some_and(|key| !key.scopes.contains(&Scope::ConversionsRead));
    Holders { organizations, without_conversions, staff }
}

/// What of the staff's somebody in this office has nothing to do with; who belongs to a vendor decides on no platform.
fn left_to_others(who: &Person) -> Vec<TaskKind> {
    let requests = [TaskKind::LookAfterRequest].into_iter().filter(|_| who.watch().is_none());
    let catalog = [TaskKind::ModerateReview, TaskKind::DecidePlatformClaim, TaskKind::VetListing];
    requests.chain(catalog.into_iter().filter(|_| !who.sees_statements())).collect()
}

/// Who vets; auditors watch over all that waits.
fn vetter(who: &Person) -> Option<Vetter> {
    let vets = matches!(who.standing().acting_staff(), Some(StaffRole::Reviewer | StaffRole::Administrator));
    vets.then(|| catalog::vetting::routes::vetter(who))
}

/// Names what of the staff's is this person's own in a way that no task says.
fn own(conn: &mut Conn, staff: &mut OfStaff, account: AccountId, vetter: Option<&Vetter>) -> Result<()> {
    staff.own_businesses = businesses::all_of_firms(conn, account)?;
    staff.own_reviews = reviews::own_waiting(conn, account)?;
    if let Some(by) = vetter {
        staff.platforms_in_conflict = catalog::conflicts::platforms(conn, account)?;
        staff.listings_of_others = catalog::assessments::actions::left_to_others(conn, by)?;
    }
    Ok(())
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct TaskQuery {
    /// Only what is to be done like this.
    kind: Option<TaskKind>,
    /// Only what is about trials that stand here.
    stage: Option<TrialStatus>,
    /// Only what is about this platform.
    platform_id: Option<PlatformId>,
    /// Only businesses of this province at sign-up, of the list of 34.
    #[param(max_length = 2, pattern = "^[0-9]{2}$", example = "79")]
    province_code: Option<String>,
    /// `true`: only what was due before now; `false`: only what is not due yet, or has no day.
    overdue: Option<bool>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// What waits for one, the oldest deadline first.
///
/// What has no day stands where it began to wait. A task goes away with what it asks for.
///
/// For members of businesses and vendors what waits for these: requests to answer (`answer_request`, by the vendor) and
/// access to give (`provision_access`), claims (`answer_claim`, by the side that did not claim), wishes for more days
/// (`answer_extension`, by the side that did not ask), retention checks (`answer_retention_check`) and kept places
/// (`take_place`, by the business; whether it may still have the trial is looked at when it asks). An API key sees what waits for its
/// vendor, of conversions with the scope `conversions.read`.
///
/// For reviewers and for staff who follow trials besides what waits for the staff, a province officer that of the own
/// province: disputes (`resolve_dispute`), claims that nobody answered (`follow_up_claim`), cases (`decide_case`), and, for
/// those who follow trials, requests that their vendor left unanswered (`look_after_request`). For who moderates and vets also texts
/// and answers of reviews (`moderate_review`: the subject is the review, which is decided at its trial) and claims of illustrative platforms
/// (`decide_platform_claim`), and versions of listings (`vet_listing`: the subject is the listing; those that wait to be taken up or decided on
/// at once, those that one has not assessed and that lack an assessment, and, once both are in, those that one decides on, see
/// `publish_platform`); of these three none of a platform with which one has declared a conflict or in which one had a part, and none at all
/// for who belongs to a vendor. What is about a vendor of one's own, or a firm of which one belongs to a part, is left to others, and so is a
/// review of which one wrote a part.
#[utoipa::path(tag = "tasks", operation_id = "list_tasks", params(TaskQuery),
    responses((status = 200, description = "A page.", body = Paged<TaskOut>)), security(("session" = [])))]
#[get("/tasks")]
async fn list_tasks(call: Call, who: Person, query: Query<TaskQuery>) -> Result<Answer> {
    let TaskQuery { kind, stage, platform_id: platform, province_code: province, overdue, limit, cursor } = query.0;
    let page =
        Page::new("tasks", &(kind, stage, platform, &province, overdue, who.account()), limit, cursor.as_deref())?;
    let (mut holders, filter) = (holders(&who), Filter { kind, stage, platform, province, overdue });
    let (now, account, vetter) = (call.app.db.now(), who.account(), vetter(&who));
    let paged = call.read(move |conn| {
        reference::check_province(conn, filter.province.as_deref())?;
        if let Some(staff) = &mut holders.staff {
            own(conn, staff, account, vetter.as_ref())?;
        }
        let rows = store::list(conn, &holders, &filter, now, &page)?;
        let Paged { data, next_cursor } = page.of(rows, store::key, |row| row);
        Ok(Paged { data: named(conn, data, now)?, next_cursor })
    });
    Answer::page(&paged.await?)
}
