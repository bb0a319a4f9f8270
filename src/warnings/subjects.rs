//! What warnings are about, by the names that people know it by.

use super::model::{SubjectKind, Warning};
use crate::db::Conn;
use crate::error::Result;
use crate::reference::{self, ProvinceList};
use crate::targets::{self, Target};
use crate::values::{PlatformId, TargetId, TypedId, VendorId};
use crate::{catalog, vendors};
use std::collections::HashMap;

/// The names of the subjects of these warnings, by their ids.
pub fn names(conn: &mut Conn, warnings: &[Warning]) -> Result<HashMap<String, String>> {
    let of = |kind| warnings.iter().filter(move |it| it.subject_kind == kind).map(|it| it.subject_id.as_str());
    let platforms: Vec<PlatformId> = of(SubjectKind::Platform).filter_map(PlatformId::parse).collect();
    let vendors: Vec<VendorId> = of(SubjectKind::Vendor).filter_map(VendorId::parse).collect();
    let mut names = HashMap::new();
    if of(SubjectKind::Province).next().is_some() {
        let provinces = reference::provinces(conn, ProvinceList::Since2025)?;
        names.extend(provinces.into_iter().map(|it| (it.code, it.name)));
    }
    if !platforms.is_empty() {
        let named = catalog::names(conn, &platforms)?;
        names.extend(named.into_iter().map(|(id, name)| (id.to_string(), name)));
    }
    if !vendors.is_empty() {
        let named = vendors::names(conn, &vendors)?;
        names.extend(named.into_iter().map(|(id, name)| (id.to_string(), name)));
    }
    let targets: Vec<TargetId> = of(SubjectKind::Target).filter_map(TargetId::parse).collect();
    if !targets.is_empty() {
        names.extend(targets::these(conn, &targets)?.iter().map(|it| (it.id.to_string(), name(it))));
    }
    Ok(names)
}

/// A target has no name: its metric, its period, and the codes of its scope.
fn name(it: &Target) -> String {
    let (period, scope) = (it.aim.period, &it.aim.scope);
    let vendor = scope.vendor_id.map(|id| id.to_string());
    let codes = [&scope.programme, &scope.ministry_code, &scope.province_code, &scope.category_code, &vendor];
    let named = format!("{} {} – {}", it.aim.metric, period.from, period.to);
    let parts: Vec<&str> =
        std::iter::once(named.as_str()).chain(codes.into_iter().flatten().map(String::as_str)).collect();
    parts.join(", ")
}
