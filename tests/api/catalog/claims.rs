//! Claims of illustrative platforms: a vendor claims, staff decide, and the platform goes on as every other.

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
async fn illustrative(app: &TestApp, slug: &str) -> String {
    let platform = app.anon.get(&format!("/v1/platforms/{slug}")).await.ok(200);
    assert_eq!(platform["illustrative"], true, "{platform}");
    text(&platform, "id")
}

/// An approved vendor's owner, and the vendor; the mails on the way are put away.
async fn seller(app: &TestApp) -> (Client, String) {
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
async fn claimed(who: &Client, vendor: &str, platform: &str) -> String {
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

/// The acts, the operations that they are, whether they are the vendor's, and what the claim is afterwards.
const ACTS: [(&str, &str, bool, &str); 3] = [
    ("withdrawal", "withdraw_platform_claim", true, "withdrawn"),
    ("approval", "approve_platform_claim", false, "approved"),
    ("rejection", "reject_platform_claim", false, "rejected"),
];

/// Somebody who may do nothing, and what they are told of acts of vendors and of staff.
type Other = (&'static str, Client, (u16, &'static str), (u16, &'static str));

/// Everybody who might ask something of a claim.
struct Cast {
    vendor: Firm,
    manager: Client,
    reviewer: Client,
    administrator: Client,
    others: Vec<Other>,
}

impl Cast {
    async fn made(app: &TestApp) -> Self {
        let ((owner, id), (other, _)) = (seller(app).await, seller(app).await);
        let vendor = firm(owner, "vendors", id);
        let (manager, member) = (vendor.with(app, Manager).await, vendor.with(app, Member).await);
        let own = person(app).await;
        vendor.admit(app, &own, Manager).await;
        let own = app.take_office(&text(&own.get("/v1/me").await.ok(200), "email"), StaffRole::Reviewer.into()).await;
        let sme = person(app).await;
        app.business(&sme).await;
        let auditor = app.person("auditor@demo.example", Some(StaffRole::Auditor)).await;
        let administrator = app.person("administrator@demo.example", Some(StaffRole::Administrator)).await;
        let (forbidden, unknown, nobody) = ((403, "forbidden"), (404, "not_found"), (401, "unauthenticated"));
        let others = vec![
            ("a member", member, forbidden, forbidden),
            ("another vendor", other, unknown, forbidden),
            ("a business", sme, forbidden, forbidden),
            ("an auditor", auditor, forbidden, forbidden),
            ("nobody", app.anon.clone(), nobody, nobody),
            // Who is a manager of the vendor takes its claim back, whatever office they have: not asked of that here.
            ("a reviewer of the vendor", own, (200, ""), (403, "conflict_of_interest")),
        ];
        Self { vendor, manager, reviewer: app.reviewer().await, administrator, others }
    }

    fn may(&self, vendors: bool) -> [&Client; 2] {
        if vendors { [&self.vendor.owner, &self.manager] } else { [&self.reviewer, &self.administrator] }
    }

    /// Nobody but who may does anything with the claim, and nobody what its state does not admit.
    async fn refusals(&self, app: &TestApp, claim: &str, state: &str) {
        let before = app.digest().await;
        for (what, _, own, _) in ACTS {
            for (name, who, of_vendors, of_staff) in &self.others {
                let (code, problem) = if own { of_vendors } else { of_staff };
                if *code == 200 {
                    continue;
                }
                let reply = act(who, claim, what).await;
                assert_eq!((reply.status, &reply.json()["code"]), (*code, &json!(problem)), "{state} {what} {name}");
            }
            for who in self.may(!own) {
                act(who, claim, what).await.problem(403, "forbidden");
            }
            for who in self.may(own).into_iter().filter(|_| state != "pending") {
                let problem = act(who, claim, what).await.problem(409, "wrong_state");
                assert_eq!((&problem["state"], &problem["possible"]), (&json!(state), &json!([])), "{what}");
            }
        }
        assert_eq!(app.digest().await, before, "{state}");
        assert_eq!(app.mails().await.len(), 0);
    }
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

        app.unchanged(owner.act(&format!("{public}/submission"))).await.problem(409, "offer_missing");
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

    async fn every_state_act_and_role(app) {
        let (cast, mut free) = (Cast::made(app).await, slugs().into_iter());
        let mut pending = async || {
            let platform = illustrative(app, &free.next().expect("a platform")).await;
            (claimed(&cast.vendor.owner, &cast.vendor.id, &platform).await, platform)
        };
        app.mails().await;
        for (what, operation, own, after) in ACTS {
            for who in cast.may(own) {
                let (claim, platform) = pending().await;
                cast.refusals(app, &claim, "pending").await;
                let stale = who.send("POST", &format!("{claim}/withdrawal"), &[("If-Match", "\"2\"")], Vec::new()).await;
                if own {
                    assert_eq!(stale.problem(412, "version_stale")["possible"], json!([operation]));
                }
                let done = act(who, &claim, what).await;
                assert_eq!((&done.ok(200)["status"], done.header("etag")), (&json!(after), Some("\"2\"")), "{what}");
                let public = app.anon.get(&format!("/v1/platforms/{platform}")).await.status;
                assert_eq!(public, if what == "approval" { 404 } else { 200 }, "{what}");
                app.mails().await;
                cast.refusals(app, &claim, after).await;
            }
        }
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

    async fn a_rejection_has_a_reason_and_the_vendor_may_claim_again(app) {
        let ((owner, vendor), reviewer) = (seller(app).await, app.reviewer().await);
        let id = illustrative(app, "misa-amis").await;
        let at = claimed(&owner, &vendor, &id).await;
        for code in ["security_incident", "another_approved"] {
            let refused = app.unchanged(reviewer.post(&format!("{at}/rejection"), json!({"reason_code": code}))).await;
            refused.fault(422, "invalid_values", "/reason_code", "not_one_of");
        }
        let rejected = act(&reviewer, &at, "rejection").await.ok(200);
        assert_eq!((&rejected["reason_code"], &rejected["reason_text"]), (&json!("not_shown"), &json!("Chưa rõ.")));
        assert_eq!(owner.get(&at).await.ok(200), rejected);
        let mail = app.one_mail().await;
        assert!(mail.subject.contains("The claim of MISA AMIS was not accepted"), "{}", mail.subject);
        assert!(mail.text.replace('\n', " ").contains("It is not shown that the platform is the vendor's") && !mail.text.contains("Chưa rõ"), "{}", mail.text);
        claimed(&owner, &vendor, &id).await;
    }

    async fn when_one_claim_is_approved_the_others_that_wait_are_rejected_and_told(app) {
        let firms = [seller(app).await, seller(app).await, seller(app).await];
        let ids = [illustrative(app, "misa-amis").await, illustrative(app, "base-vn").await];
        let mut claims = Vec::new();
        for (owner, vendor) in &firms {
            claims.push(claimed(owner, vendor, &ids[0]).await);
        }
        let elsewhere = claimed(&firms[1].0, &firms[1].1, &ids[1]).await;
        act(&firms[2].0, &claims[2], "withdrawal").await.ok(200);
        act(&app.reviewer().await, &claims[0], "approval").await.ok(200);
        let mails = app.mails().await;
        let told: Vec<(String, bool)> = mails.iter().map(|mail| (mail.to.clone(), mail.subject.contains("yours to list"))).collect();
        let mut wanted = Vec::new();
        for (number, (owner, _)) in firms.iter().take(2).enumerate() {
            wanted.push((text(&owner.get("/v1/me").await.ok(200), "email"), number == 0));
        }
        assert_eq!(told, wanted);
        assert!(mails[1].text.replace('\n', " ").contains("Another vendor's claim of this platform was approved"), "{}", mails[1].text);
        let lost = firms[1].0.get(&claims[1]).await.ok(200);
        assert_eq!((&lost["status"], &lost["reason_code"]), (&json!("rejected"), &json!("another_approved")));
        assert_eq!((status(&firms[2].0, &claims[2]).await, status(&firms[1].0, &elsewhere).await), ("withdrawn".to_owned(), "pending".to_owned()));
        let (owner, vendor) = &firms[1];
        app.unchanged(claim(owner, vendor, &ids[0])).await.problem(404, "not_found");
    }

    async fn of_what_several_do_at_once_one_comes_after_the_other(app) {
        let (one, two) = (app.reviewer().await, app.reviewer().await);
        let (here, there) = (seller(app).await, seller(app).await);
        for slug in slugs().iter().take(3) {
            // Both vendors' claims are approved at once.
            let platform = illustrative(app, slug).await;
            let claims = [claimed(&here.0, &here.1, &platform).await, claimed(&there.0, &there.1, &platform).await];
            let both = join(act(&one, &claims[0], "approval"), act(&two, &claims[1], "approval"));
            let (a, b) = meeting(app, row("platforms", &platform), 2, both, async {}).await;
            let (held, refused, winner) = if a.status == 200 { (a, b, &here) } else { (b, a, &there) };
            held.ok(200);
            assert_eq!(refused.problem(409, "wrong_state")["state"], "rejected");
            assert_eq!(winner.0.get(&format!("/v1/listings/{platform}")).await.ok(200)["vendor_id"], json!(winner.1));
            assert_eq!(app.mails().await.len(), 2);
        }
        for slug in slugs().iter().skip(3).take(3) {
            // The same claim twice; then the one is taken back while it is approved.
            let platform = illustrative(app, slug).await;
            let both = join(claim(&here.0, &here.1, &platform), claim(&here.0, &here.1, &platform));
            let (a, b) = meeting(app, row("platforms", &platform), 2, both, async {}).await;
            let (made, refused) = if a.status == 201 { (a, b) } else { (b, a) };
            refused.problem(409, "platform_claim_exists");
            let claim = format!("/v1/platform-claims/{}", text(&made.ok(201), "id"));
            let both = join(act(&one, &claim, "approval"), act(&here.0, &claim, "withdrawal"));
            let (approved, withdrawn) = meeting(app, row("platforms", &platform), 2, both, async {}).await;
            let (held, refused) = if approved.status == 200 { (approved, withdrawn) } else { (withdrawn, approved) };
            assert_eq!(refused.problem(409, "wrong_state")["state"], held.ok(200)["status"]);
            let told = usize::from(held.json()["status"] == "approved");
            assert_eq!(app.mails().await.len(), told);
        }
    }

    async fn each_sees_their_own_claims_and_who_vets_all_but_a_rivals(app) {
        let ((owner, vendor), (other, rival)) = (seller(app).await, seller(app).await);
        let (first, second) = (illustrative(app, "misa-amis").await, illustrative(app, "base-vn").await);
        let claims = [claimed(&owner, &vendor, &first).await, claimed(&owner, &vendor, &second).await, claimed(&other, &rival, &first).await];
        let seen = async |who: &Client, query: &str| {
            let pages = who.walk(&format!("/v1/platform-claims?limit=1{query}")).await;
            let ids: Vec<String> = pages.concat().iter().map(|it| format!("/v1/platform-claims/{}", text(it, "id"))).collect();
            let number = |id: &String| claims.iter().position(|known| known == id).expect("a claim");
            ids.iter().map(number).collect::<Vec<_>>()
        };
        let auditor = app.person("auditor@demo.example", Some(StaffRole::Auditor)).await;
        let reviewer = app.reviewer().await;
        act(&reviewer, &claims[1], "rejection").await.ok(200);
        app.mails().await;
        for who in [&reviewer, &auditor] {
            assert_eq!(seen(who, "").await, [0, 1, 2]);
            assert_eq!((seen(who, "&status=pending").await, seen(who, "&status=approved").await), (vec![0, 2], vec![]));
            assert_eq!(seen(who, &format!("&platform_id={first}")).await, [0, 2]);
            assert_eq!(seen(who, &format!("&platform_id={second}&status=rejected")).await, [1]);
        }
        let member = firm(owner.clone(), "vendors", vendor.clone()).with(app, Member).await;
        assert_eq!((seen(&owner, "").await, seen(&member, "").await, seen(&other, "").await), (vec![0, 1], vec![0, 1], vec![2]));
        other.get(&claims[0]).await.problem(404, "not_found");
        // A reviewer of the rival sees what its people see, and what has nothing to do with it.
        let email = text(&other.get("/v1/me").await.ok(200), "email");
        let partial = app.take_office(&email, StaffRole::Reviewer.into()).await;
        assert_eq!(seen(&partial, "").await, [1, 2]);
        for what in ["approval", "rejection"] {
            app.unchanged(act(&partial, &claims[0], what)).await.problem(404, "not_found");
            app.unchanged(act(&partial, &claims[2], what)).await.problem(403, "conflict_of_interest");
        }
        let stranger = person(app).await;
        for (who, claim) in [(&partial, &claims[0]), (&owner, &claims[2]), (&stranger, &claims[0])] {
            who.get(claim).await.problem(404, "not_found");
        }
        for who in [&stranger, &app.analyst().await] {
            who.get("/v1/platform-claims").await.problem(403, "forbidden");
        }
        let page = reviewer.get("/v1/platform-claims?limit=1").await.ok(200);
        let elsewhere = owner.get(&format!("/v1/platform-claims?limit=1&cursor={}", text(&page, "next_cursor"))).await;
        elsewhere.problem(400, "invalid_cursor");
    }

    async fn a_seed_that_is_loaded_again_leaves_a_claimed_platform_alone(app) {
        let ((owner, vendor), reviewer) = (seller(app).await, app.reviewer().await);
        let id = illustrative(app, "misa-amis").await;
        act(&reviewer, &claimed(&owner, &vendor, &id).await, "approval").await.ok(200);
        app.mails().await;
        revised(&owner, &id, json!({"name": "Tên mới (demo)"})).await.ok(200);
        let again = app.db.write(Cause::default(), |tx| {
            dungthu::catalog::load_illustrative(tx)?;
            dungthu::catalog::complete_versions(tx)
        });
        app.unchanged(again).await.expect("loaded");
        app.server.catalog.follow(&app.db).await.expect("a look");
        app.anon.get("/v1/platforms/misa-amis").await.problem(404, "not_found");
        assert_eq!(owner.get(&format!("/v1/listings/{id}")).await.ok(200)["name"], "Tên mới (demo)");
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
