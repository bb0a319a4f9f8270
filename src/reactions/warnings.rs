//! What mails about early warnings say.

use super::compose::{Facts, subject};
use crate::accounts::offices;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::mail::{Kind, Queued};
use crate::reference;
use crate::values::{Bilingual, LocalDay, Locale, WarningId};
use crate::warnings::model::Facts as Seen;
use crate::warnings::{self, WarningRule};

/// In place of figures, where there are none: the rule was switched off, or there is nothing to count.
const NOT_LOOKED_FOR: Bilingual = Bilingual {
    vi: "Đối tượng này không còn số liệu để xét theo quy tắc, hoặc quy tắc không còn được áp dụng.",
    en: "There are no figures to judge here any more, or the rule is no longer applied.",
};

/// The facts of a mail to a warning's owner; else why it no longer fits.
pub(super) fn facts(tx: &mut Tx<'_>, row: &Queued, locale: Locale, facts: &mut Facts) -> Result<Option<&'static str>> {
    let it = warnings::find(tx, subject::<WarningId>(row)?)?;
    let to = row.account()?;
    if offices::office(tx, to)?.is_none() {
        return Ok(Some("not in office any more"));
    }
    let raised = row.kind == Kind::WarningRaised;
    if raised && !it.status.is_open() {
        return Ok(Some("dealt with meanwhile"));
    }
    if raised && it.owner_id != Some(to) {
        return Ok(Some("handed on meanwhile"));
    }
    let shown = if raised { Some(&it.facts) } else { it.end_facts.as_ref() };
    let seen = shown.map(|text| serde_json::from_str::<Seen>(text).map_err(Error::internal)).transpose()?;
    let said = match seen {
        Some(seen) => {
            let category = category(tx, seen.category_code.as_deref(), locale)?;
            sentence(it.rule, &seen, &category, raised, locale)
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

fn category(tx: &mut Tx<'_>, code: Option<&str>, locale: Locale) -> Result<String> {
    let Some(code) = code else { return Ok(String::new()) };
    let found = reference::categories(tx)?.into_iter().find(|it| it.code == code);
    Ok(found.map(|it| if locale == Locale::Vi { it.name_vi } else { it.name_en }).unwrap_or_default())
}

/// The figures in words; of a warning that is raised also how far they are from the threshold.
fn sentence(rule: WarningRule, it: &Seen, category: &str, raised: bool, locale: Locale) -> String {
    let day = |day: LocalDay| day.for_people(locale);
    let (now, then) = (it.observed, it.compared_with.unwrap_or(it.observed));
    let (from, to, n) = (day(now.from), day(now.to), now.numerator);
    let (before_from, before_to, before_n) = (day(then.from), day(then.to), then.numerator);
    let (of, before_of) = (now.denominator.unwrap_or_default(), then.denominator.unwrap_or_default());
    let (rate, before) = (share(n, of, locale), share(before_n, before_of, locale));
    let (value, threshold) = (tenths(it.value, locale), tenths(it.threshold, locale));
    let (figures, judged) = match (rule, locale) {
        (WarningRule::UnansweredShare, Locale::Vi) => (
            format!("Từ {from} đến {to}, {n}/{of} yêu cầu đến hạn không được trả lời đúng hạn ({rate})."),
            format!(" Ngưỡng cảnh báo: {threshold}%."),
        ),
        (WarningRule::UnansweredShare, Locale::En) => (
            format!("From {from} to {to}, {n} of {of} requests that were due were not answered in time ({rate})."),
            format!(" The threshold is {threshold}%."),
        ),
        (WarningRule::ActivationDrop, Locale::Vi) => (
            format!(
                "Trong các lượt dùng thử bắt đầu từ {from} đến {to}, {n}/{of} ({rate}) được sử dụng trong 30 ngày đầu; với các lượt bắt đầu từ {before_from} đến {before_to} là {before_n}/{before_of} ({before})."
            ),
            format!(" Tỷ lệ giảm {value} điểm phần trăm; ngưỡng cảnh báo: {threshold} điểm."),
        ),
        (WarningRule::ActivationDrop, Locale::En) => (
            format!(
                "Of the trials that started from {from} to {to}, {n} of {of} ({rate}) were used within their first 30 days; of those that started from {before_from} to {before_to}, {before_n} of {before_of} ({before})."
            ),
            format!(" The share fell by {value} percentage points; the threshold is {threshold}."),
        ),
        (WarningRule::ConversionFarFromCategory, Locale::Vi) => (
            format!(
                "Trong các lượt dùng thử kết thúc từ {from} đến {to}, {n}/{of} ({rate}) đã chuyển đổi; ở các nền tảng khác thuộc nhóm {category} là {before_n}/{before_of} ({before})."
            ),
            format!(" Chênh lệch là {value} điểm phần trăm; ngưỡng cảnh báo: {threshold} điểm."),
        ),
        (WarningRule::ConversionFarFromCategory, Locale::En) => (
            format!(
                "Of the trials that ended from {from} to {to}, {n} of {of} ({rate}) converted; of other platforms of the category {category}, {before_n} of {before_of} ({before})."
            ),
            format!(" They lie {value} percentage points apart; the threshold is {threshold}."),
        ),
        (WarningRule::NoSignUp, Locale::Vi) => (
            format!("Số yêu cầu dùng thử từ {from} đến {to}: {n}."),
            format!(
                " Tính đến hết ngày {}, đã {} ngày không có yêu cầu nào; từ {before_from} đến {before_to} có {before_n} yêu cầu. Ngưỡng cảnh báo: {} ngày.",
                day(it.as_of),
                it.value,
                it.threshold
            ),
        ),
        (WarningRule::NoSignUp, Locale::En) => (
            format!("Requests for trials from {from} to {to}: {n}."),
            format!(
                " By the end of {}, there had been none for {} days; from {before_from} to {before_to} there were {before_n}. The threshold is {} days.",
                day(it.as_of),
                it.value,
                it.threshold
            ),
        ),
    };
    if raised { figures + &judged } else { figures }
}

/// A share in per cent with one decimal.
fn share(part: i64, whole: i64, locale: Locale) -> String {
    let permille = (part * 1_000 + whole / 2).checked_div(whole).unwrap_or_default();
    format!("{}%", tenths(permille, locale))
}

/// Tenths with their decimal: a comma in Vietnamese.
fn tenths(number: i64, locale: Locale) -> String {
    let sign = if locale == Locale::Vi { ',' } else { '.' };
    format!("{}{sign}{}", number / 10, number.abs() % 10)
}
