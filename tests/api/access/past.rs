//! What takes days to come about: trials that were converted and reviewed, and whose sides are asked whether it lasts.

use crate::conversions::unsettled::anew;
use crate::conversions::withdrawals::confirmed;
use crate::reviews::told;
use crate::rules::{ruled, with};
use crate::support::client::text;
use crate::support::{TestApp, Tried, json};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);

/// Such a trial; both sides are logged in anew.
pub struct Past {
    pub tried: Tried,
    /// The business's check.
    pub check: String,
}

/// Two of them, of four different firms. Both sides are asked on the day after the conversion, by a rule of these days, so
/// that everything else is still in time.
pub async fn two(app: &TestApp) -> [Past; 2] {
    let tomorrow = app.clock.now().local_day().plus_days(1).to_string();
    ruled(app, with(&tomorrow, "retention_days", json!([1]))).await;
    app.advance(DAY);
    let both = [reviewed(app).await, reviewed(app).await];
    app.advance(2 * DAY);
    app.mails().await;
    let [one, two] = both;
    [asked(app, one).await, asked(app, two).await]
}

async fn reviewed(app: &TestApp) -> Tried {
    let tried = confirmed(app).await;
    tried.reviewed_by(&tried.sme, told()).await.ok(201);
    tried.answered_by(&tried.vendor).await.ok(200);
    app.mails().await;
    tried
}

async fn asked(app: &TestApp, tried: Tried) -> Past {
    let tried = anew(app, tried).await;
    let checks = tried.sme.get(&tried.path("/conversion/retention-checks")).await.ok(200);
    let own = checks["data"].as_array().expect("checks").iter().find(|it| it["side"] == "business");
    let check = text(own.expect("a check"), "id");
    Past { tried, check }
}
