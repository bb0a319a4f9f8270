//! The order of what is found: explained, the same for everybody, and for sale to nobody.

use super::search::encoded;
use crate::support::client::text;
use crate::support::{Client, TestApp, json};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diesel::prelude::*;
use dungthu::db::Cause;
use dungthu::db::schema::platforms as p;
use dungthu::server::Server;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

async fn rows(app: &TestApp, query: &str) -> Vec<Value> {
    let list = app.anon.get(&format!("/v1/platforms?limit=100&{query}")).await.ok(200);
    list["data"].as_array().expect("a list").clone()
}

fn slugs(rows: &[Value]) -> Vec<String> {
    rows.iter().map(|row| text(row, "slug")).collect()
}

/// Points by slug.
async fn scores(app: &TestApp, typed: &str) -> BTreeMap<String, i64> {
    let rows = rows(app, &format!("q={}", encoded(typed))).await;
    rows.iter().map(|row| (text(row, "slug"), row["match"]["score"].as_i64().expect("points"))).collect()
}

/// Slugs as the seed orders them.
fn drawn(seed: &str, mut slugs: Vec<String>) -> Vec<String> {
    slugs.sort_by_key(|slug| Sha256::digest(format!("{seed}{slug}")).to_vec());
    slugs
}

engines! {
    async fn the_parts_sum_up_to_the_score(app) {
        let mut seen = 0;
        for typed in ["kế toán và nhân sự", "hoa donn dien tu", "Kiot Viet", "misa", "Khách chuyển khoản rồi mà tôi không biết ai đã trả tiền", "restaurant POS"] {
            let plain = rows(app, &format!("q={}", encoded(typed))).await;
            let explained = rows(app, &format!("q={}&explain=true", encoded(typed))).await;
            for (row, explained) in plain.iter().zip(&explained) {
                assert_eq!((&row["slug"], &row["match"]["score"], &row["match"]["parts"]), (&explained["slug"], &explained["match"]["score"], &json!(null)));
                let parts = explained["match"]["parts"].as_array().expect("parts");
                let sum: i64 = parts.iter().filter_map(|part| part["points"].as_i64()).sum();
                assert_eq!(Some(sum), explained["match"]["score"].as_i64(), "{typed}: {parts:?}");
                assert!(sum > 0 && parts.iter().all(|part| part["field"].is_null() == (part["points"].as_i64() < Some(0))));
                seen += 1;
            }
            let points: Vec<i64> = plain.iter().filter_map(|row| row["match"]["score"].as_i64()).collect();
            assert!(points.windows(2).all(|pair| pair[0] >= pair[1]), "{typed}: {points:?}");
        }
        assert!(seen > 40, "{seen}");
        assert!(rows(app, "explain=true").await.iter().all(|row| row["match"].is_null()), "nothing was searched for");
    }

    async fn what_was_met_is_marked_in_plain_text(app) {
        for row in rows(app, &format!("q={}", encoded("hoá đơn"))).await {
            for snippet in row["match"]["snippets"].as_array().expect("snippets") {
                let member = match text(snippet, "field").as_str() { "vendor" => "vendor_name".to_owned(), field => field.to_owned() };
                let segments = snippet["segments"].as_array().expect("segments");
                let whole: String = segments.iter().map(|segment| text(segment, "text")).collect();
                assert_eq!(whole, text(&row, &member), "{snippet}");
                assert!(segments.iter().any(|segment| segment["marked"] == true));
            }
        }
        let first = &rows(app, &format!("q={}", encoded("từ xa"))).await[0];
        let segments = json!([{"text": "Chữ ký số ", "marked": false}, {"text": "từ xa", "marked": true}]);
        assert_eq!((&first["slug"], &first["match"]["snippets"][0]), (&json!("vnpt-smartca"), &json!({"field": "summary_vi", "segments": segments})));
    }

    async fn a_slip_is_told(app) {
        for (typed, meant) in [("hop dogn dien tu", json!("hop dong dien tu")), ("tuyển dụgn", json!("tuyển dụng")), ("kiotveit", json!("kiotviet")), ("kế toán", json!(null)), ("ketoan", json!(null))] {
            let list = app.anon.get(&format!("/v1/platforms?q={}", encoded(typed))).await.ok(200);
            assert_eq!(list["did_you_mean"], meant, "{typed}");
            assert!(!list["data"].as_array().expect("a list").is_empty(), "{typed}");
        }
    }

    async fn equals_take_turns_by_the_seed_that_is_stated(app) {
        let (mut orders, mut seeds) = (Vec::new(), Vec::new());
        for day in ["2026-11-16", "2026-11-17", "2026-11-18"] {
            let list = app.anon.get("/v1/platforms?limit=100").await.ok(200);
            let seed = text(&list, "seed");
            let order = slugs(list["data"].as_array().expect("a list"));
            assert_eq!(order, drawn(&seed, order.clone()), "anybody can draw again");
            assert_ne!(order, drawn(day, order.clone()), "nobody can before the day");
            let invoices = rows(app, &format!("q={}", encoded("hóa đơn điện tử"))).await;
            let mut equals: BTreeMap<i64, Vec<String>> = BTreeMap::new();
            for row in &invoices {
                equals.entry(row["match"]["score"].as_i64().expect("points")).or_default().push(text(row, "slug"));
            }
            assert!(equals.values().any(|slugs| slugs.len() > 2), "{equals:?}");
            assert!(equals.into_values().all(|slugs| slugs == drawn(&seed, slugs.clone())));
            orders.push(order);
            seeds.push(seed);
            app.advance(DAY);
        }
        assert!(orders[0] != orders[1] && orders[1] != orders[2]);
        assert!(seeds[0] != seeds[1] && seeds[1] != seeds[2] && seeds[0] != seeds[2], "{seeds:?}");
        let named = slugs(&rows(app, "sort=name").await);
        assert_eq!(named.first().map(String::as_str), Some("1office"));
        app.advance(DAY);
        assert_eq!(slugs(&rows(app, "sort=name").await), named, "names stay in their order");
    }

    async fn the_servers_of_one_installation_draw_alike_and_others_do_not(app) {
        let here = app.anon.get("/v1/platforms?limit=100").await.ok(200);
        let mut another = app.config.clone();
        another.secret_file = app.config.secret_file.with_extension("another");
        for (config, alike) in [(&app.config, true), (&another, false)] {
            let server = Server::start(config, app.db.clone()).await.expect("a second server");
            let there = Client::new(format!("http://{}", server.address)).get("/v1/platforms?limit=100").await.ok(200);
            assert_eq!((there["seed"] == here["seed"], there["data"] == here["data"]), (alike, alike));
            server.stop().await;
        }
    }

    async fn no_cursor_is_told_a_seed_of_another_day(app) {
        let page = app.anon.get("/v1/platforms?limit=7").await.ok(200);
        let cursor = URL_SAFE_NO_PAD.decode(text(&page, "next_cursor")).expect("a cursor");
        let (seed, cursor) = (text(&page, "seed"), String::from_utf8(cursor).expect("a text"));
        for other in ["2026-11-17", "", &seed.to_uppercase(), &"0".repeat(64)] {
            let forged = URL_SAFE_NO_PAD.encode(cursor.replace(&seed, other));
            let refused = app.unchanged(app.anon.get(&format!("/v1/platforms?limit=7&cursor={forged}"))).await;
            refused.problem(400, "invalid_cursor");
        }
    }

    async fn a_walk_over_midnight_stays_whole(app) {
        for query in ["", "q=quan+ly&", "sort=newest&", "sort=name&"] {
            let whole = slugs(&rows(app, query.trim_end_matches('&')).await);
            let first = app.anon.get(&format!("/v1/platforms?{query}limit=7")).await.ok(200);
            let mut walked = slugs(first["data"].as_array().expect("a list"));
            app.advance(DAY);
            let mut cursor = first["next_cursor"].clone();
            while let Some(next) = cursor.as_str() {
                let page = app.anon.get(&format!("/v1/platforms?{query}limit=7&cursor={next}")).await.ok(200);
                assert_eq!(page["seed"], first["seed"]);
                walked.extend(slugs(page["data"].as_array().expect("a list")));
                cursor = page["next_cursor"].clone();
            }
            assert_eq!(walked, whole, "{query}");
            app.advance(DAY);
            let late = first["next_cursor"].as_str().expect("a cursor");
            let late = app.anon.get(&format!("/v1/platforms?{query}limit=7&cursor={late}")).await;
            late.problem(400, "invalid_cursor");
        }
    }

    async fn the_newest_stand_first_where_asked(app) {
        app.advance(Duration::from_secs(60));
        let seller = app.person("seller@demo.example", None).await;
        let vendor = app.vendor(&seller).await;
        let mut published = Vec::new();
        for _ in 0..2 {
            published.insert(0, app.platform(&seller, &vendor).await);
            app.advance(Duration::from_secs(1));
        }
        app.mails().await;
        let ids: Vec<String> = rows(app, "sort=newest").await.iter().map(|row| text(row, "id")).collect();
        assert_eq!(ids[..2], published);
    }

    async fn who_the_vendor_is_gives_no_place(app) {
        let queries = ["sổ sách", "demo", "kế toán cho cửa hàng", "books for shops", "misa"];
        let mut vendors = Vec::new();
        for number in 0..3 {
            let seller = app.person(&format!("seller{number}@demo.example"), None).await;
            let vendor = app.vendor(&seller).await;
            app.platform(&seller, &vendor).await;
            vendors.push(vendor);
        }
        app.mails().await;
        let before = futures_util::future::join_all(queries.map(|typed| scores(app, typed))).await;
        assert!(before.iter().all(|scores| scores.len() >= 3));
        let turned: Vec<(String, String)> = vendors.iter().cloned().zip(vendors.iter().cycle().skip(1).cloned()).collect();
        let turn = move |tx: &mut dungthu::db::Tx<'_>| {
            let rows: Vec<(String, Option<String>)> = p::table.select((p::id, p::vendor_id)).load(&mut **tx)?;
            for (id, vendor) in rows {
                if let Some((_, next)) = turned.iter().find(|(it, _)| Some(it) == vendor.as_ref()) {
                    let set = (p::vendor_id.eq(next.clone()), p::version.eq(p::version + 1));
                    diesel::update(p::table.filter(p::id.eq(id))).set(set).execute(&mut **tx)?;
                }
            }
            Ok(())
        };
        app.db.write(Cause::default(), turn).await.expect("other vendors");
        app.server.catalog.follow(&app.db).await.expect("a look");
        let listed = rows(app, "with_offer=true").await;
        assert!(listed.iter().all(|row| vendors.contains(&text(row, "vendor_id"))));
        assert_eq!(futures_util::future::join_all(queries.map(|typed| scores(app, typed))).await, before);
    }

    async fn the_same_texts_have_the_same_points(app) {
        let seller = app.person("seller@demo.example", None).await;
        let (one, other) = (app.vendor(&seller).await, app.vendor(&seller).await);
        let mut twins = Vec::new();
        for vendor in [&one, &other, &one] {
            let mut body = app.platform_body(vendor);
            (body["name"], body["slug"]) = (json!("Sổ Sinh Đôi"), json!(["so-sinh-doi", "x-1", "ke-toan-hoa-don-misa"][twins.len()]));
            let id = text(&seller.post("/v1/platforms", body).await.ok(201), "id");
            app.vetted(&seller, &id).await;
            twins.push(id);
        }
        app.mails().await;
        let found = rows(app, &format!("q={}", encoded("sổ sinh đôi"))).await;
        assert!(found.len() >= 3 && found[..3].iter().all(|row| twins.contains(&text(row, "id"))));
        assert!(found[..3].iter().all(|row| row["match"]["score"] == found[0]["match"]["score"]));
        // A vendor chooses the slug alone, and nobody reads it: it gives no points.
        let named = rows(app, "q=misa").await;
        assert!(!named.is_empty() && named.iter().all(|row| !twins.contains(&text(row, "id"))));
    }
}
