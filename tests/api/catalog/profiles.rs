//! What a vendor says of a platform beside its summary: kept as it is meant, shown where one platform is read, and refused with
//! the place of what is wrong.

use super::{as_public, drafted};
use crate::support::{Client, TestApp, json};
use serde_json::Value;

/// Everything that can be said.
fn profile() -> Value {
    json!({
        "description_vi": "# Sổ sách\n\nGhi sổ **một lần**.\n\n- [Hướng dẫn](https://demo.example/huong-dan)",
        "description_en": "Books, *once*.",
        "logo": null, "screenshots": [],
        "problems": [{"text_vi": "Chậm tờ khai", "text_en": "Late returns"}, {"text_vi": "Mất hóa đơn", "text_en": "Lost invoices"}],
        "industries": [{"version": "2018", "section": "G"}, {"version": "2018", "section": "I"}],
        "sizes": ["household", "micro"],
        "integrations": ["VietQR", "Zalo OA"],
        "support": {"hours_vi": "Thứ Hai – thứ Sáu, 8:00–17:30", "hours_en": "Monday to Friday, 8:00–17:30", "languages": ["vi", "en"]},
        "hosting": {"country": "VN", "place": "Hà Nội"},
        "security_level": 3,
        "make_in_vietnam": {"vietnamese_ownership_percent": 51}
    })
}

fn nothing() -> Value {
    json!({"description_vi": null, "description_en": null, "logo": null, "screenshots": [], "problems": [], "industries": [], "sizes": [], "integrations": [], "support": null,
        "hosting": null, "security_level": null, "make_in_vietnam": null})
}

/// The draft with this said of it.
async fn say(seller: &Client, draft: &str, profile: Value) -> crate::support::Reply {
    let etag = seller.get(&format!("/v1/listings/{draft}")).await.header("etag").expect("an etag").to_owned();
    seller.patch(&format!("/v1/platforms/{draft}"), &etag, json!({"profile": profile})).await
}

/// What stands at a place becomes something else.
fn with(pointer: &str, value: Value) -> Value {
    let mut changed = profile();
    match changed.pointer_mut(pointer) {
        Some(place) => *place = value,
        None => {
            let (parent, member) = pointer.rsplit_once('/').expect("a pointer");
            changed.pointer_mut(parent).expect("a parent")[member] = value;
        }
    }
    changed
}

async fn publish(app: &TestApp, seller: &Client, draft: &str) {
    seller.act(&format!("/v1/platforms/{draft}/submission")).await.ok(200);
    app.published(&app.reviewer().await, draft).await;
    app.mails().await;
}

engines! {
    async fn what_is_said_is_shown_where_one_platform_is_read(app) {
        let (seller, _, draft) = drafted(app).await;
        assert_eq!(seller.get(&format!("/v1/listings/{draft}")).await.ok(200)["profile"], nothing());
        assert_eq!(say(&seller, &draft, profile()).await.ok(200)["profile"], profile());
        publish(app, &seller, &draft).await;
        let shown = app.anon.get(&format!("/v1/platforms/{draft}")).await.ok(200);
        assert_eq!(shown["profile"], profile());
        assert_eq!(shown["description_html_en"], "<p>Books, <em>once</em>.</p>\n");
        let html = "<h3>Sổ sách</h3>\n<p>Ghi sổ <strong>một lần</strong>.</p>\n<ul>\n<li><a href=\"https:&#x2f;&#x2f;demo.example&#x2f;huong-dan\" rel=\"nofollow noopener noreferrer\">Hướng dẫn</a></li>\n</ul>\n";
        assert_eq!(shown["description_html_vi"], html);
        assert_eq!(shown, as_public(seller.get(&format!("/v1/listings/{draft}")).await.ok(200)));
        for list in [app.anon.get("/v1/platforms?with_offer=true").await, seller.get("/v1/listings").await] {
            let (page, nulls) = (list.ok(200), ["profile", "description_html_vi", "description_html_en"]);
            assert_eq!((page["data"][0]["id"].as_str(), nulls.map(|null| &page["data"][0][null])), (Some(draft.as_str()), [&Value::Null; 3]));
        }
    }

    async fn it_can_be_said_with_the_draft_and_is_replaced_whole(app) {
        let (seller, vendor, _) = drafted(app).await;
        let mut body = app.platform_body(&vendor);
        body["profile"] = profile();
        let made = seller.post("/v1/platforms", body).await.ok(201);
        assert_eq!(made["profile"], profile());
        let id = made["id"].as_str().expect("an id");
        let path = format!("/v1/platforms/{id}");
        let named = seller.patch(&path, "\"1\"", json!({"name": "Tên khác (demo)"})).await.ok(200);
        assert_eq!(named["profile"], profile(), "what is left out stays");
        let less = seller.patch(&path, "\"2\"", json!({"profile": {"security_level": 5}})).await.ok(200);
        let mut expected = nothing();
        expected["security_level"] = json!(5);
        assert_eq!((&less["profile"], &less["name"]), (&expected, &json!("Tên khác (demo)")));
    }

    async fn what_repeats_stands_once_and_texts_are_normalized(app) {
        let (seller, _, draft) = drafted(app).await;
        let said = json!({"sizes": ["small", "micro", "small"], "integrations": [" VietQR ", "VietQR", "Zalo"], "description_vi": "  một\r\nhai  ",
            "industries": [{"version": "2018", "section": "A"}, {"version": "2018", "section": "A"}], "problems": [{"text_vi": "Kê\u{0301} ", "text_en": "x"}]});
        let kept = say(&seller, &draft, said).await.ok(200)["profile"].clone();
        assert_eq!((&kept["sizes"], &kept["integrations"]), (&json!(["small", "micro"]), &json!(["VietQR", "Zalo"])));
        assert_eq!((&kept["description_vi"], &kept["problems"][0]["text_vi"]), (&json!("một\nhai"), &json!("Kế")));
        assert_eq!(kept["industries"], json!([{"version": "2018", "section": "A"}]));
    }

    async fn every_wrong_value_is_named(app) {
        let (seller, _, draft) = drafted(app).await;
        let long = |n: usize| json!("x".repeat(n));
        let many = |n: usize, one: Value| Value::Array(vec![one; n]);
        for (pointer, wrong, fault) in [
            ("/description_vi", long(8001), "too_long"), ("/description_en", json!(" \n "), "empty"), ("/description_en", json!("a\u{202e}b"), "forbidden_character"),
            ("/description_vi", json!("a\n<script>alert(1)</script>"), "unsafe_markdown"), ("/description_vi", json!("![x](https://demo.example/x.png)"), "unsafe_markdown"),
            ("/description_en", json!("[x](javascript:alert(1))"), "unsafe_markdown"), ("/description_en", json!("&#x202e;x"), "unsafe_markdown"), ("/description_en", json!(">".repeat(8000)), "unsafe_markdown"),
            ("/problems/1/text_vi", json!(""), "empty"), ("/problems/0/text_en", long(161), "too_long"), ("/problems", many(11, profile()["problems"][0].clone()), "too_many"),
            ("/industries/1/section", json!("Z"), "unknown_industry"), ("/industries/0/section", json!(""), "unknown_industry"),
            ("/industries", many(31, profile()["industries"][0].clone()), "too_many"),
            ("/integrations/0", json!("a\nb"), "line_break"), ("/integrations/1", long(81), "too_long"), ("/integrations", many(31, json!("x")), "too_many"),
            ("/support/hours_vi", json!(""), "empty"), ("/support/hours_en", long(201), "too_long"), ("/support/languages", json!([]), "no_language"),
            ("/support/languages/0", json!("VI"), "two_letters"), ("/support/languages/1", json!("eng"), "two_letters"), ("/support/languages/0", json!("zz"), "unknown_language"), ("/hosting/country", json!("XX"), "unknown_country"), ("/support/languages", many(21, json!("vi")), "too_many"),
            ("/hosting/country", json!("vn"), "two_letters"), ("/hosting/country", json!("ĐN"), "two_letters"), ("/hosting/place", json!(""), "empty"),
            ("/security_level", json!(0), "out_of_range"), ("/security_level", json!(6), "out_of_range"),
            ("/make_in_vietnam/vietnamese_ownership_percent", json!(50), "out_of_range"), ("/make_in_vietnam/vietnamese_ownership_percent", json!(101), "out_of_range"),
        ] {
            let reply = app.unchanged(say(&seller, &draft, with(pointer, wrong))).await;
            reply.fault(422, "invalid_values", &format!("/profile{pointer}"), fault);
        }
        // Of another version there is no such section.
        let other = with("/industries/0/version", json!("2025"));
        app.unchanged(say(&seller, &draft, other)).await.fault(422, "invalid_values", "/profile/industries/0/section", "unknown_industry");
    }

    async fn of_a_link_that_reads_as_another_address_the_word_is_named(app) {
        let (seller, _, draft) = drafted(app).await;
        let said = |text: &str| json!({"description_vi": format!("Sổ sách.\n\n{text}")});
        for (text, told) in [("[hàng về kho.Xin mời xem](https://demo.example)", "kho.xin"), ("[Demo Co.Ltd](https://demo.example)", "co.ltd"), ("[bank.example](https://demo.example)", "bank.example")] {
            let reply = app.unchanged(say(&seller, &draft, said(text))).await;
            reply.fault(422, "invalid_values", "/profile/description_vi", "other_address");
            let detail = reply.problem(422, "invalid_values")["errors"][0]["detail"].as_str().expect("a text").to_owned();
            assert!(detail.contains(&format!("3, «{told}»")) && detail.contains("space after the full stop"), "{detail}");
        }
        for text in ["[hàng về kho. Xin mời xem](https://demo.example)", "[Lọc bụi 1.5µm](https://demo.example)"] {
            say(&seller, &draft, said(text)).await.ok(200);
        }
    }

    async fn what_is_no_profile_is_named(app) {
        let (seller, _, draft) = drafted(app).await;
        for (pointer, wrong, fault) in [
            ("/rating", json!(5), "unknown_field"), ("/problems", json!([["a", "b"]]), "wrong_type"), ("/problems/0", json!({"text_vi": "a"}), "missing_field"),
            ("/sizes/0", json!("large"), "wrong_type"), ("/support", json!(["a", "b", ["vi"]]), "wrong_type"), ("/integrations", json!("VietQR"), "wrong_type"),
            ("/make_in_vietnam", json!(true), "wrong_type"), ("/security_level", json!(2.5), "wrong_type"), ("/hosting/city", json!("x"), "unknown_field"),
        ] {
            let reply = app.unchanged(say(&seller, &draft, with(pointer, wrong))).await;
            let faults = reply.faults(400, "malformed_json");
            assert!(faults[0].0.starts_with("/profile"), "{pointer}: {faults:?}");
            assert_eq!(faults[0].1, fault, "{pointer}: {}", reply.text());
        }
    }

    async fn all_faults_of_a_profile_are_named_at_once(app) {
        let (seller, _, draft) = drafted(app).await;
        let wrong = json!({"description_vi": "<b>", "problems": [{"text_vi": "", "text_en": ""}], "industries": [{"version": "2018", "section": "?"}], "integrations": [""],
            "support": {"hours_vi": "", "hours_en": "x", "languages": []}, "hosting": {"country": "V"}, "security_level": 9, "make_in_vietnam": {"vietnamese_ownership_percent": 1}});
        let faults = app.unchanged(say(&seller, &draft, wrong)).await.faults(422, "invalid_values");
        let pointers: Vec<&str> = faults.iter().map(|(pointer, _)| pointer.as_str()).collect();
        assert_eq!(pointers, ["/profile/description_vi", "/profile/problems/0/text_vi", "/profile/problems/0/text_en", "/profile/industries/0/section",
            "/profile/integrations/0", "/profile/support/hours_vi", "/profile/support/languages", "/profile/hosting/country", "/profile/security_level",
            "/profile/make_in_vietnam/vietnamese_ownership_percent"]);
    }

    async fn a_description_is_searched_as_people_read_it(app) {
        let (seller, _, draft) = drafted(app).await;
        say(&seller, &draft, with("/description_vi", json!("# Sổ sách\n\nĐối **soát** tự động.\n\n- [Hướng dẫn](https://demo.example/tuyetmat)\n- <https://tuyetmat.example>"))).await.ok(200);
        publish(app, &seller, &draft).await;
        let found = app.anon.get("/v1/platforms?q=%C4%91%E1%BB%91i+so%C3%A1t+t%E1%BB%B1+%C4%91%E1%BB%99ng").await.ok(200);
        let hit = found["data"].as_array().expect("a list").iter().find(|it| it["id"] == *draft).expect("it is found");
        let snippet = hit["match"]["snippets"].as_array().expect("snippets").iter().find(|it| it["field"] == "description").expect("of the description");
        let said: String = snippet["segments"].as_array().expect("segments").iter().map(|it| it["text"].as_str().expect("a text")).collect();
        assert_eq!(said, "Sổ sách\nĐối soát tự động.\nHướng dẫn");
        assert_eq!(app.anon.get("/v1/platforms?q=tuyetmat").await.ok(200)["data"], json!([]), "an address is no word of it");
    }

    async fn what_was_listed_before_there_were_profiles_says_nothing(app) {
        let (seller, _, draft) = drafted(app).await;
        for migration in ["0100_document_uploaders", "0066_listing_columns", "0039_rechecks_and_transfers", "0038_vetting", "0037_listing_versions", "0029_profiles"] {
            crate::database::schema::take_back(app, migration).await;
        }
        dungthu::server::migrate(&app.config).await.expect("migrated");
        assert_eq!(seller.get(&format!("/v1/listings/{draft}")).await.ok(200)["profile"], nothing());
        assert_eq!(say(&seller, &draft, profile()).await.ok(200)["profile"], profile());
    }
}
