//! A contest, as each reader may see it.

use crate::accounts;
use crate::accounts::members::{MemberRole, Roles};
use crate::businesses;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::http::Person;
use crate::joining::contests::model::{Contest, ContestStatus};
use crate::joining::{belongs_within, organization_name, public_name};
use crate::values::{AccountId, BusinessId, ContestId, Timestamp, VendorId};
use serde::Serialize;
use utoipa::ToSchema;

/// A contest. What is not for the reader is null.
#[derive(Serialize, ToSchema)]
pub struct ContestOut {
    pub id: ContestId,
    status: ContestStatus,
    /// Null for a vendor's.
    business_id: Option<BusinessId>,
    /// Null for a business's.
    vendor_id: Option<VendorId>,
    /// Null for a household business, for who contests it, until it is handed over: nobody learns here whose number it is.
    #[schema(max_length = 200)]
    organization_name: Option<String>,
    /// The tax code that who contests has named: of a firm any part may be, and all of it is contested. Null for a household, and
    /// where it is older than this was kept.
    #[schema(max_length = 14, example = "9900000019-001")]
    named_tax_code: Option<String>,
    /// Who contests.
    account_id: AccountId,
    #[schema(max_length = 100)]
    name: String,
    #[schema(max_length = 2000)]
    statement: Option<String>,
    /// For staff and who contests.
    #[schema(max_length = 200)]
    evidence_reference: Option<String>,
    created_at: Timestamp,
    /// Owners answer until then.
    answer_by: Timestamp,
    /// For staff and owners.
    #[schema(max_length = 2000)]
    answer: Option<String>,
    answered_at: Option<Timestamp>,
    /// The owner who answered. For staff.
    answered_by: Option<AccountId>,
    /// For staff.
    #[schema(max_length = 100)]
    answered_by_name: Option<String>,
    decided_at: Option<Timestamp>,
    /// When who contested took it back, or ended the account; null where neither is so.
    withdrawn_at: Option<Timestamp>,
    /// A code of the list `contest_rejection` at /v1/reasons; null where it is not rejected.
    #[schema(max_length = 60)]
    reason_code: Option<String>,
    /// For staff.
    #[schema(max_length = 2000)]
    reason_text: Option<String>,
}

/// What a contest is read as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    Staff,
    Contester,
    Owner,
    /// Staff who belong to the organization, of a firm to any part: nobody reads there as staff what is hidden from the parties.
    StaffWithin,
}

/// Who looks at contests: what they may see depends on the contest.
#[derive(Clone)]
pub struct Onlooker {
    pub account: AccountId,
    staff: bool,
    roles: Roles,
}

impl Onlooker {
    pub fn of(who: &Person) -> Self {
        Self { account: who.account(), staff: who.sees_vetting(), roles: who.standing().roles.clone() }
    }

    /// Errors: 404 for whom a contest is nothing to.
    fn reads(&self, conn: &mut Conn, contest: &Contest) -> Result<Reader> {
        let within = match contest.organization() {
            // Most of the staff belong to nothing.
            Some(organization) if self.staff && !self.roles.0.is_empty() => {
                belongs_within(conn, organization, self.account)?
            }
            _ => false,
        };
        match () {
            () if contest.account_id == self.account => Ok(Reader::Contester),
            () if self.owns(conn, contest)? => Ok(Reader::Owner),
            () if within => Ok(Reader::StaffWithin),
            () if self.staff => Ok(Reader::Staff),
            () => Err(Error::not_found()),
        }
    }

    /// Whether the person owns the organization, of a firm any part of it.
    fn owns(&self, conn: &mut Conn, contest: &Contest) -> Result<bool> {
        let (businesses, vendors) = self.owned(conn)?;
        let (of_firm, of_vendor) = (contest.business_id, contest.vendor_id);
        Ok(of_firm.is_some_and(|it| businesses.contains(&it)) || of_vendor.is_some_and(|it| vendors.contains(&it)))
    }

    /// The organizations whose contests are the person's to answer: of a firm all parts, whichever is the person's.
    pub fn owned(&self, conn: &mut Conn) -> Result<(Vec<BusinessId>, Vec<VendorId>)> {
        let owned = self.roles.0.iter().filter(|(_, role)| *role == MemberRole::Owner).map(|(it, _)| it.columns());
        let (businesses, vendors): (Vec<_>, Vec<_>) = owned.unzip();
        let own: Vec<BusinessId> = businesses.into_iter().flatten().collect();
        Ok((businesses::firms_of(conn, &own)?, vendors.into_iter().flatten().collect()))
    }

    pub fn out(&self, conn: &mut Conn, it: Contest) -> Result<ContestOut> {
        let reader = self.reads(conn, &it)?;
        let belongs = it.organization().is_some_and(|organization| self.roles.of(organization).is_some());
        let known = reader != Reader::Contester || belongs || it.status == ContestStatus::HandedOver;
        let organization_name = match it.organization() {
            Some(organization) if known => Some(organization_name(conn, organization)?),
            Some(organization) => public_name(conn, organization)?,
            None => None,
        };
        let answered_by = it.answered_by.filter(|_| reader == Reader::Staff);
        let answered_by_name = answered_by.map(|who| accounts::addressee(conn, who)).transpose()?.map(|who| who.name);
        Ok(ContestOut {
            id: it.id,
            status: it.status,
            business_id: it.business_id,
            vendor_id: it.vendor_id,
            organization_name,
            named_tax_code: it.named_tax_code,
            account_id: it.account_id,
            name: accounts::addressee(conn, it.account_id)?.name,
            statement: it.statement,
            evidence_reference: it.evidence_reference.filter(|_| matches!(reader, Reader::Staff | Reader::Contester)),
            created_at: it.created_at,
            answer_by: it.answer_by,
            answer: it.answer.filter(|_| matches!(reader, Reader::Staff | Reader::Owner)),
            answered_at: it.answered_at,
            answered_by,
            answered_by_name,
            decided_at: it.decided_at,
            withdrawn_at: it.withdrawn_at,
            reason_code: it.reason_code,
            reason_text: it.reason_text.filter(|_| reader == Reader::Staff),
        })
    }
}
