//! What each rule is called, what its threshold counts, and which terms it can have.

use super::model::{Rule, Terms, WarningRule, WarningUnit};
use crate::error::FaultCode;
use crate::faults::Faults;
use crate::reports::wilson::ENOUGH;
use crate::values::Bilingual;
use std::ops::RangeInclusive;

/// What people call a rule.
pub const fn name(rule: WarningRule) -> Bilingual {
    match rule {
        WarningRule::UnansweredShare => Bilingual {
            vi: "Nhiều yêu cầu không được trả lời đúng hạn",
            en: "Many requests not answered in time",
        },
        WarningRule::ActivationDrop => {
            Bilingual { vi: "Tỷ lệ bắt đầu sử dụng giảm", en: "Fewer trials are put to use" }
        }
        WarningRule::ConversionFarFromCategory => Bilingual {
            vi: "Tỷ lệ chuyển đổi khác xa các nền tảng cùng nhóm",
            en: "Conversion far from the category's",
        },
        WarningRule::BehindPace => Bilingual { vi: "Chậm so với chỉ tiêu", en: "Behind a target" },
        WarningRule::NoSignUp => {
            Bilingual { vi: "Không có yêu cầu dùng thử mới", en: "No new requests for trials" }
        }
    }
}

pub const fn unit(rule: WarningRule) -> WarningUnit {
    match rule {
        WarningRule::NoSignUp => WarningUnit::Days,
        _ => WarningUnit::TenthsOfPercent,
    }
}

const fn thresholds(rule: WarningRule) -> RangeInclusive<i64> {
    match unit(rule) {
        WarningUnit::TenthsOfPercent => 1..=1_000,
        WarningUnit::Days => 1..=366,
    }
}

/// Shares of fewer say nothing, here as in the reports.
const fn fewest_cases(rule: WarningRule) -> RangeInclusive<i64> {
    match unit(rule) {
        WarningUnit::TenthsOfPercent => ENOUGH..=100_000,
        WarningUnit::Days => 1..=100_000,
    }
}

/// Reads the terms that a rule is to have; every fault is told, and so is that nothing changes. Where a proposal waits, the
/// present terms take it back.
pub fn terms(faults: &mut Faults, of: &Rule, wanted: Terms) -> Option<Terms> {
    let rule = of.rule;
    let sound = [
        faults.number("/threshold", wanted.threshold, thresholds(rule)),
        faults.number("/days", wanted.days, 1..=366),
        faults.number("/least_cases", wanted.least_cases, fewest_cases(rule)),
        faults.number("/due_working_days", wanted.due_working_days, 1..=30),
    ];
    if wanted == of.terms && of.proposed_terms.is_none() {
        faults.add("", FaultCode::SameValue, "");
        return None;
    }
    sound.iter().all(Option::is_some).then_some(wanted)
}
