//! One call of the API: the application's state, the request's id, its idempotency key and the reader's language.

use super::Answer;
use super::actors::Person;
use super::answer::ENCODED;
use super::idempotency::{self, Key};
use super::middleware::Seen;
use crate::access;
use crate::accounts::passwords::Hasher;
use crate::accounts::{Credential, Uses, keys, sessions};
use crate::db::{Cause, Conn, Db, Tx};
use crate::error::{Code, Error, Result};
use crate::limits::{Client, Limits, Memory};
use crate::secrets;
use crate::values::{AccountId, Locale, RequestId};
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use std::future::{Ready, ready};

/// What every handler may use.
pub struct App {
    pub db: Db,
    pub hasher: Hasher,
    /// Digests what must not be recomputed by others: personal numbers, fingerprints of requests.
    pub key: secrets::Key,
    pub limits: Limits,
    pub memory: Memory,
    /// Sessions and API keys in use, for the worker to write down.
    pub uses: Uses,
    pub trusted_proxies: Vec<ipnet::IpNet>,
    /// Whether people reach this server over TLS: browsers are told to never come without.
    pub hsts: bool,
}

/// One call, before anybody is known to have made it.
#[derive(Clone)]
pub struct Call {
    pub app: Data<App>,
    pub request: RequestId,
    pub locale: Locale,
    /// Where the call comes from.
    pub client: Client,
    /// Who of the staff acts for the person who asks.
    acting: Option<AccountId>,
    /// What who asks has shown: what it was given is done only while that holds.
    credential: Option<Credential>,
    /// What the request is meant for.
    versions: Option<Vec<String>>,
    /// What is wrong with a key is told when it is to be used: after who asks is known.
    key: Option<Result<Key, Code>>,
}

impl Call {
    /// Runs an action in one transaction, at most once for each idempotency key; its answer is kept with it.
    ///
    /// Errors: the action's; 422 for a key that came with another request; 409 while the first one still runs.
    pub async fn act<F>(&self, account: Option<AccountId>, f: F) -> Result<Answer>
    where
        F: Fn(&mut Tx<'_>) -> Result<Answer> + Send + 'static,
    {
        self.once(account, true, f).await
    }

    /// As [`Call::act`], for answers that carry a secret: they are not kept, and a retry is a 409 that says so.
    pub async fn act_with_secret<F>(&self, account: Option<AccountId>, f: F) -> Result<Answer>
    where
        F: Fn(&mut Tx<'_>) -> Result<Answer> + Send + 'static,
    {
        self.once(account, false, f).await
    }

    /// As [`Call::act_with_secret`], where the action may refuse (the inner error) and what it wrote is kept all the
    /// same: wrong codes are counted.
    pub async fn attempt<F>(&self, account: AccountId, f: F) -> Result<Answer>
    where
        F: Fn(&mut Tx<'_>) -> Result<Result<Answer>> + Send + 'static,
    {
        self.attempted(Some(account), false, f).await
    }

    /// As [`Call::attempt`], for answers that carry no secret: they are kept.
    pub async fn attempt_once<F>(&self, account: Option<AccountId>, f: F) -> Result<Answer>
    where
        F: Fn(&mut Tx<'_>) -> Result<Result<Answer>> + Send + 'static,
    {
        self.attempted(account, true, f).await
    }

    async fn attempted<F>(&self, account: Option<AccountId>, keep: bool, f: F) -> Result<Answer>
    where
        F: Fn(&mut Tx<'_>) -> Result<Result<Answer>> + Send + 'static,
    {
        let cause = self.cause(account);
        let key = self.key.clone().transpose().map_err(Error::new)?;
        let opened = self.opened(f);
        self.app.db.write(cause, move |tx| idempotency::attempt(tx, key.as_ref(), keep, &opened)).await?
    }

    /// The answer that is kept under the key already: asked before work outside the transaction that a retry would fail,
    /// e.g. because the password is another by now.
    ///
    /// Errors: as [`Call::act`].
    pub async fn kept(&self, account: Option<AccountId>) -> Result<Option<Answer>> {
        let Some(key) = self.key.clone().transpose().map_err(Error::new)? else { return Ok(None) };
        self.read(move |conn| idempotency::kept(conn, &key, account)).await
    }

    async fn once<F>(&self, account: Option<AccountId>, keep: bool, f: F) -> Result<Answer>
    where
        F: Fn(&mut Tx<'_>) -> Result<Answer> + Send + 'static,
    {
        let cause = self.cause(account);
        let key = self.key.clone().transpose().map_err(Error::new)?;
        let opened = self.opened(f);
        self.app.db.write(cause, move |tx| idempotency::once(tx, key.as_ref(), keep, &opened)).await
    }

    /// The action, of whose credential still holds, on the versions that the request is meant for; of what a refusal says to be
    /// possible, that which this credential can ask for.
    fn opened<T, F>(&self, f: F) -> impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static + use<T, F>
    where
        F: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let (credential, versions, acting) = (self.credential.clone(), self.versions.clone(), self.acting.is_some());
        move |tx| {
            still_holds(tx, credential.as_ref())?;
            if let Some(versions) = &versions {
                tx.meant_for(versions.clone());
            }
            let key = credential.as_ref().and_then(Credential::key);
            let takes = |operation: &str| access::rule(operation).is_some_and(|rule| rule.takes(key, acting));
            f(tx).map_err(|refused| refused.of_possible(takes))
        }
    }

    fn cause(&self, account: Option<AccountId>) -> Cause {
        let api_key = self.credential.as_ref().and_then(Credential::key).map(|key| key.id);
        Cause { account, acting: self.acting, api_key, ..self.cause_of_nobody() }
    }

    /// What caused a transaction of nobody who is logged in.
    pub fn cause_of_nobody(&self) -> Cause {
        Cause { request: Some(self.request), network: Some(self.client.neighbourhood()), ..Cause::default() }
    }

    /// Reads without a transaction's promises.
    pub async fn read<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    {
        self.app.db.read(f).await
    }
}

/// Who was logged out, dismissed or deactivated since the request was let in does nothing any more, nor does a key that was
/// revoked: all of these wait for whoever looks at session or key here.
///
/// Errors: 401 for a session or a key that was ended meanwhile.
fn still_holds(tx: &mut Tx<'_>, credential: Option<&Credential>) -> Result<()> {
    let holds = match credential {
        None => true,
        Some(Credential::Session { id, digest, .. }) => sessions::is_open(tx, *id, digest)?,
        Some(Credential::Key(key)) => keys::holds(tx, key)?,
    };
    if holds { Ok(()) } else { Err(Error::new(Code::Unauthenticated)) }
}

impl FromRequest for Call {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read_call(request))
    }
}

fn read_call(request: &HttpRequest) -> Result<Call> {
    let app = request.app_data::<Data<App>>().cloned().ok_or_else(|| Error::internal("no application state"))?;
    let seen = request.extensions().get::<Seen>().cloned().ok_or_else(|| Error::internal("no request id"))?;
    let (acting, credential) = match request.extensions().get::<Person>().map(Person::standing) {
        Some(who) => (who.acting_by, Some(who.credential.clone())),
        None => (None, None),
    };
    let vendor = credential.as_ref().and_then(Credential::key).and_then(|key| key.holder.vendor());
    let key = idempotency_key(request).map(|text| Ok(Key::new(request, &seen, &text?, &app.key, vendor)));
    let versions = versions(request);
    Ok(Call { app, request: seen.id, locale: seen.locale, client: seen.client, acting, credential, versions, key })
}

/// The key, bare or as a quoted string (draft-ietf-httpapi-idempotency-key-header).
fn idempotency_key(request: &HttpRequest) -> Option<Result<String, Code>> {
    let mut given = request.headers().get_all("Idempotency-Key");
    let text = given.next()?.to_str().unwrap_or_default().trim();
    let text = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    // Without quotes of its own, so that the two forms cannot be taken for each other.
    let plain = (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic() && b != b'"');
    let once = given.next().is_none();
    Some(if plain && once { Ok(text.to_owned()) } else { Err(Code::InvalidIdempotencyKey) })
}

/// The versions that the caller names in `If-Match` (RFC 9110, 13.1.1): one, several, or any.
pub(super) fn versions(request: &HttpRequest) -> Option<Vec<String>> {
    let mut named = request.headers().get_all(header::IF_MATCH).peekable();
    named.peek()?;
    let tag = |tag: &str| tag.trim().trim_end_matches(ENCODED).trim_matches('"').to_owned();
    Some(named.flat_map(|value| value.to_str().unwrap_or_default().split(',').map(tag)).collect())
}

/// An operation that wants a version named, so that nobody overwrites what they have not read.
#[derive(Clone, Copy, Debug)]
pub struct IfMatch;

impl FromRequest for IfMatch {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let named = request.headers().contains_key(header::IF_MATCH);
        ready(if named { Ok(Self) } else { Err(Error::new(Code::VersionMissing)) })
    }
}
