//! Where a listing stands, as people say it: its states are words of the interface.

use crate::values::Locale;

/// As in the interface, and in Vietnamese.
const STATES: [(&str, &str); 8] = [
    ("draft", "bản nháp"),
    ("submitted", "đã gửi thẩm định"),
    ("in_review", "đang thẩm định"),
    ("changes_requested", "cần chỉnh sửa"),
    ("rejected", "không được chấp nhận"),
    ("published", "đã công bố"),
    ("suspended", "tạm ngừng công bố"),
    ("archived", "đã lưu trữ"),
];

/// A state for readers of this language; what is none stays as it is.
pub fn in_locale(state: &str, locale: Locale) -> String {
    let known = STATES.iter().find(|(name, _)| *name == state);
    match (known, locale) {
        (Some((_, vi)), Locale::Vi) => (*vi).to_owned(),
        _ => state.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::ListingStatus;

    #[test]
    fn every_state_has_its_words() {
        for status in ListingStatus::ALL {
            assert!(STATES.iter().any(|(name, _)| *name == status.as_str()), "{status}");
        }
        assert_eq!(in_locale("in_review", Locale::Vi), "đang thẩm định");
        assert_eq!(in_locale("in_review", Locale::En), "in_review");
    }
}
