//! What a business's size was, from when to when.

use crate::database::schema::take_back;
use crate::members::{account, firms, person};
use crate::support::app::NOW;
use crate::support::client::text;
use crate::support::{Client, json};
use dungthu::accounts::members::MemberRole::{Manager, Member};
use dungthu::server;
use serde_json::Value;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3_600);

async fn sizes(who: &Client, path: &str) -> Vec<Value> {
    let pages = who.walk(&format!("{path}/size-history?limit=1")).await;
    let whole = who.get(&format!("{path}/size-history")).await.ok(200);
    assert_eq!(json!(pages.concat()), whole["data"], "pages of any length say the same");
    pages.concat()
}

engines! {
    async fn each_size_is_kept_with_its_figures(app) {
        let [firm, _] = firms(app).await;
        let manager = firm.with(app, Manager).await;
        app.advance(HOUR);
        // Neither a name nor a move is another size.
        firm.owner.patch(&firm.path, "*", json!({"name": "Tên mới (demo)", "province_code": "01"})).await.ok(200);
        app.advance(HOUR);
        manager.patch(&firm.path, "*", json!({"employees": 9})).await.ok(200);
        app.advance(HOUR);
        firm.owner.patch(&firm.path, "*", json!({"employees": 40, "revenue_vnd": 60_000_000_000_i64, "capital_vnd": 1_i64})).await.ok(200);
        app.advance(HOUR);
        // The same figures, but other limits: agriculture.
        firm.owner.patch(&firm.path, "*", json!({"industry_section": "A", "capital_vnd": 30_000_000_000_i64})).await.ok(200);
        let (owner, by_manager) = (account(&firm.owner).await, account(&manager).await);
        let at = |hours: u32| json!(NOW.plus(hours * HOUR).to_string());
        let size = |number: i64, since: Value, until: Value, class: &str, figures: (i64, i64, Value), by: &str| json!({
            "number": number, "since": since, "until": until, "size_class": class, "is_sme": true, "employees": figures.0, "revenue_vnd": figures.1,
            "capital_vnd": figures.2, "changed_by": by, "acting_account_id": null,
        });
        let want = [
            size(1, at(0), at(2), "micro", (8, 4_000_000_000, json!(null)), &owner),
            size(2, at(2), at(3), "micro", (9, 4_000_000_000, json!(null)), &by_manager),
            size(3, at(3), at(4), "small", (40, 60_000_000_000, json!(1)), &owner),
            size(4, at(4), json!(null), "medium", (40, 60_000_000_000, json!(30_000_000_000_i64)), &owner),
        ];
        let member = firm.with(app, Member).await;
        assert_eq!(sizes(&member, &firm.path).await, want);
        person(app).await.get(&format!("{}/size-history", firm.path)).await.problem(404, "not_found");
    }

    async fn another_class_alone_is_another_size(app) {
        let [firm, _] = firms(app).await;
        // Four billion of revenue are micro in trade, small in construction.
        firm.owner.patch(&firm.path, "*", json!({"industry_section": "F"})).await.ok(200);
        let classes: Vec<String> = sizes(&firm.owner, &firm.path).await.iter().map(|it| text(it, "size_class")).collect();
        assert_eq!(classes, ["micro", "small"]);
    }

    async fn what_is_refused_leaves_no_size(app) {
        let [firm, _] = firms(app).await;
        let too_many = firm.owner.patch(&firm.path, "*", json!({"employees": 1_000_001}));
        app.unchanged(too_many).await.fault(422, "invalid_values", "/employees", "out_of_range");
        assert_eq!(sizes(&firm.owner, &firm.path).await.len(), 1);
    }

    async fn of_businesses_older_than_the_table_the_present_size_is_known(app) {
        let [firm, _] = firms(app).await;
        app.advance(HOUR);
        let changed = firm.owner.patch(&firm.path, "*", json!({"employees": 9})).await.ok(200);
        for migration in ["0104_outgrown", "0050_acting_sizes", "0009_joining"] {
            take_back(app, migration).await;
        }
        server::migrate(&app.config).await.expect("migrated");
        let known = sizes(&firm.owner, &firm.path).await;
        assert_eq!(known.len(), 1);
        assert_eq!((&known[0]["since"], &known[0]["employees"], &known[0]["changed_by"]), (&changed["updated_at"], &json!(9), &json!(null)));
        firm.owner.patch(&firm.path, "*", json!({"employees": 10})).await.ok(200);
        assert_eq!(sizes(&firm.owner, &firm.path).await.len(), 2);
    }
}
