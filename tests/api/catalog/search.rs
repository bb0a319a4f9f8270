//! Search: by words, with or without Vietnamese marks, in whatever form they were typed.

use crate::support::client::text;
use crate::support::{TestApp, json};
use std::collections::BTreeSet;

/// A text as it stands in a query string.
pub fn encoded(text: &str) -> String {
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
        for typed in [decomposed, "HÓA ĐƠN ĐIỆN TỬ", "hoá đơn điện tử", "  hóa-đơn điện/tử!"] {
            assert_eq!(slugs(app, &format!("q={}", encoded(typed))).await, found, "{typed}");
        }
        let plain = slugs(app, "q=hoa+don+dien+tu").await;
        assert_eq!(plain[..7].iter().collect::<BTreeSet<_>>(), found[..7].iter().collect::<BTreeSet<_>>());
        for typed in ["hóa đơn điẹn tử", "hoas ddown ddieenj tuwr", "hoa donn dien tu", "hoadon dien tu", "HĐĐT", "hddt", "e-invoice", "electronic invoices"] {
            let meant = slugs(app, &format!("q={}", encoded(typed))).await;
            assert!(meant[..8].contains(&"easyinvoice".to_owned()), "{typed}: {meant:?}");
        }
    }

    async fn what_is_pasted_is_found_as_if_it_had_been_typed(app) {
        for (pasted, typed) in [("https://misa.vn", "misa.vn"), ("HTTP://www.Sapo.vn/", "sapo.vn"), ("www.nhanh.vn", "nhanh.vn"), ("ｋế ｔｏáｎ", "kế toán"), ("ＨĐĐＴ", "HĐĐT"), ("ﬁnance", "finance")] {
            let (found, want) = (slugs(app, &format!("q={}", encoded(pasted))).await, slugs(app, &format!("q={}", encoded(typed))).await);
            assert!(!want.is_empty() && found == want, "{pasted}: {found:?} {want:?}");
        }
        // The end of an address is no beginning of «VNPAY».
        assert_eq!(slugs(app, "q=ketoan.vn").await[0], "fast-accounting-online");
        assert!(!slugs(app, "q=nhanh.vn").await.contains(&"vnpay".to_owned()));
    }

    async fn the_beginning_of_another_word_for_something_finds_it(app) {
        for (typed, first) in [("diệt", "viettel-endpoint"), ("diệt viru", "viettel-endpoint"), ("phan mem diet vir", "viettel-endpoint"), ("gửi ti", "esms"), ("Nhanh.v", "nhanh-vn")] {
            assert_eq!(slugs(app, &format!("q={}", encoded(typed))).await.first().map(String::as_str), Some(first), "{typed}");
        }
        // Behind a space a word is whole.
        for typed in ["diệt ", "diệt viru ", "điệt", "bán đồ"] {
            assert_eq!(slugs(app, &format!("q={}", encoded(typed))).await, Vec::<String>::new(), "{typed}");
        }
    }

    async fn what_is_looked_for_stands_first(app) {
        for (typed, first) in [
            ("misa invoice", "misa-meinvoice"), ("kiotv", "kiotviet"), ("Kiot Viet", "kiotviet"), ("kiotveit", "kiotviet"),
            ("giao h", "ghn"), ("pentest", "cystack"), ("restaurant POS", "cukcuk"), ("khach sanj", "skyhotel"), ("cho thuê xe tải", "ecotruck"),
            ("nộp thuế", "fast-accounting"), ("BCTC", "fast-accounting"), ("quản lý hợp đồng", "fpt-econtract"), ("siêu thị", "misa-eshop"), ("họp trực tuyến", "stringee"),
            ("phần mềm của Appota", "acheckin"), ("mật khẩu", "cystack"), ("geocoding", "goong"),
        ] {
            let found = slugs(app, &format!("q={}", encoded(typed))).await;
            assert!(found.first().is_some_and(|slug| slug.starts_with(first)), "{typed}: {found:?}");
        }
    }

    async fn a_slip_in_a_short_word_is_forgiven_where_nothing_else_is_found(app) {
        for (typed, first, meant) in [
            ("mias", "misa", Some("misa")), ("nhn su", "", Some("nhan su")), ("nhn sự", "", Some("nhân sự")), ("ketoann", "", Some("ke toan")),
            ("hoa dongg", "", Some("hoa don")), ("kiot vibet", "kiotviet", Some("kiotviet")), ("1 offihe", "1office", Some("1office")),
            ("k toán", "", Some("kế toán")), ("bn hàng", "", Some("bán hàng")), ("mienvoice", "misa-meinvoice", Some("meinvoice")), ("kiotvit", "kiotviet", Some("kiotviet")), ("spao", "sapo", Some("sapo")),
        ] {
            let found = app.anon.get(&format!("/v1/platforms?q={}", encoded(typed))).await.ok(200);
            let best = &found["data"][0];
            let named = ["slug", "vendor_name"].map(|member| best[member].as_str().unwrap_or_default().to_lowercase());
            assert!(best.is_object() && named.iter().any(|name| name.starts_with(first)), "{typed}: {best}");
            assert_eq!(found["did_you_mean"].as_str(), meant, "{typed}");
        }
        // What was understood finds the same things.
        for (typed, meant) in [("nhn su", "nhan su"), ("ketoann", "ke toan"), ("hoa dongg", "hoa don")] {
            let (found, want) = (slugs(app, &format!("q={}", encoded(typed))).await, slugs(app, &format!("q={}", encoded(meant))).await);
            assert_eq!(found[..3].iter().collect::<BTreeSet<_>>(), want[..3].iter().collect::<BTreeSet<_>>(), "{typed}");
        }
    }

    async fn a_phrase_without_spaces_is_found_as_one_with_them(app) {
        for (typed, meant) in [
            ("hoadondientu", "hoa don dien tu"), ("HoaDonDienTu", "hoa don dien tu"), ("#hoađơnđiệntử", "hoa đơn điện tử"), ("chukyso", "chu ky so"), ("ho\u{301}ađơnđie\u{323}\u{302}ntư\u{309}", "hóa đơn điện tử"),
        ] {
            let found = app.unchanged(app.anon.get(&format!("/v1/platforms?q={}", encoded(typed)))).await.ok(200);
            assert_eq!(found["did_you_mean"], meant, "{typed}");
            let (found, want) = (slugs(app, &format!("q={}", encoded(typed))).await, slugs(app, &format!("q={}", encoded(meant))).await);
            assert!(!want.is_empty() && found == want, "{typed}: {found:?}, {want:?}");
        }
        // What is no phrase of the catalog is taken for none: each two words of it stand side by side there.
        for typed in ["bongdaquocte", "xosomienbac", "benhandientu", "hoadondientuu", "dientuhoadon"] {
            let found = app.unchanged(app.anon.get(&format!("/v1/platforms?q={typed}"))).await.ok(200);
            assert!(!found["did_you_mean"].as_str().unwrap_or_default().contains(' '), "{typed}: {}", found["did_you_mean"]);
        }
    }

    async fn what_says_nothing_or_not_yet_shows_all(app) {
        let all = slugs(app, "limit=100").await;
        // Texts of a few have such words: they are no better answers than the others.
        for typed in ["phần mềm", "phần m", "phần mềm ", "phan mem", "ứng dụng", "ung dung", "nền tảng", "dịch vụ", "app", "Software", "the best solution"] {
            let found = app.unchanged(app.anon.get(&format!("/v1/platforms?limit=100&facets=true&q={}", encoded(typed)))).await.ok(200);
            let shown: Vec<String> = found["data"].as_array().expect("a list").iter().map(|row| text(row, "slug")).collect();
            assert_eq!((shown, &found["did_you_mean"]), (all.clone(), &json!(null)), "{typed}");
            assert_eq!(found["data"][0]["match"], json!({"score": 0, "snippets": [], "parts": null}), "{typed}");
        }
        // As long as somebody types what says nothing, answers do not fall to nothing in between.
        for row in csv::Reader::from_path("seed/stop_words.csv").expect("the words").records().flatten() {
            let letters: Vec<char> = row[0].chars().collect();
            for many in 1..=letters.len() {
                let typed: String = letters[..many].iter().collect();
                assert!(!slugs(app, &format!("limit=1&q={}", encoded(&typed))).await.is_empty(), "{typed}");
            }
        }
        assert_eq!(slugs(app, &format!("limit=100&q={}", encoded("phần mềm xổ số"))).await, Vec::<String>::new());
    }

    async fn a_syllable_is_no_english_word_that_says_little(app) {
        // Nor is one that was typed beside marks without any, or with others, such a word of Vietnamese: «kem» is no «kèm», «chợ» no «cho».
        for typed in ["do an", "in an", "bi a", "me va be", "bán kem", "đi chợ", "in ấn", "an toàn lao động", "chấm thi", "chi hộ"] {
            assert_eq!(slugs(app, &format!("q={}", encoded(typed))).await, Vec::<String>::new(), "{typed}");
        }
        for (typed, first) in [("tool for a hotel", "skyhotel"), ("an app to do payroll", "lacviet-surehcs"), ("cho thuê xe tải", "ecotruck"), ("phan mem cho khach san", "skyhotel")] {
            let found = slugs(app, &format!("q={}", encoded(typed))).await;
            assert_eq!(found.first().map(String::as_str), Some(first), "{typed}: {found:?}");
        }
    }

    async fn what_may_be_meant_instead_of_real_words_is_asked_and_not_answered(app) {
        for (typed, meant) in [
            ("phầm mềm", json!("phần mềm")), ("phần nềm", json!("phần mềm")), ("phầm mềm quản lý", json!("phần mềm quản lý")),
            ("phan men quan ly", json!("phan mem quan ly")), ("công ty phầm mềm misa", json!("công ty phần mềm misa")),
            ("tồn kao", json!("tồn kho")), ("kế tán", json!("kế toán")), ("bán vé", json!("bán lẻ")),
            ("bán đồ", json!("bản đồ")), ("bản hàng", json!("bán hàng")), ("word", json!("work")), ("internet", json!("internal")), ("scan", json!("san")), ("stok", json!("stock")),
            // Two halves of words side by side are no word: «quan hệ khách hàng», «thư điện tử».
            ("xe khách", json!(null)), ("thư viện", json!(null)), ("bán đồ chơi", json!(null)), ("gỗ", json!(null)),
            ("viện phí", json!(null)), ("báo giá", json!(null)), ("giá vé", json!(null)), ("phầm mềm xổ số", json!(null)),
        ] {
            let found = app.anon.get(&format!("/v1/platforms?q={}", encoded(typed))).await.ok(200);
            assert_eq!((&found["data"], &found["did_you_mean"]), (&json!([]), &meant), "{typed}");
            if let Some(meant) = meant.as_str() {
                assert!(!slugs(app, &format!("q={}", encoded(meant))).await.is_empty(), "{meant}");
            }
        }
    }

    async fn a_tone_that_was_typed_as_a_letter_is_told(app) {
        for (typed, meant) in [
            ("hoas ddonw", json!("hoa don")), ("khachs sanj", json!("khach san")), ("kees toans", json!("ke toan")),
            ("invoices", json!(null)), ("hđlđ", json!(null)), ("mạng xã hội công ty", json!(null)), ("công ty du lịch", json!(null)), ("quản lí kỹ thuật", json!(null)),
        ] {
            let found = app.unchanged(app.anon.get(&format!("/v1/platforms?q={}", encoded(typed)))).await.ok(200);
            assert_eq!(found["did_you_mean"], meant, "{typed}");
        }
        assert!(slugs(app, "q=e-sign").await.len() >= 3);
    }

    async fn nobody_is_told_to_have_meant_what_says_little(app) {
        // A syllable, and what was typed with marks, is one word; two letters and a tone are a name.
        let none = ["bóng đá", "mã vạch", "bong da", "bida", "cox", "bas.vn"].map(|typed| (typed, json!(null)));
        for (typed, meant) in none.into_iter().chain([("vas tai", json!("van tai"))]) {
            let found = app.unchanged(app.anon.get(&format!("/v1/platforms?q={}", encoded(typed)))).await.ok(200);
            assert_eq!(found["did_you_mean"], meant, "{typed}");
        }
        let stops: BTreeSet<String> = std::fs::read_to_string("seed/stop_words.csv").expect("the words").lines().filter_map(|line| Some(line.split_once(',')?.0.to_owned())).collect();
        for typed in ["coo", "vaf", "chho", "cuaa", "khng", "vơi", "dươc", "nhiêuu", "nhieuu", "anndd", "fro", "wiht", "cangf", "bịi đầu", "vàa"] {
            let found = app.unchanged(app.anon.get(&format!("/v1/platforms?q={}", encoded(typed)))).await.ok(200);
            let meant = found["did_you_mean"].as_str().unwrap_or_default().to_owned();
            assert!(!meant.split(' ').any(|word| stops.contains(word)), "{typed}: {meant}");
        }
    }

    async fn what_is_meant_has_the_marks_that_it_has_beside_its_neighbour(app) {
        for (typed, meant) in [("vận tảii", "vận tải"), ("tảii xe", "tải xe"), ("van taii", "van tai"), ("kếế toán", "kế toán"), ("tuyển dụgn", "tuyển dụng")] {
            let found = app.unchanged(app.anon.get(&format!("/v1/platforms?q={}", encoded(typed)))).await.ok(200);
            assert_eq!(found["did_you_mean"], meant, "{typed}");
        }
    }

    async fn marks_that_were_typed_are_preferred(app) {
        // «cá» is no «CA», and «quan» without marks may be «quán».
        assert_eq!(slugs(app, &format!("q={}", encoded("cá tra"))).await, Vec::<String>::new());
        assert!(slugs(app, "q=quan+ca+phe").await.contains(&"ipos".to_owned()));
        let (plain, marked) = (slugs(app, "q=tong+dai").await, slugs(app, &format!("q={}", encoded("tổng đài"))).await);
        assert_eq!(plain[..3].iter().collect::<BTreeSet<_>>(), marked[..3].iter().collect::<BTreeSet<_>>());
    }

    async fn what_the_catalog_does_not_have_is_not_answered(app) {
        for typed in ["bệnh án điện tử", "xổ số", "phong kham nha khoa", "asdfghjkl", "zzz", "tưới cây tự động"] {
            let found = app.unchanged(app.anon.get(&format!("/v1/platforms?q={}", encoded(typed)))).await.ok(200);
            assert_eq!((&found["data"], &found["did_you_mean"]), (&json!([]), &json!(null)), "{typed}");
        }
    }

    async fn signs_that_a_database_knows_are_signs_like_others(app) {
        for (typed, plain) in [("mis_ amis", "mis amis"), ("misa%zzz", "misa zzz"), ("misa\\ amis", "misa amis"), ("misa' OR ''='", "misa or")] {
            let (found, want) = (slugs(app, &format!("q={}", encoded(typed))).await, slugs(app, &format!("q={}", encoded(plain))).await);
            assert!(!want.is_empty() && found == want, "{typed}: {found:?} {want:?}");
        }
    }

    async fn a_search_for_nothing_is_refused(app) {
        for (typed, fault) in [("", "empty"), (" ", "empty"), ("-", "no_word"), ("!?%_-", "no_word"), ("…", "no_word"), ("\u{301}", "no_word"), ("%", "no_word")] {
            let refused = app.anon.get(&format!("/v1/platforms?q={}", encoded(typed))).await;
            refused.fault(400, "invalid_query", "q", fault);
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
