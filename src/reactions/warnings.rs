//! What mails about early warnings say.

use super::compose::{Facts, subject};
use crate::accounts::model::{Office, StaffRole};
use crate::accounts::offices;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::mail::{Kind, Queued};
use crate::reference;
use crate::values::{Bilingual, LocalDay, Locale, WarningId};
use crate::warnings::model::Facts as Seen;
use crate::warnings::{self, WarningRule, WarningStatus};

/// In place of figures, where there are none.
const NOT_LOOKED_FOR: Bilingual = Bilingual {
    vi: "Không còn gì để xét: quy tắc không còn được áp dụng, đối tượng không còn số liệu hoặc không còn được cung cấp, hoặc chỉ tiêu đã hết kỳ hay bị hủy.",
    en: "There is nothing to judge any more: the rule is no longer applied, there are no figures, it is not on offer, or the target is over or withdrawn.",
};

/// The facts of a mail to a warning's owner; else why it no longer fits.
pub(super) fn facts(tx: &mut Tx<'_>, row: &Queued, locale: Locale, facts: &mut Facts) -> Result<Option<&'static str>> {
    let it = warnings::find(tx, subject::<WarningId>(row)?)?;
    let to = row.account()?;
    if !offices::office(tx, to)?.is_some_and(|office| may_read(&office, it.province_code.as_deref())) {
        return Ok(Some("not theirs to read any more"));
    }
    let raised = row.kind == Kind::WarningRaised;
    if raised && !it.status.is_open() {
        return Ok(Some("dealt with meanwhile"));
    }
    if raised && it.status == WarningStatus::Snoozed {
        return Ok(Some("snoozed meanwhile"));
    }
    if raised && it.owner_id != Some(to) {
        return Ok(Some("handed on meanwhile"));
    }
    let shown = if raised { Some(&it.facts) } else { it.end_facts.as_ref() };
    let seen = shown.map(|text| serde_json::from_str::<Seen>(text).map_err(Error::internal)).transpose()?;
    let said = match seen {
        Some(seen) => {
            let category = category(tx, seen.category_code.as_deref(), locale)?;
            let (figures, judged) = Said { it: &seen, category, locale }.sentences(it.rule);
            // How far they are from the threshold is of no more interest when it has ended.
            if raised { format!("{figures} {judged}") } else { figures }
        }
        None => NOT_LOOKED_FOR.in_locale(locale).to_owned(),
    };
    let about = warnings::names(tx, std::slice::from_ref(&it))?.remove(&it.subject_id).unwrap_or_default();
    facts.extend([
        ("warning", warnings::name(it.rule).in_locale(locale).to_owned()),
        ("about", about),
        ("seen", said),
        ("due_on", it.due_on.for_people(locale)),
        ("warning_id", it.id.to_string()),
    ]);
    Ok(None)
}

/// Whether who holds this office reads warnings of a province, or of none.
fn may_read(office: &Office, province: Option<&str>) -> bool {
    match office.role {
        StaffRole::Analyst | StaffRole::Auditor | StaffRole::Administrator => true,
        StaffRole::ProvinceOfficer => province.is_some() && office.province.as_deref() == province,
        _ => false,
    }
}

fn category(tx: &mut Tx<'_>, code: Option<&str>, locale: Locale) -> Result<String> {
    let Some(code) = code else { return Ok(String::new()) };
    let found = reference::categories(tx)?.into_iter().find(|it| it.code == code);
    Ok(found.map(|it| if locale == Locale::Vi { it.name_vi } else { it.name_en }).unwrap_or_default())
}

/// What a rule saw, to be said in a language.
struct Said<'s> {
    it: &'s Seen,
    category: String,
    locale: Locale,
}

impl Said<'_> {
    /// The figures, and how they are judged.
    fn sentences(&self, rule: WarningRule) -> (String, String) {
        match rule {
            WarningRule::UnansweredShare => self.unanswered(),
            WarningRule::ActivationDrop => self.activation(),
            WarningRule::ConversionFarFromCategory => self.conversion(),
            WarningRule::NoSignUp => self.silence(),
            WarningRule::BehindPace => self.pace(),
        }
    }

    fn unanswered(&self) -> (String, String) {
        let (from, to) = self.days();
        let (shares, threshold) = (self.now(), self.tenths(self.it.threshold));
        match self.locale {
            Locale::Vi => (
                format!("Từ {from} đến {to}, {shares} yêu cầu đến hạn không được trả lời đúng hạn."),
                format!("Ngưỡng cảnh báo: {threshold}%."),
            ),
            Locale::En => (
                format!("From {from} to {to}, of the requests that were due {shares} were not answered in time."),
                format!("The threshold is {threshold}%."),
            ),
        }
    }

    fn activation(&self) -> (String, String) {
        let ((from, to), (earlier, until)) = (self.days(), self.days_before());
        let (now, before) = (self.now(), self.before());
        let (value, threshold) = (self.tenths(self.it.value), self.tenths(self.it.threshold));
        match self.locale {
            Locale::Vi => (
                format!(
                    "Trong các lượt dùng thử bắt đầu từ {from} đến {to}, {now} được sử dụng trong 30 ngày đầu; với các lượt bắt đầu từ {earlier} đến {until} là {before}."
                ),
                format!("Tỷ lệ giảm {value} điểm phần trăm; ngưỡng cảnh báo: {threshold} điểm phần trăm."),
            ),
            Locale::En => (
                format!(
                    "Of the trials that started from {from} to {to}, {now} were used within their first 30 days; of those that started from {earlier} to {until}, {before}."
                ),
                format!("The share fell by {value} percentage points; the threshold is {threshold}."),
            ),
        }
    }

    fn conversion(&self) -> (String, String) {
        let ((from, to), category) = (self.days(), &self.category);
        let (own, others) = (self.now(), self.before());
        let (value, threshold) = (self.tenths(self.it.value), self.tenths(self.it.threshold));
        match self.locale {
            Locale::Vi => (
                format!(
                    "Trong các lượt dùng thử kết thúc từ {from} đến {to}, {own} đã chuyển đổi; ở các nền tảng khác thuộc nhóm {category} là {others}."
                ),
                format!("Chênh lệch là {value} điểm phần trăm; ngưỡng cảnh báo: {threshold} điểm phần trăm."),
            ),
            Locale::En => (
                format!(
                    "Of the trials that ended from {from} to {to}, {own} converted; of those of other platforms of the category {category}, {others}."
                ),
                format!("The difference is {value} percentage points; the threshold is {threshold}."),
            ),
        }
    }

    fn silence(&self) -> (String, String) {
        let ((from, to), (earlier, until)) = (self.days(), self.days_before());
        let (now, before) = (self.now(), self.before());
        let Seen { value, threshold, as_of, .. } = self.it;
        let as_of = as_of.for_people(self.locale);
        match self.locale {
            Locale::Vi => (
                format!("Số yêu cầu dùng thử từ {from} đến {to}: {now}."),
                format!(
                    "Tính đến hết ngày {as_of}, đã {value} ngày không có yêu cầu nào; từ {earlier} đến {until} có {before} yêu cầu. Ngưỡng cảnh báo: {threshold} ngày."
                ),
            ),
            Locale::En => (
                format!("Requests for trials from {from} to {to}: {now}."),
                format!(
                    "By the end of {as_of}, there had been none for {value} days; from {earlier} to {until} there were {before}. The threshold is {threshold} days."
                ),
            ),
        }
    }

    fn pace(&self) -> (String, String) {
        let ((from, to), is_rate) = (self.days(), self.it.observed.denominator.is_some());
        let figure = |number: i64| if is_rate { format!("{}%", self.tenths(number)) } else { number.to_string() };
        let planned = figure(self.it.compared_with.map_or(0, |it| it.numerator));
        let forecast = self.it.forecast.map(|it| [it.target_value, it.expected, it.low, it.high].map(figure));
        let [target, expected, low, high] = forecast.unwrap_or_default();
        let (now, value, threshold) = (self.now(), self.tenths(self.it.value), self.tenths(self.it.threshold));
        match self.locale {
            Locale::Vi => (
                format!("Từ {from} đến {to}: thực tế {now}, kế hoạch đến nay {planned}, chỉ tiêu cả kỳ {target}."),
                format!(
                    "Dự báo cuối kỳ: {expected} (khoảng 95%: {low} – {high}), thấp hơn chỉ tiêu {value}%; ngưỡng cảnh báo: {threshold}%."
                ),
            ),
            Locale::En => (
                format!(
                    "From {from} to {to}: actual {now}, planned by now {planned}, target of the whole period {target}."
                ),
                format!(
                    "Expected in the end: {expected} (95% interval {low} to {high}), {value}% short of the target; the threshold is {threshold}%."
                ),
            ),
        }
    }

    fn days(&self) -> (String, String) {
        let day = |day: LocalDay| day.for_people(self.locale);
        (day(self.it.observed.from), day(self.it.observed.to))
    }

    fn days_before(&self) -> (String, String) {
        let it = self.it.compared_with.unwrap_or(self.it.observed);
        (it.from.for_people(self.locale), it.to.for_people(self.locale))
    }

    fn now(&self) -> String {
        self.counted(self.it.observed.numerator, self.it.observed.denominator)
    }

    fn before(&self) -> String {
        self.it.compared_with.map_or_else(String::new, |it| self.counted(it.numerator, it.denominator))
    }

    /// A count, or a part of a whole with its share.
    fn counted(&self, part: i64, whole: Option<i64>) -> String {
        let Some(whole) = whole else { return part.to_string() };
        let share = (part * 1_000 + whole / 2).checked_div(whole).unwrap_or_default();
        let of = if self.locale == Locale::Vi { "/" } else { " of " };
        format!("{part}{of}{whole} ({}%)", self.tenths(share))
    }

    /// Tenths with their decimal: a comma in Vietnamese.
    fn tenths(&self, number: i64) -> String {
        let (sign, point) = (if number < 0 { "-" } else { "" }, if self.locale == Locale::Vi { ',' } else { '.' });
        format!("{sign}{}{point}{}", number.abs() / 10, number.abs() % 10)
    }
}
