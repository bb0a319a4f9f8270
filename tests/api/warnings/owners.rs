//! Who sees to a warning: the officer of its province, else an analyst, else an administrator; who has the fewest, and is in office.

use super::{DAY, acknowledge, analyst, listed, look, officer, only, path, resolve, silent, steps};
use crate::staff::administrator;
use crate::support::client::text;
use crate::support::{Client, TestApp, json};
use dungthu::accounts::model::{Office, StaffRole};
use dungthu::warnings::model::{Finding, SubjectKind};
use serde_json::Value;
use std::collections::BTreeMap;

async fn me(who: &Client) -> String {
    text(&who.get("/v1/me").await.ok(200), "id")
}

/// A finding that is of no province.
fn of_platform(app: &TestApp, n: u32) -> Finding {
    let id = format!("plt_01936f5e7c4a7b1c8d2e3f4a{n:08}");
    Finding { subject_kind: SubjectKind::Platform, subject_id: id, province_code: None, ..silent(app, "79", 14) }
}

async fn to(app: &TestApp) -> Vec<String> {
    let mut to: Vec<String> = app.mails().await.into_iter().map(|it| it.to).collect();
    to.sort();
    to
}

engines! {
    async fn of_a_province_its_officer_of_others_an_analyst(app) {
        let (one, admin) = (analyst(app).await, administrator(app, 1).await);
        let (hcm, hanoi) = (officer(app, "79").await, officer(app, "01").await);
        for role in [StaffRole::Auditor, StaffRole::Reviewer, StaffRole::DataProtectionOfficer] {
            app.person(&format!("{role}@demo.example"), Some(role)).await;
        }
        look(app, vec![silent(app, "79", 14), silent(app, "01", 14), silent(app, "48", 14), of_platform(app, 1)]).await;
        let owners: BTreeMap<String, Value> = listed(&admin, "").await.into_iter().map(|it| (text(&it, "subject_id"), it["owner_id"].clone())).collect();
        let wanted = [("01", me(&hanoi).await), ("48", me(&one).await), ("79", me(&hcm).await), ("plt_01936f5e7c4a7b1c8d2e3f4a00000001", me(&one).await)];
        assert_eq!(owners, wanted.into_iter().map(|(subject, owner)| (subject.to_owned(), json!(owner))).collect());
        assert_eq!(to(app).await, ["analyst@demo.example", "analyst@demo.example", "officer01@demo.example", "officer79@demo.example"]);
    }

    async fn where_nobody_is_in_office_it_waits_for_somebody(app) {
        assert_eq!(look(app, vec![silent(app, "79", 14)]).await, 1);
        // Without a second factor an office opens nothing.
        app.account("half@demo.example", Some(StaffRole::Analyst)).await;
        app.advance(DAY);
        assert_eq!(look(app, vec![silent(app, "79", 15)]).await, 0);
        assert_eq!(to(app).await, Vec::<String>::new());
        app.person("admin@demo.example", Some(StaffRole::Administrator)).await;
        app.advance(DAY);
        assert_eq!(look(app, vec![silent(app, "79", 16)]).await, 1);
        assert_eq!(to(app).await, ["admin@demo.example"]);
        app.advance(DAY);
        analyst(app).await;
        assert_eq!(look(app, vec![silent(app, "79", 17)]).await, 1);
        assert_eq!(to(app).await, ["analyst@demo.example"]);
        app.advance(DAY);
        let who = officer(app, "79").await;
        assert_eq!(look(app, vec![silent(app, "79", 18)]).await, 1);
        assert_eq!(to(app).await, ["officer79@demo.example"]);
        let warning = only(&who).await;
        assert_eq!((text(&warning, "owner_id"), text(&warning, "status")), (me(&who).await, "raised".to_owned()));
        assert_eq!(steps(&who, &warning).await, ["raised", "handed_on", "handed_on", "handed_on"]);
    }

    async fn who_has_gone_to_another_province_is_told_nothing_of_the_former_one(app) {
        let ofc = officer(app, "79").await;
        look(app, vec![silent(app, "79", 14)]).await;
        // Before the mail is written, and when it ends.
        let gone = Office { role: StaffRole::ProvinceOfficer, province: Some("01".to_owned()) };
        app.set_office("officer79@demo.example", Some(gone)).await;
        assert_eq!(to(app).await, Vec::<String>::new());
        app.advance(DAY);
        assert_eq!(look(app, vec![silent(app, "79", 1)]).await, 1, "it has ended");
        assert_eq!(to(app).await, Vec::<String>::new());
        drop(ofc);
        for (province, role) in [("48", StaffRole::Reviewer), ("92", StaffRole::Analyst)] {
            let (who, address) = (officer(app, province).await, format!("officer{province}@demo.example"));
            app.advance(DAY);
            look(app, vec![silent(app, province, 14)]).await;
            app.mails().await;
            app.set_office(&address, Some(role.into())).await;
            app.advance(DAY);
            look(app, vec![silent(app, province, 1)]).await;
            // An analyst sees all provinces, a reviewer none.
            let told = if role == StaffRole::Analyst { vec![address.clone()] } else { Vec::new() };
            assert_eq!(to(app).await, told, "{role}");
            app.set_office(&address, None).await;
            drop(who);
        }
    }

    async fn who_has_left_the_office_hands_on_what_is_open(app) {
        let one = officer(app, "79").await;
        look(app, vec![silent(app, "79", 14)]).await;
        assert_eq!(to(app).await, ["officer79@demo.example"]);
        let warning = only(&one).await;
        acknowledge(&one, &warning).await.ok(200);
        app.person("next@demo.example", None).await;
        let next = app.take_office("next@demo.example", Office { role: StaffRole::ProvinceOfficer, province: Some("79".to_owned()) }).await;
        app.advance(DAY);
        assert_eq!(look(app, vec![silent(app, "79", 15)]).await, 0, "who is in office keeps it");
        app.set_office("officer79@demo.example", None).await;
        app.advance(DAY);
        assert_eq!(look(app, vec![silent(app, "79", 16)]).await, 1);
        assert_eq!(to(app).await, ["next@demo.example"]);
        let next_again = app.log_in_with_code("next@demo.example").await;
        let now = only(&next_again).await;
        assert_eq!((text(&now, "owner_id"), text(&now, "status")), (me(&next_again).await, "acknowledged".to_owned()));
        // Of what is resolved nobody has anything to do.
        resolve(&next_again, &now).await.ok(200);
        app.set_office("next@demo.example", None).await;
        analyst(app).await;
        app.advance(DAY);
        assert_eq!(look(app, vec![silent(app, "79", 17)]).await, 0);
        drop(next);
    }

    async fn each_has_as_many_as_the_others(app) {
        let mut who = Vec::new();
        for n in 0..3 {
            who.push(app.person(&format!("analyst{n}@demo.example"), Some(StaffRole::Analyst)).await);
        }
        look(app, (0..4).map(|n| of_platform(app, n)).collect()).await;
        app.mails().await;
        let mine = async |who: &Client| listed(who, "&mine=true").await.len();
        assert_eq!([mine(&who[0]).await, mine(&who[1]).await, mine(&who[2]).await], [2, 1, 1]);
        // What is done weighs nothing.
        for warning in listed(&who[0], "&mine=true").await {
            who[0].post(&path(&warning, "/resolution"), json!({"note": "Demo."})).await.ok(200);
        }
        app.advance(DAY);
        look(app, (0..9).map(|n| of_platform(app, n)).collect()).await;
        app.mails().await;
        let first = app.log_in_with_code("analyst0@demo.example").await;
        let counts = listed(&first, "&status=raised").await.iter().fold(BTreeMap::<String, usize>::new(), |mut all, it| {
            *all.entry(text(it, "owner_id")).or_default() += 1;
            all
        });
        assert_eq!(counts.values().copied().collect::<Vec<_>>(), [3, 2, 2]);
    }
}
