//! Inquiries in the table.

use super::model::{Inquiry, Question};
use crate::db::schema::inquiries as q;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::values::InquiryId;
use diesel::prelude::*;

/// Inquiries that are answered one after the other before anything else is done.
const BATCH: i64 = 40;

pub fn insert(tx: &mut Tx<'_>, question: Question, email: &str, subject: Option<&str>) -> Result<()> {
    let id: InquiryId = tx.new_id();
    let row = (
        q::id.eq(id),
        q::kind.eq(question),
        q::email.eq(email),
        q::subject_id.eq(subject),
        q::request_id.eq(tx.cause().request),
        q::asked_at.eq(tx.now().as_micros()),
    );
    diesel::insert_into(q::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// What waits to be answered, oldest first.
pub fn waiting(conn: &mut Conn) -> Result<Vec<Inquiry>> {
    Ok(q::table.order(q::id).limit(BATCH).select(Inquiry::as_select()).load(conn)?)
}

/// Takes an inquiry out; `false` where somebody else did. On PostgreSQL this waits for a transaction that is doing it.
pub fn remove(tx: &mut Tx<'_>, id: InquiryId) -> Result<bool> {
    Ok(diesel::delete(q::table.filter(q::id.eq(id))).execute(&mut **tx)? == 1)
}
