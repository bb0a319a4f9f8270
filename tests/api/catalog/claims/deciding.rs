//! What becomes of claims: who decides, who sees them, and what several do at once.

use super::*;
use crate::tasks::{as_migrated, tasks};

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
            for who in
                self.may(own).into_iter().filter(|_| state != "pending" && (state, what) != ("approved", "rejection"))
            {
                let problem = act(who, claim, what).await.problem(409, "wrong_state");
                // An approval can be taken back, as long as nothing was published.
                let possible = if (state, what) == ("approved", "approval") {
                    json!(["reject_platform_claim"])
                } else {
                    json!([])
                };
                assert_eq!((&problem["state"], &problem["possible"]), (&json!(state), &possible), "{what}");
            }
        }
        assert_eq!(app.digest().await, before, "{state}");
        assert_eq!(app.mails().await.len(), 0);
    }
}

engines! {
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
        // A reviewer of a vendor sees what its people see, and decides nothing.
        let email = text(&other.get("/v1/me").await.ok(200), "email");
        let partial = app.take_office(&email, StaffRole::Reviewer.into()).await;
        assert_eq!(seen(&partial, "").await, [2]);
        for what in ["approval", "rejection"] {
            for claim in &claims {
                app.unchanged(act(&partial, claim, what)).await.problem(403, "conflict_of_interest");
            }
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

    async fn a_claim_is_a_task_of_who_decides_on_it_as_long_as_it_waits(app) {
        let ((owner, vendor), (rival, other)) = (seller(app).await, seller(app).await);
        let platform = illustrative(app, "misa-amis").await;
        let (first, reviewer) = (claimed(&owner, &vendor, &platform).await, app.reviewer().await);
        let waiting = tasks(&reviewer, "").await;
        let id = first.trim_start_matches("/v1/platform-claims/");
        assert_eq!(waiting.len(), 1);
        let wanted = json!({
            "kind": "decide_platform_claim", "holder": "staff", "subject_id": id, "since": "2026-11-16T02:00:00Z", "due_at": null,
            "overdue": false, "trial_id": null, "stage": null, "business_id": null, "business_name": null, "platform_id": platform,
            "platform_name": "MISA AMIS", "vendor_id": vendor, "vendor_name": "Nhà cung cấp Demo (demo)", "province_code": null,
        });
        let mut seen = waiting[0].clone();
        seen["since"] = wanted["since"].clone();
        assert_eq!(seen, wanted);
        for role in [StaffRole::Administrator, StaffRole::Auditor] {
            assert_eq!(tasks(&app.person(&format!("{role}1@demo.example"), Some(role)).await, "").await, waiting, "{role}");
        }
        for role in [StaffRole::ProvinceOfficer, StaffRole::Analyst, StaffRole::DataProtectionOfficer] {
            assert_eq!(tasks(&app.person(&format!("{role}1@demo.example"), Some(role)).await, "").await, [Value::Null; 0], "{role}");
        }
        // Whose vendor claims it, too, does not decide on the rival's, and does not see it, whatever became of their own.
        let second = claimed(&rival, &other, &platform).await;
        let firm = firm(rival.clone(), "vendors", other);
        let own = person(app).await;
        firm.admit(app, &own, Manager).await;
        let own = app.take_office(&text(&own.get("/v1/me").await.ok(200), "email"), StaffRole::Reviewer.into()).await;
        app.mails().await;
        assert_eq!((tasks(&own, "").await.len(), tasks(&reviewer, "").await.len()), (0, 2));
        assert_eq!(as_migrated(app).await, 2);
        act(&rival, &second, "withdrawal").await.ok(200);
        assert_eq!((tasks(&own, "").await.len(), tasks(&reviewer, "").await), (0, waiting));
        claimed(&rival, &firm.id, &platform).await;
        act(&reviewer, &first, "approval").await.ok(200);
        assert_eq!((tasks(&reviewer, "").await.len(), as_migrated(app).await), (0, 0), "the other one is rejected with it");
        let another = claimed(&owner, &vendor, &illustrative(app, "base-vn").await).await;
        assert_eq!(tasks(&reviewer, "&kind=decide_platform_claim").await.len(), 1);
        act(&reviewer, &another, "rejection").await.ok(200);
        assert_eq!(tasks(&reviewer, "").await.len(), 0);
        app.mails().await;
    }

    async fn an_approval_that_was_a_mistake_is_taken_back_as_long_as_nothing_is_published(app) {
        let ((owner, vendor), (rival, other)) = (seller(app).await, seller(app).await);
        let before = app.anon.get("/v1/platforms/misa-amis").await.ok(200);
        let id = text(&before, "id");
        let (reviewer, wrong, lost) = (app.reviewer().await, claimed(&owner, &vendor, &id).await, claimed(&rival, &other, &id).await);
        act(&reviewer, &wrong, "approval").await.ok(200);
        // What the one drafts is nothing for the other: the claim names the platform as everybody has read it.
        let places = format!("/v1/platforms/{id}/places");
        owner.send("PUT", &places, &[("Content-Type", "application/json"), ("If-Match", "*")], json!({"places": 1}).to_string().into_bytes()).await.ok(200);
        let drafted = json!({"name": "Bí mật Demo (demo)", "summary_en": "Secret.", "offers": app.platform_body(&vendor)["offers"]});
        revised(&owner, &id, drafted).await.ok(200);
        owner.act(&format!("/v1/platforms/{id}/submission")).await.ok(200);
        for who in [&owner, &rival, &reviewer] {
            for row in who.walk("/v1/platform-claims").await.concat() {
                assert_eq!(row["platform_name"], "MISA AMIS", "{row}");
            }
        }
        assert!(app.mails().await.iter().all(|mail| !mail.text.contains("Bí mật") && !mail.subject.contains("Bí mật")));
        app.advance(Duration::from_secs(1));
        let taken = act(&reviewer, &wrong, "rejection").await;
        assert_eq!((&taken.ok(200)["status"], &taken.json()["reason_code"], taken.header("etag")), (&json!("rejected"), &json!("not_shown"), Some("\"3\"")));
        let mut mails = app.mails().await;
        mails.sort_by_key(|mail| mail.subject.contains("waits again"));
        let flat = |number: usize| mails[number].text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!((mails.len(), mails[0].to.as_str()), (2, text(&owner.get("/v1/me").await.ok(200), "email").as_str()));
        assert!(flat(0).contains("the platform is nobody's again") && !flat(0).contains("Bí mật"), "{}", flat(0));
        // Who was turned away for its sake waits again, and is told.
        assert_eq!(mails[1].to, text(&rival.get("/v1/me").await.ok(200), "email"));
        assert!(mails[1].subject.contains("waits again") && flat(1).contains("taken that approval back"), "{}", flat(1));
        let waits = rival.get(&lost).await.ok(200);
        assert_eq!((&waits["status"], &waits["reason_code"], &waits["ended_at"]), (&json!("pending"), &json!(null), &json!(null)));
        assert_eq!(tasks(&reviewer, "&kind=decide_platform_claim").await.len(), 1);
        app.unchanged(claim(&rival, &other, &id)).await.problem(409, "platform_claim_exists");
        // It is as it was, at once and in the search, too.
        assert_eq!(app.anon.get("/v1/platforms/misa-amis").await.ok(200), before);
        assert_eq!(app.anon.get("/v1/platforms?q=misa+amis").await.ok(200)["data"][0]["id"], json!(id));
        owner.get(&format!("/v1/listings/{id}")).await.problem(404, "not_found");
        app.unchanged(act(&reviewer, &wrong, "rejection")).await.problem(409, "wrong_state");
        // Whose it is gets it, and reads nothing of the draft.
        let right = lost;
        act(&reviewer, &right, "approval").await.ok(200);
        let listing = rival.get(&format!("/v1/listings/{id}")).await.ok(200);
        assert_eq!((&listing["name"], &listing["offers"], &listing["working_version"]["number"]), (&json!("MISA AMIS"), &json!([]), &json!(2)));
        assert_eq!(rival.get(&places).await.ok(200)["places"], json!(null), "what the one limited is not the other's");
        let versions = rival.get(&format!("/v1/listings/{id}/versions")).await.ok(200);
        assert_eq!(versions["data"].as_array().map(Vec::len), Some(1), "{versions}");
        // Once it is published, an approval stands.
        revised(&rival, &id, json!({"name": "MISA AMIS Demo", "offers": app.platform_body(&other)["offers"]})).await.ok(200);
        app.vetted(&rival, &id).await;
        app.mails().await;
        let problem = app.unchanged(act(&reviewer, &right, "rejection")).await.problem(409, "wrong_state");
        assert_eq!((&problem["state"], &problem["possible"]), (&json!("approved"), &json!([])));
        assert_eq!(owner.get(&wrong).await.ok(200)["platform_name"], "MISA AMIS Demo", "everybody reads it");
    }
}
