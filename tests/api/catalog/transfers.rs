//! Listings that are moved to another vendor: what goes with them, and what stays.

use super::bulk::{FORMATS, counts, saved, sent_as};
use super::{drafted, revised};
use crate::accounts::keys::{OF_VENDORS, make_with};
use crate::members::firm;
use crate::support::client::text;
use crate::support::locks::{meeting, row};
use crate::support::{Client, Reply, TestApp, json};
use dungthu::accounts::members::MemberRole::Member;
use dungthu::accounts::model::StaffRole;
use dungthu::server::Server;
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;

const OTHER: &str = "Công ty Nhận chuyển (demo)";
const PDF: &[u8] = b"%PDF-1.7 demo";

/// An approved vendor of another name, its person and the person's address.
pub async fn receiver(app: &TestApp) -> (Client, String, String) {
    let email = format!("receiver{}@demo.example", app.next());
    let owner = app.person(&email, None).await;
    let id = text(&owner.post("/v1/vendors", json!({"tax_code": app.tax_code(), "name": OTHER})).await.ok(201), "id");
    app.reviewer().await.act(&format!("/v1/vendors/{id}/approval")).await.ok(200);
    app.mails().await;
    (owner, id, email)
}

pub async fn administrator(app: &TestApp) -> Client {
    app.person(&format!("administrator{}@demo.example", app.next()), Some(StaffRole::Administrator)).await
}

pub async fn moved(who: &Client, id: &str, to: &str) -> Reply {
    let reason = "Demo: hai bên đề nghị bằng văn bản.";
    who.post(&format!("/v1/platforms/{id}/transfer"), json!({"vendor_id": to, "reason": reason})).await
}

/// Another firm asks for a trial.
async fn asked(app: &TestApp, platform: &str) -> Reply {
    let owner = app.person(&format!("firm{}@demo.example", app.next()), None).await;
    let business = app.business(&owner).await;
    owner.post("/v1/trials", app.trial_body(&business, platform)).await
}

/// One place.
async fn limited(who: &Client, platform: &str) -> Reply {
    let body = json!({"places": 1}).to_string().into_bytes();
    let headers = [("Content-Type", "application/json"), ("If-Match", "*")];
    who.send("PUT", &format!("/v1/platforms/{platform}/places"), &headers, body).await
}

async fn ids(who: &Client, path: &str) -> Vec<String> {
    let list = who.get(path).await.ok(200);
    list["data"].as_array().expect("a list").iter().map(|it| text(it, "id")).collect()
}

/// The numbers of versions, and where they stand.
async fn versions(who: &Client, path: &str) -> Vec<(i64, String)> {
    let list = who.get(path).await.ok(200);
    let rows = list["data"].as_array().expect("a list");
    rows.iter().map(|it| (it["number"].as_i64().expect("a number"), text(it, "status"))).collect()
}

engines! {
    async fn a_listing_goes_to_its_new_vendor_and_trials_stay_with_theirs(app) {
        let tried = app.activated().await;
        let (id, trial) = (tried.platform_id.clone(), tried.path(""));
        let before = tried.vendor.get(&trial).await.ok(200);
        let from = text(&before, "vendor_id");
        let key = make_with(&tried.vendor, &from, OF_VENDORS, json!({})).await;
        let system = app.anon.with_token(&key.token);
        let ((new, to, new_email), by) = (receiver(app).await, administrator(app).await);
        let (public, listing) = (format!("/v1/platforms/{id}"), format!("/v1/listings/{id}"));
        let other = Server::start(&app.config, app.db.clone()).await.expect("a second server");
        let there = Client::new(format!("http://{}", other.address));
        let shown = app.anon.get(&public).await.ok(200);
        new.get(&listing).await.problem(404, "not_found");
        app.mails().await;

        let out = moved(&by, &id, &to).await.ok(200);
        assert_eq!((&out["status"], &out["vendor_id"], &out["vendor_name"]), (&json!("published"), &json!(to), &json!(OTHER)));
        assert_eq!((&out["last_transfer"]["from_vendor_id"], &out["last_transfer"]["reason"]), (&json!(from), &json!("Demo: hai bên đề nghị bằng văn bản.")));
        let mails = app.mails().await;
        assert_eq!(mails.iter().map(|mail| mail.to.as_str()).collect::<BTreeSet<_>>(), BTreeSet::from([tried.vendor_email.as_str(), new_email.as_str()]));
        assert_eq!(mails.len(), 2);
        for mail in mails {
            let told = mail.text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(told.contains(&format!("from Nhà cung cấp Demo (demo) to {OTHER}")), "{told}");
        }
        // The catalog shows it under the new name, at once, and on the other server as well.
        let mut want = shown.clone();
        (want["vendor_id"], want["vendor_name"]) = (json!(to), json!(OTHER));
        assert_eq!(app.anon.get(&public).await.ok(200), want);
        other.catalog.follow(&app.db).await.expect("a look");
        assert_eq!(there.get(&public).await.ok(200), want);
        other.stop().await;
        // It is out of the former vendor's reach, and of its systems'.
        for who in [&tried.vendor, &system] {
            who.get(&listing).await.problem(404, "not_found");
            assert_eq!(ids(who, "/v1/listings").await, [""; 0]);
            app.unchanged(revised(who, &id, json!({"name": "Demo"}))).await.problem(404, "not_found");
            app.unchanged(limited(who, &id)).await.problem(404, "not_found");
        }
        assert_eq!(new.get(&listing).await.ok(200), out);

        // The trial is the former vendor's, to its end and its conversion; the next one is the new vendor's.
        assert_eq!(tried.vendor.get(&trial).await.ok(200), before);
        new.get(&trial).await.problem(404, "not_found");
        let next = asked(app, &id).await.ok(201);
        assert_eq!((&next["vendor_id"], &next["vendor_name"]), (&json!(to), &json!(OTHER)));
        assert_eq!(ids(&new, "/v1/trials").await, [text(&next, "id")]);
        assert_eq!(ids(&tried.vendor, "/v1/trials").await, [tried.trial_id.as_str()]);
        assert_eq!(app.mails().await.iter().map(|mail| mail.to.clone()).collect::<Vec<_>>(), [new_email]);
        app.unchanged(tried.claimed_by(&new)).await.problem(404, "not_found");
        tried.claimed_by(&tried.vendor).await.ok(201);
        let mail = app.one_mail().await;
        assert!(mail.to == tried.sme_email && mail.text.contains("Nhà cung cấp Demo (demo)") && !mail.text.contains(OTHER), "{}", mail.text);
        let page = app.anon.get(&mail.link(&app.config.public_url)).await;
        assert!(page.text().contains("Nhà cung cấp Demo (demo)") && !page.text().contains(OTHER), "{}", page.text());
        let settled = tried.confirmed_by(&tried.sme).await.ok(200);
        assert_eq!(settled["status"], "confirmed");
        app.mails().await;
    }

    async fn what_the_former_vendor_wrote_and_showed_stays_its_own(app) {
        let (old, from, id) = drafted(app).await;
        let file = [("Content-Type", "application/octet-stream")];
        let sent = old.send("POST", &format!("/v1/vendors/{from}/documents"), &file, PDF.to_vec()).await;
        let hash = text(&sent.ok(201), "hash");
        let statements = json!([{"criterion": 1, "text": "Demo: chỉ dành cho thẩm định viên.", "documents": [hash]}]);
        revised(&old, &id, json!({"statements": statements})).await.ok(200);
        app.vetted(&old, &id).await;
        revised(&old, &id, json!({"summary_en": "A secret of the former vendor."})).await.ok(200);
        let ((new, to, _), by, reviewer) = (receiver(app).await, administrator(app).await, app.reviewer().await);
        let (at, all) = (format!("/v1/listings/{id}"), format!("/v1/listings/{id}/versions"));
        moved(&by, &id, &to).await.ok(200);
        app.mails().await;

        let read = new.get(&at).await.ok(200);
        assert_eq!((&read["working_version"], &read["statements"], &read["recheck_due_on"]), (&Value::Null, &Value::Null, &json!("2026-11-16")));
        assert!(!read.to_string().contains("secret"), "{read}");
        assert_eq!(versions(&new, &all).await, [(1, "published".to_owned())]);
        for (who, status, want) in [(&new, "withdrawn", &[][..]), (&new, "published", &[id.as_str()]), (&reviewer, "withdrawn", &[]), (&reviewer, "published", &[id.as_str()])] {
            assert_eq!(ids(who, &format!("/v1/listings?version_status={status}")).await, want, "{status}");
        }
        assert_eq!(versions(&reviewer, &all).await, [(2, "withdrawn".to_owned()), (1, "published".to_owned())]);
        new.get(&format!("{all}/2")).await.problem(404, "not_found");
        let first = new.get(&format!("{all}/1")).await.ok(200);
        assert_eq!((&first["content"]["statements"], &first["version"]["vendor_id"]), (&Value::Null, &json!(from)));
        assert_eq!(first, app.anon.get(&format!("/v1/platforms/{id}/versions/1")).await.ok(200), "as everybody reads it");
        assert_eq!(reviewer.get(&format!("{all}/1")).await.ok(200)["content"]["statements"], statements);
        let document = format!("/v1/vendors/{from}/documents/{hash}");
        for (who, status) in [(&old, 200), (&reviewer, 200), (&new, 404)] {
            assert_eq!(who.get(&document).await.status, status);
        }
        new.get(&format!("/v1/vendors/{to}/documents/{hash}")).await.problem(404, "not_found");
        app.unchanged(revised(&new, &id, json!({"statements": statements}))).await.fault(422, "invalid_values", "/statements/0/documents/0", "unknown_reference");

        // Nor is it in a file, and what the file says again changes nothing.
        for (format, media_type) in FORMATS {
            let file = saved(&new, &to, format).await;
            assert!(!String::from_utf8_lossy(&file).contains(&hash), "{format}");
            assert_eq!(counts(&sent_as(&new, &to, media_type, "", file).await), [0, 0, 1], "{format}");
        }

        // Its own begins with what is published, without what the other stated, and is vetted in full even where only words change.
        let next = revised(&new, &id, json!({"summary_en": "Books, of another vendor."})).await.ok(200);
        assert_eq!((&next["working_version"]["number"], &next["statements"], &next["name"]), (&json!(3), &json!([]), &read["name"]));
        let handed_in = new.act(&format!("/v1/platforms/{id}/submission")).await.ok(200);
        assert_eq!((&handed_in["working_version"]["lane"], &handed_in["working_version"]["changed"]), (&json!("full"), &json!(["/statements", "/summary_en"])));
        assert_eq!(app.published(&reviewer, &id).await["recheck_due_on"], "2027-11-16");
        revised(&new, &id, json!({"summary_en": "Books, of another vendors."})).await.ok(200);
        assert_eq!(new.act(&format!("/v1/platforms/{id}/submission")).await.ok(200)["working_version"]["lane"], "fast");
        app.mails().await;

        // It can come back, and then each vendor's drafts are its own again.
        moved(&by, &id, &from).await.ok(200);
        assert_eq!(versions(&old, &all).await, [(3, "published".to_owned()), (2, "withdrawn".to_owned()), (1, "superseded".to_owned())]);
        let back = old.get(&at).await.ok(200);
        assert_eq!((&back["summary_en"], &back["working_version"]), (&json!("Books, of another vendor."), &Value::Null));
        assert_eq!(revised(&old, &id, json!({"name": "Tên cũ (demo)"})).await.ok(200)["working_version"]["number"], 5);
        app.mails().await;
    }

    async fn what_a_move_withdrew_stays_so_when_the_listing_comes_back(app) {
        let (old, from, id) = drafted(app).await;
        app.vetted(&old, &id).await;
        let (at, shown) = (format!("/v1/listings/{id}"), old.get(&format!("/v1/listings/{id}")).await.ok(200));
        revised(&old, &id, json!({"summary_en": "Never handed in."})).await.ok(200);
        let ((_, to, _), by) = (receiver(app).await, administrator(app).await);
        for vendor in [&to, &from] {
            moved(&by, &id, vendor).await.ok(200);
        }
        app.mails().await;
        for who in [&old, &by] {
            let back = who.get(&at).await.ok(200);
            assert_eq!((&back["summary_en"], &back["working_version"]), (&shown["summary_en"], &Value::Null));
        }
        assert!(!String::from_utf8_lossy(&saved(&old, &from, "csv").await).contains("Never handed in"));
        assert_eq!(versions(&old, &format!("{at}/versions")).await, [(2, "withdrawn".to_owned()), (1, "published".to_owned())]);
        let next = revised(&old, &id, json!({"summary_vi": "Khác."})).await.ok(200);
        assert_eq!((&next["working_version"]["number"], &next["summary_en"]), (&json!(3), &shown["summary_en"]));
    }

    async fn it_is_looked_at_again_at_once(app) {
        let (old, _, id) = drafted(app).await;
        app.vetted(&old, &id).await;
        let ((_, to, _), by) = (receiver(app).await, administrator(app).await);
        let wanted = json!({"outcome": "evidence_wanted", "comment": "Demo."});
        let found = by.post(&format!("/v1/platforms/{id}/recheck"), wanted).await.ok(200);
        assert_eq!(found["last_recheck"]["outcome"], "evidence_wanted");
        app.mails().await;
        let out = moved(&by, &id, &to).await.ok(200);
        assert_eq!(out["last_recheck"], Value::Null, "it was said to the former vendor");
        assert_eq!(app.mails().await.len(), 2, "nobody is told that the look is ahead");
        let auditor = app.person("auditor@demo.example", Some(StaffRole::Auditor)).await;
        let facts = auditor.get(&format!("/v1/audit-events?subject={id}&limit=100")).await.ok(200);
        let kinds: BTreeSet<&str> = facts["data"].as_array().expect("a list").iter().filter_map(|it| it["kind"].as_str()).collect();
        assert!(kinds.is_superset(&BTreeSet::from(["platform.transferred", "platform.recheck_due"])), "{kinds:?}");
        assert!(!kinds.contains("platform.recheck_ahead"));
        let reviewer = app.reviewer().await;
        assert_eq!(ids(&reviewer, "/v1/listings?recheck=due").await, [id.as_str()]);
        let found = json!({"outcome": "confirmed", "comment": "Demo."});
        let confirmed = reviewer.post(&format!("/v1/platforms/{id}/recheck"), found).await.ok(200);
        assert_eq!((&confirmed["recheck_due_on"], &confirmed["last_recheck"]["outcome"]), (&json!("2027-11-16"), &json!("confirmed")));
    }

    async fn before_nine_nobody_is_told_that_the_look_is_ahead_either(app) {
        let (old, _, id) = drafted(app).await;
        app.vetted(&old, &id).await;
        app.advance(Duration::from_secs(23 * 3_600));
        let ((_, to, _), by) = (receiver(app).await, administrator(app).await);
        app.mails().await;
        assert_eq!(moved(&by, &id, &to).await.ok(200)["recheck_due_on"], "2026-11-17");
        assert_eq!(app.mails().await.len(), 2, "of the move alone");
    }

    async fn mails_that_waited_tell_each_vendor_of_its_own(app) {
        let (old, from, id) = drafted(app).await;
        app.vetted(&old, &id).await;
        let (old_email, by) = (text(&old.get("/v1/me").await.ok(200), "email"), administrator(app).await);
        let ((_, second, second_email), (_, third, third_email)) = (receiver(app).await, receiver(app).await);
        app.mails().await;
        by.post(&format!("/v1/platforms/{id}/suspension"), json!({"reason_code": "other", "reason_text": "Demo."})).await.ok(200);
        moved(&by, &id, &second).await.ok(200);
        app.advance(Duration::from_secs(1));
        moved(&by, &id, &third).await.ok(200);
        let told = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut mails: Vec<(String, String)> = app.mails().await.into_iter().map(|mail| (mail.to, told(&mail.text))).collect();
        mails.sort();
        let (first, then) = (format!("from Nhà cung cấp Demo (demo) to {OTHER}"), format!("from {OTHER} to {OTHER}"));
        let mut want = vec![(&old_email, &first), (&second_email, &first), (&second_email, &then), (&third_email, &then)];
        want.sort();
        assert_eq!(mails.len(), want.len(), "nobody is told what became of another's platform: {mails:?} {from}");
        for ((to, text), (of, said)) in mails.iter().zip(want) {
            assert!(to == of && text.contains(said), "{to}: {text}");
        }
    }

    async fn a_transfer_that_cannot_be_is_refused(app) {
        let (old, from, id) = drafted(app).await;
        app.vetted(&old, &id).await;
        let (new, to, _) = receiver(app).await;
        let (pending_owner, by) = (app.person("pending@demo.example", None).await, administrator(app).await);
        let body = json!({"tax_code": app.tax_code(), "name": "Demo (demo)"});
        let pending = text(&pending_owner.post("/v1/vendors", body).await.ok(201), "id");
        app.mails().await;
        app.unchanged(moved(&by, &id, &from)).await.fault(422, "invalid_values", "/vendor_id", "same_vendor");
        app.unchanged(moved(&by, &id, "ven_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e")).await.fault(422, "invalid_values", "/vendor_id", "unknown_reference");
        app.unchanged(moved(&by, &id, &pending)).await.problem(409, "vendor_pending");
        let (gone, left, _) = receiver(app).await;
        assert_eq!(gone.act("/v1/me/deactivation").await.status, 204);
        app.mails().await;
        app.unchanged(moved(&by, &id, &left)).await.fault(422, "invalid_values", "/vendor_id", "nobodys_vendor");
        let at = format!("/v1/platforms/{id}/transfer");
        app.unchanged(by.post(&at, json!({"vendor_id": to, "reason": " "}))).await.fault(422, "invalid_values", "/reason", "empty");
        app.unchanged(by.post(&at, json!({"vendor_id": to}))).await.fault(400, "malformed_json", "/reason", "missing_field");
        app.unchanged(moved(&app.reviewer().await, &id, &to)).await.problem(403, "forbidden");
        // Nobody moves what is, or would be, of a vendor that they belong to, or of which they declared a conflict.
        for side in [firm(old.clone(), "vendors", from), firm(new, "vendors", to.clone())] {
            let email = format!("own{}@demo.example", app.next());
            let own = app.person(&email, None).await;
            side.admit(app, &own, Member).await;
            let own = app.take_office(&email, StaffRole::Administrator.into()).await;
            app.mails().await;
            app.unchanged(moved(&own, &id, &to)).await.problem(403, "conflict_of_interest");
        }
        let conflicted = administrator(app).await;
        conflicted.post(&format!("/v1/platforms/{id}/conflict-declarations"), json!({"text": "Demo."})).await.ok(200);
        app.unchanged(moved(&conflicted, &id, &to)).await.problem(403, "conflict_declared");
        app.advance(Duration::from_secs(601));
        app.unchanged(moved(&by, &id, &to)).await.problem(401, "reauthentication_needed");
    }

    async fn of_a_transfer_and_a_request_at_once_one_comes_first(app) {
        let tried = app.requested().await;
        let id = tried.platform_id.clone();
        let ((new, to, _), by) = (receiver(app).await, administrator(app).await);
        let owner = app.person("firm@demo.example", None).await;
        let business = app.business(&owner).await;
        let (path, body) = ("/v1/trials", app.trial_body(&business, &id));
        let request = owner.post(path, body);
        let both = futures_util::future::join(moved(&by, &id, &to), request);
        let (transfer, trial) = meeting(app, row("platforms", &id), 2, both, async {}).await;
        transfer.ok(200);
        let trial = trial.ok(201);
        let (vendor, at) = (text(&trial, "vendor_id"), format!("/v1/trials/{}", text(&trial, "id")));
        let holder = if vendor == to { &new } else { &tried.vendor };
        holder.get(&at).await.ok(200);
        app.mails().await;
    }

    async fn places_and_who_waits_go_with_the_platform(app) {
        let tried = app.requested().await;
        let (id, at) = (tried.platform_id.clone(), format!("/v1/platforms/{}/places", tried.platform_id));
        let from = text(&tried.vendor.get(&tried.path("")).await.ok(200), "vendor_id");
        limited(&tried.vendor, &id).await.ok(200);
        let waiter = app.person("waiter@demo.example", None).await;
        let business = app.business(&waiter).await;
        waiter.post("/v1/waiting-entries", json!({"business_id": business, "platform_id": id})).await.ok(201);
        let ((new, to, _), by) = (receiver(app).await, administrator(app).await);
        moved(&by, &id, &to).await.ok(200);
        app.mails().await;
        let places = new.get(&at).await.ok(200);
        assert_eq!((&places["places"], &places["taken"], &places["waiting"]), (&json!(1), &json!(1), &json!(1)), "the former vendor's trial holds its place");
        tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "other"})).await.ok(200);
        let offered = app.mails().await.into_iter().find(|mail| mail.to == "waiter@demo.example").expect("a place");
        assert!(offered.text.contains(OTHER), "{}", offered.text);
        // It goes back while the place is kept: the task names who answers.
        let task = async || waiter.get("/v1/tasks").await.ok(200)["data"][0].clone();
        assert_eq!(task().await["vendor_name"], OTHER);
        moved(&by, &id, &from).await.ok(200);
        assert_eq!(task().await["vendor_id"], json!(from));
        let trial = waiter.post("/v1/trials", app.trial_body(&business, &id)).await.ok(201);
        assert_eq!(trial["vendor_id"], json!(from));
        app.mails().await;
    }
}
