//! Two reviewers assess a version by themselves; without the mandatory criteria nothing is published.

use super::{drafted, revised};
use crate::members::{firm, person};
use crate::support::actors::assessment;
use crate::support::client::text;
use crate::support::{Client, TestApp, json};
use crate::tasks::{as_migrated, tasks};
use dungthu::accounts::members::MemberRole::Member;
use dungthu::accounts::model::StaffRole;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::Value;

/// A version in review, its vendor's person, and who took it up.
async fn in_review(app: &TestApp) -> (Client, String, Client) {
    let (seller, _, draft) = drafted(app).await;
    let reviewer = app.reviewer().await;
    seller.act(&format!("/v1/platforms/{draft}/submission")).await.ok(200);
    reviewer.act(&format!("/v1/platforms/{draft}/review")).await.ok(200);
    (seller, draft, reviewer)
}

async fn assess(who: &Client, id: &str, scores: [i64; 6]) -> crate::support::Reply {
    who.post(&format!("/v1/platforms/{id}/assessments"), assessment(scores)).await
}

async fn vetting(who: &Client, id: &str) -> Value {
    who.get(&format!("/v1/platforms/{id}/vetting")).await.ok(200)
}

engines! {
    async fn nobody_sees_anothers_scores_before_both_are_in(app) {
        let (_, id, one) = in_review(app).await;
        let two = app.reviewer().await;
        let others = [app.person("auditor@demo.example", Some(StaffRole::Auditor)).await, app.person("admin@demo.example", Some(StaffRole::Administrator)).await];
        let seen = |it: &Value| (it["made"].as_i64(), it["assessments"].as_array().map(Vec::len), it["not_met"] == json!([]));
        assert_eq!(seen(&vetting(&one, &id).await), (Some(0), Some(0), true));
        let own = assess(&one, &id, [3, 2, 2, 0, 2, 2]).await.ok(201);
        assert_eq!(seen(&own), (Some(1), Some(1), true));
        assert_eq!(own["assessments"][0]["scores"][3], json!({"criterion": 4, "score": 0, "comment": "Demo."}));
        assert_eq!(vetting(&one, &id).await, own);
        for who in [&two, &others[0], &others[1]] {
            assert_eq!(seen(&vetting(who, &id).await), (Some(1), Some(0), true), "how many are in, and not what they say");
        }
        assess(&two, &id, [2, 2, 2, 3, 2, 1]).await.ok(201);
        for who in [&one, &two] {
            let all = vetting(who, &id).await;
            assert_eq!((seen(&all), &all["not_met"]), ((Some(2), Some(2), false), &json!([6])));
        }
        for who in &others {
            assert_eq!(seen(&vetting(who, &id).await), (Some(2), Some(0), true), "who may have to step in has seen nothing");
        }
        for who in [&one, &two, &others[1]] {
            app.unchanged(assess(who, &id, [2; 6])).await.problem(409, "assessed_already");
        }
        // Once it is decided on, everybody who vets reads them.
        one.post(&format!("/v1/platforms/{id}/rejection"), json!({"reason_code": "other"})).await.ok(200);
        for who in &others {
            let all = vetting(who, &id).await;
            assert_eq!((seen(&all), &all["not_met"]), ((Some(2), Some(2), false), &json!([6])));
        }
        app.mails().await;
    }

    async fn a_refusal_names_what_is_possible_for_who_asks(app) {
        let (_, id, one) = in_review(app).await;
        let (two, third) = (app.reviewer().await, app.reviewer().await);
        let possible = async |who: &Client| {
            let refused = app.unchanged(who.act(&format!("/v1/platforms/{id}/reinstatement"))).await.problem(409, "wrong_state");
            let all = refused["possible"].as_array().expect("a list").clone();
            ["assess_platform", "publish_platform"].map(|operation| all.contains(&json!(operation)))
        };
        assert_eq!(possible(&one).await, [true, true]);
        assess(&one, &id, [2; 6]).await.ok(201);
        assert_eq!((possible(&one).await, possible(&two).await), ([false, true], [true, true]));
        assess(&two, &id, [2; 6]).await.ok(201);
        for (who, want) in [(&one, [false, true]), (&two, [false, true]), (&third, [false, false])] {
            assert_eq!(possible(who).await, want);
        }
    }

    async fn a_version_is_published_once_both_find_what_is_mandatory_met(app) {
        let (seller, id, one) = in_review(app).await;
        let (two, at) = (app.reviewer().await, format!("/v1/platforms/{id}"));
        let publish = async |who: &Client| who.act(&format!("{at}/publication")).await;
        let lacking = async |told: &[(&str, &str)]| {
            let problem = app.unchanged(publish(&one)).await.problem(409, "vetting_incomplete");
            let errors = problem["errors"].as_array().expect("a list").clone();
            assert_eq!(errors.len(), told.len(), "{problem}");
            for (error, (pointer, said)) in errors.iter().zip(told) {
                assert_eq!(error["pointer"], *pointer);
                assert!(error["detail"].as_str().expect("a text").contains(said), "{problem}");
            }
        };
        lacking(&[("/made", "0/2 assessments are in.")]).await;
        assess(&one, &id, [2, 2, 1, 0, 2, 2]).await.ok(201);
        // Nobody learns from it what the one found before the other has.
        lacking(&[("/made", "1/2 assessments are in.")]).await;
        assess(&two, &id, [1, 3, 3, 0, 3, 3]).await.ok(201);
        lacking(&[("/assessments/0/scores/2/score", ": 3: 1. You can"), ("/assessments/1/scores/0/score", ": 1: 1. You can")]).await;
        assert!(!publish(&one).await.text().contains("acc_"), "who scored how is read where all scores stand");
        // A third learns nothing of what they found, also not whether it is enough.
        let third = app.reviewer().await;
        app.unchanged(publish(&third)).await.problem(403, "not_an_assessor");
        // What is sent back and changed is assessed anew.
        let asked = json!({"fields": [{"pointer": "/offers", "comment": "Demo."}]});
        one.post(&format!("{at}/change-request"), asked).await.ok(200);
        revised(&seller, &id, json!({"summary_en": "Books, better."})).await.ok(200);
        seller.act(&format!("{at}/submission")).await.ok(200);
        one.act(&format!("{at}/review")).await.ok(200);
        lacking(&[("/made", "0/2 assessments are in.")]).await;
        for who in [&two, &one] {
            assess(who, &id, [2, 2, 2, 0, 2, 2]).await.ok(201);
        }
        // Criterion 4 is not mandatory; the second may publish, and a third may not.
        app.unchanged(publish(&third)).await.problem(403, "not_an_assessor");
        publish(&two).await.ok(200);
        app.mails().await;
    }

    async fn every_criterion_is_scored_once(app) {
        let (_, id, one) = in_review(app).await;
        let send = async |scores: Value| one.post(&format!("/v1/platforms/{id}/assessments"), json!({"scores": scores})).await;
        let all = assessment([2; 6])["scores"].as_array().expect("scores").clone();
        let with = |place: usize, member: &str, value: Value| {
            let mut scores = all.clone();
            scores[place][member] = value;
            Value::Array(scores)
        };
        for (scores, pointer, fault) in [
            (json!([]), "/scores", "criteria_missing"), (Value::Array(all[..5].to_vec()), "/scores", "criteria_missing"),
            (with(2, "criterion", json!(7)), "/scores/2/criterion", "not_one_of"), (with(2, "criterion", json!(1)), "/scores/2/criterion", "repeated"),
            (with(0, "score", json!(4)), "/scores/0/score", "out_of_range"), (with(0, "score", json!(-1)), "/scores/0/score", "out_of_range"),
            (with(5, "comment", json!("")), "/scores/5/comment", "empty"), (with(5, "comment", json!("x".repeat(1001))), "/scores/5/comment", "too_long"),
            (Value::Array(vec![all[0].clone(); 21]), "/scores", "too_many"),
        ] {
            let reply = app.unchanged(send(scores)).await;
            let faults = reply.faults(422, "invalid_values");
            assert!(faults.contains(&(pointer.to_owned(), fault.to_owned())), "{faults:?}");
        }
        let criteria = app.anon.get("/v1/criteria").await.ok(200);
        let mandatory: Vec<bool> = criteria["data"].as_array().expect("a list").iter().filter_map(|it| it["mandatory"].as_bool()).collect();
        assert_eq!(mandatory, [true, true, true, false, true, true]);
        assert!(criteria["data"].as_array().expect("a list").iter().all(|it| it["version"] == 1));
    }

    async fn who_declared_a_conflict_decides_nothing_any_more(app) {
        let (seller, id, one) = in_review(app).await;
        let (two, at) = (app.reviewer().await, format!("/v1/platforms/{id}"));
        let declare = async |who: &Client, text: &str| who.post(&format!("{at}/conflict-declarations"), json!({"text": text})).await;
        app.unchanged(declare(&two, "")).await.fault(422, "invalid_values", "/text", "empty");
        for who in [&seller, &app.analyst().await, &app.person("auditor@demo.example", Some(StaffRole::Auditor)).await] {
            declare(who, "Demo.").await.problem(403, "forbidden");
        }
        let declared = declare(&two, "Tôi từng làm ở đó.").await.ok(200);
        assert_eq!(declared["conflicts"][0]["text"], "Tôi từng làm ở đó.");
        assert_eq!(declare(&two, "Another word.").await.ok(200)["conflicts"], declared["conflicts"], "the first word stays");
        app.unchanged(assess(&two, &id, [2; 6])).await.problem(403, "conflict_declared");
        for (what, body) in [("review", None), ("publication", None), ("reinstatement", None), ("rejection", Some(json!({"reason_code": "other"}))),
            ("suspension", Some(json!({"reason_code": "other"}))), ("change-request", Some(json!({"fields": [{"pointer": "/name", "comment": "x"}]})))] {
            app.unchanged(two.ask(&format!("{at}/{what}"), body.as_ref())).await.problem(403, "conflict_declared");
        }
        let three = app.reviewer().await;
        for who in [&one, &three] {
            assess(who, &id, [2; 6]).await.ok(201);
        }
        // Whose assessment counted has it counted no more.
        assert_eq!(declare(&three, "Demo.").await.ok(200)["made"], 1);
        let problem = app.unchanged(one.act(&format!("{at}/publication"))).await.problem(409, "vetting_incomplete");
        assert_eq!(problem["errors"][0]["pointer"], "/made", "{problem}");
        assess(&app.reviewer().await, &id, [2; 6]).await.ok(201);
        one.act(&format!("{at}/publication")).await.ok(200);
        for path in ["misa-amis", "plt_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e"] {
            one.get(&format!("/v1/platforms/{path}/vetting")).await.problem(404, "not_found");
        }
        person(app).await.get(&format!("{at}/vetting")).await.problem(403, "forbidden");
        app.mails().await;
    }

    async fn who_steps_in_for_one_with_a_conflict_has_seen_no_score(app) {
        let (_, id, one) = in_review(app).await;
        let (two, three, four) = (app.reviewer().await, app.reviewer().await, app.reviewer().await);
        let at = format!("/v1/platforms/{id}");
        let declare = async |who: &Client| who.post(&format!("{at}/conflict-declarations"), json!({"text": "Demo."})).await.ok(200);
        let blind = |it: &Value, made: i64| (&it["made"], &it["assessments"], &it["not_met"]) == (&json!(made), &json!([]), &json!([]));
        assess(&one, &id, [2; 6]).await.ok(201);
        assess(&two, &id, [2, 2, 2, 0, 1, 2]).await.ok(201);
        // Both are in, and neither a look nor a try to publish tells the third what they say.
        let read = vetting(&three, &id).await;
        assert!(blind(&read, 2), "{read}");
        let tried = app.unchanged(three.act(&format!("{at}/publication"))).await;
        assert_eq!(tried.problem(403, "not_an_assessor")["errors"], json!([]));
        app.unchanged(assess(&three, &id, [2; 6])).await.problem(409, "assessed_already");
        // One of them has a conflict: the third may be needed, and is still told nothing.
        assert_eq!(declare(&two).await["made"], 1);
        let read = vetting(&three, &id).await;
        assert!(blind(&read, 1), "{read}");
        let tried = app.unchanged(three.act(&format!("{at}/publication"))).await.problem(409, "vetting_incomplete");
        assert_eq!((tried["errors"].as_array().map(Vec::len), &tried["errors"][0]["pointer"]), (Some(1), &json!("/made")));
        let own = assess(&three, &id, [3, 2, 2, 0, 2, 2]).await.ok(201);
        assert_eq!((&own["made"], own["assessments"].as_array().map(Vec::len)), (&json!(2), Some(2)));
        // Who has read the scores and has a conflict after all gives none any more, nor does who had one before.
        assert_eq!(declare(&three).await["made"], 1);
        for who in [&two, &three] {
            app.unchanged(assess(who, &id, [2; 6])).await.problem(403, "conflict_declared");
        }
        let read = vetting(&four, &id).await;
        assert!(blind(&read, 1), "{read}");
        assess(&four, &id, [2; 6]).await.ok(201);
        app.mails().await;
    }

    async fn where_neither_who_scored_can_decide_another_does(app) {
        let (seller, id, one) = in_review(app).await;
        let (two, third, own) = (app.reviewer().await, app.reviewer().await, person(app).await);
        let at = format!("/v1/platforms/{id}");
        let publish = async |who: &Client| who.act(&format!("{at}/publication")).await;
        let mut people = Vec::new();
        for who in [&one, &two] {
            let me = who.get("/v1/me").await.ok(200);
            people.push((text(&me, "id"), text(&me, "email")));
            assess(who, &id, [3, 2, 2, 0, 2, 2]).await.ok(201);
        }
        let scores = async |who: &Client| vetting(who, &id).await["assessments"].as_array().map(Vec::len);
        let named = async |wanted: &[usize]| {
            let problem = app.unchanged(publish(&third)).await.problem(403, "not_an_assessor");
            let detail = text(&problem, "detail");
            let seen: Vec<usize> = (0..2).filter(|n| detail.contains(&people[*n].0)).collect();
            assert_eq!((seen.as_slice(), scores(&third).await), (wanted, Some(0)), "{detail}");
        };
        let office = async |n: usize, role: Option<StaffRole>| app.set_office(&people[n].1, role.map(Into::into)).await;
        let vendor = text(&seller.get(&format!("/v1/listings/{id}")).await.ok(200), "vendor_id");
        named(&[0, 1]).await;
        // One of the two is left; then the other alone.
        office(0, None).await;
        named(&[1]).await;
        assert_eq!((tasks(&two, "").await.len(), tasks(&third, "").await.len()), (1, 0));
        office(0, Some(StaffRole::Reviewer)).await;
        office(1, Some(StaffRole::Analyst)).await;
        named(&[0]).await;
        // Both are back.
        office(1, Some(StaffRole::Administrator)).await;
        named(&[0, 1]).await;
        // Neither: the one left office, and the other belongs to the vendor by now. Of the vendor nobody stands in.
        office(0, None).await;
        let firm = firm(seller.clone(), "vendors", vendor);
        office(1, None).await;
        for who in [&two, &own] {
            firm.admit(app, who, Member).await;
        }
        office(1, Some(StaffRole::Reviewer)).await;
        let own = app.take_office(&text(&own.get("/v1/me").await.ok(200), "email"), StaffRole::Reviewer.into()).await;
        assert_eq!((scores(&third).await, tasks(&third, "").await.len()), (Some(2), 1));
        own.get(&format!("{at}/vetting")).await.problem(403, "conflict_of_interest");
        app.unchanged(publish(&own)).await.problem(403, "conflict_of_interest");
        app.unchanged(assess(&third, &id, [2; 6])).await.problem(409, "assessed_already");
        let possible = app.unchanged(third.act(&format!("{at}/reinstatement"))).await.problem(409, "wrong_state")["possible"].clone();
        let has = |operation: &str| possible.as_array().expect("a list").contains(&json!(operation));
        assert!(has("publish_platform") && !has("assess_platform"), "{possible}");
        publish(&third).await.ok(200);
        app.mails().await;
    }

    async fn a_version_is_a_task_of_who_can_do_something_for_it(app) {
        let (seller, vendor, draft) = drafted(app).await;
        let (one, two, third) = (app.reviewer().await, app.reviewer().await, app.reviewer().await);
        let administrator = app.person("admin@demo.example", Some(StaffRole::Administrator)).await;
        let auditor = app.person("auditor@demo.example", Some(StaffRole::Auditor)).await;
        let own = person(app).await;
        firm(seller.clone(), "vendors", vendor.clone()).admit(app, &own, Member).await;
        let own = app.take_office(&text(&own.get("/v1/me").await.ok(200), "email"), StaffRole::Reviewer.into()).await;
        let (others, at) = ([app.analyst().await, seller.clone(), own], format!("/v1/platforms/{draft}"));
        app.mails().await;
        let wait = async || {
            for who in &others {
                assert_eq!(tasks(who, "&kind=vet_listing").await, [Value::Null; 0]);
            }
            let mut found = Vec::new();
            for who in [&one, &two, &third, &administrator, &auditor] {
                found.push(tasks(who, "&kind=vet_listing").await.len());
            }
            found
        };
        assert_eq!(wait().await, [0; 5], "a draft waits for its vendor");
        seller.act(&format!("{at}/submission")).await.ok(200);
        assert_eq!(wait().await, [1; 5]);
        let task = tasks(&one, "").await[0].clone();
        assert_eq!((&task["holder"], &task["subject_id"], &task["platform_id"], &task["vendor_id"]), (&json!("staff"), &json!(draft), &json!(draft), &json!(vendor)));
        assert_eq!((&task["due_at"], &task["trial_id"], &task["business_id"]), (&Value::Null, &Value::Null, &Value::Null));
        one.act(&format!("{at}/review")).await.ok(200);
        assert_eq!((wait().await, as_migrated(app).await), (vec![1; 5], 1));
        // Who has scored waits for the other, and then both decide.
        assess(&one, &draft, [2; 6]).await.ok(201);
        assert_eq!(wait().await, [0, 1, 1, 1, 1]);
        administrator.post(&format!("{at}/conflict-declarations"), json!({"text": "Demo."})).await.ok(200);
        assert_eq!(wait().await, [0, 1, 1, 0, 1]);
        assess(&two, &draft, [2; 6]).await.ok(201);
        assert_eq!(wait().await, [1, 1, 0, 0, 1]);
        // One of them has a conflict after all: a score is missing again.
        two.post(&format!("{at}/conflict-declarations"), json!({"text": "Demo."})).await.ok(200);
        assert_eq!(wait().await, [0, 0, 1, 0, 1]);
        let asked = json!({"fields": [{"pointer": "/summary_en", "comment": "Demo."}]});
        one.post(&format!("{at}/change-request"), asked).await.ok(200);
        assert_eq!(wait().await, [0; 5]);
        seller.act(&format!("{at}/submission")).await.ok(200);
        assert_eq!(wait().await, [1, 0, 1, 0, 1], "anybody takes it up");
        one.act(&format!("{at}/review")).await.ok(200);
        assess(&third, &draft, [2; 6]).await.ok(201);
        one.act(&format!("{at}/publication")).await.ok(200);
        assert_eq!((wait().await, as_migrated(app).await), (vec![0; 5], 0));
        // Slips are decided on at once, by anybody; and what is archived waits for nobody.
        revised(&seller, &draft, json!({"summary_en": "Books for small shop."})).await.ok(200);
        seller.act(&format!("{at}/submission")).await.ok(200);
        assert_eq!(wait().await, [1, 0, 1, 0, 1]);
        seller.act(&format!("{at}/archive")).await.ok(200);
        assert_eq!((wait().await, as_migrated(app).await), (vec![0; 5], 0));
        app.mails().await;
    }

    async fn nobody_who_has_seen_a_score_of_another_gives_one(app) {
        let (_, id, one) = in_review(app).await;
        let mut vetters = vec![one];
        for _ in 0..4 {
            vetters.push(app.reviewer().await);
        }
        let at = format!("/v1/platforms/{id}");
        let steps = proptest::collection::vec((0..4_u8, 0..vetters.len()), 60);
        let steps = steps.new_tree(&mut TestRunner::default()).expect("steps").current();
        let mut knows = vec![false; vetters.len()];
        for (number, (what, person)) in steps.iter().enumerate() {
            let who = &vetters[*person];
            let own = text(&who.get("/v1/me").await.ok(200), "id");
            let shown = match what {
                0 => {
                    let reply = assess(who, &id, [3, 2, 2, 0, 1, 2]).await;
                    assert!(reply.status != 201 || !knows[*person], "{number}: {steps:?}");
                    reply.text()
                }
                1 if number % 3 == 0 => who.post(&format!("{at}/conflict-declarations"), json!({"text": "Demo."})).await.text(),
                // It cannot be published, whoever tries: criterion 5 is not met.
                2 => who.act(&format!("{at}/publication")).await.text(),
                _ => vetting(who, &id).await.to_string(),
            };
            let of_others = serde_json::from_str::<Value>(&shown).is_ok_and(|it| {
                let others = it["assessments"].as_array().is_some_and(|all| all.iter().any(|one| one["account_id"] != own.as_str()));
                let told = it["errors"].to_string().contains("criterion_not_met");
                others || told || it["not_met"].as_array().is_some_and(|criteria| !criteria.is_empty())
            });
            knows[*person] |= of_others;
        }
        app.mails().await;
    }
}
