//! A firm's branches are part of it: no stranger registers them, nor uses up the firm's one trial.

use super::body_with;
use crate::joining::contests::{ELEVEN_DAYS, hand_over};
use crate::members::{Firm, firm, person};
use crate::support::client::text;
use crate::support::locks::{locked, meeting};
use crate::support::{Client, Reply, TestApp, json};
use dungthu::accounts::members::MemberRole::{Manager, Member};
use dungthu::accounts::model::{Office, StaffRole};
use futures_util::future::join;
use serde_json::Value;

/// Registers a part of a firm by its code.
async fn registering(app: &TestApp, who: &Client, code: &str) -> Reply {
    who.post("/v1/businesses", body_with(app, &[("tax_code", json!(code))])).await
}

async fn registered(app: &TestApp, who: &Client, code: &str) -> Firm {
    firm(who.clone(), "businesses", text(&registering(app, who, code).await.ok(201), "id"))
}

fn asking(code: &str) -> Value {
    json!({"kind": "business", "tax_code": code})
}

fn contesting(code: &str) -> Value {
    json!({"kind": "business", "tax_code": code, "statement": "Tôi là giám đốc.", "evidence_reference": "Giấy chứng nhận đăng ký doanh nghiệp"})
}

engines! {
    async fn a_branch_of_others_is_taken_as_their_own_code_is(app) {
        let (owner, stranger) = (person(app).await, person(app).await);
        let (code, unknown) = (app.tax_code(), app.tax_code());
        registered(app, &owner, &code).await;
        registered(app, &owner, &format!("{code}-002")).await;
        let same = app.unchanged(registering(app, &stranger, &code)).await;
        same.problem(409, "tax_code_taken");
        for part in [format!("{code}-001"), format!("{code}002"), format!("{code}-999")] {
            let refused = app.unchanged(registering(app, &stranger, &part)).await;
            assert_eq!(refused.essence(), same.essence(), "{part} tells no more than the code itself");
        }
        // Of a firm that is not here, any part is the first.
        registered(app, &stranger, &format!("{unknown}-001")).await;
    }

    async fn who_asks_by_a_branch_asks_the_firms_owners_and_registers_it_once_let_in(app) {
        let (owner, who) = (person(app).await, person(app).await);
        let code = app.tax_code();
        let (branch, head) = (format!("{code}-001"), registered(app, &owner, &code).await);
        let asked = who.post("/v1/join-requests", asking(&branch)).await.ok(201);
        assert_eq!(asked["business_id"], json!(head.id));
        // Whoever decides reads which part was named.
        let (listed, reviewer) = (owner.get(&format!("{}/join-requests", head.path)).await, app.reviewer().await);
        let read = reviewer.get(&format!("/v1/join-requests/{}", text(&asked, "id"))).await;
        for shown in [&asked, &listed.ok(200)["data"][0], &read.ok(200)] {
            assert_eq!(shown["named_tax_code"], json!(branch));
        }
        assert!(app.one_mail().await.subject.starts_with("Demo Person asks to join "));
        app.unchanged(registering(app, &who, &branch)).await.problem(409, "tax_code_taken");
        head.approve(&owner, &text(&asked, "id"), "member").await.ok(200);
        // Who is no owner of the firm owns no part of it, by oneself, and is told who registers it: there is nothing to join.
        for role in ["member", "manager"] {
            head.give(&owner, &who, role).await.ok(200);
            let refused = app.unchanged(registering(app, &who, &branch)).await.problem(403, "forbidden");
            assert!(text(&refused, "detail").contains("owners of the organization"), "{refused}");
        }
        head.give(&owner, &who, "owner").await.ok(200);
        let made = registered(app, &who, &branch).await;
        for of_firm in [&who, &owner] {
            assert_eq!(made.roles(of_firm).await, ["owner", "owner"], "all who own the firm own it");
        }
        // By its own code it is asked for itself from here on, by another of the firm's head.
        let other = person(app).await;
        for (part, business) in [(&branch, &made.id), (&format!("{code}-002"), &head.id), (&code, &head.id)] {
            let asked = other.post("/v1/join-requests", asking(part)).await.ok(201);
            assert_eq!(asked["business_id"], json!(business));
            crate::joining::requests::withdraw(&other, &text(&asked, "id")).await.ok(200);
        }
        // Who owns the firm no longer registers no part of it.
        head.remove(&owner, &who).await;
        app.unchanged(registering(app, &who, &format!("{code}-002"))).await.problem(409, "tax_code_taken");
        app.mails().await;
    }

    async fn whom_staff_let_in_where_owners_do_not_answer_is_a_manager_and_registers_no_branch(app) {
        let (owner, who) = (person(app).await, person(app).await);
        let code = app.tax_code();
        registered(app, &owner, &code).await;
        let asked = who.post("/v1/join-requests", asking(&format!("{code}-001"))).await.ok(201);
        app.advance(std::time::Duration::from_secs(14 * 86_400 + 1));
        crate::joining::requests::admit(&app.reviewer().await, &text(&asked, "id"), "manager").await.ok(200);
        let who = app.log_in(&text(&asked, "email")).await;
        app.unchanged(registering(app, &who, &format!("{code}-001"))).await.problem(403, "forbidden");
        app.mails().await;
    }

    async fn what_is_too_large_is_told_before_whose_the_firm_is(app) {
        let (owner, stranger) = (person(app).await, person(app).await);
        let (code, unknown) = (app.tax_code(), app.tax_code());
        registered(app, &owner, &code).await;
        let large = [("employees", json!(900_000)), ("revenue_vnd", json!(1_000_000_000_000_000_i64)), ("capital_vnd", json!(1_000_000_000_000_000_i64))];
        let asked = async |code: String| {
            let body = body_with(app, &[&large[..], &[("tax_code", json!(code))]].concat());
            app.unchanged(stranger.post("/v1/businesses", body)).await
        };
        let free = asked(unknown).await;
        free.fault(422, "invalid_values", "/employees", "not_an_sme");
        for part in [code.clone(), format!("{code}-001")] {
            assert_eq!(asked(part).await.essence(), free.essence());
        }
    }

    async fn a_head_that_comes_later_is_the_seat_and_who_came_into_parts_by_the_former_one_goes(app) {
        let (owner, code) = (person(app).await, app.tax_code());
        let (first, second) = (registered(app, &owner, &format!("{code}-001")).await, registered(app, &owner, &format!("{code}-002")).await);
        let (former, local) = (first.with(app, Member).await, second.with(app, Manager).await);
        for role in ["owner", "manager"] {
            first.give(&owner, &former, role).await.ok(200);
        }
        assert_eq!(second.roles(&owner).await, ["owner", "manager", "manager"]);
        app.mails().await;
        let head = registered(app, &owner, &code).await;
        let left = [head.roles(&owner).await, first.roles(&owner).await, second.roles(&local).await];
        assert_eq!(left, [vec!["owner"], vec!["owner", "manager"], vec!["owner", "manager"]]);
        app.unchanged(former.get(&second.path)).await.problem(404, "not_found");
        former.get(&first.path).await.ok(200);
        let told = app.one_mail().await;
        assert!(told.to == text(&former.get("/v1/me").await.ok(200), "email") && told.text.contains("You no longer belong to"), "{told:?}");
    }

    async fn a_firm_with_people_of_the_vendor_in_any_part_tries_its_platform_by_none(app) {
        let (tried, owner, code) = (app.requested().await, person(app).await, app.tax_code());
        let head = registered(app, &owner, &code).await;
        let branch = registered(app, &owner, &format!("{code}-001")).await;
        head.admit(app, &tried.vendor, Member).await;
        app.mails().await;
        for part in [&head, &branch] {
            app.unchanged(owner.post("/v1/trials", app.trial_body(&part.id, &tried.platform_id))).await.problem(409, "own_platform");
        }
        assert_eq!(head.remove(&owner, &tried.vendor).await.status, 204);
        owner.post("/v1/trials", app.trial_body(&branch.id, &tried.platform_id)).await.ok(201);
        app.mails().await;
    }

    // Decree 80/2021/NĐ-CP measures the enterprise: no firm is smaller because it asks by a part that says less.
    async fn a_firm_is_as_large_as_the_largest_of_its_parts_says(app) {
        let (owner, code, platform) = (person(app).await, app.tax_code(), app.requested().await.platform_id);
        let large = body_with(app, &[("tax_code", json!(code)), ("employees", json!(95)), ("revenue_vnd", json!(290_000_000_000_i64))]);
        let head = firm(owner.clone(), "businesses", text(&owner.post("/v1/businesses", large).await.ok(201), "id"));
        let branch = registered(app, &owner, &format!("{code}-001")).await;
        for part in [&head, &branch] {
            app.unchanged(owner.post("/v1/trials", app.trial_body(&part.id, &platform))).await.problem(409, "not_eligible");
        }
        owner.patch(&head.path, "*", json!({"employees": 40, "revenue_vnd": 90_000_000_000_i64})).await.ok(200);
        let trial = owner.post("/v1/trials", app.trial_body(&branch.id, &platform)).await.ok(201);
        assert_eq!(trial["size_class"], "small");
        app.mails().await;
    }

    async fn a_firm_is_given_back_whole_with_what_strangers_tried_by_any_part(app) {
        let (first, second, code) = (app.requested().await, app.requested().await, app.tax_code());
        let (stranger, owner, reviewer) = (person(app).await, person(app).await, app.reviewer().await);
        let email = text(&owner.get("/v1/me").await.ok(200), "email");
        let try_out = async |firm: &Firm, tried: &crate::support::actors::Tried| {
            let trial = stranger.post("/v1/trials", app.trial_body(&firm.id, &tried.platform_id)).await.ok(201);
            let at = format!("/v1/trials/{}", text(&trial, "id"));
            tried.vendor.act(&format!("{at}/acceptance")).await.ok(200);
            tried.vendor.post(&format!("{at}/provisioning"), json!({"access_reference": "demo-1"})).await.ok(200);
            tried.vendor.act(&format!("{at}/activation")).await.ok(200);
        };
        let branch = registered(app, &stranger, &format!("{code}-001")).await;
        try_out(&branch, &first).await;
        let contest = owner.post("/v1/contests", contesting(&format!("{code}-009"))).await.ok(201);
        let id = text(&contest, "id");
        assert_eq!((&contest["business_id"], &contest["named_tax_code"]), (&json!(branch.id), &json!(format!("{code}-009"))));
        assert_eq!(reviewer.get(&format!("/v1/contests/{id}")).await.ok(200)["named_tax_code"], contest["named_tax_code"]);
        // What is done meanwhile gains nothing.
        let head = registered(app, &stranger, &code).await;
        // The seat is another by that, and one contest is of the whole firm all the same.
        for part in [code.clone(), format!("{code}-001"), format!("{code}-009")] {
            app.unchanged(owner.post("/v1/contests", contesting(&part))).await.problem(409, "contest_exists");
        }
        let last = registered(app, &stranger, &format!("{code}-002")).await;
        try_out(&last, &second).await;
        crate::joining::contests::answer(&stranger, &id).await.ok(200);
        hand_over(&reviewer, &id).await.ok(200);
        let parts = [&branch, &head, &last];
        for part in parts {
            assert_eq!(part.roles(&owner).await, ["owner"]);
            app.unchanged(stranger.get(&format!("/v1/businesses/{}", part.id))).await.problem(404, "not_found");
            let again = stranger.post("/v1/trials", app.trial_body(&part.id, &first.platform_id));
            // Who belongs to no business any more asks for none.
            app.unchanged(again).await.problem(403, "forbidden");
        }
        app.unchanged(registering(app, &stranger, &format!("{code}-003"))).await.problem(409, "tax_code_taken");
        let owner = app.log_in(&email).await;
        registered(app, &owner, &format!("{code}-003")).await;
        for tried in [&first, &second] {
            owner.post("/v1/trials", app.trial_body(&head.id, &tried.platform_id)).await.ok(201);
            let more = owner.post("/v1/trials", app.trial_body(&last.id, &tried.platform_id));
            app.unchanged(more).await.problem(409, "second_trial");
        }
        app.mails().await;
    }

    async fn who_contested_a_firm_lately_waits_though_its_seat_is_another(app) {
        let (stranger, owner, code) = (person(app).await, person(app).await, app.tax_code());
        registered(app, &stranger, &format!("{code}-001")).await;
        let contest = text(&owner.post("/v1/contests", contesting(&code)).await.ok(201), "id");
        owner.act(&format!("/v1/contests/{contest}/withdrawal")).await.ok(200);
        registered(app, &stranger, &code).await;
        app.unchanged(owner.post("/v1/contests", contesting(&code))).await.problem(409, "contested_lately");
        app.mails().await;
    }

    async fn a_contest_and_a_registration_of_the_head_at_once_leave_no_room_for_a_second_of_the_same(app) {
        for _ in 0..2 {
            let (stranger, owner, code) = (person(app).await, person(app).await, app.tax_code());
            registered(app, &stranger, &format!("{code}-001")).await;
            let both = join(owner.post("/v1/contests", contesting(&code)), registering(app, &stranger, &code));
            // Both have begun, and know of no other seat, when the firm is let go.
            let firm = locked(format!("SELECT pg_advisory_xact_lock(hashtextextended('firm {code}', 0))"));
            let (contest, head) = meeting(app, firm, 2, both, async {}).await;
            assert_eq!((contest.status, head.status), (201, 201), "{} {}", contest.text(), head.text());
            app.unchanged(owner.post("/v1/contests", contesting(&code))).await.problem(409, "contest_exists");
        }
        app.mails().await;
    }

    async fn nobody_decides_in_their_own_firm_by_another_part_of_it(app) {
        let (tried, code) = (app.requested().await, app.tax_code());
        let (owner, who, other) = (person(app).await, person(app).await, person(app).await);
        let (email, head) = (text(&who.get("/v1/me").await.ok(200), "email"), registered(app, &owner, &code).await);
        let asked = who.post("/v1/join-requests", asking(&code)).await.ok(201);
        head.approve(&owner, &text(&asked, "id"), "member").await.ok(200);
        let branch = registered(app, &owner, &format!("{code}-001")).await;
        app.mails().await;
        let contest = text(&other.post("/v1/contests", contesting(&format!("{code}-001"))).await.ok(201), "id");
        let reviewer = app.take_office(&email, Office { role: StaffRole::Reviewer, province: None }).await;
        for business in [&head.id, &branch.id] {
            let grant = json!({"business_id": business, "platform_id": tried.platform_id, "reason": "Demo."});
            app.unchanged(reviewer.post("/v1/trial-grants", grant)).await.problem(403, "conflict_of_interest");
        }
        app.unchanged(crate::joining::contests::reject(&reviewer, &contest, "other")).await.problem(403, "conflict_of_interest");
        app.mails().await;
    }

    async fn a_firm_is_given_back_with_its_trials_where_a_stranger_registered_a_branch(app) {
        let (tried, code) = (app.requested().await, app.tax_code());
        let (stranger, head) = (person(app).await, person(app).await);
        let head_email = text(&head.get("/v1/me").await.ok(200), "email");
        let branch = registered(app, &stranger, &format!("{code}-001")).await;
        let trial = stranger.post("/v1/trials", app.trial_body(&branch.id, &tried.platform_id)).await.ok(201);
        let at = format!("/v1/trials/{}", text(&trial, "id"));
        tried.vendor.act(&format!("{at}/acceptance")).await.ok(200);
        tried.vendor.post(&format!("{at}/provisioning"), json!({"access_reference": "demo-1"})).await.ok(200);
        tried.vendor.act(&format!("{at}/activation")).await.ok(200);
        app.unchanged(registering(app, &head, &code)).await.problem(409, "tax_code_taken");
        let contest = head.post("/v1/contests", contesting(&code)).await.ok(201);
        assert_eq!(contest["business_id"], json!(branch.id));
        app.mails().await;
        app.advance(ELEVEN_DAYS);
        hand_over(&app.reviewer().await, &text(&contest, "id")).await.ok(200);
        let head = app.log_in(&head_email).await;
        let firm = registered(app, &head, &code).await;
        let again = async || head.post("/v1/trials", app.trial_body(&firm.id, &tried.platform_id)).await;
        let trial = again().await.ok(201);
        // Once: the branch's trial was others', this one is the firm's.
        app.unchanged(again()).await.problem(409, "second_trial");
        let own = head.post("/v1/trials", app.trial_body(&branch.id, &tried.platform_id)).await;
        own.problem(409, "second_trial");
        assert_eq!(trial["status"], "requested");
        app.mails().await;
    }

    async fn what_was_not_started_is_granted_nobody(app) {
        let (tried, code) = (app.requested().await, app.tax_code());
        let (stranger, head) = (person(app).await, person(app).await);
        let branch = registered(app, &stranger, &format!("{code}-001")).await;
        let trial = stranger.post("/v1/trials", app.trial_body(&branch.id, &tried.platform_id)).await.ok(201);
        let contest = text(&head.post("/v1/contests", contesting(&code)).await.ok(201), "id");
        crate::joining::contests::answer(&stranger, &contest).await.ok(200);
        hand_over(&app.reviewer().await, &contest).await.ok(200);
        let again = async || head.post("/v1/trials", app.trial_body(&branch.id, &tried.platform_id)).await;
        app.unchanged(again()).await.problem(409, "second_trial");
        // It is the new owner's to end, and blocks nothing any more.
        head.post(&format!("/v1/trials/{}/cancellation", text(&trial, "id")), json!({"reason_code": "other"})).await.ok(200);
        again().await.ok(201);
        app.mails().await;
    }

    async fn of_two_parts_registered_by_strangers_at_once_one_is(app) {
        for _ in 0..2 {
            let (one, two, code) = (person(app).await, person(app).await, app.tax_code());
            let branch = format!("{code}-001");
            let both = join(registering(app, &one, &code), registering(app, &two, &branch));
            // Neither sees the other's row before it is committed: both have begun when the table is let go.
            let lock = locked("LOCK TABLE businesses IN EXCLUSIVE MODE".to_owned());
            let (left, right) = meeting(app, lock, 2, both, async {}).await;
            let mut statuses = [left.status, right.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [201, 409]);
        }
    }
}
