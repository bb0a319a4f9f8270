//! What people do with their second factors, and what is asked of them.

use super::lifecycle::pause_after;
use super::model::{Assured, Given, Proof, RECOVERY_CODES, RecoveryCode, factors};
use super::seal::{self, Sealed};
use super::store::{self, Factor};
use super::totp::Seed;
use crate::accounts::sessions;
use crate::db::Tx;
use crate::error::{Code, Error, FaultCode, Result};
use crate::events::Event;
use crate::secrets::Key;
use crate::values::{AccountId, SessionId, Timestamp, Whose};

/// What came of a check. A wrong code is counted, so it does not undo its transaction: it is refused within it.
pub type Checked<T> = std::result::Result<T, Error>;

/// Starts an enrolment: the seed is shown now and never again. It opens nothing before its first right code; an active
/// second factor stays until then.
pub fn start(tx: &mut Tx<'_>, key: &Key, account: AccountId) -> Result<Seed> {
    let seed = Seed::random()?;
    store::begin(tx, account, &seal::seal(key, account, &seed)?)?;
    tx.record(Event::SecondFactorStarted { account })?;
    Ok(seed)
}

/// Activates the seed that waits, by its first code: in place of the one before, with new recovery codes. This session
/// goes on; the account's others, which were opened without this factor, end.
///
/// Errors: 409 where nothing waits; 422 for a wrong code.
pub fn activate(
    tx: &mut Tx<'_>,
    key: &Key,
    account: AccountId,
    session: SessionId,
    code: &str,
) -> Result<Vec<RecoveryCode>> {
    let none = || Error::new(Code::NoEnrolment);
    let pending = store::locked(tx, account)?.and_then(|factor| factor.pending()).ok_or_else(none)?;
    let seed = seal::open(key, account, &pending)?;
    let step = match Given::read(code) {
        Given::Digits(digits) => seed.step_of(&digits, tx.now())?,
        Given::Recovery(_) | Given::Nonsense => None,
    };
    let step = step.ok_or_else(|| Error::fault("/code", FaultCode::WrongCode, ""))?;
    if !store::activate(tx, account, step)? {
        return Err(none());
    }
    sessions::store::end_all(tx, account, Some(session))?;
    store::mark(tx, session)?;
    tx.record(Event::SecondFactorActivated { account, session })?;
    new_recovery_codes(tx, account)
}

/// Gives an account its second factor, active at once and without recovery codes, on an operator's word: for set-ups by
/// script, and the demo's staff.
///
/// Errors: 409 where it has one.
pub fn install(tx: &mut Tx<'_>, key: &Key, account: AccountId, seed: &Seed) -> Result<()> {
    store::install(tx, account, &seal::seal(key, account, seed)?)?;
    tx.record(Event::SecondFactorInstalled { account })
}

/// Asks for the second factor where the account has one; what was given.
///
/// Errors: within [`Checked`], and recorded, 401 where no code was given and for one that is wrong or used; 429 after too
/// many of them.
pub fn ask(tx: &mut Tx<'_>, key: &Key, account: AccountId, given: Option<&str>) -> Result<Checked<Option<Proof>>> {
    let Some(factor) = store::locked(tx, account)? else { return Ok(Ok(None)) };
    let Some(sealed) = factor.active() else { return Ok(Ok(None)) };
    let Some(given) = given else {
        let code = Code::SecondFactorNeeded;
        let (account, network) = (Whose(Some(account)), tx.network());
        tx.record(Event::LogInRefused { account, reason: code.as_str(), network })?;
        return Ok(Err(Error::new(code)));
    };
    Ok(check(tx, key, account, &factor, &sealed, given)?.map(Some))
}

fn check(
    tx: &mut Tx<'_>,
    key: &Key,
    account: AccountId,
    factor: &Factor,
    sealed: &Sealed,
    code: &str,
) -> Result<Checked<Proof>> {
    let (given, now) = (Given::read(code), tx.now());
    if let Given::Recovery(digest) = &given
        && store::use_recovery_code(tx, account, digest)?
    {
        store::count(tx, account, 0, None)?;
        tx.record(Event::RecoveryCodeUsed { account })?;
        return Ok(Ok(Proof::RecoveryCode));
    }
    if let Some(until) = factor.paused_until.filter(|until| *until > now) {
        return Err(Error::wait(Code::TooManyWrongCodes, until.since(now)));
    }
    if let Given::Digits(digits) = &given
        && let Some(step) = seal::open(key, account, sealed)?.step_of(digits, now)?
        && store::use_step(tx, account, step)?
    {
        return Ok(Ok(Proof::Totp));
    }
    let wrong_codes = factor.wrong_codes + 1;
    store::count(tx, account, wrong_codes, pause_after(wrong_codes).map(|pause| now.plus(pause)))?;
    tx.record(Event::SecondFactorRefused { account, wrong_codes, network: tx.network() })?;
    Ok(Err(Error::new(Code::WrongSecondFactor)))
}

/// As [`ask`], of an account that must have a second factor.
///
/// Errors: 409 where it has none.
fn demand(tx: &mut Tx<'_>, key: &Key, account: AccountId, code: &str) -> Result<Checked<()>> {
    match ask(tx, key, account, Some(code))? {
        Ok(Some(_)) => Ok(Ok(())),
        Ok(None) => Err(Error::new(Code::NoSecondFactor)),
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// Takes the second factor away, with its recovery codes. This session goes on; the account's others end.
///
/// Errors: 409 for staff, and where there is none; a wrong code as in [`ask`].
pub fn remove(
    tx: &mut Tx<'_>,
    key: &Key,
    account: AccountId,
    session: SessionId,
    is_staff: bool,
    code: &str,
) -> Result<Checked<()>> {
    if is_staff {
        return Err(Error::new(Code::SecondFactorObligatory));
    }
    if let Err(refusal) = demand(tx, key, account, code)? {
        return Ok(Err(refusal));
    }
    store::remove(tx, account)?;
    sessions::store::end_all(tx, account, Some(session))?;
    tx.record(Event::SecondFactorRemoved { account })?;
    Ok(Ok(()))
}

/// A new set of recovery codes; the old ones are void.
///
/// Errors: 409 where there is no second factor; a wrong code as in [`ask`].
pub fn renew(tx: &mut Tx<'_>, key: &Key, account: AccountId, code: &str) -> Result<Checked<Vec<RecoveryCode>>> {
    if let Err(refusal) = demand(tx, key, account, code)? {
        return Ok(Err(refusal));
    }
    tx.record(Event::RecoveryCodesRenewed { account })?;
    Ok(Ok(new_recovery_codes(tx, account)?))
}

fn new_recovery_codes(tx: &mut Tx<'_>, account: AccountId) -> Result<Vec<RecoveryCode>> {
    let codes: Vec<RecoveryCode> = (0..RECOVERY_CODES).map(|_| RecoveryCode::random()).collect::<Result<_>>()?;
    let digests: Vec<Vec<u8>> = codes.iter().map(RecoveryCode::digest).collect();
    store::renew_recovery_codes(tx, account, &digests)?;
    Ok(codes)
}

/// Takes a lost second factor away, on an operator's word, who has made sure that the owner asks: that person is told by mail,
/// and every session ends.
///
/// Errors: 404 for an unknown address; 409 where there is no second factor.
pub fn reset(tx: &mut Tx<'_>, email: &str, assured: Assured) -> Result<AccountId> {
    let account = crate::accounts::store::find_by_email(tx, email)?.ok_or_else(Error::not_found)?.id;
    if !store::remove(tx, account)? {
        return Err(Error::new(Code::NoSecondFactor));
    }
    sessions::store::end_all(tx, account, None)?;
    tx.record(Event::SecondFactorReset { account, assured: assured.as_str() })?;
    Ok(account)
}

/// Whoever had taken the account over may have made recovery codes since then: they are a way around the second factor that
/// stays. Who has the app makes new ones.
pub fn take_recovery_codes_back(tx: &mut Tx<'_>, account: AccountId, since: Timestamp) -> Result<()> {
    if store::void_recovery_codes_since(tx, account, since)? > 0 {
        tx.record(Event::RecoveryCodesTakenBack { account })?;
    }
    Ok(())
}

/// Whoever had taken the account over set it up, or began to: it ends.
pub fn take_back(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    let active = store::status(tx, account)?.active;
    if store::remove(tx, account)? && active {
        tx.record(Event::SecondFactorTakenBack { account })?;
    }
    Ok(())
}

/// Refreshes a running session after the right password: with the second factor, where the account has one.
///
/// Errors: as in [`ask`].
pub fn reauthenticate(
    tx: &mut Tx<'_>,
    key: &Key,
    account: AccountId,
    session: SessionId,
    code: Option<&str>,
) -> Result<Checked<()>> {
    match ask(tx, key, account, code)? {
        Ok(given) => {
            if given.is_some() {
                store::mark(tx, session)?;
            }
            store::authenticated(tx, session)?;
            tx.record(Event::SessionReauthenticated { account, session, factors: factors(given) })?;
            Ok(Ok(()))
        }
        Err(refusal) => Ok(Err(refusal)),
    }
}
