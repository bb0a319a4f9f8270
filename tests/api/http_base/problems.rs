//! Every answer of 400 and above is a problem document in the reader's language.

use crate::support::{Client, Reply};
use serde_json::json;

async fn get_in(who: &Client, language: &str, path: &str) -> Reply {
    who.send("GET", path, &[("Accept-Language", language)], Vec::new()).await
}

engines! {
    async fn a_problem_speaks_the_readers_language(app) {
        for (language, title, detail) in [
            ("vi", "Không tìm thấy", "Không có gì ở địa chỉ này, hoặc không phải của bạn."),
            ("vi-VN,vi;q=0.9,en;q=0.8", "Không tìm thấy", "Không có gì ở địa chỉ này, hoặc không phải của bạn."),
            ("en", "Not found", "There is nothing at this address, or it is not yours."),
            ("fr", "Not found", "There is nothing at this address, or it is not yours."),
        ] {
            let reply = get_in(&app.anon, language, "/v1/platforms/no-such").await;
            let problem = reply.problem(404, "not_found");
            assert_eq!((&problem["title"], &problem["detail"]), (&json!(title), &json!(detail)), "{language}");
            assert_eq!(problem["errors"], json!([]));
            assert_eq!(reply.header("vary").map(|vary| vary.to_ascii_lowercase().contains("accept-language")), Some(true));
        }
    }

    async fn the_lines_of_a_problem_are_translated_too(app) {
        let body = json!({"email": "x", "name": "", "password": "kurz"}).to_string().into_bytes();
        let headers = [("Content-Type", "application/json"), ("Accept-Language", "vi")];
        let problem = app.unchanged(app.anon.send("POST", "/v1/accounts", &headers, body)).await.problem(422, "invalid_values");
        let details: Vec<&str> = problem["errors"].as_array().expect("errors").iter().filter_map(|error| error["detail"].as_str()).collect();
        assert_eq!(details, [
            "Không phải địa chỉ thư, ví dụ: name@example.vn.", "Không được để trống (1 – 100 ký tự).", "Mật khẩu cần 12 – 128 ký tự.",
        ]);
    }

    async fn what_the_reader_of_a_query_says_is_translated_too(app) {
        let problem = get_in(&app.anon, "vi", "/v1/platforms?sort=loudest").await.problem(400, "invalid_query");
        let detail = problem["errors"][0]["detail"].as_str().expect("a sentence").to_owned();
        assert!(detail.starts_with("Giá trị sai: không có giá trị `loudest`, có thể dùng: `relevance`"), "{detail}");
        for (query, told) in [
            ("trial_days_min=1.5", "Giá trị sai: không phải số nguyên."), ("trial_days_min=", "Giá trị sai: để trống, cần số nguyên."),
            ("with_offer=yes", "Giá trị sai: cần `true` hoặc `false`."), ("trial_days_min=99999999999999999999999", "Ngoài khoảng cho phép: 1 – 366."),
            ("trial_days_min=-99999999999999999999999", "Ngoài khoảng cho phép: 1 – 366."), ("limit=x", "Giá trị sai: không phải số nguyên."),
        ] {
            let problem = get_in(&app.anon, "vi", &format!("/v1/platforms?{query}")).await.problem(400, "invalid_query");
            assert_eq!(problem["errors"][0]["detail"], told, "{query}");
        }
    }

    async fn what_is_no_json_is_told_in_vietnamese_too(app) {
        let headers = [("Content-Type", "application/json"), ("Accept-Language", "vi")];
        let problem = app.unchanged(app.anon.send("POST", "/v1/sessions", &headers, b"{\"email\":1,}".to_vec())).await;
        let wrong_type = problem.problem(400, "malformed_json")["errors"][0]["detail"].clone();
        assert_eq!(wrong_type, "Sai kiểu: đã gửi số nguyên `1`, cần chuỗi ký tự.");
        let problem = app.unchanged(app.anon.send("POST", "/v1/sessions", &headers, b"{\"email\":\"a\",\n}".to_vec())).await;
        let syntax = problem.problem(400, "malformed_json")["errors"][0]["detail"].clone();
        assert_eq!(syntax, "Không phải JSON: thừa dấu phẩy, dòng 2, cột 1.");
    }

    async fn an_unknown_address_is_not_found(app) {
        for path in ["/", "/v1", "/v1/", "/v2/platforms", "/v1/platforms/", "/v1//platforms", "/v1/platforms/a/b/c", "/V1/platforms", "/v1/platforms/%2e%2e/me", "/pages/", "/favicon.ico"] {
            app.anon.get(path).await.problem(404, "not_found");
        }
    }

    async fn strange_bytes_in_a_path_are_not_found(app) {
        for path in ["/v1/platforms/%00", "/v1/platforms/%FF%FE", "/v1/platforms/a%00b", "/v1/trials/%FF", "/v1/platforms/%F0%9F%98%80"] {
            let reply = app.anon.get(path).await;
            assert!(matches!(reply.status, 400 | 401 | 404), "{path}: {}", reply.text());
            reply.problem(reply.status, reply.json()["code"].as_str().expect("a code"));
        }
        let long = format!("/v1/platforms/{}", "a".repeat(2_000));
        app.anon.get(&long).await.problem(404, "not_found");
    }

    async fn a_wrong_method_names_the_right_ones(app) {
        for (method, path, allowed) in [
            ("DELETE", "/v1/platforms", "GET, HEAD, POST"), ("PUT", "/v1/accounts", "POST"), ("GET", "/v1/accounts", "POST"),
            ("GET", "/v1/sessions/current", "DELETE"), ("POST", "/v1/me", "GET, HEAD, PATCH"),
            ("DELETE", "/v1/platforms/plt_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e", "GET, HEAD, PATCH"),
            ("GET", "/v1/trials/trl_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e/acceptance", "POST"),
        ] {
            let reply = app.unchanged(app.anon.send(method, path, &[], Vec::new())).await;
            reply.problem(405, "method_not_allowed");
            assert_eq!(reply.header("allow"), Some(allowed), "{method} {path}");
        }
    }

    async fn who_is_not_known_is_told_how_to_log_in(app) {
        let reply = app.anon.get("/v1/me").await;
        reply.problem(401, "unauthenticated");
        assert_eq!(reply.header("www-authenticate"), Some("Bearer realm=\"dungthu\""));
    }
}
