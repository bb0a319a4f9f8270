//! What an approval that is taken back leaves of what was vetted meanwhile.

use super::*;

engines! {
    async fn what_was_rejected_stays_rejected_and_its_mail_waits_for_nothing(app) {
        let ((owner, vendor), reviewer) = (seller(app).await, app.reviewer().await);
        let platform = illustrative(app, "misa-amis").await;
        let at = format!("/v1/platforms/{platform}");
        let claim = claimed(&owner, &vendor, &platform).await;
        act(&reviewer, &claim, "approval").await.ok(200);
        let said = json!({"name": "MISA AMIS Demo", "offers": app.platform_body(&vendor)["offers"]});
        revised(&owner, &platform, said.clone()).await.ok(200);
        owner.act(&format!("{at}/submission")).await.ok(200);
        reviewer.act(&format!("{at}/review")).await.ok(200);
        app.mails().await;
        reviewer.post(&format!("{at}/rejection"), json!({"reason_code": "misleading"})).await.ok(200);
        act(&reviewer, &claim, "rejection").await.ok(200);
        let mail = app.one_mail().await;
        assert!(mail.text.contains("the platform is") && !mail.text.contains("misleads"), "{}", mail.text);
        assert_eq!(app.waiting_mails().await, 0, "what is nobody's any more is told to nobody, and not tried again");
        // Given to the same vendor again, the same words are refused again.
        let again = claimed(&owner, &vendor, &platform).await;
        act(&reviewer, &again, "approval").await.ok(200);
        revised(&owner, &platform, said).await.ok(200);
        let versions = owner.get(&format!("/v1/listings/{platform}/versions")).await.ok(200);
        let statuses: Vec<&str> = versions["data"].as_array().expect("a list").iter().filter_map(|it| it["status"].as_str()).collect();
        assert_eq!(statuses, ["draft", "rejected"]);
        app.unchanged(owner.act(&format!("{at}/submission"))).await.problem(409, "same_as_rejected");
        app.mails().await;
    }
}
