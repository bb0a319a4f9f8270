//! How much one file holds.

use super::{FORMATS, counts, sent_as};
use crate::catalog::drafted;
use crate::support::json;
use serde_json::Value;

/// Listings that say much, a line each: about 40 KB.
fn long(numbers: std::ops::Range<i64>) -> Vec<u8> {
    let texts = json!({"description_vi": "Sổ sách ".repeat(990), "description_en": "\"Books\"\n".repeat(880)});
    let line = |number: i64| {
        let offer = json!({"valid_from": "2026-11-16", "days": {"micro": 90}, "price_vnd_per_month": 250_000});
        json!({"slug": format!("demo-dai-{number:03}"), "name": "Sổ Sách Demo (demo)", "category_code": "accounting_finance", "summary_vi": "Sổ sách.",
            "summary_en": "Books.", "profile": texts, "offers": [offer]})
    };
    numbers.map(|number| format!("{}\n", line(number))).collect::<String>().into_bytes()
}

engines! {
    async fn a_file_holds_no_more_than_can_be_brought_in(app) {
        let (seller, vendor, _) = drafted(app).await;
        for numbers in [0..60, 60..120] {
            counts(&sent_as(&seller, &vendor, "application/x-ndjson", "", long(numbers)).await);
        }
        let document = app.anon.get("/openapi.json").await.ok(200);
        let responses = &document["paths"]["/v1/vendors/{id}/listings-export"]["get"]["responses"];
        assert_eq!((&responses["304"], &responses["200"]["headers"]["ETag"]), (&Value::Null, &Value::Null));
        assert_ne!(responses["200"]["headers"]["Link"], Value::Null);
        for (format, media_type) in FORMATS {
            let (mut next, mut held) = (Some(format!("/v1/vendors/{vendor}/listings-export?format={format}")), Vec::new());
            while let Some(path) = next {
                let file = seller.get(&path).await;
                assert_eq!(file.header("etag"), None, "no cache keeps it");
                assert!(file.bytes.len() <= 2 * 1_048_576, "{format}: {}", file.bytes.len());
                let link = file.header("link").map(|link| link.split(['<', '>']).nth(1).expect("an address").to_owned());
                let [new, changed, unchanged] = counts(&app.unchanged(sent_as(&seller, &vendor, media_type, "", file.bytes)).await);
                assert_eq!((new, changed), (0, 0), "{format}");
                held.push(unchanged);
                next = link;
            }
            assert_eq!((held.len(), held.iter().sum::<i64>()), (2, 121), "{format}: {held:?}");
        }
    }
}
