//! Claims of illustrative platforms: a vendor claims, staff decide, and the platform goes on as every other.

mod deciding;
mod taken_back;

use super::bulk::{FORMATS, counts, saved, sent_as};
use super::{drafted, revised};
use crate::members::{Firm, firm, person};
use crate::support::client::text;
use crate::support::database::GENEROUS;
use crate::support::locks::{meeting, row};
use crate::support::{Client, Reply, TestApp, json};
use dungthu::accounts::members::MemberRole::{Manager, Member};
use dungthu::accounts::model::StaffRole;
use dungthu::db::Cause;
use dungthu::limits::Quotas;
use futures_util::future::join;
use serde_json::Value;
use std::time::Duration;

const UNKNOWN: &str = "plt_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e";

/// The slugs of the illustrative platforms.
fn slugs() -> Vec<String> {
    let seed = csv::Reader::from_path("seed/platforms.csv").expect("the seed").into_records().flatten();
    seed.map(|row| row[0].to_owned()).collect()
}

/// The id of an illustrative platform.
pub async fn illustrative(app: &TestApp, slug: &str) -> String {
    let platform = app.anon.get(&format!("/v1/platforms/{slug}")).await.ok(200);
    assert_eq!(platform["illustrative"], true, "{platform}");
    text(&platform, "id")
}

/// An approved vendor's owner, and the vendor; the mails on the way are put away.
pub async fn seller(app: &TestApp) -> (Client, String) {
    let owner = person(app).await;
    let vendor = app.vendor(&owner).await;
    app.mails().await;
    (owner, vendor)
}

fn why(vendor: &str) -> Value {
    json!({"vendor_id": vendor, "statement": "Demo: chúng tôi phát triển\nvà vận hành nền tảng này."})
}

async fn claim(who: &Client, vendor: &str, platform: &str) -> Reply {
    who.post(&format!("/v1/platforms/{platform}/claims"), why(vendor)).await
}

/// A claim that waits: its path.
pub async fn claimed(who: &Client, vendor: &str, platform: &str) -> String {
    format!("/v1/platform-claims/{}", text(&claim(who, vendor, platform).await.ok(201), "id"))
}

/// What is done with a claim, by its path.
async fn act(who: &Client, claim: &str, what: &str) -> Reply {
    let at = format!("{claim}/{what}");
    match what {
        "rejection" => who.post(&at, json!({"reason_code": "not_shown", "reason_text": "Chưa rõ."})).await,
        _ => who.act(&at).await,
    }
}

async fn status(who: &Client, claim: &str) -> String {
    text(&who.get(claim).await.ok(200), "status")
}

engines! {
    async fn a_claimed_platform_is_published_and_tried_by_the_same_address(app) {
        let ((owner, vendor), reviewer) = (seller(app).await, app.reviewer().await);
        let before = app.anon.get("/v1/platforms/misa-amis").await.ok(200);
        let id = text(&before, "id");
        let public = format!("/v1/platforms/{id}");
        let file = [("Content-Type", "application/octet-stream")];
        let documents = format!("/v1/vendors/{vendor}/documents");
        let hash = text(&owner.send("POST", &documents, &file, b"%PDF-1.7".to_vec()).await.ok(201), "hash");
        let mut said = why(&vendor);
        said["documents"] = json!([hash]);
        let made = owner.post(&format!("{public}/claims"), said.clone()).await;
        let claim = made.ok(201);
        let at = format!("/v1/platform-claims/{}", text(&claim, "id"));
        assert_eq!((made.header("location"), made.header("etag")), (Some(at.as_str()), Some("\"1\"")));
        assert_eq!((&claim["platform_id"], &claim["platform_name"], &claim["vendor_id"]), (&before["id"], &before["name"], &said["vendor_id"]));
        assert_eq!((&claim["statement"], &claim["documents"], &claim["status"]), (&said["statement"], &said["documents"], &json!("pending")));
        for who in [&owner, &reviewer] {
            assert_eq!(who.get(&at).await.ok(200), claim);
        }
        assert_eq!(reviewer.get(&format!("{documents}/{hash}")).await.status, 200);
        assert_eq!(app.anon.get("/v1/platforms/misa-amis").await.ok(200), before, "it stays illustrative as long as it waits");

        let approved = act(&reviewer, &at, "approval").await.ok(200);
        for (format, media_type) in FORMATS {
            let file = saved(&owner, &vendor, format).await;
            assert_eq!(counts(&sent_as(&owner, &vendor, media_type, "", file).await), [0, 0, 1], "{format}");
        }
        assert_eq!((&approved["status"], &approved["reason_code"]), (&json!("approved"), &Value::Null));
        let mail = app.one_mail().await;
        assert_eq!(mail.to, text(&owner.get("/v1/me").await.ok(200), "email"));
        assert!(mail.subject.contains("MISA AMIS is yours to list"), "{}", mail.subject);
        for path in [&public, "/v1/platforms/misa-amis", &format!("{public}/versions")] {
            app.anon.get(path).await.problem(404, "not_found");
        }
        assert_eq!(app.anon.get("/v1/platforms?q=misa+amis").await.ok(200)["data"].as_array().expect("a list").iter().filter(|it| it["id"] == *id).count(), 0);
        let listing = owner.get(&format!("/v1/listings/{id}")).await.ok(200);
        for member in ["id", "slug", "name", "category_code", "summary_vi", "summary_en"] {
            assert_eq!(listing[member], before[member], "{member}");
        }
        assert_eq!((&listing["status"], &listing["illustrative"], &listing["vendor_id"], &listing["offers"]), (&json!("draft"), &json!(false), &json!(vendor), &json!([])));
        assert_eq!((&listing["vendor_name"], &listing["published_at"]), (&json!("Nhà cung cấp Demo (demo)"), &Value::Null));
        assert_eq!((&listing["working_version"]["number"], &listing["working_version"]["status"]), (&json!(1), &json!("draft")));

        app.unchanged(owner.act(&format!("{public}/submission"))).await.fault(409, "offer_missing", "/offers", "no_offer");
        // The document says so, too: none are none, as long as there are none.
        app.unchanged(revised(&owner, &id, json!({"offers": []}))).await.ok(200);
        let document = app.anon.get("/openapi.json").await.ok(200);
        let offers = &document["components"]["schemas"]["PlatformPatch"]["properties"]["offers"];
        assert_eq!((&offers["minItems"], &offers["maxItems"]), (&Value::Null, &json!(12)));
        revised(&owner, &id, json!({"offers": app.platform_body(&vendor)["offers"]})).await.ok(200);
        app.vetted(&owner, &id).await;
        let after = app.anon.get("/v1/platforms/misa-amis").await.ok(200);
        assert_eq!((&after["id"], &after["illustrative"], &after["offer"]["days"]["micro"]), (&json!(id), &json!(false), &json!(90)));
        let versions = app.anon.get(&format!("{public}/versions")).await.ok(200);
        assert_eq!((&versions["data"][0]["number"], &versions["data"][0]["lane"]), (&json!(1), &json!("full")));
        let sme = person(app).await;
        let business = app.business(&sme).await;
        sme.post("/v1/trials", app.trial_body(&business, &id)).await.ok(201);
        app.mails().await;
    }

    async fn what_cannot_be_claimed_is_refused_and_nothing_is_changed(app) {
        let ((owner, vendor), (_, foreign)) = (seller(app).await, seller(app).await);
        let id = illustrative(app, "misa-amis").await;
        let at = format!("/v1/platforms/{id}/claims");
        for unknown in [UNKNOWN, "trl_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e", "misa-amis"] {
            app.unchanged(claim(&owner, &vendor, unknown)).await.problem(404, "not_found");
        }
        // What has a vendor is no secret where it is published, or one's own; another's draft is.
        let (seller, other, draft) = drafted(app).await;
        app.unchanged(claim(&owner, &vendor, &draft)).await.problem(404, "not_found");
        app.unchanged(claim(&seller, &other, &draft)).await.problem(409, "not_illustrative");
        app.vetted(&seller, &draft).await;
        app.mails().await;
        app.unchanged(claim(&owner, &vendor, &draft)).await.problem(409, "not_illustrative");
        app.unchanged(claim(&owner, &foreign, &id)).await.fault(422, "invalid_values", "/vendor_id", "unknown_reference");
        let member = firm(owner.clone(), "vendors", vendor.clone()).with(app, Member).await;
        app.unchanged(claim(&member, &vendor, &id)).await.problem(403, "forbidden");
        let newcomer = person(app).await;
        let waiting = json!({"tax_code": app.tax_code(), "name": "Nhà cung cấp Chờ Duyệt (demo)"});
        let waiting = text(&newcomer.post("/v1/vendors", waiting).await.ok(201), "id");
        app.unchanged(claim(&newcomer, &waiting, &id)).await.problem(409, "vendor_pending");
        let say = async |member: &str, value: Value| {
            let mut said = why(&vendor);
            said[member] = value;
            app.unchanged(owner.post(&at, said)).await
        };
        say("statement", json!(" ")).await.fault(422, "invalid_values", "/statement", "empty");
        say("statement", json!("ộ".repeat(2_001))).await.fault(422, "invalid_values", "/statement", "too_long");
        let hash = "0".repeat(64);
        say("documents", json!([hash])).await.fault(422, "invalid_values", "/documents/0", "unknown_reference");
        let many = say("documents", Value::from(vec![hash; 11])).await.faults(422, "invalid_values");
        assert_eq!((many.len(), many[0].clone()), (11, ("/documents".to_owned(), "too_many".to_owned())));
        say("status", json!("approved")).await.fault(400, "malformed_json", "/status", "unknown_field");

        let first = claimed(&owner, &vendor, &id).await;
        let problem = app.unchanged(claim(&owner, &vendor, &id)).await.problem(409, "platform_claim_exists");
        assert!(text(&problem, "detail").contains(first.trim_start_matches("/v1/platform-claims/")), "{problem}");
        act(&owner, &first, "withdrawal").await.ok(200);
        claimed(&owner, &vendor, &id).await;
    }

    async fn a_vendor_claims_so_many_platforms_a_day(app) {
        let (owner, vendor) = seller(app).await;
        let (server, client) = app.another(|config| config.limits = Quotas::parse(&format!("{GENEROUS},platform-claims-a-day=2")).expect("limits")).await;
        let (here, slugs) = (owner.at(&client), slugs());
        let first = illustrative(app, &slugs[0]).await;
        claimed(&here, &vendor, &first).await;
        app.unchanged(claim(&here, &vendor, &first)).await.problem(409, "platform_claim_exists");
        claimed(&here, &vendor, &illustrative(app, &slugs[1]).await).await;
        let third = illustrative(app, &slugs[2]).await;
        let refused = app.unchanged(claim(&here, &vendor, &third)).await;
        refused.problem(429, "too_many_requests");
        assert_eq!(refused.header("retry-after"), Some("86400"));
        let (another, its) = seller(app).await;
        claimed(&another.at(&client), &its, &third).await;
        server.stop().await;
    }

    async fn a_retry_is_answered_alike_and_what_a_claim_names_is_kept(app) {
        let (owner, vendor) = seller(app).await;
        let file = [("Content-Type", "application/octet-stream")];
        let documents = format!("/v1/vendors/{vendor}/documents");
        let hash = text(&owner.send("POST", &documents, &file, b"%PDF-1.7".to_vec()).await.ok(201), "hash");
        let mut said = why(&vendor);
        said["documents"] = json!([hash]);
        let at = format!("/v1/platforms/{}/claims", illustrative(app, "misa-amis").await);
        let made = owner.post_with_key(&at, "claim-1", said.clone()).await;
        let again = app.unchanged(owner.post_with_key(&at, "claim-1", said)).await;
        assert_eq!((made.ok(201), again.header("idempotent-replayed")), (again.ok(201), Some("true")));
        app.advance(Duration::from_secs(7 * 86_400 + 1));
        app.server.worker.tidy().await.expect("tidied");
        assert_eq!(app.reviewer().await.get(&format!("{documents}/{hash}")).await.status, 200);
    }
}
