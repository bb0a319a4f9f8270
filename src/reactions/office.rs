//! What mails about offices, and about acting for somebody, say.

use super::compose::Facts;
use crate::accounts::{model::StaffRole, offices};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::mail::{Kind, Queued};
use crate::reference::{self, Province, ProvinceList};
use crate::staff;
use crate::values::{Bilingual, Locale, SessionId, TypedId};

/// The facts of a mail to somebody in office, or for whom staff act.
pub fn facts(conn: &mut Conn, row: &Queued, locale: Locale, facts: &mut Facts) -> Result<Option<&'static str>> {
    if row.kind == Kind::OfficeChanged {
        let office = offices::office(conn, row.account()?)?;
        let role = office.as_ref().map(|office| word(office.role).in_locale(locale).to_owned());
        facts.insert("office", role.unwrap_or_default());
        let code = office.and_then(|office| office.province);
        let province =
            code.map(|code| reference::province(conn, ProvinceList::Since2025, &code)).transpose()?.flatten();
        let named = |it: Province| if locale == Locale::Vi { it.full_name } else { it.name };
        facts.insert("province", province.map(named).unwrap_or_default());
        return Ok(None);
    }
    let session = SessionId::parse(&row.subject_id)
        .ok_or_else(|| Error::internal(format!("{} is about {}", row.kind, row.subject_id)))?;
    let minutes = staff::acting::actions::ACTING.as_secs() / 60;
    let acting = staff::find_acting(conn, session)?;
    facts.extend([("by", acting.by), ("reason", acting.reason), ("minutes", minutes.to_string())]);
    Ok(None)
}

/// A role as people read it.
const fn word(role: StaffRole) -> Bilingual {
    match role {
        StaffRole::Reviewer => Bilingual { vi: "thẩm định viên", en: "reviewer" },
        StaffRole::Analyst => Bilingual { vi: "chuyên viên phân tích", en: "analyst" },
        StaffRole::ProvinceOfficer => {
            Bilingual { vi: "cán bộ phụ trách tỉnh, thành phố", en: "province officer" }
        }
        StaffRole::Auditor => Bilingual { vi: "kiểm toán viên", en: "auditor" },
        StaffRole::DataProtectionOfficer => {
            Bilingual { vi: "cán bộ bảo vệ dữ liệu cá nhân", en: "data-protection officer" }
        }
        StaffRole::Administrator => Bilingual { vi: "quản trị viên", en: "administrator" },
    }
}
