//! How long codes are refused after wrong ones.

use std::time::Duration;

/// Wrong codes in a row that are borne without a pause: a million codes, two of them right at any time.
pub const BORNE: i64 = 5;
const FIRST: Duration = Duration::from_secs(60);
const LONGEST: Duration = Duration::from_secs(3_600);

/// The pause after so many wrong codes in a row: none before the fifth, then one minute, doubled by each further one, up
/// to an hour. At one guess an hour, somebody who has the password needs some 40 years for even odds.
pub fn pause_after(wrong_codes: i64) -> Option<Duration> {
    let doubled = u32::try_from(wrong_codes.checked_sub(BORNE)?).ok()?;
    Some(FIRST.saturating_mul(2_u32.saturating_pow(doubled)).min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::pause_after;

    #[test]
    fn pauses_grow_to_an_hour() {
        let minutes = |wrong| pause_after(wrong).map(|pause| pause.as_secs() / 60);
        let grown: Vec<_> = (4..=12).map(minutes).collect();
        assert_eq!(grown, [None, Some(1), Some(2), Some(4), Some(8), Some(16), Some(32), Some(60), Some(60)]);
        assert_eq!((minutes(0), minutes(1_000_000)), (None, Some(60)));
    }
}
