//! The working days of a stretch of time, looked up once: a generated year asks for them millions of times.

use crate::db::Conn;
use crate::error::{Error, Result};
use crate::reference::working_days_after;
use crate::rules::Rules;
use crate::values::{LocalDay, Timestamp};
use std::collections::HashMap;

/// Days behind the last one that are known as well: what waits then ends by them.
const AHEAD: u32 = 90;

/// What [`working_days_after`] says of each day, for the numbers of days that the rules name.
pub struct Calendar(HashMap<(LocalDay, i64), LocalDay>);

impl Calendar {
    pub fn read(conn: &mut Conn, rules: &Rules, from: LocalDay, until: LocalDay) -> Result<Self> {
        let (mut known, mut day) = (HashMap::new(), from);
        while day <= until.plus_days(AHEAD) {
            for days in [rules.answer_working_days, rules.escalation_working_days, rules.unanswered_working_days] {
                let count = u32::try_from(days).map_err(Error::internal)?;
                known.insert((day, days), working_days_after(conn, day, count)?);
            }
            day = day.plus_days(1);
        }
        Ok(Self(known))
    }

    /// The day that ends so many working days after the day of `at`.
    pub fn after(&self, at: Timestamp, days: i64) -> Result<LocalDay> {
        let day = self.0.get(&(at.local_day(), days)).copied();
        day.ok_or_else(|| Error::internal(format!("no working days are known after {at}")))
    }
}
