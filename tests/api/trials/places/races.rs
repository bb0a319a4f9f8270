//! Many at once: the last place goes to exactly one.

use super::{Firm, etag, firm, limit, limit_if, limited, places};
use crate::conversions::withdrawals::confirmed;
use crate::support::client::text;
use crate::support::locks::{locked, meeting, row};
use crate::support::{TestApp, json};
use dungthu::db::Tx;
use dungthu::values::{PlatformId, TypedId};
use futures_util::future::{join, join_all};
use tokio::sync::Notify;

async fn firms(app: &TestApp, most: usize) -> Vec<Firm> {
    let mut firms = Vec::new();
    for _ in 0..most {
        firms.push(firm(app).await);
    }
    firms
}

/// Requests that go on at the same moment. The others need the connections that are left.
const GATHERED: i64 = 8;

engines! {
    async fn sixty_four_want_the_last_place_and_one_gets_it(app) {
        let tried = limited(app, 2).await;
        let firms = firms(app, 64).await;
        let (first, rest) = firms.split_at(GATHERED as usize);
        // Sent only when the first ones were seen to wait: who looks needs a connection too.
        let wait = Notify::new();
        let rest = async {
            wait.notified().await;
            join_all(rest.iter().map(|firm| firm.ask(app, &tried.platform_id))).await
        };
        let first = join_all(first.iter().map(|firm| firm.ask(app, &tried.platform_id)));
        let platform = PlatformId::parse(&tried.platform_id).expect("an id");
        let lock = move |tx: &mut Tx<'_>| dungthu::catalog::lock(tx, platform).map(drop);
        let all = meeting(app, lock, GATHERED, join(first, rest), async { wait.notify_one() }).await;
        let answers: Vec<_> = <[_; 2]>::from(all).into_iter().flatten().collect();
        let (got, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 201);
        assert_eq!((got.len(), refused.len()), (1, 63));
        for answer in refused {
            answer.problem(409, "no_place");
        }
        assert_eq!(places(&tried).await, [json!(2), json!(2), json!(0), json!(0)]);
        assert_eq!(app.one_mail().await.to, tried.vendor_email);
    }

    async fn a_first_limit_counts_what_comes_and_goes_meanwhile(app) {
        for _ in 0..3 {
            let tried = app.requested().await;
            let firms = firms(app, 8).await;
            let asks = join_all(firms.iter().map(|firm| firm.ask(app, &tried.platform_id)));
            let end = tried.path("/cancellation");
            let cancel = tried.sme.post(&end, json!({"reason_code": "other"}));
            let (answers, (limited, cancelled)) = join(asks, join(limit(&tried, 4), cancel)).await;
            limited.ok(200);
            cancelled.ok(200);
            let open = answers.iter().filter(|answer| answer.status == 201).count();
            let [_, taken, free, _] = places(&tried).await;
            assert_eq!(taken, json!(open), "{answers:?}", answers = answers.iter().map(|it| it.status).collect::<Vec<_>>());
            assert_eq!(free, json!(4_usize.saturating_sub(open)));
        }
        app.mails().await;
    }

    // Whichever is first: the trial that goes on is counted once.
    async fn a_first_limit_counts_what_goes_on_after_a_conversion(app) {
        for _ in 0..3 {
            let tried = confirmed(app).await;
            let both = join(limit(&tried, 2), tried.withdrawn_by(&tried.sme, "confirmed_by_mistake"));
            let (limited, withdrawn) = meeting(app, row("platforms", &tried.platform_id), 2, both, async {}).await;
            limited.ok(200);
            withdrawn.ok(200);
            assert_eq!(places(&tried).await, [json!(2), json!(1), json!(1), json!(0)]);
        }
        app.mails().await;
    }

    async fn of_two_who_limit_what_they_read_at_once_one_does(app) {
        for limited_before in [false, true] {
            let tried = app.requested().await;
            if limited_before {
                limit(&tried, 9).await.ok(200);
            }
            let read = etag(&tried).await;
            let colleague = app.log_in(&tried.vendor_email).await;
            let (one, two) = (json!({"places": 2}), json!({"places": 3}));
            let both = join(limit_if(&tried.vendor, &tried, &read, &one), limit_if(&colleague, &tried, &read, &two));
            let held = if limited_before { "platform_places WHERE platform_id" } else { "platforms WHERE id" };
            let lock = locked(format!("SELECT 1 FROM {held} = '{}' FOR UPDATE", tried.platform_id));
            let (one, two) = meeting(app, lock, 2, both, async {}).await;
            let wins = if one.status == 200 { (json!(2), two) } else { (json!(3), one) };
            wins.1.problem(412, "version_stale");
            assert_eq!(places(&tried).await[0], wins.0);
        }
    }

    async fn two_that_get_free_at_once_serve_two(app) {
        for _ in 0..3 {
            let tried = limited(app, 2).await;
            let (other, first, second) = (firm(app).await, firm(app).await, firm(app).await);
            let trial = text(&other.ask(app, &tried.platform_id).await.ok(201), "id");
            let (one, two) = (first.waits(&tried.platform_id).await, second.waits(&tried.platform_id).await);
            let end = tried.path("/cancellation");
            let cancel = tried.sme.post(&end, json!({"reason_code": "other"}));
            let (mine, theirs) = join(cancel, other.cancel(&trial)).await;
            assert_eq!((mine.status, theirs.status), (200, 200));
            let states = [first.entry(&one).await["status"].clone(), second.entry(&two).await["status"].clone()];
            assert_eq!(states, ["offered", "offered"]);
            let (asked, left) = join(first.ask(app, &tried.platform_id), first.leave(&one)).await;
            // Either it asked in time and cannot leave any more, or it left and asked without a claim on the place that is free.
            match (asked.status, left.status) {
                (201, 409) | (201, 200) => {}
                other => panic!("{other:?}"),
            }
            assert_eq!(places(&tried).await, [json!(2), json!(2), json!(0), json!(0)]);
            app.mails().await;
        }
    }
}
