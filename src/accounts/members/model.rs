//! Roles in an organization, and what each may do.

use crate::error::{Code, Error, Result};
use crate::values::text_enum::text_enum;
use crate::values::{AccountId, Bilingual, Organization, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a person is in an organization, from the least to the most.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ToSchema,
    diesel::AsExpression,
    diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum MemberRole {
    /// Reads, and acts on trials.
    Member,
    /// Also changes the organization's data.
    Manager,
    /// Also gives roles, removes members, hands the ownership on.
    Owner,
}

text_enum!(MemberRole { Member = "member", Manager = "manager", Owner = "owner" });

impl MemberRole {
    /// The role as people read it.
    pub const fn word(self) -> Bilingual {
        match self {
            Self::Owner => Bilingual { vi: "chủ sở hữu", en: "owner" },
            Self::Manager => Bilingual { vi: "quản lý", en: "manager" },
            Self::Member => Bilingual { vi: "thành viên", en: "member" },
        }
    }
}

/// What a member may do, or not: the table of the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Reads the organization and its members, acts on its trials, leaves it.
    Belong,
    /// Changes the organization's data and its listings.
    ChangeData,
    /// Gives roles, removes members, hands the ownership on.
    Govern,
}

impl Act {
    /// The least role that may.
    pub const fn least(self) -> MemberRole {
        match self {
            Self::Belong => MemberRole::Member,
            Self::ChangeData => MemberRole::Manager,
            Self::Govern => MemberRole::Owner,
        }
    }

    /// Errors: 404 for who has no role there: a foreign organization does not exist; 403 for one that is too low.
    pub fn check(self, role: Option<MemberRole>) -> Result<MemberRole> {
        let role = role.ok_or_else(Error::not_found)?;
        if role >= self.least() { Ok(role) } else { Err(forbidden(self.least())) }
    }
}

/// The refusal that names who may.
pub fn forbidden(least: MemberRole) -> Error {
    let who = match least {
        MemberRole::Member => "members of the organization",
        MemberRole::Manager => "managers and owners of the organization",
        MemberRole::Owner => "owners of the organization",
    };
    Error::with(Code::Forbidden, who)
}

/// A person's roles in the organizations that the person belongs to.
#[derive(Clone, Debug, Default)]
pub struct Roles(pub Vec<(Organization, MemberRole)>);

impl Roles {
    pub fn of(&self, organization: Organization) -> Option<MemberRole> {
        self.0.iter().find(|(known, _)| *known == organization).map(|(_, role)| *role)
    }

    /// Whether the person may do this in an organization of this kind.
    pub fn any(&self, kind: impl Fn(Organization) -> bool, act: Act) -> bool {
        self.0.iter().any(|(organization, role)| kind(*organization) && *role >= act.least())
    }

    /// Errors: as [`Act::check`].
    pub fn may(&self, organization: impl Into<Organization>, act: Act) -> Result<MemberRole> {
        act.check(self.of(organization.into()))
    }
}

/// A person in an organization.
#[derive(Clone, Debug)]
pub struct Membership {
    pub account: AccountId,
    pub organization: Organization,
    pub role: MemberRole,
    pub since: Timestamp,
    /// Since when the person has had this role without a break.
    pub role_since: Timestamp,
    /// Whether it came with the ownership of the firm's seat: it goes with what the person is there.
    pub follows_seat: bool,
    pub version: i64,
}

/// A member as colleagues know each other.
#[derive(Clone, Debug)]
pub struct Colleague {
    pub membership: Membership,
    pub name: String,
    pub email: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_what_the_table_says() {
        use MemberRole::{Manager, Member, Owner};
        for (act, may) in [
            (Act::Belong, [true, true, true]),
            (Act::ChangeData, [false, true, true]),
            (Act::Govern, [false, false, true]),
        ] {
            for (role, may) in [Member, Manager, Owner].into_iter().zip(may) {
                let answer = act.check(Some(role));
                assert_eq!(answer.is_ok(), may, "{act:?} {role}");
                assert!(may || answer.is_err_and(|error| error.code() == Code::Forbidden), "{act:?} {role}");
            }
            assert!(act.check(None).is_err_and(|error| error.code() == Code::NotFound), "{act:?}");
        }
    }
}
