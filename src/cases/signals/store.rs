//! Signals in the table.

use super::model::{SignalRule, Switch, Unit};
use crate::cases::CaseKind;
use crate::db::schema::signal_rules as s;
use crate::db::{Conn, Tx, per_backend};
use crate::error::Result;
use diesel::prelude::*;

/// The signals that are looked for, by name.
pub fn switched_on(conn: &mut Conn) -> Result<Vec<SignalRule>> {
    Ok(s::table.filter(s::state.eq(Switch::On)).order(s::name).select(SignalRule::as_select()).load(conn)?)
}

/// The signal of this name, where it is looked for.
pub fn find(conn: &mut Conn, name: CaseKind) -> Result<Option<SignalRule>> {
    let on = s::table.filter(s::name.eq(name)).filter(s::state.eq(Switch::On));
    Ok(on.select(SignalRule::as_select()).first(conn).optional()?)
}

/// Makes a signal, or corrects it.
pub fn upsert(tx: &mut Tx<'_>, it: &SignalRule) -> Result<()> {
    let (unit, state): (Unit, Switch) = (it.unit, it.state);
    let values = (
        (s::name_vi.eq(&it.name_vi), s::name_en.eq(&it.name_en), s::threshold.eq(it.threshold), s::unit.eq(unit)),
        (s::at_least.eq(it.at_least), s::days.eq(it.days), s::state.eq(state)),
    );
    per_backend!(&mut **tx, |conn| diesel::insert_into(s::table)
        .values((s::name.eq(it.name), values))
        .on_conflict(s::name)
        .do_update()
        .set(values)
        .execute(conn))?;
    Ok(())
}
