//! A newer program brings a newer seed: it adds what is new, and leaves alone what staff decided.

use super::{changed, days_body, decide, listed, name, propose};
use crate::staff::administrator;
use crate::support::{TestApp, json};
use diesel::prelude::*;
use dungthu::db::schema::{holidays, marks};
use dungthu::db::{Cause, Tx};
use dungthu::server;

/// As if the database had the seed of an older program: the next start loads this one's.
pub async fn older_seed(app: &TestApp) {
    let set = |tx: &mut Tx<'_>| {
        Ok(diesel::update(marks::table.find("seed")).set(marks::value.eq("older")).execute(&mut **tx)?)
    };
    assert_eq!(app.db.write(Cause::default(), set).await.expect("a mark"), 1);
}

engines! {
    async fn no_seed_undoes_what_staff_decided(app) {
        // Cultural Day taken away and a day added; New Year's Day gets another name.
        let mut change = days_body(&["2026-12-24", "2027-01-01"], &["2026-11-24", "2027-01-01"]);
        change["added"][1]["name_en"] = json!("Another name");
        changed(app, change).await;
        let decided = [listed(&app.anon, "2026").await, listed(&app.anon, "2027").await].concat();
        let has = |day: &str, name: &str| decided.contains(&(day.to_owned(), name.to_owned()));
        assert!(has("2026-12-24", "Demo holiday") && has("2027-01-01", "Another name"), "{decided:?}");
        assert!(!decided.iter().any(|(day, _)| day == "2026-11-24"), "{decided:?}");
        older_seed(app).await;
        let (other, there) = app.another(|_| ()).await;
        assert_eq!([listed(&there, "2026").await, listed(&there, "2027").await].concat(), decided);
        assert!(!server::seed(&app.db).await.expect("seeded"), "it was loaded");
        other.stop().await;
    }

    async fn what_staff_added_and_took_away_again_is_theirs_too(app) {
        changed(app, days_body(&[], &["2026-11-24"])).await;
        changed(app, days_body(&["2026-11-24"], &[])).await;
        older_seed(app).await;
        assert!(server::seed(&app.db).await.expect("seeded"));
        assert_eq!(name(&app.anon, "2026-11-24").await.as_deref(), Some("Demo holiday"), "with their name");
    }

    async fn a_seed_still_corrects_what_nobody_decided(app) {
        // One change is refused, one waits.
        let (one, two) = (administrator(app, 1).await, administrator(app, 2).await);
        let refused = propose(&one, &[], &["2026-11-24"]).await.ok(201);
        decide(&two, &refused, "refusal").await.ok(200);
        propose(&one, &[], &["2027-01-01"]).await.ok(201);
        let before = [listed(&app.anon, "2026").await, listed(&app.anon, "2027").await].concat();
        let spoil = |tx: &mut Tx<'_>| {
            diesel::delete(holidays::table.find("2026-11-24")).execute(&mut **tx)?;
            Ok(diesel::update(holidays::table.find("2027-01-01")).set(holidays::name_en.eq("Misspelt")).execute(&mut **tx)?)
        };
        app.db.write(Cause::default(), spoil).await.expect("spoilt");
        older_seed(app).await;
        assert!(server::seed(&app.db).await.expect("seeded"));
        assert_eq!([listed(&app.anon, "2026").await, listed(&app.anon, "2027").await].concat(), before);
    }
}
