//! Instants are microseconds UTC; days are days in Asia/Ho_Chi_Minh, the programme's only time zone.

use super::Locale;
use jiff::{Timestamp as Instant, civil::Date, tz::TimeZone};
use serde::de::{Deserialize, Deserializer, Error as _};
use std::{fmt, sync::LazyLock, time::Duration};

static LOCAL: LazyLock<TimeZone> = LazyLock::new(|| {
    // The zone has been UTC+7 without daylight saving since 1975: the fallback says the same.
    TimeZone::get("Asia/Ho_Chi_Minh").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(7)))
});

/// An instant: microseconds since 1970-01-01T00:00:00Z. RFC 3339 in JSON, BIGINT in the tables.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, diesel::AsExpression, diesel::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::BigInt)]
pub struct Timestamp(i64);

crate::values::bigint_column!(Timestamp, |micros| Some(Timestamp(micros)));

impl Timestamp {
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    pub const fn as_micros(self) -> i64 {
        self.0
    }

    #[must_use]
    pub fn plus(self, by: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX)))
    }

    #[must_use]
    pub fn minus(self, by: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(by.as_micros()).unwrap_or(i64::MAX)))
    }

    /// How long ago `earlier` was; nothing where it lies ahead.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or_default())
    }

    #[must_use]
    pub fn plus_days(self, days: u32) -> Self {
        self.plus(Duration::from_secs(u64::from(days) * 86_400))
    }

    /// The local day on which this instant lies.
    pub fn local_day(self) -> LocalDay {
        let instant = Instant::from_microsecond(self.0).unwrap_or_default();
        instant.to_zoned(LOCAL.clone()).date().into()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let instant = Instant::from_microsecond(self.0).unwrap_or_default();
        write!(f, "{instant:.6}")
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl utoipa::PartialSchema for Timestamp {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .max_length(Some(27))
            .description(Some("An instant, RFC 3339, UTC, with microseconds."))
            .examples(["2026-11-21T02:00:00.000000Z"])
            .into()
    }
}
impl utoipa::ToSchema for Timestamp {}

/// A day in Asia/Ho_Chi_Minh, written `2026-11-21`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, diesel::AsExpression, diesel::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub struct LocalDay {
    date: Date,
    text: [u8; 10],
}

impl From<Date> for LocalDay {
    fn from(date: Date) -> Self {
        let mut text = *b"0000-00-00";
        let written = date.to_string();
        if let Ok(bytes) = written.as_bytes().try_into() {
            text = bytes;
        }
        Self { date, text }
    }
}

impl<'de> Deserialize<'de> for LocalDay {
    /// Reads what is kept; what is sent is read by `Faults::day`, which says where it is wrong.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom(format!("«{text}» is no day")))
    }
}

impl LocalDay {
    /// The day's text, as in JSON and in the tables.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text).unwrap_or_default()
    }

    /// Reads `YYYY-MM-DD`, years 2000 to 2200; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.len() == 10 && text.is_ascii();
        let date: Date = if digits { text.parse().ok()? } else { return None };
        (2000..=2200).contains(&date.year()).then(|| date.into())
    }

    pub fn year(&self) -> i64 {
        i64::from(self.date.year())
    }

    #[must_use]
    pub fn plus_days(self, days: u32) -> Self {
        self.date.saturating_add(jiff::Span::new().days(i64::from(days.min(200_000)))).into()
    }

    #[must_use]
    pub fn minus_days(self, days: u32) -> Self {
        self.date.saturating_sub(jiff::Span::new().days(i64::from(days.min(200_000)))).into()
    }

    /// The same day a year later; of 29 February 28 February.
    #[must_use]
    pub fn next_year(self) -> Self {
        self.date.saturating_add(jiff::Span::new().years(1)).into()
    }

    /// Whole days from `earlier` to this day; negative when this day comes first.
    pub fn days_since(self, earlier: Self) -> i32 {
        self.date.since(earlier.date).map(|span| span.get_days()).unwrap_or_default()
    }

    /// The first microsecond of the day.
    pub fn start(self) -> Timestamp {
        self.minus_days(1).end().plus(Duration::from_micros(1))
    }

    /// The last microsecond of the day: a trial that ends on a day ends here.
    pub fn end(self) -> Timestamp {
        let next = self.date.saturating_add(jiff::Span::new().days(1));
        let midnight = next.to_zoned(LOCAL.clone()).map(|zoned| zoned.timestamp().as_microsecond());
        Timestamp(midnight.unwrap_or_default() - 1)
    }

    /// The Monday of this day's week (ISO 8601).
    #[must_use]
    pub fn monday(self) -> Self {
        let past = i64::from(self.date.weekday().to_monday_zero_offset());
        self.date.saturating_sub(jiff::Span::new().days(past)).into()
    }

    /// The month, `2026-11`.
    pub fn month(self) -> String {
        self.date.strftime("%Y-%m").to_string()
    }

    /// The last day of the month before this day's.
    #[must_use]
    pub fn last_of_previous_month(self) -> Self {
        self.date.first_of_month().saturating_sub(jiff::Span::new().days(1)).into()
    }

    /// The first day of the month that is so many months before this day's.
    #[must_use]
    pub fn months_before(self, months: u32) -> Self {
        self.date.first_of_month().saturating_sub(jiff::Span::new().months(i64::from(months.min(2_400)))).into()
    }

    /// The week of ISO 8601, `2026-W47`: its year is the one in which its Thursday lies.
    pub fn week(self) -> String {
        let week = self.date.iso_week_date();
        format!("{}-W{:02}", week.year(), week.week())
    }

    /// The quarter, `2026-Q4`.
    pub fn quarter(self) -> String {
        format!("{}-Q{}", self.date.year(), (self.date.month() + 2) / 3)
    }

    /// As people write it: `21/11/2026` in Vietnamese, `21 November 2026` in English.
    pub fn for_people(self, locale: Locale) -> String {
        let form = match locale {
            Locale::Vi => "%d/%m/%Y",
            Locale::En => "%-d %B %Y",
        };
        self.date.strftime(form).to_string()
    }

    /// Saturday or Sunday.
    pub fn is_weekend(self) -> bool {
        self.date.weekday().to_monday_zero_offset() >= 5
    }
}

impl fmt::Display for LocalDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for LocalDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for LocalDay {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl utoipa::PartialSchema for LocalDay {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
            .max_length(Some(10))
            .description(Some("A day in Asia/Ho_Chi_Minh."))
            .examples(["2026-11-21"])
            .into()
    }
}
impl utoipa::ToSchema for LocalDay {}

crate::values::text_column!(LocalDay, LocalDay::parse);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_with_microseconds() {
        assert_eq!(Timestamp::from_micros(0).to_string(), "1970-01-01T00:00:00.000000Z");
        assert_eq!(Timestamp::from_micros(1_795_287_643_000_001).to_string(), "2026-11-21T19:00:43.000001Z");
    }

    #[test]
    fn the_local_day_begins_at_seventeen_hours_utc() {
        let before = Timestamp::from_micros(1_795_280_399_999_999); // 2026-11-21T16:59:59.999999Z
        assert_eq!(before.local_day().to_string(), "2026-11-21");
        assert_eq!(Timestamp::from_micros(before.as_micros() + 1).local_day().to_string(), "2026-11-22");
    }

    #[test]
    fn a_day_ends_with_its_last_microsecond() {
        let day = LocalDay::parse("2026-12-31").expect("a day");
        assert_eq!(day.end().to_string(), "2026-12-31T16:59:59.999999Z");
        assert_eq!(day.end().local_day(), day);
        assert_eq!(day.monday().to_string(), "2026-12-28");
        assert_eq!(day.plus_days(1).month(), "2027-01");
        assert_eq!(day.plus_days(1).days_since(day), 1);
    }

    #[test]
    fn a_year_later_is_the_same_day_where_there_is_one() {
        for (day, want) in [("2026-11-21", "2027-11-21"), ("2028-02-29", "2029-02-28"), ("2027-02-28", "2028-02-28")] {
            assert_eq!(LocalDay::parse(day).expect("a day").next_year().as_str(), want);
        }
    }

    #[test]
    fn only_full_dates_of_sensible_years_are_days() {
        for wrong in
            ["", "2026-2-1", "2026-02-30", "1999-12-31", "2201-01-01", "2026-11-21T00:00:00Z", "２０２６-11-21"]
        {
            assert_eq!(LocalDay::parse(wrong), None, "{wrong}");
        }
    }
}
