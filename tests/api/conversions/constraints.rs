//! What the tables themselves refuse, whoever writes: tried by statements beside the program.

use super::claimed;
use super::disputes::disputed;
use super::withdrawals::confirmed;
use crate::support::client::text;
use crate::support::{Engine, TestApp, Tried};
use diesel::connection::SimpleConnection;
use dungthu::db::Cause;

async fn id(tried: &Tried) -> String {
    text(&tried.sme.get(&tried.path("/conversion")).await.ok(200), "id")
}

/// Whether a statement about the table is carried out.
async fn holds(app: &TestApp, sql: String) -> bool {
    app.db.write(Cause::default(), move |tx| Ok(tx.batch_execute(&sql)?)).await.is_ok()
}

/// A statement that writes the row once more, under another id, with these columns otherwise.
fn again(app: &TestApp, id: &str, other: &[(&str, &str)]) -> String {
    let yes = if app.engine == Engine::Sqlite { "1" } else { "true" };
    let columns = [
        "trial_id",
        "business_id",
        "vendor_id",
        "claimed_by_side",
        "claimed_by",
        "claimed_at",
        "plan",
        "amount_vnd_per_month",
        "starts_on",
        "status",
        "answered_by",
        "converted_at",
        "disputed_at",
        "reason_code",
        "already_customer",
        "evidence_level",
        "updated_at",
        "version",
    ];
    let values = columns.map(|column| {
        let changed = other.iter().find(|(name, _)| *name == column);
        changed.map_or(column, |(_, value)| if *value == "yes" { yes } else { *value }).to_owned()
    });
    format!(
        "INSERT INTO conversions (id, {}) SELECT 'cnv_another', {} FROM conversions WHERE id = '{id}'",
        columns.join(", "),
        values.join(", ")
    )
}

engines! {
    async fn no_second_conversion_of_a_trial_waits_or_counts(app) {
        let (waiting, counted) = (claimed(app).await.0, confirmed(app).await);
        let claim = [("status", "'claimed'"), ("answered_by", "NULL"), ("converted_at", "NULL"), ("evidence_level", "0")];
        let confirmation = [("status", "'confirmed'"), ("evidence_level", "1"), ("converted_at", "updated_at")];
        let before = app.digest().await;
        for tried in [&waiting, &counted] {
            let id = id(tried).await;
            assert!(!holds(app, again(app, &id, &claim)).await, "a second one waits");
            let by = format!("(SELECT id FROM accounts WHERE email = '{}')", tried.sme_email);
            let confirmation = [confirmation.as_slice(), &[("answered_by", by.as_str())]].concat();
            assert!(!holds(app, again(app, &id, &confirmation)).await, "a second one counts");
        }
        assert_eq!(app.digest().await, before);
        // What neither waits nor counts may stand beside it: the refusals above are the index's.
        let ended = format!("{}; UPDATE conversions SET plan = plan", again(app, &id(&waiting).await, &[
            ("status", "'disputed'"), ("answered_by", &format!("(SELECT id FROM accounts WHERE email = '{}')", waiting.sme_email)),
            ("disputed_at", "updated_at"), ("reason_code", "'other'"),
        ]));
        assert!(holds(app, ended).await);
    }

    async fn a_row_is_always_one_that_can_be(app) {
        let (waiting, counted, refused) = (claimed(app).await.0, confirmed(app).await, disputed(app).await);
        let (waiting, counted, refused) = (id(&waiting).await, id(&counted).await, id(&refused).await);
        let before = app.digest().await;
        for (row, set) in [
            (&waiting, "evidence_level = 1"),
            (&waiting, "converted_at = updated_at"),
            (&waiting, "status = 'confirmed'"),
            (&waiting, "status = 'confirmed', converted_at = updated_at, evidence_level = 1"),
            (&waiting, "status = 'confirmed', converted_at = updated_at, evidence_level = 1, answered_by = claimed_by"),
            (&waiting, "status = 'disputed'"),
            (&waiting, "status = 'retracted'"),
            (&waiting, "status = 'counted'"),
            (&waiting, "retracted_at = updated_at"),
            (&waiting, "checked_at = updated_at, checked_by = claimed_by"),
            (&waiting, "status = 'retracted', retracted_at = claimed_at - 1"),
            (&waiting, "already_customer = 2"),
            (&waiting, "amount_vnd_per_month = -1"),
            (&waiting, "claimed_by_side = 'nobody'"),
            (&waiting, "invoiced_at = claimed_at - 1"),
            (&waiting, "reason_code = 'other'"),
            (&counted, "evidence_level = 0"),
            (&counted, "evidence_level = 5"),
            (&counted, "evidence_level = 2"),
            (&counted, "evidence_level = 3"),
            (&counted, "checked_at = updated_at, checked_by = claimed_by"),
            (&counted, "evidence_level = 3, checked_at = updated_at"),
            (&counted, "evidence_level = 3, checked_at = converted_at - 1, checked_by = claimed_by"),
            (&counted, "converted_at = NULL"),
            (&counted, "converted_at = claimed_at - 1"),
            (&counted, "answered_by = NULL"),
            (&counted, "answered_by = claimed_by"),
            (&counted, "status = 'claimed'"),
            (&counted, "status = 'withdrawn'"),
            (&counted, "withdrawn_at = updated_at, withdrawn_by = answered_by, reason_code = 'other'"),
            (&counted, "status = 'withdrawn', withdrawn_at = converted_at - 1, withdrawn_by = answered_by, reason_code = 'other'"),
            (&counted, "status = 'withdrawn', withdrawn_at = updated_at, reason_code = 'other'"),
            (&counted, "status = 'withdrawn', withdrawn_at = updated_at, withdrawn_by = answered_by, reason_code = 'other', evidence_level = 3, checked_at = updated_at + 1, checked_by = claimed_by"),
            (&refused, "disputed_at = claimed_at - 1"),
            (&refused, "status = 'dispute_upheld', resolved_at = updated_at, resolution_code = 'other'"),
            (&refused, "status = 'dispute_upheld', resolved_at = updated_at, resolved_by = claimed_by"),
            (&refused, "status = 'dispute_upheld', resolved_at = disputed_at - 1, resolved_by = claimed_by, resolution_code = 'other'"),
            (&counted, "status = 'dispute_dismissed', converted_at = NULL, evidence_level = 0, disputed_at = updated_at, reason_code = 'other'"),
        ] {
            assert!(!holds(app, format!("UPDATE conversions SET {set} WHERE id = '{row}'")).await, "{set}");
        }
        assert_eq!(app.digest().await, before);
        for (row, set) in [
            (&waiting, "status = 'retracted', retracted_at = updated_at"),
            (&counted, "evidence_level = 2, invoiced_at = claimed_at"),
            (&counted, "evidence_level = 3, checked_at = updated_at, checked_by = claimed_by"),
            (&counted, "evidence_level = 4"),
            (&refused, "status = 'dispute_upheld', resolved_at = updated_at, resolved_by = claimed_by, resolution_code = 'other'"),
            (&counted, "status = 'withdrawn', withdrawn_at = updated_at, withdrawn_by = answered_by, reason_code = 'other'"),
        ] {
            assert!(holds(app, format!("UPDATE conversions SET {set} WHERE id = '{row}'")).await, "{set}");
        }
    }
}
