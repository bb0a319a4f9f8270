//! What happened to a trial: both sides read it, page by page.

use crate::support::client::text;
use crate::support::json;
use serde_json::Value;

engines! {
    async fn events_are_paged_oldest_first_and_name_nobody(app) {
        let tried = app.activated().await;
        let pages = tried.vendor.walk(&tried.path("/events?limit=3")).await;
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [3, 1]);
        let kinds: Vec<String> = pages.iter().flatten().map(|event| text(event, "kind")).collect();
        assert_eq!(kinds, ["trial.requested", "trial.accepted", "trial.provisioned", "trial.activated"]);
        let all = Value::from(pages.concat()).to_string();
        for personal in ["contact@demo.example", "Demo Owner", "sổ sách", "demo-1", tried.sme_email.as_str()] {
            assert!(!all.contains(personal), "{personal} in {all}");
        }
        let other = app.activated().await;
        let cursor = text(&tried.vendor.get(&tried.path("/events?limit=3")).await.ok(200), "next_cursor");
        other.vendor.get(&other.path(&format!("/events?limit=3&cursor={cursor}"))).await.problem(400, "invalid_cursor");
    }

    async fn each_fact_is_told_in_both_languages(app) {
        let tried = app.activated().await;
        tried.vendor.post(&tried.path("/extension-requests"), json!({"days": 10, "reason_code": "late_setup"})).await.ok(201);
        tried.claimed_by(&tried.vendor).await.ok(201);
        tried.disputed_by(&tried.sme, "not_asked").await.ok(200);
        tried.sme.post(&tried.path("/cancellation"), json!({"reason_code": "poor_support", "reason_text": "Riêng tư."})).await.ok(200);
        app.mails().await;
        let events = tried.sme.get(&tried.path("/events")).await.ok(200);
        let told: Vec<(String, String)> =
            events["data"].as_array().expect("events").iter().map(|event| (text(event, "text_vi"), text(event, "text_en"))).collect();
        let want = [
            ("Doanh nghiệp đã yêu cầu dùng thử.", "The business asked for the trial."),
            ("Nhà cung cấp đã nhận yêu cầu.", "The vendor accepted the request."),
            ("Nhà cung cấp đã cấp quyền truy cập: bắt đầu dùng thử 90 ngày.", "The vendor gave access: the trial of 90 days started."),
            ("Nhà cung cấp báo doanh nghiệp đã dùng lần đầu.", "The vendor reported the first real use."),
            ("Nhà cung cấp đề nghị gia hạn thêm 10 ngày: Việc thiết lập, chuyển dữ liệu hoặc đào tạo bị chậm.", "The vendor asked for 10 more days: Setting up, moving data or training came late."),
            ("Nhà cung cấp báo doanh nghiệp đã trở thành khách hàng trả phí.", "The vendor said that the business became a paying customer."),
            ("Doanh nghiệp cho rằng việc chuyển đổi không đúng: Việc chuyển sang gói trả phí chưa được hỏi ý kiến hoặc chưa được đồng ý.", "The business disputed the conversion: The change to a paid plan was not asked for or not agreed."),
            ("Doanh nghiệp đã hủy việc dùng thử: Hỗ trợ của nhà cung cấp chưa tốt.", "The business cancelled the trial: The vendor's support was poor."),
        ];
        let want: Vec<(String, String)> = want.iter().map(|(vi, en)| ((*vi).to_owned(), (*en).to_owned())).collect();
        assert_eq!(told, want);
    }
}
