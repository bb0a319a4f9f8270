//! In the same moment: servers that look, people that act, an act while it is looked.

use super::staged::{Lived, pattern};
use super::{ANALYST, DAY, acknowledge, analyst, later, listed, look, only, resolve, silent, steps};
use crate::staff::administrator;
use crate::support::locks::{locked, meeting};
use crate::support::{client::text, json};
use dungthu::db::Cause;
use dungthu::warnings::actions;
use futures_util::future::{join, join3};

engines! {
    async fn of_several_servers_one_raises(app) {
        let pattern = pattern(app).await;
        app.advance(DAY * 100);
        pattern.lived(app, 12, Lived { requested: 16, accepted: Some(15), ..Lived::default() }).await;
        let who = analyst(app).await;
        let ((second, _), (third, _)) = (app.another(|_| {}).await, app.another(|_| {}).await);
        let lock = locked("SELECT 1 FROM warning_looks FOR UPDATE".to_owned());
        let all = join3(app.server.worker.look_for_warnings(), second.worker.look_for_warnings(), third.worker.look_for_warnings());
        let (a, b, c) = meeting(app, lock, 3, all, async {}).await;
        let mut changed = [a.expect("a look"), b.expect("a look"), c.expect("a look")];
        changed.sort_unstable();
        assert_eq!(changed, [0, 0, 2]);
        assert_eq!((listed(&who, "").await.len(), app.mails().await.len()), (2, 2));
        second.stop().await;
        third.stop().await;
    }

    async fn of_two_that_resolve_one_does(app) {
        let (one, two) = (analyst(app).await, administrator(app, 1).await);
        look(app, vec![silent(app, "79", 14)]).await;
        app.mails().await;
        let warning = only(&one).await;
        let lock = locked(format!("SELECT 1 FROM warnings WHERE id = '{}' FOR UPDATE", text(&warning, "id")));
        let (a, b) = meeting(app, lock, 2, join(resolve(&one, &warning), resolve(&two, &warning)), async {}).await;
        let (done, refused) = if a.status == 200 { (a, b) } else { (b, a) };
        done.ok(200);
        refused.problem(409, "wrong_state");
        assert_eq!(steps(&one, &warning).await, ["raised", "resolved"]);
    }

    async fn an_act_while_it_is_looked_comes_before_or_after(app) {
        analyst(app).await;
        look(app, vec![silent(app, "79", 14)]).await;
        app.mails().await;
        let who = later(app, 1, ANALYST).await;
        let warning = only(&who).await;
        let day = app.clock.now().local_day();
        let lock = locked(format!("SELECT 1 FROM warnings WHERE id = '{}' FOR UPDATE", text(&warning, "id")));
        let looked = app.db.write(Cause::default(), move |tx| actions::look(tx, day, &[]));
        let (seen, looked) = meeting(app, lock, 2, join(acknowledge(&who, &warning), looked), async {}).await;
        assert_eq!(looked.expect("a look"), 1);
        let now = only(&who).await;
        assert_eq!(now["status"], json!("ended"));
        let lived = steps(&who, &warning).await;
        if seen.status == 200 {
            assert_eq!(lived, ["raised", "acknowledged", "ended"]);
        } else {
            seen.problem(409, "wrong_state");
            assert_eq!(lived, ["raised", "ended"]);
        }
        app.one_mail().await;
    }
}
