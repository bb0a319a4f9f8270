//! A month of local days: Asia/Ho_Chi_Minh.

use super::{LocalDay, Timestamp};

/// A month, by its first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month(LocalDay);

impl Month {
    /// The month that a day lies in.
    pub fn of(day: LocalDay) -> Option<Self> {
        LocalDay::parse(&format!("{}-01", day.month())).map(Self)
    }

    /// The month of a number like `202611`.
    pub fn from_number(number: i64) -> Option<Self> {
        LocalDay::parse(&format!("{:04}-{:02}-01", number / 100, number % 100)).map(Self)
    }

    /// `202611`, for November 2026.
    pub fn number(self) -> i64 {
        self.text().replace('-', "").parse().unwrap_or_default()
    }

    /// `2026-11`.
    pub fn text(self) -> String {
        self.0.month()
    }

    pub fn start(self) -> Timestamp {
        self.0.start()
    }

    /// The first day of the month after.
    pub fn next_first(self) -> LocalDay {
        let within = self.0.plus_days(31);
        LocalDay::parse(&format!("{}-01", within.month())).unwrap_or(within)
    }

    pub fn last_day(self) -> LocalDay {
        self.next_first().minus_days(1)
    }

    /// Its last microsecond.
    pub fn end(self) -> Timestamp {
        self.last_day().end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_have_their_own_length_and_a_number_that_reads_back() {
        for (day, number, first_after, last) in [
            ("2026-11-30", 202_611, "2026-12-01", "2026-11-30"),
            ("2026-12-31", 202_612, "2027-01-01", "2026-12-31"),
            ("2028-02-29", 202_802, "2028-03-01", "2028-02-29"),
            ("2027-02-01", 202_702, "2027-03-01", "2027-02-28"),
        ] {
            let month = LocalDay::parse(day).and_then(Month::of).expect("a month");
            assert_eq!((month.number(), Month::from_number(number)), (number, Some(month)));
            assert_eq!((month.next_first().as_str(), month.last_day().as_str()), (first_after, last));
            assert_eq!(month.start().local_day().month(), month.end().local_day().month());
        }
        assert_eq!(Month::from_number(202_613), None);
    }
}
