//! Changes to a business: by who has read the present version, and the size follows.

use crate::support::{Client, Reply, TestApp, Tried, json};
use futures_util::future::join;
use serde_json::Value;

const BILLION: i64 = 1_000_000_000;

async fn patch(who: &Client, tried: &Tried, etag: &str, body: Value) -> Reply {
    who.patch(&format!("/v1/businesses/{}", tried.business_id), etag, body).await
}

async fn read(tried: &Tried) -> (String, Value) {
    let reply = tried.sme.get(&format!("/v1/businesses/{}", tried.business_id)).await;
    (reply.header("etag").expect("an etag").to_owned(), reply.ok(200))
}

async fn unmatched(app: &TestApp, tried: &Tried, headers: &[(&str, &str)]) -> Reply {
    let headers = [&[("Content-Type", "application/json")], headers].concat();
    let body = json!({"employees": 9}).to_string().into_bytes();
    let path = format!("/v1/businesses/{}", tried.business_id);
    app.unchanged(tried.sme.send("PATCH", &path, &headers, body)).await
}

engines! {
    async fn a_change_needs_the_version_that_was_read(app) {
        let tried = app.requested().await;
        unmatched(app, &tried, &[]).await.problem(428, "version_missing");
        let (etag, _) = read(&tried).await;
        patch(&tried.sme, &tried, &etag, json!({"employees": 9})).await.ok(200);
        for stale in [etag.as_str(), "\"0\"", "\"999\"", "garbage", ""] {
            unmatched(app, &tried, &[("If-Match", stale)]).await.problem(412, "version_stale");
        }
        let (etag, now) = read(&tried).await;
        assert_eq!(now["employees"], 9);
        let again = patch(&tried.sme, &tried, &etag, json!({"employees": 10})).await;
        again.ok(200);
        assert_eq!(again.header("etag"), Some(read(&tried).await.0.as_str()));
    }

    async fn the_size_is_computed_again(app) {
        let tried = app.requested().await;
        assert_eq!(read(&tried).await.1["size_class"], "micro");
        for (change, class) in [
            (json!({"employees": 11}), "small"), (json!({"employees": 60, "revenue_vnd": 150 * BILLION}), "medium"),
            (json!({"industry_section": "C"}), "medium"), (json!({"employees": 10, "revenue_vnd": 3 * BILLION}), "micro"),
        ] {
            let (etag, _) = read(&tried).await;
            assert_eq!(patch(&tried.sme, &tried, &etag, change.clone()).await.ok(200)["size_class"], class, "{change}");
        }
        assert_eq!(tried.sme.get(&tried.path("")).await.ok(200)["size_class"], "micro", "a trial keeps what it was counted by");
    }

    async fn what_is_left_out_stays(app) {
        let tried = app.requested().await;
        let (etag, before) = read(&tried).await;
        let mut after = patch(&tried.sme, &tried, &etag, json!({"name": "Tên Mới (demo)"})).await.ok(200);
        assert_eq!(after["name"], "Tên Mới (demo)");
        after["name"] = before["name"].clone();
        assert_eq!(after, before);
        let (etag, _) = read(&tried).await;
        let moved = patch(&tried.sme, &tried, &etag, json!({"province_code": "24", "province_list": "63"})).await.ok(200);
        assert_eq!((&moved["province_given"], &moved["province_list"], &moved["province_code"]), (&json!("24"), &json!("63"), &json!("24")));
    }

    async fn a_change_to_nonsense_changes_nothing(app) {
        let tried = app.requested().await;
        let (etag, _) = read(&tried).await;
        for (change, pointer, fault) in [
            (json!({"employees": 1_000_001}), "/employees", "out_of_range"), (json!({"revenue_vnd": -1}), "/revenue_vnd", "out_of_range"),
            (json!({"province_code": "00"}), "/province_code", "unknown_province"), (json!({"industry_section": "Z"}), "/industry_section", "unknown_industry"),
            (json!({"name": ""}), "/name", "empty"),
        ] {
            app.unchanged(patch(&tried.sme, &tried, &etag, change)).await.fault(422, "invalid_values", pointer, fault);
        }
        for member in ["tax_code", "id", "size_class", "kind", "outgrown_at"] {
            let mut change = json!({});
            change[member] = json!("0100233488");
            let refused = app.unchanged(patch(&tried.sme, &tried, &etag, change)).await;
            refused.fault(400, "malformed_json", &format!("/{member}"), "unknown_field");
        }
    }

    async fn of_two_changes_of_one_version_one_holds(app) {
        let tried = app.requested().await;
        for employees in [4, 6] {
            let (etag, _) = read(&tried).await;
            let (one, two) = join(
                patch(&tried.sme, &tried, &etag, json!({"employees": employees})),
                patch(&tried.sme, &tried, &etag, json!({"employees": employees + 1})),
            ).await;
            let (held, refused) = if one.status == 200 { (one, two) } else { (two, one) };
            refused.problem(412, "version_stale");
            assert_eq!(held.ok(200), read(&tried).await.1);
        }
    }
}
