//! Search: by words, with or without Vietnamese marks, in whatever form they were typed.

use crate::support::TestApp;
use crate::support::client::text;

/// A text as it stands in a query string.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn slugs(app: &TestApp, query: &str) -> Vec<String> {
    let found = app.unchanged(app.anon.get(&format!("/v1/platforms?{query}"))).await.ok(200);
    found["data"].as_array().expect("a list").iter().map(|row| text(row, "slug")).collect()
}

engines! {
    async fn words_are_found_however_they_are_typed(app) {
        let found = slugs(app, &format!("q={}", encoded("hóa đơn điện tử"))).await;
        assert!(found.len() >= 5 && found.contains(&"misa-meinvoice".to_owned()), "{found:?}");
        let decomposed = "ho\u{301}a đơn đie\u{323}\u{302}n tư\u{309}";
        for typed in [decomposed, "hoa don dien tu", "HÓA ĐƠN ĐIỆN TỬ", "  điện-tử, hóa/đơn! ", "tử điện đơn hóa"] {
            assert_eq!(slugs(app, &format!("q={}", encoded(typed))).await, found, "{typed}");
        }
        assert_eq!(slugs(app, "q=hoa+don+dien+tu").await, found);
    }

    async fn all_words_must_occur(app) {
        let both = slugs(app, "q=misa+invoice").await;
        assert_eq!(both, ["misa-meinvoice"]);
        assert_eq!(slugs(app, "q=misa+zzz").await, Vec::<String>::new());
    }

    async fn signs_that_a_database_knows_are_signs_like_others(app) {
        assert_eq!(slugs(app, &format!("q={}", encoded("mis_ amis"))).await, slugs(app, "q=mis+amis").await);
        for typed in ["misa%zzz", "' OR 1=1 -- zzz", "misa\\ zzz"] {
            assert_eq!(slugs(app, &format!("q={}", encoded(typed))).await, Vec::<String>::new(), "{typed}");
        }
    }

    async fn a_search_for_nothing_is_refused(app) {
        for typed in ["", " ", "!?%_-", "…", "\u{301}", "%"] {
            let refused = app.anon.get(&format!("/v1/platforms?q={}", encoded(typed))).await;
            refused.fault(400, "invalid_query", "q", "empty");
        }
        app.anon.get(&format!("/v1/platforms?q={}", "a".repeat(101))).await.fault(400, "invalid_query", "q", "too_long");
        assert_eq!(slugs(app, &format!("q={}", encoded(&"ộ".repeat(100)))).await, Vec::<String>::new());
    }

    async fn platforms_are_narrowed_by_category_and_size(app) {
        let seller = app.person("seller@demo.example", None).await;
        let vendor = app.vendor(&seller).await;
        let platform = app.platform(&seller, &vendor).await;
        app.mails().await;
        for (query, found) in [
            ("with_offer=true", true), ("size=micro", true), ("size=small&category=accounting_finance", true), ("q=so+sach+demo&with_offer=true", true),
            ("size=medium", false), ("size=household", false), ("size=micro&category=hr_organization", false), ("with_offer=true&q=misa", false),
        ] {
            let list = app.anon.get(&format!("/v1/platforms?{query}")).await.ok(200);
            let ids: Vec<&str> = list["data"].as_array().expect("a list").iter().filter_map(|row| row["id"].as_str()).collect();
            assert_eq!(ids, if found { vec![platform.as_str()] } else { vec![] }, "{query}");
        }
        let of_category = app.anon.get("/v1/platforms?category=hr_organization&with_offer=false").await.ok(200);
        let rows = of_category["data"].as_array().expect("a list");
        assert!(!rows.is_empty() && rows.iter().all(|row| row["category_code"] == "hr_organization"));
    }
}
