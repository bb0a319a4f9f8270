//! A trial's history as people read it: a sentence for each fact, in Vietnamese and English.

use crate::db::{Conn, Happened};
use crate::error::Result;
use crate::reference::model::Reason;
use crate::reference::{self, ReasonList};
use crate::values::{EventId, Timestamp};
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;
use utoipa::ToSchema;

/// A fact about a trial.
#[derive(Serialize, ToSchema)]
pub struct TrialEventOut {
    id: EventId,
    at: Timestamp,
    /// What happened.
    #[schema(max_length = 60, example = "trial.accepted")]
    kind: String,
    /// Ids, codes and amounts; no personal data.
    #[schema(value_type = Object)]
    body: Value,
    /// The same as a sentence, with the reason where there was one; what somebody typed is not in it.
    #[schema(max_length = 500, example = "Nhà cung cấp đã nhận yêu cầu.")]
    text_vi: String,
    #[schema(max_length = 500, example = "The vendor accepted the request.")]
    text_en: String,
}

/// The facts with their sentences.
pub fn readable(conn: &mut Conn, facts: Vec<Happened>) -> Result<Vec<TrialEventOut>> {
    let mut lists = HashMap::new();
    for list in facts.iter().filter_map(|fact| reasons_of(&fact.kind)) {
        if let std::collections::hash_map::Entry::Vacant(vacant) = lists.entry(list.as_str()) {
            vacant.insert(reference::reasons(conn, list)?);
        }
    }
    let out = |fact: Happened| {
        let none = Vec::new();
        let reasons = reasons_of(&fact.kind).and_then(|list| lists.get(list.as_str())).unwrap_or(&none);
        let (text_vi, text_en) = told(&fact.kind, &fact.body, reasons);
        let Happened { id, at, kind, body } = fact;
        TrialEventOut { id, at, kind, body, text_vi, text_en }
    };
    Ok(facts.into_iter().map(out).collect())
}

/// The closed list that a fact's reason is of.
fn reasons_of(kind: &str) -> Option<ReasonList> {
    Some(match kind {
        "trial.declined" => ReasonList::Decline,
        "trial.cancelled" => ReasonList::Cancel,
        "conversion.disputed" => ReasonList::Dispute,
        "conversion.withdrawn" => ReasonList::Withdrawal,
        "conversion.dispute_resolved" => ReasonList::Resolution,
        "extension.asked" => ReasonList::Extension,
        "extension.refused" => ReasonList::ExtensionRefusal,
        "retention.answered" => ReasonList::Ending,
        _ => return None,
    })
}

/// A fact in both languages. One of a kind that is not known here is told by its name.
pub fn told(kind: &str, body: &Value, reasons: &[Reason]) -> (String, String) {
    let (vi, en) = sentence(kind, body).unwrap_or((kind, kind));
    let (side_vi, side_en) = match body.get("side").and_then(Value::as_str) {
        Some("business") => ("Doanh nghiệp", "The business"),
        _ => ("Nhà cung cấp", "The vendor"),
    };
    let days = body.get("days").and_then(Value::as_i64).unwrap_or_default().unsigned_abs().to_string();
    let code = body.get("reason").and_then(Value::as_str);
    let reason = code.and_then(|code| reasons.iter().find(|it| it.code == code));
    let fill = |text: &str, side: &str, because: Option<&str>| {
        let said = text.replace("{side}", side).replace("{days}", &days);
        because.map_or_else(|| format!("{said}."), |reason| format!("{said}: {reason}."))
    };
    let texts = reason.map(|it| (it.text_vi.trim_end_matches('.'), it.text_en.trim_end_matches('.'))).unzip();
    (fill(vi, side_vi, texts.0), fill(en, side_en, texts.1))
}

/// What is said of a fact: `{side}` is who did it or is asked, `{days}` how many days, never negative.
fn sentence(kind: &str, body: &Value) -> Option<(&'static str, &'static str)> {
    let is = |member: &str| body.get(member) == Some(&Value::Bool(true));
    let days = body.get("days").and_then(Value::as_i64).unwrap_or_default();
    Some(match kind {
        "trial.requested" => ("Doanh nghiệp đã yêu cầu dùng thử", "The business asked for the trial"),
        "trial.accepted" => ("Nhà cung cấp đã nhận yêu cầu", "The vendor accepted the request"),
        "trial.declined" => ("Nhà cung cấp đã từ chối yêu cầu", "The vendor declined the request"),
        "trial.provisioned" => (
            "Nhà cung cấp đã cấp quyền truy cập: bắt đầu dùng thử {days} ngày",
            "The vendor gave access: the trial of {days} day(s) started",
        ),
        "trial.activated" => {
            ("Nhà cung cấp báo doanh nghiệp đã dùng lần đầu", "The vendor reported the first real use")
        }
        "trial.heartbeat" => {
            ("Nhà cung cấp báo doanh nghiệp có dùng trong tuần", "The vendor reported use in this week")
        }
        "trial.cancelled" => ("{side} đã kết thúc việc dùng thử", "{side} ended the trial"),
        "trial.nudged" => {
            ("Nhà cung cấp chưa trả lời và được nhắc lại", "The vendor had not answered and was asked again")
        }
        "trial.escalated" => (
            "Nhà cung cấp vẫn chưa trả lời: cán bộ chương trình theo dõi yêu cầu",
            "The vendor still had not answered: staff look after the request",
        ),
        "trial.unanswered" => ("Yêu cầu kết thúc vì không được trả lời", "The request ended without an answer"),
        "trial.reminded" if days < 0 => (
            "Doanh nghiệp được nhắc: còn {days} ngày dùng thử",
            "The business was reminded: {days} day(s) of the trial were left",
        ),
        "trial.reminded" if days == 0 => (
            "Doanh nghiệp được nhắc: hôm nay là ngày dùng thử cuối cùng",
            "The business was reminded: it was the trial's last day",
        ),
        "trial.reminded" => (
            "Hai bên được hỏi về kết quả, {days} ngày sau khi kết thúc dùng thử",
            "Both sides were asked for the outcome, {days} day(s) after the end",
        ),
        "trial.expired" => ("Thời gian dùng thử đã hết", "The trial came to its agreed end"),
        "trial.extended" => ("Bên kia đồng ý: gia hạn thêm {days} ngày", "The other side agreed: {days} more day(s)"),
        "trial.consent_withdrawn" => (
            "Doanh nghiệp đã rút lại sự đồng ý chuyển thông tin liên hệ; thông tin đã được xóa",
            "The business took back its consent to pass on its contact, which was erased",
        ),
        kind => return outcome(kind, &is),
    })
}

/// As [`sentence`], of what the trial led to.
fn outcome(kind: &str, is: &impl Fn(&str) -> bool) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        "conversion.claimed" => (
            "{side} báo doanh nghiệp trở thành khách hàng trả phí",
            "{side} said that the business became a paying customer",
        ),
        "conversion.confirmed" if is("already_customer") => (
            "{side} xác nhận; doanh nghiệp đã là khách hàng từ trước nên không được tính",
            "{side} confirmed; the business paid before the trial, so it is not counted",
        ),
        "conversion.confirmed" => ("{side} xác nhận việc chuyển đổi", "{side} confirmed the conversion"),
        "conversion.disputed" => ("{side} cho rằng việc chuyển đổi không đúng", "{side} disputed the conversion"),
        "conversion.reminded" => (
            "Bên chưa trả lời được nhắc, {days} ngày sau khi báo",
            "The other side was asked again, {days} day(s) after the claim",
        ),
        "conversion.unconfirmed" => {
            ("Không ai trả lời: cán bộ chương trình xem xét", "Nobody answered: it waits for staff")
        }
        "conversion.retracted" => ("{side} đã rút lại điều đã báo", "{side} took the claim back"),
        "conversion.withdrawn" => (
            "{side} đã rút lại xác nhận; không còn được tính",
            "{side} took the confirmation back: it no longer counts",
        ),
        "conversion.invoice_shown" => ("Đã nộp một hóa đơn làm bằng chứng", "An invoice was shown as evidence"),
        "conversion.checked" => ("Cán bộ chương trình đã kiểm tra việc chuyển đổi", "Staff checked the conversion"),
        "conversion.dispute_resolved" if is("upheld") => {
            ("Cán bộ chương trình thấy phản đối là đúng", "Staff found that the dispute is right")
        }
        "conversion.dispute_resolved" => {
            ("Cán bộ chương trình thấy phản đối là không đúng", "Staff found that the dispute is not right")
        }
        "extension.asked" => ("{side} xin thêm {days} ngày", "{side} asked for {days} more day(s)"),
        "extension.refused" => ("{side} không đồng ý gia hạn", "{side} refused more days"),
        "extension.withdrawn" => ("Đề nghị gia hạn đã được rút lại", "The wish for more days was taken back"),
        "retention.asked" => (
            "{side} được hỏi doanh nghiệp còn dùng không, {days} ngày sau khi chuyển đổi",
            "{side} was asked whether the business still uses the platform, {days} day(s) after the conversion",
        ),
        "retention.answered" if is("retained") => {
            ("{side} trả lời: doanh nghiệp vẫn dùng", "{side} answered: the business still uses the platform")
        }
        "retention.answered" => {
            ("{side} trả lời: doanh nghiệp không còn dùng", "{side} answered: the business no longer uses the platform")
        }
        "deadline.skipped" => ("Một mốc thời gian đã qua mà không cần làm gì", "A deadline passed with nothing to do"),
        _ => return None,
    })
}
