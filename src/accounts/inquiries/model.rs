//! What can be asked.

use crate::values::text_enum::text_enum;
use crate::values::{InquiryId, RequestId};
use diesel::prelude::*;

/// What is asked about an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, diesel::AsExpression, diesel::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub enum Question {
    /// A link to choose a new password.
    PasswordReset,
    /// The link of the registration once more.
    Verification,
    /// To have the address for another account: of the change that the question is about.
    AddressChange,
}

text_enum!(Question { PasswordReset = "password_reset", Verification = "verification", AddressChange = "address_change" });

/// A question that waits.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::inquiries)]
pub struct Inquiry {
    pub id: InquiryId,
    pub kind: Question,
    /// As it was typed.
    pub email: String,
    /// A change of address.
    pub subject_id: Option<String>,
    pub request_id: Option<RequestId>,
}
