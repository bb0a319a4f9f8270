//! What is known of a person, parsed at the edge.

use super::{common_passwords, context_words, passwords};
use crate::error::FaultCode;
use crate::faults::Faults;
use crate::values::text_enum::text_enum;
use crate::values::{AccountId, Locale, Timestamp, text};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Characters of a password, in NFC. The longest is far above any password manager's habit and far below a burden on argon2.
pub const PASSWORD_LENGTH: std::ops::RangeInclusive<usize> = 12..=128;
pub const NAME_LENGTH: usize = 100;

/// What a member of the programme's staff may do.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    ToSchema,
    clap::ValueEnum,
    diesel::AsExpression,
    diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum StaffRole {
    /// Vets vendors and listings.
    Reviewer,
    /// Follows the figures.
    Analyst,
    /// Follows figures and trials of the own province.
    ProvinceOfficer,
    /// Reads everything, changes nothing.
    Auditor,
    /// Watches over personal data: who belongs where, and who did what.
    DataProtectionOfficer,
    /// Vets, follows, and makes staff.
    Administrator,
}

text_enum!(StaffRole {
    Reviewer = "reviewer",
    Analyst = "analyst",
    ProvinceOfficer = "province_officer",
    Auditor = "auditor",
    DataProtectionOfficer = "data_protection_officer",
    Administrator = "administrator",
});

impl StaffRole {
    /// Those who have it, as a refusal names them.
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Reviewer => "reviewers",
            Self::Analyst => "analysts",
            Self::ProvinceOfficer => "province officers",
            Self::Auditor => "auditors",
            Self::DataProtectionOfficer => "data-protection officers",
            Self::Administrator => "administrators",
        }
    }
}

/// What somebody's office in the programme is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    pub role: StaffRole,
    /// The code of a province officer's province, in the list of 34.
    pub province: Option<String>,
}

impl From<StaffRole> for Office {
    fn from(role: StaffRole) -> Self {
        Self { role, province: None }
    }
}

/// How far an office sees businesses and their trials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Watch {
    Everywhere,
    /// The province of this code, of the list of 34.
    Province(String),
}

impl Watch {
    /// The only province that the office sees, where it does not see all.
    pub fn province(self) -> Option<String> {
        match self {
            Self::Everywhere => None,
            Self::Province(own) => Some(own),
        }
    }

    pub fn covers(&self, province: &str) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Province(own) => own == province,
        }
    }
}

/// A person, as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::accounts)]
pub struct Account {
    pub id: AccountId,
    pub email: String,
    pub name: String,
    pub locale: Locale,
    pub password_hash: Option<String>,
    pub staff_role: Option<StaffRole>,
    pub verified_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub version: i64,
}

/// A person who registers.
#[derive(Clone, Debug)]
pub struct NewPerson {
    pub email: String,
    pub name: String,
    pub locale: Locale,
}

/// Addresses that differ only in case are one person's.
pub fn email_key(email: &str) -> String {
    email.to_lowercase()
}

/// Letters and signs beside a number that do not make it another thing.
const AROUND_A_NUMBER: usize = 3;

/// A password that may be used: long enough, not made of what everybody knows of its owner or of the programme, and not
/// one of those that many have.
pub fn check_password(faults: &mut Faults, pointer: &str, password: &str, email: &str, name: &str) -> Option<()> {
    // Letters count as they are compared, however they are typed.
    let password = &passwords::normal(password);
    let length = password.chars().count();
    if !PASSWORD_LENGTH.contains(&length) {
        faults.add(
            pointer,
            FaultCode::PasswordTooShort,
            format!("{} – {}", PASSWORD_LENGTH.start(), PASSWORD_LENGTH.end()),
        );
        return None;
    }
    let folded = text::fold(password).replace(' ', "");
    let local_part = email.split('@').next().unwrap_or_default();
    let known = [local_part, name, "dungthu"].map(|word| text::fold(word).replace(' ', ""));
    let held = known.iter().any(|word| word.chars().count() >= 4 && folded.contains(word.as_str()));
    let distinct: std::collections::BTreeSet<char> = password.chars().collect();
    if held || distinct.len() < 5 {
        faults.add(pointer, FaultCode::PasswordGuessable, String::new());
        return None;
    }
    if common_passwords::is_common(password) {
        faults.add(pointer, FaultCode::CommonPassword, String::new());
        return None;
    }
    // A number: of a telephone, of a person, or the row of digits on a keyboard.
    if password.chars().filter(|c| !c.is_whitespace() && !c.is_ascii_digit()).count() <= AROUND_A_NUMBER {
        faults.add(pointer, FaultCode::PasswordGuessable, String::new());
        return None;
    }
    if context_words::is_little_more(password, email, name) {
        faults.add(pointer, FaultCode::ContextWord, context_words::ENOUGH.to_string());
        return None;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessable_passwords_are_refused() {
        for (password, fine) in [
            ("bông sen trắng 42", true),
            ("kurz", false),
            ("aaaaaaaaaaaaaaaa", false),
            ("abababababababab", false),
            ("Nguyễn Thị Demo 1", false),
            ("xx demo.chu xx yy", false),
            ("dungthu dungthu 12", false),
            ("123456789a@A", false),
            ("Aa123456789!", false),
            ("0901 234 567 89 01", false),
            ("079085001234", false),
            ("kqzx08301552", true),
        ] {
            let mut faults = Faults::default();
            let taken = check_password(&mut faults, "/password", password, "demo.chu@demo.example", "Nguyen Thi Demo")
                .is_some();
            assert_eq!(taken, fine, "{password}");
            assert_eq!(faults.finish(Some(())).is_ok(), fine, "{password}");
        }
    }
}
