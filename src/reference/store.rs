//! Reference data in the tables.

use super::model::{Category, Criterion, Industry, Province, ProvinceList, Reason, ReasonList};
use crate::db::Conn;
use crate::db::schema::{
    categories as c, criteria as cr, industries as i, ministries as m, provinces as p, reasons as r,
};
use crate::error::{Code, Error, FaultCode, Result};
use crate::faults::Fault;
use crate::values::Locale;
use diesel::prelude::*;

/// The provinces of a list, by code.
pub fn provinces(conn: &mut Conn, list: ProvinceList) -> Result<Vec<Province>> {
    Ok(p::table.filter(p::list.eq(list)).order(p::code).select(Province::as_select()).load(conn)?)
}

/// Every version's industries, by section.
pub fn industries(conn: &mut Conn) -> Result<Vec<Industry>> {
    Ok(i::table.order((i::version, i::section)).select(Industry::as_select()).load(conn)?)
}

pub fn categories(conn: &mut Conn) -> Result<Vec<Category>> {
    Ok(c::table.order(c::rank).select(Category::as_select()).load(conn)?)
}

/// The codes of the ministries, in their order.
pub fn ministry_codes(conn: &mut Conn) -> Result<Vec<String>> {
    Ok(m::table.order(m::code).select(m::code).load(conn)?)
}

pub fn criteria(conn: &mut Conn) -> Result<Vec<Criterion>> {
    Ok(cr::table.order(cr::number).select(Criterion::as_select()).load(conn)?)
}

/// A closed list of reasons in its order.
pub fn reasons(conn: &mut Conn, list: ReasonList) -> Result<Vec<Reason>> {
    Ok(r::table.filter(r::list.eq(list)).order(r::rank).select(Reason::as_select()).load(conn)?)
}

/// Whether a text may be a code of some list. PostgreSQL is not even asked for a text with U+0000, and no code has a control character.
fn may_be_code(text: &str) -> bool {
    !text.chars().any(char::is_control)
}

/// The province of a code in a list; `None` when that list has no such code.
pub fn province(conn: &mut Conn, list: ProvinceList, code: &str) -> Result<Option<Province>> {
    if !may_be_code(code) {
        return Ok(None);
    }
    Ok(p::table
        .filter(p::list.eq(list))
        .filter(p::code.eq(code))
        .select(Province::as_select())
        .first(conn)
        .optional()?)
}

/// Errors: 400 for a province that is not on the list of 34, asked for in a query.
pub fn check_province(conn: &mut Conn, code: Option<&str>) -> Result<()> {
    let Some(code) = code else { return Ok(()) };
    if province(conn, ProvinceList::Since2025, code)?.is_some() {
        return Ok(());
    }
    let fault =
        Fault { pointer: "province_code".to_owned(), code: FaultCode::UnknownProvince, possible: String::new() };
    Err(Error::faulty(Code::InvalidQuery, vec![fault]))
}

/// The industry of a section letter in a version; `None` when there is none.
pub fn industry(conn: &mut Conn, version: &str, section: &str) -> Result<Option<Industry>> {
    if !may_be_code(version) || !may_be_code(section) {
        return Ok(None);
    }
    Ok(i::table
        .filter(i::version.eq(version))
        .filter(i::section.eq(section))
        .select(Industry::as_select())
        .first(conn)
        .optional()?)
}

/// The ministry that answers for a category; `None` when there is no such category.
pub fn category_ministry(conn: &mut Conn, category: &str) -> Result<Option<String>> {
    if !may_be_code(category) {
        return Ok(None);
    }
    Ok(c::table.filter(c::code.eq(category)).select(c::ministry_code).first(conn).optional()?)
}

/// Errors: 422 at `pointer` when the list has no such reason.
pub fn check_reason(conn: &mut Conn, list: ReasonList, code: &str, pointer: &str) -> Result<()> {
    let all = reasons(conn, list)?;
    if all.iter().any(|reason| reason.code == code) {
        return Ok(());
    }
    let possible: Vec<&str> = all.iter().map(|reason| reason.code.as_str()).collect();
    Err(Error::fault(pointer, FaultCode::NotOneOf, possible.join(", ")))
}

/// A reason as people read it.
pub fn reason_text(conn: &mut Conn, list: ReasonList, code: &str, locale: Locale) -> Result<String> {
    let text = r::table.filter(r::list.eq(list)).filter(r::code.eq(code));
    Ok(match locale {
        Locale::Vi => text.select(r::text_vi).first(conn)?,
        Locale::En => text.select(r::text_en).first(conn)?,
    })
}
