//! Lists and their filters, and what of them a province officer sees and does.

use super::{DAY, acknowledge, analyst, listed, look, officer, path, resolve, silent, snooze};
use crate::staff::administrator;
use crate::support::client::text;
use crate::support::{Client, json};
use dungthu::accounts::model::StaffRole;
use dungthu::warnings::WarningRule;
use dungthu::warnings::model::{Finding, SubjectKind};

const NOTHING: &str = "/v1/warnings/wrn_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e";

async fn subjects(who: &Client, query: &str) -> Vec<String> {
    let mut found: Vec<String> = listed(who, query).await.iter().map(|it| text(it, "subject_id")).collect();
    found.sort();
    found
}

engines! {
    async fn lists_are_filtered_by_every_member(app) {
        let (who, hcm) = (analyst(app).await, officer(app, "79").await);
        let vendor = "ven_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e";
        let late = Finding { rule: WarningRule::UnansweredShare, subject_kind: SubjectKind::Vendor, subject_id: vendor.to_owned(), province_code: None, ..silent(app, "79", 14) };
        let fewer = Finding { rule: WarningRule::ActivationDrop, ..silent(app, "79", 14) };
        look(app, vec![silent(app, "79", 14), silent(app, "01", 14), late, fewer]).await;
        app.mails().await;
        let own = listed(&hcm, "&rule=no_sign_up").await.remove(0);
        acknowledge(&who, &own).await.ok(200);
        let [me, officer] = [&who, &hcm].map(|who| async { text(&who.get("/v1/me").await.ok(200), "id") });
        let (me, officer) = (me.await, officer.await);
        let (owned, foreign) = (format!("&owner_id={officer}"), format!("&mine=true&owner_id={officer}"));
        let (both, subject) = (format!("&mine=true&owner_id={me}"), format!("&subject_id={vendor}"));
        for (query, wanted) in [
            ("", vec!["01", "79", "79", vendor]),
            ("&status=raised", vec!["01", "79", vendor]),
            ("&status=acknowledged", vec!["79"]),
            ("&status=ended", vec![]),
            ("&rule=no_sign_up", vec!["01", "79"]),
            ("&rule=no_sign_up&status=raised", vec!["01"]),
            ("&province_code=79", vec!["79", "79"]),
            ("&province_code=48", vec![]),
            ("&subject_id=79&rule=activation_drop", vec!["79"]),
            ("&mine=true", vec!["01", vendor]),
            ("&mine=false", vec!["01", "79", "79", vendor]),
            (&owned, vec!["79", "79"]),
            (&foreign, vec![]),
            (&both, vec!["01", vendor]),
            (&subject, vec![vendor]),
        ] {
            assert_eq!(subjects(&who, query).await, wanted, "{query}");
        }
        for (query, parameter, fault) in [
            ("status=gone", "status", "wrong_parameter"), ("rule=behind", "rule", "wrong_parameter"), ("province_code=64", "province_code", "unknown_province"),
            ("owner_id=me", "owner_id", "wrong_parameter"), ("mine=yes", "mine", "wrong_parameter"), ("limit=0", "limit", "out_of_range"),
        ] {
            who.get(&format!("/v1/warnings?{query}")).await.fault(400, "invalid_query", parameter, fault);
        }
        let cursor = text(&who.get("/v1/warnings?limit=1").await.ok(200), "next_cursor");
        for other in ["status=raised", "mine=true"] {
            who.get(&format!("/v1/warnings?{other}&cursor={cursor}")).await.problem(400, "invalid_cursor");
        }
    }

    async fn a_province_officer_sees_and_does_what_is_of_the_own_province(app) {
        let (who, all) = (officer(app, "79").await, analyst(app).await);
        let platform = Finding { subject_kind: SubjectKind::Platform, subject_id: "plt_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e".to_owned(), province_code: None, ..silent(app, "79", 14) };
        look(app, vec![silent(app, "79", 14), silent(app, "01", 14), platform]).await;
        app.mails().await;
        assert_eq!(subjects(&who, "").await, ["79"]);
        assert_eq!(subjects(&who, "&province_code=01").await, Vec::<String>::new());
        let nothing = who.get(NOTHING).await.essence();
        for warning in listed(&all, "").await {
            if warning["subject_id"] == "79" {
                assert_eq!(who.get(&path(&warning, "")).await.ok(200), warning);
                who.get(&path(&warning, "/changes")).await.ok(200);
                acknowledge(&who, &warning).await.ok(200);
                snooze(&who, &warning, "2026-11-20").await.ok(200);
                resolve(&who, &warning).await.ok(200);
                continue;
            }
            assert_eq!(who.get(&path(&warning, "")).await.essence(), nothing);
            who.get(&path(&warning, "/changes")).await.problem(404, "not_found");
            for refused in [acknowledge(&who, &warning), acknowledge(&who, &json!({"id": "wrn_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e"}))] {
                app.unchanged(refused).await.problem(404, "not_found");
            }
            app.unchanged(snooze(&who, &warning, "2026-11-20")).await.problem(404, "not_found");
            app.unchanged(resolve(&who, &warning)).await.problem(404, "not_found");
        }
        // An analyst sees to any, and so does an administrator.
        let one = administrator(app, 1).await;
        let hanoi = listed(&all, "&province_code=01").await.remove(0);
        acknowledge(&one, &hanoi).await.ok(200);
        resolve(&all, &hanoi).await.ok(200);
    }

    async fn who_follows_reads_and_who_does_not_is_refused(app) {
        let one = administrator(app, 1).await;
        look(app, vec![silent(app, "79", 14)]).await;
        app.mails().await;
        let warning = listed(&one, "").await.remove(0);
        let auditor = app.person("auditor@demo.example", Some(StaffRole::Auditor)).await;
        assert_eq!(listed(&auditor, "").await, std::slice::from_ref(&warning));
        for at in [path(&warning, ""), path(&warning, "/changes"), "/v1/warning-rules".to_owned(), "/v1/warning-rules/no_sign_up/changes".to_owned()] {
            auditor.get(&at).await.ok(200);
        }
        let mut none = vec![auditor];
        for role in [StaffRole::Reviewer, StaffRole::DataProtectionOfficer] {
            let who = app.person(&format!("{role}@demo.example"), Some(role)).await;
            for at in ["/v1/warnings".to_owned(), path(&warning, ""), path(&warning, "/changes"), "/v1/warning-rules".to_owned(), "/v1/warning-rules/no_sign_up".to_owned()] {
                who.get(&at).await.problem(403, "forbidden");
            }
            none.push(who);
        }
        none.push(app.person("somebody@demo.example", None).await);
        for who in &none {
            app.unchanged(acknowledge(who, &warning)).await.problem(403, "forbidden");
            app.unchanged(snooze(who, &warning, "2026-11-20")).await.problem(403, "forbidden");
            app.unchanged(resolve(who, &warning)).await.problem(403, "forbidden");
        }
        app.anon.get("/v1/warnings").await.problem(401, "unauthenticated");
        app.advance(DAY);
    }
}
