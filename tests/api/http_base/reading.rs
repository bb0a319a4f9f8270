//! Reading as HTTP means it: languages, encodings, HEAD, the next page, the document.

use crate::support::{Reply, TestApp};
use std::io::Read;

async fn encoded(app: &TestApp, coding: &str) -> Reply {
    app.anon.send("GET", "/v1/platforms", &[("Accept-Encoding", coding)], Vec::new()).await
}

engines! {
    async fn spaces_and_case_of_a_language_weight_do_not_matter(app) {
        for language in ["vi; q=0.9, en; q=0.1", "vi ;q=1", "vi;Q=0.9"] {
            let reply = app.anon.send("GET", "/v1/nothing", &[("Accept-Language", language)], Vec::new()).await;
            assert_eq!(reply.problem(404, "not_found")["title"], "Không tìm thấy", "{language}");
        }
    }

    async fn each_encoding_has_its_own_etag(app) {
        let (plain, packed) = (encoded(app, "identity").await, encoded(app, "gzip").await);
        assert_eq!((plain.header("content-encoding"), packed.header("content-encoding")), (None, Some("gzip")));
        assert_ne!(plain.header("etag"), packed.header("etag"));
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&packed.bytes[..]).read_to_end(&mut unpacked).expect("gzip");
        assert!(unpacked == plain.bytes, "the same answer");
        assert_eq!(encoded(app, "gzip").await.bytes, packed.bytes, "the same each time");
        for reply in [&plain, &packed] {
            let (tag, length) = (reply.header("etag").expect("a tag"), reply.bytes.len().to_string());
            assert_eq!(reply.header("content-length"), Some(length.as_str()));
            for coding in ["identity", "gzip"] {
                let again = [("Accept-Encoding", coding), ("If-None-Match", tag)];
                let known = app.anon.send("GET", "/v1/platforms", &again, Vec::new()).await;
                assert_eq!((known.status, known.header("etag"), known.bytes.len()), (304, Some(tag), 0));
            }
        }
    }

    async fn an_encoding_is_what_was_asked_for(app) {
        for (coding, want) in [("gzip;q=0", None), ("br", None), ("identity, gzip;q=0.5", None), ("*;q=0.1, gzip", Some("gzip")), ("br, gzip;q=0.5", Some("gzip"))] {
            assert_eq!(encoded(app, coding).await.header("content-encoding"), want, "{coding}");
        }
    }

    async fn whatever_was_sent_a_cache_is_told_that_encodings_differ(app) {
        for coding in ["identity", "gzip"] {
            let vary = encoded(app, coding).await.header("vary").unwrap_or_default().to_ascii_lowercase();
            assert!(vary.contains("accept-encoding"), "{coding}: «{vary}»");
        }
    }

    async fn what_can_be_read_answers_head(app) {
        for path in ["/v1/platforms", "/v1/platforms/misa-amis", "/v1/provinces", "/livez"] {
            let head = app.anon.send("HEAD", path, &[], Vec::new()).await;
            assert_eq!((head.status, head.bytes.len()), (200, 0), "{path}");
        }
    }

    async fn a_link_to_the_next_page_carries_what_was_typed_encoded(app) {
        let first = app.anon.get("/v1/platforms?limit=1&q=h%C3%B3a%20%C4%91%C6%A1n%20%3C%26%3E").await;
        let link = first.header("link").expect("more than one").to_owned();
        let address = link.strip_prefix('<').and_then(|it| it.strip_suffix(">; rel=\"next\"")).expect("an address");
        assert!(address.contains("q=h%C3%B3a+%C4%91%C6%A1n+%3C%26%3E&"), "{link}");
        let second = app.anon.get(address).await.ok(200);
        assert_eq!(second["data"].as_array().map(Vec::len), Some(1), "it is still one query");
    }

    async fn a_page_links_to_the_next(app) {
        let first = app.anon.get("/v1/platforms").await;
        let link = first.header("link").unwrap_or_default();
        assert!(link.contains("rel=\"next\"") && link.contains("cursor="), "«{link}»");
    }

    async fn the_document_names_limit_and_cursor_of_every_list(app) {
        let document = app.anon.get("/openapi.json").await.ok(200);
        for path in ["/v1/platforms", "/v1/trials", "/v1/vendors", "/v1/listings", "/v1/trials/{id}/events"] {
            let parameters = document["paths"][path]["get"]["parameters"].as_array().expect("parameters");
            for name in ["limit", "cursor"] {
                assert!(parameters.iter().any(|parameter| parameter["name"] == name), "{path} has no {name}");
            }
        }
    }

    async fn the_documentation_may_run_its_own_script(app) {
        let page = app.anon.get("/docs/").await;
        assert_eq!(page.status, 200);
        let policy = page.header("content-security-policy").expect("a policy");
        assert!(policy.contains("script-src 'self'") && policy.contains("style-src"), "{policy}");
    }
}
