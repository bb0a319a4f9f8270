//! A trial's history as people read it: a sentence for each fact, in Vietnamese and English.

use crate::db::{Conn, Happened};
use crate::error::Result;
use crate::reference::model::Reason;
use crate::reference::{self, ReasonList};
use crate::values::{EventId, LocalDay, Locale, Timestamp};
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
        "trial.texts_erased" => ReasonList::TextErasure,
        "review.text_refused" => ReasonList::Moderation,
        _ => return None,
    })
}

/// A fact in both languages. One of a kind that is not known here is told by its name.
pub fn told(kind: &str, body: &Value, reasons: &[Reason]) -> (String, String) {
    let fact = Fact { kind, body };
    let (vi, en) = fact.sentence().unwrap_or((kind, kind));
    let (side_vi, side_en) =
        if fact.by_business() { ("Doanh nghiệp", "The business") } else { ("Nhà cung cấp", "The vendor") };
    let days = fact.days().unsigned_abs().to_string();
    let week = body.get("week_of").and_then(Value::as_str).and_then(LocalDay::parse);
    let (deadline_vi, deadline_en) = deadline(body.get("deadline").and_then(Value::as_str).unwrap_or_default());
    // «Another reason» says nothing.
    let code = body.get("reason").and_then(Value::as_str).filter(|code| *code != "other");
    let reason = code.and_then(|code| reasons.iter().find(|it| it.code == code));
    let fill = |text: &str, locale, side: &str, deadline: &str, because: Option<&String>| {
        let said = text
            .replace("{side}", side)
            .replace("{days}", &days)
            .replace("{day}", if days == "1" { "day" } else { "days" })
            .replace("{week}", &week.map(|day| day.for_people(locale)).unwrap_or_default())
            .replace("{deadline}", deadline);
        because.map_or_else(|| format!("{said}."), |reason| format!("{said}: {}.", reason.trim_end_matches('.')))
    };
    (
        fill(vi, Locale::Vi, side_vi, deadline_vi, reason.map(|it| &it.text_vi)),
        fill(en, Locale::En, side_en, deadline_en, reason.map(|it| &it.text_en)),
    )
}

/// What a deadline was for that made no sense any more.
fn deadline(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "trial.nudge" => ("nhắc nhà cung cấp trả lời", "asking the vendor again"),
        "trial.escalation" => ("chuyển yêu cầu cho cán bộ chương trình", "passing the request to staff"),
        "trial.unanswered" => ("kết thúc yêu cầu vì không được trả lời", "ending the request as unanswered"),
        "trial.reminder" => ("nhắc về ngày kết thúc", "a reminder of the end"),
        "trial.end" => ("kết thúc dùng thử", "the trial's end"),
        "claim.reminder" => ("nhắc trả lời về việc chuyển đổi", "a reminder of the claim"),
        "retention.check" => ("hỏi xem doanh nghiệp còn dùng không", "asking whether the conversion lasts"),
        _ => ("một mốc thời gian", "a deadline"),
    }
}

/// What is told: `{side}` is who did it or is asked, `{days}` a number of days that is never negative, `{day}` their word in
/// English, `{week}` the Monday of a week.
struct Fact<'a> {
    kind: &'a str,
    body: &'a Value,
}

impl Fact<'_> {
    fn is(&self, member: &str) -> bool {
        self.body.get(member) == Some(&Value::Bool(true))
    }

    fn days(&self) -> i64 {
        self.body.get("days").and_then(Value::as_i64).unwrap_or_default()
    }

    fn by_business(&self) -> bool {
        self.body.get("side").and_then(Value::as_str) == Some("business")
    }

    #[expect(clippy::too_many_lines, reason = "a table of texts")]
    fn sentence(&self) -> Option<(&'static str, &'static str)> {
        Some(match self.kind {
            "trial.requested" => ("Doanh nghiệp đã yêu cầu dùng thử", "The business asked for the trial"),
            "trial.accepted" => ("Nhà cung cấp đã nhận yêu cầu", "The vendor accepted the request"),
            "trial.declined" => ("Nhà cung cấp đã từ chối yêu cầu", "The vendor declined the request"),
            "trial.provisioned" => (
                "Nhà cung cấp đã cấp quyền truy cập: bắt đầu dùng thử {days} ngày",
                "The vendor gave access: the trial of {days} {day} started",
            ),
            "trial.activated" => {
                ("Nhà cung cấp báo doanh nghiệp đã dùng lần đầu", "The vendor reported the first real use")
            }
            "trial.heartbeat" => (
                "Nhà cung cấp báo doanh nghiệp có dùng trong tuần từ {week}",
                "The vendor reported use in the week of {week}",
            ),
            "trial.cancelled" => ("{side} đã hủy việc dùng thử", "{side} cancelled the trial"),
            "trial.nudged" => {
                ("Nhà cung cấp chưa trả lời và được nhắc lại", "The vendor had not answered and was asked again")
            }
            "trial.escalated" => (
                "Nhà cung cấp vẫn chưa trả lời: cán bộ chương trình theo dõi yêu cầu",
                "The vendor still had not answered: staff look after the request",
            ),
            "trial.unanswered" => ("Yêu cầu kết thúc vì không được trả lời", "The request ended without an answer"),
            "trial.reminded" if self.days() < 0 => (
                "Doanh nghiệp được nhắc: còn {days} ngày dùng thử",
                "The business was reminded: {days} {day} of the trial were left",
            ),
            "trial.reminded" if self.days() == 0 => (
                "Doanh nghiệp được nhắc: đó là ngày dùng thử cuối cùng",
                "The business was reminded: it was the trial's last day",
            ),
            "trial.reminded" => (
                "Hai bên được hỏi về kết quả, {days} ngày sau khi kết thúc dùng thử",
                "Both sides were asked for the outcome, {days} {day} after the end",
            ),
            "trial.expired" => ("Thời gian dùng thử đã hết", "The trial came to its agreed end"),
            "trial.extended" => {
                ("Hai bên thống nhất gia hạn thêm {days} ngày", "Both sides agreed on {days} more {day}")
            }
            "trial.consent_withdrawn" => (
                "Doanh nghiệp đã rút lại sự đồng ý chuyển thông tin liên hệ; thông tin đã được xóa",
                "The business took back its consent to pass on its contact, which was erased",
            ),
            "trial.texts_erased" => (
                "Cán bộ chương trình đã xóa các văn bản do mọi người nhập về lượt dùng thử này",
                "Staff erased the texts that people had typed about this trial",
            ),
            "trial.suspension_told" => (
                "Nền tảng tạm ngừng công bố trong danh mục; lượt dùng thử vẫn tiếp tục",
                "The platform was taken out of the catalog for a while; the trial goes on",
            ),
            "trial.reinstatement_told" => {
                ("Nền tảng được công bố trở lại trong danh mục", "The platform is back in the catalog")
            }
            "extension.asked" => ("{side} đề nghị gia hạn thêm {days} ngày", "{side} asked for {days} more {day}"),
            "extension.refused" => ("{side} không đồng ý gia hạn", "{side} refused more days"),
            "extension.withdrawn" => {
                ("Bên đề nghị đã rút lại đề nghị gia hạn", "The side that asked for more days took that back")
            }
            "deadline.skipped" => ("Không còn cần: {deadline}", "No longer needed: {deadline}"),
            _ => return self.outcome(),
        })
    }

    /// As [`Fact::sentence`], of what the trial led to.
    fn outcome(&self) -> Option<(&'static str, &'static str)> {
        Some(match self.kind {
            "conversion.claimed" => self.claimed(),
            "conversion.confirmed" if self.is("already_customer") => (
                "{side} xác nhận; doanh nghiệp đã là khách hàng từ trước nên không được tính",
                "{side} confirmed; the business paid before the trial, so it is not counted",
            ),
            "conversion.confirmed" => ("{side} xác nhận việc chuyển đổi", "{side} confirmed the conversion"),
            "conversion.disputed" => ("{side} cho rằng việc chuyển đổi không đúng", "{side} disputed the conversion"),
            "conversion.reminded" => (
                "Bên chưa trả lời được nhắc, {days} ngày sau khi báo chuyển đổi",
                "The side that had not answered was asked again, {days} {day} after the claim",
            ),
            "conversion.unconfirmed" => (
                "Bên kia vẫn chưa trả lời: cán bộ chương trình tìm hiểu",
                "The other side still had not answered: staff follow it up",
            ),
            "conversion.retracted" => ("{side} đã rút lại điều đã báo", "{side} took the claim back"),
            "conversion.withdrawn" => (
                "{side} đã rút lại xác nhận, nên việc chuyển đổi không còn được tính",
                "{side} took the confirmation back, so that the conversion no longer counts",
            ),
            "conversion.invoice_shown" => ("Đã nộp một hóa đơn làm bằng chứng", "An invoice was shown as evidence"),
            "conversion.checked" => ("Cán bộ chương trình đã kiểm tra việc chuyển đổi", "Staff checked the conversion"),
            "conversion.dispute_resolved" if self.is("upheld") => {
                ("Cán bộ chương trình thấy phản đối là đúng", "Staff found that the dispute is right")
            }
            "conversion.dispute_resolved" => {
                ("Cán bộ chương trình thấy phản đối là không đúng", "Staff found that the dispute is not right")
            }
            "retention.asked" if self.by_business() => (
                "Doanh nghiệp được hỏi có còn dùng không, {days} ngày sau khi chuyển đổi",
                "The business was asked whether it still uses the platform, {days} {day} after the conversion",
            ),
            "retention.asked" => (
                "Nhà cung cấp được hỏi doanh nghiệp có còn dùng không, {days} ngày sau khi chuyển đổi",
                "The vendor was asked whether the business still uses the platform, {days} {day} after the conversion",
            ),
            "retention.answered" => self.retained(),
            _ => return self.reviewed(),
        })
    }

    /// As [`Fact::sentence`], of what is said of the platform.
    fn reviewed(&self) -> Option<(&'static str, &'static str)> {
        let of_answer = self.body.get("part").and_then(Value::as_str) == Some("answer");
        Some(match self.kind {
            "review.written" => ("Doanh nghiệp đã đánh giá nền tảng", "The business reviewed the platform"),
            "review.changed" => ("Doanh nghiệp đã sửa bài đánh giá", "The business changed its review"),
            "review.deleted" => ("Doanh nghiệp đã xóa bài đánh giá", "The business took its review back"),
            "review.answered" => ("Nhà cung cấp đã trả lời bài đánh giá", "The vendor answered the review"),
            "review.text_published" if of_answer => {
                ("Cán bộ chương trình đã đăng câu trả lời của nhà cung cấp", "Staff published the vendor's answer")
            }
            "review.text_published" => {
                ("Cán bộ chương trình đã đăng nội dung đánh giá", "Staff published the review's text")
            }
            "review.text_refused" if of_answer => (
                "Cán bộ chương trình không đăng câu trả lời của nhà cung cấp",
                "Staff did not publish the vendor's answer",
            ),
            "review.text_refused" => {
                ("Cán bộ chương trình không đăng nội dung đánh giá", "Staff did not publish the review's text")
            }
            _ => return None,
        })
    }

    fn claimed(&self) -> (&'static str, &'static str) {
        match (self.by_business(), self.is("already_customer")) {
            (true, false) => (
                "Doanh nghiệp báo đã trở thành khách hàng trả phí",
                "The business said that it became a paying customer",
            ),
            (false, false) => (
                "Nhà cung cấp báo doanh nghiệp đã trở thành khách hàng trả phí",
                "The vendor said that the business became a paying customer",
            ),
            (true, true) => (
                "Doanh nghiệp báo đã là khách hàng trả phí từ trước khi dùng thử",
                "The business said that it was a paying customer before the trial",
            ),
            (false, true) => (
                "Nhà cung cấp báo doanh nghiệp đã là khách hàng trả phí từ trước khi dùng thử",
                "The vendor said that the business was a paying customer before the trial",
            ),
        }
    }

    fn retained(&self) -> (&'static str, &'static str) {
        match (self.by_business(), self.is("retained")) {
            (true, true) => ("Doanh nghiệp trả lời rằng vẫn dùng", "The business said that it still uses the platform"),
            (true, false) => {
                ("Doanh nghiệp trả lời rằng không còn dùng", "The business said that it no longer uses the platform")
            }
            (false, true) => (
                "Nhà cung cấp trả lời rằng doanh nghiệp vẫn dùng",
                "The vendor said that the business still uses the platform",
            ),
            (false, false) => (
                "Nhà cung cấp trả lời rằng doanh nghiệp không còn dùng",
                "The vendor said that the business no longer uses the platform",
            ),
        }
    }
}
