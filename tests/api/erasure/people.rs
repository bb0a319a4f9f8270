//! What people typed to come into organizations is erased by person, and nothing else of it changes.

use super::rows::texts_of;
use super::{TYPED, holds_texts, officer, post};
use crate::joining::contests::{answer, hand_over};
use crate::members::{Firm, account, firms, person};
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, json};
use dungthu::accounts::members::MemberRole::Member;
use dungthu::accounts::model::StaffRole;
use serde_json::Value;
use std::time::Duration;

/// Columns of text, and whether they hold what people typed. A new one fails here until it is said.
const COLUMNS: [(&str, bool); 25] = [
    ("contests.account_id", false),
    ("contests.answer", true),
    ("contests.answered_by", false),
    ("contests.business_id", false),
    ("contests.decided_by", false),
    ("contests.evidence_reference", true),
    ("contests.id", false),
    ("contests.named_tax_code", false),
    ("contests.reason_code", false),
    ("contests.reason_text", true),
    ("contests.statement", true),
    ("contests.status", false),
    ("contests.vendor_id", false),
    ("join_requests.account_id", false),
    ("join_requests.business_id", false),
    ("join_requests.decided_by_staff", false),
    ("join_requests.evidence", true),
    ("join_requests.id", false),
    ("join_requests.message", true),
    ("join_requests.named_tax_code", false),
    ("join_requests.reason_code", false),
    ("join_requests.reason_text", true),
    ("join_requests.role", false),
    ("join_requests.status", false),
    ("join_requests.vendor_id", false),
];

/// Somebody who asked two organizations and contested one, where all that can be typed was typed.
struct Asker {
    account: String,
    business: Firm,
    reviewer: Client,
    requests: [String; 2],
    contest: String,
}

async fn erased_by(who: &Client, account: &str, reason: &str) -> Reply {
    who.post(&format!("/v1/accounts/{account}/text-erasure"), json!({"reason_code": reason})).await
}

async fn asked(app: &TestApp, firm: &Firm, who: &Client) -> String {
    let mut body = firm.public().await;
    body["message"] = json!(format!("{TYPED}: kế toán."));
    text(&post(app, who, "/v1/join-requests", body).await, "id")
}

fn reason(code: &str) -> Value {
    json!({"reason_code": code, "reason_text": format!("{TYPED}: {code}.")})
}

impl Asker {
    async fn made(app: &TestApp) -> Self {
        let [business, vendor] = firms(app).await;
        let who = person(app).await;
        let (account, email) = (account(&who).await, text(&who.get("/v1/me").await.ok(200), "email"));
        let late = asked(app, &vendor, &who).await;
        app.advance(Duration::from_secs(14 * 86_400 + 1));
        let (who, business, reviewer) = (app.log_in(&email).await, business.anew(app).await, app.reviewer().await);
        let refused = asked(app, &business, &who).await;
        let refusal = format!("{}/join-requests/{refused}/refusal", business.path);
        post(app, &business.owner, &refusal, reason("other")).await;
        let shown = json!({"role": "member", "evidence": format!("{TYPED}: hợp đồng.")});
        post(app, &reviewer, &format!("/v1/join-requests/{late}/approval"), shown).await;
        let mut body = business.public().await;
        body["statement"] = json!(format!("{TYPED} là giám đốc."));
        body["evidence_reference"] = json!(format!("{TYPED}: GCN."));
        let contest = text(&post(app, &who, "/v1/contests", body).await, "id");
        let against = json!({"statement": format!("{TYPED} đã nghỉ việc.")});
        post(app, &business.owner, &format!("/v1/contests/{contest}/answer"), against).await;
        post(app, &reviewer, &format!("/v1/contests/{contest}/rejection"), reason("other")).await;
        app.mails().await;
        Self { account, business, reviewer, requests: [late, refused], contest }
    }

    /// The requests and the contest as staff read them, and the ETag of the contest.
    async fn read(&self) -> (Vec<Value>, String) {
        let [late, refused] = &self.requests;
        let contest = self.reviewer.get(&format!("/v1/contests/{}", self.contest)).await;
        let mut all = vec![contest.ok(200)];
        for id in [late, refused] {
            all.push(self.reviewer.get(&format!("/v1/join-requests/{id}")).await.ok(200));
        }
        (all, contest.header("etag").expect("an ETag").to_owned())
    }
}

/// What was read, without the texts.
fn without_texts(read: &[Value]) -> Vec<Value> {
    let mut all = read.to_vec();
    for it in &mut all {
        let members = it.as_object_mut().expect("an object").values_mut();
        for member in members.filter(|it| it.as_str().is_some_and(|text| text.contains(TYPED))) {
            *member = Value::Null;
        }
    }
    all
}

engines! {
    async fn every_text_of_a_persons_requests_and_contests_goes_and_nothing_else(app) {
        let columns: Vec<String> = COLUMNS.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(texts_of(app, &["contests", "join_requests"]).await, columns, "are these erased?");
        let asker = Asker::made(app).await;
        let other = person(app).await;
        asked(app, &asker.business, &other).await;
        app.mails().await;
        let (before, etag) = asker.read().await;
        let typed = |read: &[Value]| read.iter().map(|it| it.to_string().matches(TYPED).count()).sum::<usize>();
        assert_eq!(typed(&before), COLUMNS.iter().filter(|(_, typed)| *typed).count() + 1, "every text is there, the message twice");
        let officer = officer(app).await;
        let reply = erased_by(&officer, &asker.account, "asked_for").await;
        assert_eq!((reply.status, reply.bytes.len()), (204, 0), "{}", reply.text());
        let (after, changed) = asker.read().await;
        assert_eq!(after, without_texts(&before));
        assert_ne!(etag, changed, "another version of the contest");
        app.unchanged(erased_by(&officer, &asker.account, "other")).await.problem(409, "nothing_to_erase");
        // The other person's text stays until it is erased, too.
        assert!(holds_texts(app).await);
        assert_eq!(erased_by(&officer, &account(&other).await, "personal_data").await.status, 204);
        assert!(!holds_texts(app).await, "nor is it in an answer that is kept for retries");
        let administrator = app.person("admin@demo.example", Some(StaffRole::Administrator)).await;
        let events = administrator.walk(&format!("/v1/audit-events?limit=100&subject={}", asker.account)).await.concat();
        let told = events.iter().find(|it| it["kind"] == "account.texts_erased").expect("an event");
        assert_eq!(told["body"]["reason"], "asked_for");
        assert_eq!(app.mails().await.len(), 0);
    }

    async fn who_is_gone_is_erased_and_what_waits_is_decided_without_texts(app) {
        let [business, vendor] = firms(app).await;
        let (gone, stays) = (person(app).await, person(app).await);
        let (was, is) = (account(&gone).await, account(&stays).await);
        asked(app, &vendor, &gone).await;
        let request = asked(app, &business, &stays).await;
        assert_eq!(gone.act("/v1/me/deactivation").await.status, 204);
        app.mails().await;
        let officer = officer(app).await;
        for account in [&was, &is] {
            assert_eq!(erased_by(&officer, account, "no_longer_needed").await.status, 204);
        }
        assert!(!holds_texts(app).await);
        let open = business.owner.get(&format!("{}/join-requests?status=open", business.path)).await.ok(200);
        assert_eq!((text(&open["data"][0], "id"), &open["data"][0]["message"]), (request.clone(), &Value::Null));
        let refusal = format!("{}/join-requests/{request}/refusal", business.path);
        post(app, &business.owner, &refusal, reason("other")).await;
        app.mails().await;
        // What was typed since.
        assert!(holds_texts(app).await);
        assert_eq!(erased_by(&officer, &is, "no_longer_needed").await.status, 204);
        assert!(!holds_texts(app).await);
    }

    async fn what_a_contest_is_decided_by_is_erased_once_it_is(app) {
        let (officer, reviewer) = (officer(app).await, app.reviewer().await);
        for firm in firms(app).await {
            let who = person(app).await;
            let (id, of) = (firm.contest_of(app, &who).await, account(&who).await);
            let at = format!("/v1/contests/{id}");
            app.unchanged(erased_by(&officer, &of, "asked_for")).await.problem(409, "contest_open");
            answer(&firm.owner, &id).await.ok(200);
            app.unchanged(erased_by(&officer, &of, "asked_for")).await.problem(409, "contest_open");
            let read = reviewer.get(&at).await.ok(200);
            assert!(read["statement"].is_string() && read["answer"].is_string(), "{read}");
            hand_over(&reviewer, &id).await.ok(200);
            assert_eq!(erased_by(&officer, &of, "asked_for").await.status, 204);
            let read = reviewer.get(&at).await.ok(200);
            assert_eq!((&read["statement"], &read["answer"]), (&Value::Null, &Value::Null));
            app.mails().await;
        }
    }

    async fn only_who_watches_over_personal_data_erases_with_proof_and_a_reason(app) {
        let [business, _] = firms(app).await;
        let who = person(app).await;
        let of = account(&who).await;
        asked(app, &business, &who).await;
        app.mails().await;
        for role in [StaffRole::Reviewer, StaffRole::Analyst, StaffRole::ProvinceOfficer, StaffRole::Auditor] {
            let staff = app.person(&format!("{role}@demo.example"), Some(role)).await;
            app.unchanged(erased_by(&staff, &of, "other")).await.problem(403, "forbidden");
        }
        for who in [&who, &business.owner] {
            app.unchanged(erased_by(who, &of, "other")).await.problem(403, "forbidden");
        }
        app.unchanged(erased_by(&app.anon, &of, "other")).await.problem(401, "unauthenticated");
        let officer = officer(app).await;
        for nobody in ["acc_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e", &business.id, "me"] {
            app.unchanged(erased_by(&officer, nobody, "other")).await.problem(404, "not_found");
        }
        app.unchanged(erased_by(&officer, &account(&business.owner).await, "other")).await.problem(409, "nothing_to_erase");
        for wrong in ["because", "Other"] {
            app.unchanged(erased_by(&officer, &of, wrong)).await.fault(422, "invalid_values", "/reason_code", "not_one_of");
        }
        app.unchanged(erased_by(&officer, &of, " ")).await.fault(422, "invalid_values", "/reason_code", "empty");
        let path = format!("/v1/accounts/{of}/text-erasure");
        app.unchanged(officer.post(&path, reason("other"))).await.fault(400, "malformed_json", "/reason_text", "unknown_field");
        app.unchanged(officer.act(&path)).await.problem(415, "unsupported_media_type");
        app.advance(Duration::from_secs(601));
        app.unchanged(erased_by(&officer, &of, "other")).await.problem(401, "reauthentication_needed");
    }

    async fn nobody_erases_what_concerns_them(app) {
        let asker = Asker::made(app).await;
        // Of one of the organizations.
        let colleague = officer(app).await;
        asker.business.admit(app, &colleague, Member).await;
        app.unchanged(erased_by(&colleague, &asker.account, "other")).await.problem(403, "conflict_of_interest");
        let of_branch = officer(app).await;
        asker.business.branch(app).await.admit(app, &of_branch, Member).await;
        app.unchanged(erased_by(&of_branch, &asker.account, "other")).await.problem(403, "conflict_of_interest");
        // Whose the account is.
        let email = format!("self{}@demo.example", app.next());
        let own = app.person(&email, None).await;
        asked(app, &asker.business, &own).await;
        let own = app.take_office(&email, StaffRole::DataProtectionOfficer.into()).await;
        app.mails().await;
        app.unchanged(erased_by(&own, &account(&own).await, "other")).await.problem(403, "conflict_of_interest");
        // Who let them in.
        let [_, vendor] = firms(app).await;
        let who = person(app).await;
        let (of, request) = (account(&who).await, asked(app, &vendor, &who).await);
        app.advance(Duration::from_secs(14 * 86_400 + 1));
        let admin = app.person("admin@demo.example", Some(StaffRole::Administrator)).await;
        crate::joining::requests::admit(&admin, &request, "member").await.ok(200);
        app.mails().await;
        app.unchanged(erased_by(&admin, &of, "other")).await.problem(403, "conflict_of_interest");
        assert_eq!(erased_by(&officer(app).await, &of, "other").await.status, 204);
    }
}
