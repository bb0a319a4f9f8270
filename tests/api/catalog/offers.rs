//! Offers: each holds for its days, a trial takes the one of the day, and keeps its terms.

use super::drafted;
use crate::database::schema::take_back;
use crate::support::client::text;
use crate::support::{Client, Reply, TestApp, json};
use dungthu::businesses::SizeClass;
use dungthu::values::{PlatformId, TypedId};
use serde_json::Value;
use std::time::Duration;

/// From [`crate::support::app::NOW`], a Monday at nine, to the midnight after it.
const TO_MIDNIGHT: Duration = Duration::from_secs(15 * 3_600);
const DAY: Duration = Duration::from_secs(86_400);

fn offer(changes: &Value) -> Value {
    let mut offer = json!({"valid_from": "2026-11-16", "days": {"micro": 90}, "price_vnd_per_month": 250_000});
    for (member, value) in changes.as_object().expect("members") {
        offer[member] = value.clone();
    }
    offer
}

/// A draft with these offers, by the vendor's person.
async fn listed(app: &TestApp, seller: &Client, vendor: &str, offers: &Value) -> Reply {
    let mut body = app.platform_body(vendor);
    body["offers"] = offers.clone();
    seller.post("/v1/platforms", body).await
}

/// A published platform with these offers; the mails on the way are put away.
async fn published(app: &TestApp, offers: &Value) -> String {
    let (seller, vendor, _) = drafted(app).await;
    let id = text(&listed(app, &seller, &vendor, offers).await.ok(201), "id");
    app.vetted(&seller, &id).await;
    app.mails().await;
    id
}

/// Somebody with a micro business of eight people, and the business.
async fn firm(app: &TestApp) -> (Client, String) {
    let sme = app.person(&format!("sme{}@demo.example", app.next()), None).await;
    let business = app.business(&sme).await;
    (sme, business)
}

async fn ask(app: &TestApp, (sme, business): &(Client, String), platform: &str) -> Reply {
    sme.post("/v1/trials", app.trial_body(business, platform)).await
}

/// The catalog takes notice of the day.
async fn look(app: &TestApp) {
    app.server.catalog.follow(&app.db).await.expect("a look");
}

/// What the catalog says of the platform, and in which narrowed lists it stands.
async fn shown(app: &TestApp, platform: &str) -> (Value, Vec<&'static str>) {
    let mut found = Vec::new();
    for query in ["with_offer=true", "size=micro", "size=small"] {
        let list = app.anon.get(&format!("/v1/platforms?{query}")).await.ok(200);
        if list["data"].as_array().expect("a list").iter().any(|row| row["id"] == platform) {
            found.push(query);
        }
    }
    (app.anon.get(&format!("/v1/platforms/{platform}")).await.ok(200), found)
}

fn begins(offers: &Value) -> Vec<&str> {
    offers.as_array().expect("a list").iter().filter_map(|offer| offer["valid_from"].as_str()).collect()
}

engines! {
    async fn an_offer_that_begins_tomorrow_is_taken_tomorrow(app) {
        let platform = published(app, &json!([offer(&json!({"valid_from": "2026-11-17"}))])).await;
        for until_midnight in [TO_MIDNIGHT - Duration::from_micros(1), Duration::from_micros(1)] {
            let (today, found) = shown(app, &platform).await;
            assert_eq!((&today["offer"], begins(&today["offers"]), found), (&json!(null), vec!["2026-11-17"], vec![]));
            app.unchanged(ask(app, &firm(app).await, &platform)).await.problem(409, "platform_not_available");
            app.advance(until_midnight);
            look(app).await;
        }
        let (today, found) = shown(app, &platform).await;
        assert_eq!((&today["offer"]["valid_from"], found), (&json!("2026-11-17"), vec!["with_offer=true", "size=micro"]));
        assert_eq!(today["offers"], json!([today["offer"]]));
        let trial = ask(app, &firm(app).await, &platform).await.ok(201);
        assert_eq!((&trial["days"], &trial["price_vnd_per_month"]), (&json!(90), &json!(250_000)));
        app.mails().await;
    }

    async fn one_offer_follows_another_and_each_trial_keeps_its_terms(app) {
        let discount = json!({"months": 6, "price_vnd_per_month": 150_000});
        let first = offer(&json!({"valid_until": "2026-11-16", "discount": discount, "included_vi": ["Ba người dùng", "Đào tạo"],
            "included_en": ["Three people", "Training"], "at_end": "free_tier"}));
        let second = json!({"valid_from": "2026-11-17", "valid_until": "2026-11-17", "days": {"small": 30, "micro": 60}, "max_employees": 49, "price_vnd_per_month": 300_000});
        let platform = published(app, &json!([second, first])).await;
        let (today, found) = shown(app, &platform).await;
        assert_eq!((begins(&today["offers"]), found), (vec!["2026-11-16", "2026-11-17"], vec!["with_offer=true", "size=micro"]));
        assert_eq!(today["offer"], json!({"valid_from": "2026-11-16", "valid_until": "2026-11-16",
            "days": {"household": null, "micro": 90, "small": null, "medium": null}, "max_employees": null, "discount": discount, "price_vnd_per_month": 250_000,
            "included_vi": ["Ba người dùng", "Đào tạo"], "included_en": ["Three people", "Training"], "at_end": "free_tier"}));
        let list = app.anon.get("/v1/platforms?with_offer=true").await.ok(200);
        assert_eq!((&list["data"][0]["offer"], &list["data"][0]["offers"]), (&today["offer"], &json!(null)));
        let (early, late) = (firm(app).await, firm(app).await);
        let promised = ask(app, &early, &platform).await.ok(201);
        let terms = |trial: &Value| {
            ["days", "discount", "price_vnd_per_month", "at_end"].map(|member| trial[member].clone())
        };
        assert_eq!(terms(&promised), [json!(90), discount, json!(250_000), json!("free_tier")]);

        app.advance(TO_MIDNIGHT);
        look(app).await;
        let (today, found) = shown(app, &platform).await;
        assert_eq!((begins(&today["offers"]), found), (vec!["2026-11-17"], vec!["with_offer=true", "size=micro", "size=small"]));
        let next = ask(app, &late, &platform).await.ok(201);
        assert_eq!(terms(&next), [json!(60), json!(null), json!(300_000), json!("stops")]);
        let path = format!("/v1/trials/{}", text(&promised, "id"));
        assert_eq!(early.0.get(&path).await.ok(200), promised);

        app.advance(DAY);
        look(app).await;
        let (today, found) = shown(app, &platform).await;
        assert_eq!((&today["offer"], &today["offers"], found), (&json!(null), &json!([]), vec![]));
        let third = firm(app).await;
        app.unchanged(ask(app, &third, &platform)).await.problem(409, "platform_not_available");
        app.mails().await;
    }

    async fn a_trial_keeps_its_terms_when_the_offers_are_written_anew(app) {
        let discount = json!({"discount": {"months": 36, "price_vnd_per_month": 0}, "at_end": "free_tier"});
        let (seller, vendor, _) = drafted(app).await;
        let platform = text(&listed(app, &seller, &vendor, &json!([offer(&discount)])).await.ok(201), "id");
        app.vetted(&seller, &platform).await;
        let early = firm(app).await;
        let promised = ask(app, &early, &platform).await.ok(201);
        let other = json!({"offers": [offer(&json!({"days": {"micro": 1}, "price_vnd_per_month": 7}))]});
        seller.patch(&format!("/v1/platforms/{platform}"), "*", other).await.ok(200);
        app.vetted(&seller, &platform).await;
        let path = format!("/v1/trials/{}", text(&promised, "id"));
        assert_eq!(early.0.get(&path).await.ok(200), promised);
        assert_eq!(promised["discount"], discount["discount"]);
        seller.act(&format!("{path}/acceptance")).await.ok(200);
        let started = seller.post(&format!("{path}/provisioning"), json!({"access_reference": "demo-1"})).await.ok(200);
        assert_eq!((&started["days"], &started["trial_end"]), (&json!(90), &json!("2027-02-14T16:59:59.999999Z")));
        app.mails().await;
    }

    async fn new_offers_take_the_place_of_all(app) {
        let (seller, vendor, _) = drafted(app).await;
        let old = json!([offer(&json!({"valid_until": "2026-11-30"})), offer(&json!({"valid_from": "2026-12-01"}))]);
        let draft = listed(app, &seller, &vendor, &old).await.ok(201);
        let path = format!("/v1/platforms/{}", text(&draft, "id"));
        let kept = seller.patch(&path, "\"1\"", json!({"name": "Tên khác"})).await.ok(200);
        assert_eq!(kept["offers"], draft["offers"], "what is left out stays");
        let new = json!([offer(&json!({"valid_from": "2027-01-01"})), offer(&json!({"valid_until": "2026-12-31", "days": {"small": 9}}))]);
        let changed = seller.patch(&path, "\"2\"", json!({"offers": new})).await.ok(200);
        let (before, after) = (&draft["offers"], &changed["offers"]);
        assert_eq!(begins(after), ["2026-11-16", "2027-01-01"]);
        assert_eq!((&after[0]["valid_from"], &after[0]["days"]["small"]), (&before[0]["valid_from"], &json!(9)));
        assert_eq!(changed["offer"], after[0]);
    }

    async fn the_etag_of_a_listing_changes_with_its_offer(app) {
        let email = "turns@demo.example";
        let seller = app.person(email, None).await;
        let vendor = app.vendor(&seller).await;
        app.mails().await;
        let turns = json!([offer(&json!({"valid_until": "2026-11-16"})), offer(&json!({"valid_from": "2026-11-17"}))]);
        let draft = text(&listed(app, &seller, &vendor, &turns).await.ok(201), "id");
        let (path, change) = (format!("/v1/listings/{draft}"), format!("/v1/platforms/{draft}"));
        let known = async |who: &Client, etag: &str| who.send("GET", &path, &[("If-None-Match", etag)], Vec::new()).await;
        assert_eq!(known(&seller, "\"1\"").await.status, 304);
        app.advance(TO_MIDNIGHT);
        let now = known(&seller, "\"1\"").await;
        assert_eq!(now.ok(200)["offer"]["valid_from"], "2026-11-17");
        assert_eq!(now.header("etag"), Some("\"1.2\""), "one ended and one began");
        app.advance(DAY);
        let seller = app.log_in(email).await;
        assert_eq!(known(&seller, "\"1.2\"").await.status, 304);
        app.unchanged(seller.patch(&change, "\"1\"", json!({"name": "Tên khác"}))).await.problem(412, "version_stale");
        let changed = seller.patch(&change, "\"1.2\"", json!({"name": "Tên khác"})).await;
        changed.ok(200);
        assert_eq!(changed.header("etag"), Some("\"2\""));
    }

    async fn what_is_offered_elsewhere_is_that_of_the_day(app) {
        let platform = published(app, &json!([offer(&json!({"valid_from": "2026-11-17", "valid_until": "2026-11-18"}))])).await;
        let name = text(&app.anon.get(&format!("/v1/platforms/{platform}")).await.ok(200), "name");
        let but = PlatformId::parse("plt_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e").expect("an id");
        for (size, days, found) in [(SizeClass::Micro, [1, 2], true), (SizeClass::Micro, [0, 3], false), (SizeClass::Small, [1, 2], false)] {
            for day in days {
                let day = app.clock.now().local_day().plus_days(day);
                let names = app.query(move |conn| dungthu::catalog::offered(conn, "accounting_finance", size, but, day)).await.expect("names");
                assert_eq!(names, if found { vec![name.clone()] } else { vec![] }, "{size} {day}");
            }
        }
    }

    async fn two_offers_never_hold_on_the_same_day(app) {
        let (seller, vendor, draft) = drafted(app).await;
        for (offers, pointer, days) in [
            ([json!({}), json!({"valid_from": "2026-12-01"})], "/offers/1", "≥ 2026-12-01"),
            ([json!({"valid_from": "2026-12-01", "valid_until": "2026-12-31"}), json!({"valid_until": "2026-12-01"})], "/offers/0", "2026-12-01 – 2026-12-01"),
            ([json!({"valid_until": "2026-12-31"}), json!({"valid_from": "2026-12-30", "valid_until": "2027-06-30"})], "/offers/1", "2026-12-30 – 2026-12-31"),
            ([json!({}), json!({})], "/offers/1", "≥ 2026-11-16"),
        ] {
            let offers = json!(offers.map(|changes| offer(&changes)));
            for reply in [
                app.unchanged(listed(app, &seller, &vendor, &offers)).await,
                app.unchanged(seller.patch(&format!("/v1/platforms/{draft}"), "\"1\"", json!({"offers": offers}))).await,
            ] {
                reply.fault(422, "invalid_values", pointer, "overlapping_offers");
                let detail = format!("Holds on the same days as an offer that begins earlier: {days}.");
                assert_eq!(reply.json()["errors"][0]["detail"], detail);
            }
        }
        let apart = json!([offer(&json!({"valid_from": "2026-12-02"})), offer(&json!({"valid_until": "2026-12-01"}))]);
        listed(app, &seller, &vendor, &apart).await.ok(201);
    }

    async fn a_wrong_value_of_an_offer_is_named(app) {
        let (seller, vendor, _) = drafted(app).await;
        let lines = |number: usize| json!(vec!["Một dòng"; number]);
        for (changes, below, fault) in [
            (json!({"valid_from": "2026-02-30"}), "/valid_from", "not_a_day"), (json!({"valid_from": "1999-12-31"}), "/valid_from", "not_a_day"),
            (json!({"valid_from": "2026-11-16T00:00:00Z"}), "/valid_from", "not_a_day"), (json!({"valid_until": "31/12/2026"}), "/valid_until", "not_a_day"),
            (json!({"valid_until": "2026-11-15"}), "/valid_until", "out_of_range"), (json!({"price_vnd_per_month": -1}), "/price_vnd_per_month", "out_of_range"),
            (json!({"price_vnd_per_month": 9_223_372_036_854_775_808_u64}), "/price_vnd_per_month", "out_of_range"),
            (json!({"discount": {"months": 0, "price_vnd_per_month": 1}}), "/discount/months", "out_of_range"),
            (json!({"discount": {"months": 37, "price_vnd_per_month": 1}}), "/discount/months", "out_of_range"),
            (json!({"discount": {"months": 1, "price_vnd_per_month": -1}}), "/discount/price_vnd_per_month", "out_of_range"),
            (json!({"discount": {"months": 1, "price_vnd_per_month": 250_000}}), "/discount/price_vnd_per_month", "not_below_price"),
            (json!({"discount": {"months": 1, "price_vnd_per_month": 0}, "price_vnd_per_month": 0}), "/discount/price_vnd_per_month", "not_below_price"),
            (json!({"included_vi": lines(1)}), "/included_en", "other_number_of_lines"), (json!({"included_vi": lines(1), "included_en": lines(2)}), "/included_en", "other_number_of_lines"),
            (json!({"included_vi": lines(1), "included_en": [" "]}), "/included_en/0", "empty"), (json!({"included_vi": ["a\nb"], "included_en": ["a"]}), "/included_vi/0", "line_break"),
            (json!({"included_vi": ["ộ".repeat(201)], "included_en": ["a"]}), "/included_vi/0", "too_long"),
        ] {
            let reply = app.unchanged(listed(app, &seller, &vendor, &json!([offer(&changes)]))).await;
            reply.fault(422, "invalid_values", &format!("/offers/0{below}"), fault);
        }
        let many = json!([offer(&json!({"included_vi": lines(21), "included_en": lines(21)}))]);
        let faults = app.unchanged(listed(app, &seller, &vendor, &many)).await.faults(422, "invalid_values");
        assert_eq!(faults.iter().map(|(pointer, code)| (pointer.as_str(), code.as_str())).collect::<Vec<_>>(),
            [("/offers/0/included_vi", "too_many"), ("/offers/0/included_en", "too_many")]);
        for (changes, below, fault) in [
            (json!({"price_vnd_per_month": 1.5}), "/price_vnd_per_month", "wrong_type"),
            (json!({"discount": {"months": 1.5, "price_vnd_per_month": 1}}), "/discount/months", "wrong_type"), (json!({"discount": [1, 1]}), "/discount", "wrong_type"),
            (json!({"valid_from": 20_261_116}), "/valid_from", "wrong_type"), (json!({"at_end": "charges"}), "/at_end", "wrong_type"),
            (json!({"included_vi": "a"}), "/included_vi", "wrong_type"), (json!({"trial": 1}), "/trial", "unknown_field"),
        ] {
            let reply = app.unchanged(listed(app, &seller, &vendor, &json!([offer(&changes)]))).await;
            reply.fault(400, "malformed_json", &format!("/offers/0{below}"), fault);
        }
    }

    async fn a_platform_has_one_to_twelve_offers(app) {
        let (seller, vendor, _) = drafted(app).await;
        let years = |number: u32| -> Value {
            (0..number).map(|year| offer(&json!({"valid_from": format!("{}-01-01", 2027 + year), "valid_until": format!("{}-12-31", 2027 + year)}))).collect()
        };
        for (number, fault) in [(0, "no_offer"), (13, "too_many")] {
            app.unchanged(listed(app, &seller, &vendor, &years(number))).await.fault(422, "invalid_values", "/offers", fault);
        }
        assert_eq!(listed(app, &seller, &vendor, &years(12)).await.ok(201)["offers"].as_array().map(Vec::len), Some(12));
        for (wrong, pointer, fault) in [(json!(null), "/offers", "wrong_type"), (json!({}), "/offers", "wrong_type"), (json!([[1, 2]]), "/offers/0", "wrong_type")] {
            app.unchanged(listed(app, &seller, &vendor, &wrong)).await.fault(400, "malformed_json", pointer, fault);
        }
        let longest = offer(&json!({"valid_until": "2200-12-31", "included_vi": vec!["ộ".repeat(200); 20], "included_en": vec!["e".repeat(200); 20],
            "discount": {"months": 36, "price_vnd_per_month": 249_999}}));
        let made = listed(app, &seller, &vendor, &json!([longest])).await.ok(201);
        for member in ["valid_until", "included_vi", "included_en", "discount"] {
            assert_eq!(made["offer"][member], longest[member]);
        }
    }

    async fn the_one_offer_of_before_holds_from_the_day_of_the_platform(app) {
        // Half an hour after midnight in Vietnam, the evening before in UTC.
        app.advance(TO_MIDNIGHT + Duration::from_secs(1_800));
        let said = json!({"valid_from": "2026-11-01", "max_employees": 49, "discount": {"months": 1, "price_vnd_per_month": 1}, "at_end": "free_tier"});
        let (seller, vendor, _) = drafted(app).await;
        let draft = listed(app, &seller, &vendor, &json!([offer(&said)])).await.ok(201);
        let tried = app.requested().await;
        let trial = tried.sme.get(&tried.path("")).await.ok(200);
        for migration in ["0100_document_uploaders", "0066_listing_columns", "0039_rechecks_and_transfers", "0038_vetting", "0037_listing_versions", "0035_offers"] {
            take_back(app, migration).await;
        }
        dungthu::server::migrate(&app.config).await.expect("migrated");
        let listing = seller.get(&format!("/v1/listings/{}", text(&draft, "id"))).await.ok(200);
        let mut before = draft["offer"].clone();
        for (member, value) in [("valid_from", json!("2026-11-17")), ("discount", json!(null)), ("at_end", json!("stops"))] {
            before[member] = value;
        }
        assert_eq!((&listing["offer"], &listing["offers"]), (&before, &json!([before])));
        assert_eq!(tried.sme.get(&tried.path("")).await.ok(200), trial);
        seller.patch(&format!("/v1/platforms/{}", text(&draft, "id")), "\"1\"", json!({"offers": [offer(&said)]})).await.ok(200);
    }
}
