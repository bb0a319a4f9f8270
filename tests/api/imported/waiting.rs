//! The waiting list of a platform and what was imported: as a request for the trial is answered, so is a wait for it.

use super::{csv, imported, row};
use crate::support::client::text;
use crate::support::json;
use crate::trials::places::{firm, limited, places};

engines! {
    async fn who_was_imported_waits_for_no_place(app) {
        let tried = limited(app, 1).await;
        let slug = text(&app.anon.get(&format!("/v1/platforms/{}", tried.platform_id)).await.ok(200), "slug");
        let (first, other) = (firm(app).await, firm(app).await);
        let code = text(&first.who.get(&format!("/v1/businesses/{}", first.business)).await.ok(200), "tax_code");
        // What was imported is a branch's: it is one firm with the one that registered.
        assert_eq!(imported(app, csv(&[row(&format!("{code}-001"), &slug, "")]).path()).await, [1, 1, 0]);
        app.unchanged(first.ask(app, &tried.platform_id)).await.problem(409, "second_trial");
        app.unchanged(first.wait(&tried.platform_id)).await.problem(409, "second_trial");
        let branch = {
            let mut body = app.business_body();
            body["tax_code"] = json!(format!("{code}-002"));
            text(&first.who.post("/v1/businesses", body).await.ok(201), "id")
        };
        let wait = json!({"business_id": branch, "platform_id": tried.platform_id});
        app.unchanged(first.who.post("/v1/waiting-entries", wait)).await.problem(409, "second_trial");
        assert_eq!(places(&tried).await, [json!(1), json!(1), json!(0), json!(0)]);
        other.waits(&tried.platform_id).await;
        let grant = json!({"business_id": first.business, "platform_id": tried.platform_id, "reason": "Demo."});
        app.reviewer().await.post("/v1/trial-grants", grant).await.ok(201);
        first.waits(&tried.platform_id).await;
        assert_eq!(places(&tried).await, [json!(1), json!(1), json!(0), json!(2)], "with a grant, as for a request");
        assert_eq!(app.mails().await.len(), 0, "no place is free yet");
    }
}
