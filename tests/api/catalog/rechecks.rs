//! The yearly look: it falls due by itself, vendors are told before, and reviewers say what they found.

use super::{drafted, revised};
use crate::database::schema::take_back;
use crate::support::client::text;
use crate::support::locks::{meeting, row};
use crate::support::{Client, Reply, TestApp, json};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use dungthu::accounts::model::StaffRole;
use dungthu::catalog::rechecks;
use dungthu::clockwork;
use dungthu::db::schema::deadlines as d;
use dungthu::db::{Cause, Conn, Tx};
use dungthu::deadlines::{self, Settled};
use dungthu::values::{LocalDay, PlatformId, TypedId};
use serde_json::Value;
use std::time::Duration;

const SELLER: &str = "yearly@demo.example";
const DAY: Duration = Duration::from_secs(86_400);
const YEAR: u32 = 365;

/// A listing that is published on 16 November 2026 at nine, with a document for two criteria; the mails on the way are put away.
async fn listed(app: &TestApp) -> String {
    let seller = app.person(SELLER, None).await;
    let vendor = app.vendor(&seller).await;
    let file = [("Content-Type", "application/octet-stream")];
    let pdf = seller.send("POST", &format!("/v1/vendors/{vendor}/documents"), &file, b"%PDF-1.7".to_vec()).await;
    let hash = text(&pdf.ok(201), "hash");
    let mut body = app.platform_body(&vendor);
    let stated =
        |criterion: i64, documents: &[&str]| json!({"criterion": criterion, "text": "Demo.", "documents": documents});
    body["statements"] = json!([stated(1, &[&hash]), stated(2, &[]), stated(3, &[&hash])]);
    let id = text(&seller.post("/v1/platforms", body).await.ok(201), "id");
    app.vetted(&seller, &id).await;
    app.mails().await;
    id
}

async fn found(who: &Client, id: &str, outcome: &str) -> Reply {
    let comment = "Demo: chứng nhận còn hiệu lực đến 2028?";
    who.post(&format!("/v1/platforms/{id}/recheck"), json!({"outcome": outcome, "comment": comment})).await
}

/// Which listings wait for a look.
async fn due(who: &Client) -> Vec<String> {
    let list = who.get("/v1/listings?recheck=due").await.ok(200);
    list["data"].as_array().expect("a list").iter().map(|it| text(it, "id")).collect()
}

/// The facts about a listing of these kinds, the oldest first, with the day or the reason that they name.
async fn facts(app: &TestApp, id: &str) -> Vec<(String, String)> {
    let auditor = app.person(&format!("auditor{}@demo.example", app.next()), Some(StaffRole::Auditor)).await;
    let all = auditor.get(&format!("/v1/audit-events?subject={id}&limit=100")).await.ok(200);
    let told = |it: &Value| {
        let body = &it["body"];
        let what = ["due_on", "why", "outcome"].into_iter().find_map(|name| body[name].as_str());
        (text(it, "kind"), what.unwrap_or_default().to_owned())
    };
    let mut facts: Vec<_> = all["data"].as_array().expect("a list").iter().rev().map(told).collect();
    facts.retain(|(kind, _)| kind.contains("recheck") || kind == "deadline.skipped");
    facts
}

/// The steps of the look that wait, and when they come, in days from now.
async fn ahead(app: &TestApp, id: &str) -> Vec<(i64, i64)> {
    let (id, now) = (id.to_owned(), app.clock.now().as_micros());
    app.query(move |conn| {
        let own = d::table.filter(d::subject_id.eq(id)).filter(d::state.eq("waiting")).order(d::step);
        let rows: Vec<(i64, i64)> = own.select((d::step, d::due_at)).load(conn).expect("the deadlines");
        rows.into_iter().map(|(step, at)| (step, (at - now) / 86_400_000_000)).collect()
    })
    .await
}

async fn run(app: &TestApp, sql: String) {
    app.db.write(Cause::default(), move |tx: &mut Tx<'_>| Ok(tx.batch_execute(&sql)?)).await.expect("done");
}

engines! {
    async fn who_has_shown_no_documents_is_not_asked_about_them(app) {
        let (seller, _, id) = drafted(app).await;
        app.vetted(&seller, &id).await;
        app.mails().await;
        app.advance(DAY * 335);
        let mail = app.one_mail().await;
        let text = mail.text.replace('\n', " ");
        assert!(text.contains("names no documents for any criterion") && !text.contains("documents still hold"), "{text}");
        assert!(text.contains("Meanwhile the listing stays as it is."), "{text}");
    }

    async fn the_yearly_look_falls_due_by_itself(app) {
        let id = listed(app).await;
        let (seller, reviewer) = (app.log_in(SELLER).await, app.reviewer().await);
        let (at, public) = (format!("/v1/listings/{id}"), format!("/v1/platforms/{id}"));
        for who in [&seller, &reviewer] {
            let read = who.get(&at).await.ok(200);
            assert_eq!((&read["recheck_due_on"], &read["last_recheck"]), (&json!("2027-11-16"), &Value::Null));
            let all = who.get("/v1/listings?limit=100").await.ok(200);
            let row = all["data"].as_array().expect("a list").iter().find(|it| it["id"] == id.as_str()).expect("the listing");
            assert_eq!(row["recheck_due_on"], "2027-11-16");
            assert_eq!(due(who).await, [""; 0]);
        }
        assert_eq!(app.anon.get(&public).await.ok(200)["recheck_due_on"], Value::Null);
        app.advance(DAY * 335 - Duration::from_micros(1));
        assert_eq!(app.mails().await.len(), 0);
        app.advance(Duration::from_micros(1));
        let mail = app.one_mail().await;
        assert_eq!(mail.to, SELLER);
        assert!(mail.subject.contains("on 16 November 2027"), "{}", mail.subject);
        let criteria = app.anon.get("/v1/criteria").await.ok(200);
        for (place, named) in [(0, true), (1, false), (2, true)] {
            let name = text(&criteria["data"][place], "name_en");
            assert_eq!(mail.text.replace('\n', " ").contains(&name), named, "{name}: {}", mail.text);
        }
        let reviewer = app.reviewer().await;
        assert_eq!(due(&reviewer).await, [""; 0]);
        app.advance(DAY * 30);
        assert_eq!(app.mails().await.len(), 0, "its vendor was told");
        assert_eq!(facts(app, &id).await, [("platform.recheck_ahead".to_owned(), "2027-11-16".to_owned()), ("platform.recheck_due".to_owned(), "2027-11-16".to_owned())]);
        let (seller, reviewer) = (app.log_in(SELLER).await, app.reviewer().await);
        for who in [&seller, &reviewer] {
            assert_eq!(due(who).await, [id.as_str()]);
        }
        assert_eq!(app.anon.get(&public).await.status, 200, "it stays in the catalog");

        let tag = reviewer.get(&at).await.header("etag").expect("an ETag").to_owned();
        let wanted = found(&reviewer, &id, "evidence_wanted").await.ok(200);
        assert_eq!((&wanted["recheck_due_on"], &wanted["last_recheck"]["outcome"]), (&json!("2027-11-16"), &json!("evidence_wanted")));
        assert_eq!(seller.get(&at).await.ok(200), wanted);
        let mail = app.one_mail().await;
        assert!(mail.to == SELLER && mail.text.contains("Demo: chứng nhận còn hiệu lực đến 2028?"), "{}", mail.text);
        assert_eq!((due(&reviewer).await, ahead(app, &id).await), (vec![id.clone()], vec![]), "it is due once");
        let (path, headers) = (format!("/v1/platforms/{id}/recheck"), [("If-Match", tag.as_str()), ("Content-Type", "application/json")]);
        let meant = json!({"outcome": "confirmed", "comment": "Demo."}).to_string().into_bytes();
        app.unchanged(reviewer.send("POST", &path, &headers, meant)).await.problem(412, "version_stale");

        app.advance(DAY * 31);
        let reviewer = app.reviewer().await;
        assert_eq!(due(&reviewer).await, [id.as_str()], "long overdue, it is still there and nothing happened to it");
        let confirmed = found(&reviewer, &id, "confirmed").await.ok(200);
        assert_eq!((&confirmed["recheck_due_on"], &confirmed["last_recheck"]["outcome"]), (&json!("2028-12-17"), &json!("confirmed")));
        assert_eq!(due(&reviewer).await, [""; 0]);
        assert_eq!(ahead(app, &id).await, [(-30, 336), (0, 366)]);
        assert_eq!(app.anon.get(&public).await.ok(200)["last_recheck"], Value::Null);
        app.advance(DAY * 336);
        assert!(app.one_mail().await.subject.contains("on 17 December 2028"));
    }

    async fn a_vetting_in_full_begins_the_year_anew_and_a_typo_does_not(app) {
        let id = listed(app).await;
        app.advance(DAY * 100);
        let seller = app.log_in(SELLER).await;
        for (change, wanted, days) in [
            (json!({"summary_en": "Books for small shop."}), "2027-11-16", (235, 265)),
            (json!({"category_code": "retail_pos"}), "2028-02-24", (335, 365)),
        ] {
            revised(&seller, &id, change).await.ok(200);
            app.vetted(&seller, &id).await;
            assert_eq!(seller.get(&format!("/v1/listings/{id}")).await.ok(200)["recheck_due_on"], wanted);
            assert_eq!(ahead(app, &id).await, [(-30, days.0), (0, days.1)]);
        }
        app.mails().await;
        app.advance(DAY * 265);
        assert_eq!(app.mails().await.len(), 0);
        assert_eq!(facts(app, &id).await, []);
    }

    async fn a_suspended_listing_keeps_its_day_and_an_archived_one_has_none(app) {
        let (suspended, (seller, _, archived)) = (listed(app).await, drafted(app).await);
        app.vetted(&seller, &archived).await;
        let reviewer = app.reviewer().await;
        reviewer.post(&format!("/v1/platforms/{suspended}/suspension"), json!({"reason_code": "other"})).await.ok(200);
        let gone = seller.act(&format!("/v1/platforms/{archived}/archive")).await.ok(200);
        assert_eq!(gone["recheck_due_on"], Value::Null);
        app.mails().await;
        app.advance(DAY * YEAR);
        app.mails().await;
        assert_eq!(facts(app, &archived).await, [("deadline.skipped".to_owned(), "archived meanwhile".to_owned()), ("deadline.skipped".to_owned(), "archived meanwhile".to_owned())]);
        let reviewer = app.reviewer().await;
        assert_eq!(due(&reviewer).await, [suspended.as_str()]);
        let read = found(&reviewer, &suspended, "confirmed").await.ok(200);
        assert_eq!((&read["status"], &read["recheck_due_on"]), (&json!("suspended"), &json!("2028-11-16")));
        let back = reviewer.act(&format!("/v1/platforms/{suspended}/reinstatement")).await.ok(200);
        assert_eq!(back["recheck_due_on"], "2028-11-16");
        app.mails().await;
    }

    async fn after_a_long_stop_the_day_itself_counts(app) {
        let id = listed(app).await;
        app.advance(DAY * 500);
        assert_eq!(app.mails().await.len(), 0, "nobody is told of a day that is over");
        assert_eq!(facts(app, &id).await, [("deadline.skipped".to_owned(), "the day itself has come".to_owned()), ("platform.recheck_due".to_owned(), "2027-11-16".to_owned())]);
        assert_eq!(due(&app.reviewer().await).await, [id]);
    }

    async fn a_mail_that_no_longer_fits_is_not_sent(app) {
        let id = listed(app).await;
        app.advance(DAY * 335);
        while app.server.worker.settle_deadlines().await.expect("the worker") > 0 {}
        let reviewer = app.reviewer().await;
        found(&reviewer, &id, "evidence_wanted").await.ok(200);
        found(&reviewer, &id, "confirmed").await.ok(200);
        assert_eq!(app.mails().await.len(), 0);
    }

    async fn who_has_a_conflict_looks_at_nothing(app) {
        let id = listed(app).await;
        let reviewer = app.reviewer().await;
        let at = format!("/v1/platforms/{id}");
        let say = async |body: Value| reviewer.post(&format!("{at}/recheck"), body).await;
        app.unchanged(say(json!({"outcome": "refused", "comment": "x"}))).await.fault(400, "malformed_json", "/outcome", "wrong_type");
        app.unchanged(say(json!({"outcome": "confirmed", "comment": " "}))).await.fault(422, "invalid_values", "/comment", "empty");
        app.unchanged(say(json!({"outcome": "confirmed", "comment": "x".repeat(1001)}))).await.fault(422, "invalid_values", "/comment", "too_long");
        reviewer.post(&format!("{at}/conflict-declarations"), json!({"text": "Demo."})).await.ok(200);
        let refused = app.unchanged(found(&reviewer, &id, "confirmed")).await.problem(403, "conflict_declared");
        let said = refused["detail"].as_str().expect("a text");
        assert!(said.contains("You have declared a conflict") && said.contains("another reviewer has to"), "{said}");
    }

    async fn a_look_at_the_moment_of_the_deadline_loses_no_year(app) {
        let id = listed(app).await;
        app.advance(DAY * YEAR);
        let reviewer = app.reviewer().await;
        let looked = async { drop(found(&reviewer, &id, "confirmed").await.ok(200)) };
        let settled = async { clockwork::settle_due(&app.db).await.expect("settled") };
        meeting(app, row("platforms", &id), 2, futures_util::future::join(looked, settled), async {}).await;
        while app.server.worker.settle_deadlines().await.expect("the worker") > 0 {}
        assert_eq!(ahead(app, &id).await, [(-30, 336), (0, 366)]);
        assert_eq!(due(&reviewer).await, [""; 0]);
        app.mails().await;
    }

    async fn a_deadline_that_was_moved_after_it_was_read_waits_on(app) {
        let id = listed(app).await;
        let platform = PlatformId::parse(&id).expect("an id");
        let of = move |year: &str| rechecks::deadlines(platform, LocalDay::parse(&format!("{year}-11-16")).expect("a day"));
        let move_and_settle = move |tx: &mut Tx<'_>| {
            of("2028").iter().try_for_each(|moved| deadlines::set(tx, moved))?;
            of("2027").iter().try_for_each(|read| deadlines::settle(tx, read, Settled::Done))
        };
        app.db.write(Cause::default(), move_and_settle).await.expect("moved");
        assert_eq!(ahead(app, &id).await, [(-30, 701), (0, 731)]);
    }

    async fn what_was_published_before_has_its_day(app) {
        let id = listed(app).await;
        app.advance(DAY * 100);
        let seller = app.log_in(SELLER).await;
        revised(&seller, &id, json!({"summary_en": "Books for small shop."})).await.ok(200);
        app.vetted(&seller, &id).await;
        app.mails().await;
        let kept = |all: String| all.lines().filter(|line| ["platforms:", "deadlines:"].iter().any(|table| line.starts_with(table))).map(str::to_owned).collect::<Vec<_>>();
        let before = kept(app.digest().await);
        assert!(before.iter().any(|line| line.contains("2027-11-16")), "{before:?}");
        for migration in ["0066_listing_columns", "0039_rechecks_and_transfers"] {
            take_back(app, migration).await;
        }
        dungthu::server::migrate(&app.config).await.expect("migrated");
        assert_eq!(kept(app.digest().await), before);
        // Half an hour after midnight in Vietnam; the evening before in UTC.
        for (published, wanted) in [("1835371800000000", "2029-02-28"), ("1806427800000000", "2028-03-31"), ("1806426000000000", "2028-03-31")] {
            for migration in ["0100_document_uploaders", "0066_listing_columns", "0039_rechecks_and_transfers", "0038_vetting", "0037_listing_versions"] {
                take_back(app, migration).await;
            }
            run(app, format!("UPDATE platforms SET published_at = {published} WHERE id = '{id}'")).await;
            dungthu::server::migrate(&app.config).await.expect("migrated");
            let platform = PlatformId::parse(&id).expect("an id");
            let day = app.query(move |conn: &mut Conn| dungthu::catalog::find(conn, platform).expect("it").recheck_due_on).await;
            assert_eq!(day.map(|day| day.to_string()).as_deref(), Some(wanted));
        }
    }
}
