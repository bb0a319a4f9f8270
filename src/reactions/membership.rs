//! What mails about people in organizations say.

use super::compose::Facts;
use crate::accounts::members::{self, MemberRole};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::mail::{Kind, Queued};
use crate::values::{Bilingual, Locale, Organization};
use crate::{businesses, vendors};

/// The facts of a mail that tells a person of the person's place in an organization; else why it no longer fits.
pub fn facts(conn: &mut Conn, row: &Queued, locale: Locale, facts: &mut Facts) -> Result<Option<&'static str>> {
    let organization = Organization::parse(&row.subject_id)
        .ok_or_else(|| Error::internal(format!("{} is about {}", row.kind, row.subject_id)))?;
    let role = members::find(conn, organization, row.account_id)?.map(|it| it.role);
    facts.insert("organization", name(conn, organization)?);
    match (row.kind, role) {
        (Kind::MemberRemoved, Some(_)) => Ok(Some("a member again")),
        (Kind::MemberRemoved, None) => Ok(None),
        (_, None) => Ok(Some("no member any more")),
        (_, Some(role)) => {
            facts.insert("role", word(role).in_locale(locale).to_owned());
            Ok(None)
        }
    }
}

/// The name of a business or a vendor.
pub fn name(conn: &mut Conn, organization: Organization) -> Result<String> {
    Ok(match organization {
        Organization::Business(id) => businesses::find(conn, id)?.name,
        Organization::Vendor(id) => vendors::find(conn, id)?.name,
    })
}

/// A role as people read it.
pub const fn word(role: MemberRole) -> Bilingual {
    match role {
        MemberRole::Owner => Bilingual { vi: "chủ sở hữu", en: "owner" },
        MemberRole::Manager => Bilingual { vi: "quản lý", en: "manager" },
        MemberRole::Member => Bilingual { vi: "thành viên", en: "member" },
    }
}
