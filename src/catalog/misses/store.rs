//! Misses in their table.

use crate::db::schema::search_misses as m;
use crate::db::{Conn, Tx, per_backend};
use crate::error::Result;
use crate::http::Page;
use crate::values::LocalDay;
use diesel::prelude::*;

/// How often words were searched for on a day and nothing was found.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = m)]
pub struct Miss {
    pub day: LocalDay,
    pub words: String,
    pub count: i64,
}

/// Adds to the count of a day's words; new words only as long as the day has fewer than `most`.
pub fn count(tx: &mut Tx<'_>, day: LocalDay, words: &str, count: i64, most: i64) -> Result<()> {
    let of_day = m::table.filter(m::day.eq(day));
    let known = of_day.filter(m::words.eq(words));
    if diesel::update(known).set(m::count.eq(m::count + count)).execute(&mut **tx)? == 1 {
        return Ok(());
    }
    if of_day.count().get_result::<i64>(&mut **tx)? < most {
        let row = (m::day.eq(day), m::words.eq(words), m::count.eq(count));
        per_backend!(&mut **tx, |conn| diesel::insert_into(m::table)
            .values(row)
            .on_conflict((m::day, m::words))
            .do_update()
            .set(m::count.eq(m::count + count))
            .execute(conn))?;
    }
    Ok(())
}

/// The newest day first, and of a day what was looked for most.
pub fn list(conn: &mut Conn, page: &Page) -> Result<Vec<Miss>> {
    let order = (m::day.desc(), m::count.desc(), m::words.asc());
    let mut query = m::table.select(Miss::as_select()).order(order).limit(page.rows()).into_boxed();
    if let Some([day, count, words]) = page.after.as_deref() {
        let (day, count, words) = (day.clone(), count.parse::<i64>().unwrap_or_default(), words.clone());
        let behind = m::count.lt(count).or(m::count.eq(count).and(m::words.gt(words)));
        query = query.filter(m::day.lt(day.clone()).or(m::day.eq(day).and(behind)));
    }
    Ok(query.load(conn)?)
}

/// Forgets the days before `first`.
pub fn forget(tx: &mut Tx<'_>, first: LocalDay) -> Result<usize> {
    Ok(diesel::delete(m::table.filter(m::day.lt(first))).execute(&mut **tx)?)
}
