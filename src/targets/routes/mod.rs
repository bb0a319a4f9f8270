//! Targets over HTTP.

pub mod progress;
pub mod read;
pub mod write;

use super::model::{Metric, PeriodKind, Target, TargetStatus, Unit};
use crate::accounts::model::Watch;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::http::{Answer, Person, Routes};
use crate::values::{LocalDay, TargetId, Timestamp, VendorId};
use crate::vendors;
use serde::Serialize;
use utoipa::ToSchema;

pub fn routes(routes: &mut Routes<'_>) {
    // Before the target of an id.
    routes
        .service(progress::list_target_progress)
        .service(progress::get_target_progress)
        .service(progress::get_target_chart);
    routes.service(read::list_targets).service(write::set_target).service(read::get_target);
    routes.service(write::change_target).service(write::withdraw_target).service(read::list_target_changes);
}

/// The only province whose targets an officer sees.
pub fn own_province(who: &Person) -> Option<String> {
    who.watch().and_then(Watch::province)
}

/// A target.
#[derive(Serialize, ToSchema)]
pub struct TargetOut {
    id: TargetId,
    metric: Metric,
    /// What `value` counts.
    unit: Unit,
    /// Null: every programme. So of the next four: all.
    #[schema(max_length = 20)]
    programme: Option<String>,
    #[schema(max_length = 20)]
    ministry_code: Option<String>,
    #[schema(max_length = 2, pattern = "^[0-9]{2}$")]
    province_code: Option<String>,
    #[schema(max_length = 60)]
    category_code: Option<String>,
    vendor_id: Option<VendorId>,
    #[schema(max_length = 200)]
    vendor_name: Option<String>,
    from: LocalDay,
    to: LocalDay,
    period_kind: PeriodKind,
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    value: i64,
    status: TargetStatus,
    set_at: Timestamp,
    /// When it last changed.
    updated_at: Timestamp,
}

fn named(conn: &mut Conn, targets: Vec<Target>) -> Result<Vec<TargetOut>> {
    let vendors: Vec<VendorId> = targets.iter().filter_map(|it| it.aim.scope.vendor_id).collect();
    let names = vendors::names(conn, &vendors)?;
    let out = |it: Target| TargetOut {
        status: it.status(),
        id: it.id,
        metric: it.aim.metric,
        unit: it.aim.metric.unit(),
        programme: it.aim.scope.programme,
        ministry_code: it.aim.scope.ministry_code,
        province_code: it.aim.scope.province_code,
        category_code: it.aim.scope.category_code,
        vendor_id: it.aim.scope.vendor_id,
        vendor_name: it.aim.scope.vendor_id.and_then(|id| names.get(&id).cloned()),
        from: it.aim.period.from,
        to: it.aim.period.to,
        period_kind: it.aim.period.kind(),
        value: it.value,
        set_at: it.set_at,
        updated_at: it.updated_at,
    };
    Ok(targets.into_iter().map(out).collect())
}

fn answer(conn: &mut Conn, target: Target) -> Result<Answer> {
    let version = target.version;
    let out = named(conn, vec![target])?;
    Ok(Answer::ok(&out.first().ok_or_else(|| Error::internal("a target that is lost"))?)?.version(version))
}
