//! Who asks how often: the client behind trusted proxies, the policies that count a request, and what the answer tells.

use super::actors::{Person, authenticate};
use super::call::App;
use super::middleware::Seen;
use crate::access::Rule;
use crate::db::Cause;
use crate::error::{Code, Error};
use crate::events::Event;
use crate::limits::{Caller, Client, Policy, Told, behind};
use crate::values::{AccountId, RequestId};
use actix_web::dev::ServiceRequest;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpMessage, http::Method};
use std::net::{IpAddr, Ipv4Addr};

/// What a balancer asks every second, and what costs nothing.
const FREE: [&str; 2] = ["/livez", "/readyz"];

/// Somebody who is known, and what they ask for: whoever refuses it, it is written down from here.
pub struct Asker {
    account: AccountId,
    request: RequestId,
    caller: Caller,
    cause: Cause,
    operation: &'static str,
}

impl Asker {
    fn new(person: &Person, request: RequestId, caller: Caller, operation: &'static str) -> Self {
        let (account, acting) = (person.account(), person.standing().acting_by);
        let api_key = person.key().map(|key| key.id);
        let cause = Cause { account: Some(account), request: Some(request), acting, api_key, ..Cause::default() };
        Self { account, request, caller, cause, operation }
    }
}

/// The client of a request.
pub fn client(app: &App, request: &ServiceRequest) -> Client {
    let texts = |name: &str| -> Vec<&str> {
        // What is no text cannot be read as an address either.
        request.headers().get_all(name).map(|value| value.to_str().unwrap_or_default()).collect()
    };
    // A listener on TCP knows its peer.
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| address.ip());
    Client::new(behind(peer, &app.trusted_proxies, &texts("x-forwarded-for"), &texts("forwarded")))
}

/// Finds out who asks where the operation wants to know, counts the request, and asks the table of access; `told` is for
/// the answer, and `asker` is there from when it is known who asks and that it is not too often.
///
/// Errors: 429 for one request too many, before anything is looked up for it; 401; 403 for a key from elsewhere; what
/// [`Rule::check`] refuses.
pub async fn admit(
    app: &App,
    rule: Option<&'static Rule>,
    request: &ServiceRequest,
    seen: &Seen,
    told: &mut Told,
    asker: &mut Option<Asker>,
) -> Result<(), Error> {
    if FREE.contains(&request.path()) {
        return Ok(());
    }
    let (now, client) = (app.db.now(), Caller::Client(seen.client));
    let reads = request.method() == Method::GET;
    let Some(rule) = rule.filter(|rule| rule.is_secured()) else {
        let both = [Policy::Anonymous, Policy::AnonymousWrites];
        return counted(app.memory.take(now, client, if reads { &both[..1] } else { &both }), told);
    };
    let guesses = [Policy::Unauthenticated];
    counted(app.memory.look(now, client, &guesses), told)?;
    let person: Person = match authenticate(app, request).await {
        Err(error) if error.code() == Code::Unauthenticated => {
            *told = app.memory.take(now, client, &guesses);
            return Err(error);
        }
        done => done?,
    };
    let both = [Policy::Account, Policy::AccountWrites];
    let caller = person.key().map_or(Caller::Account(person.account()), |key| Caller::Key(key.id));
    counted(app.memory.take(now, caller, if reads { &both[..1] } else { &both }), told)?;
    *asker = Some(Asker::new(&person, seen.id, caller, rule.operation));
    let elsewhere = person.key().is_some_and(|key| !key.is_for(seen.client));
    if elsewhere {
        return Err(Error::new(Code::AddressNotAllowed));
    }
    rule.check(person.standing(), seen.path_id(request.path()), now)?;
    if let Some(key) = person.key() {
        app.uses.keys.note(key, now);
    }
    request.extensions_mut().insert(person);
    Ok(())
}

/// Writes down that somebody was refused what they have no right to, by the table or by an action; of one who is refused
/// too often only a line of the log. Where it fails, the refusal holds all the same.
pub async fn record(app: &App, asker: &Asker, code: Code) {
    let Asker { account, request, caller, cause, operation } = *asker;
    let code = code.as_str();
    if app.memory.take(app.db.now(), caller, &[Policy::Refusals]).wait.is_some() {
        tracing::warn!(
            request_id = request.as_str(),
            account = account.as_str(),
            operation,
            code,
            "refused too often to write down"
        );
        return;
    }
    let event = Event::AccessRefused { account, operation, code };
    if let Err(error) = app.db.write(cause, move |tx| tx.record(event.clone())).await {
        tracing::warn!(request_id = request.as_str(), %error, "a refusal was not written down");
    }
}

fn counted(new: Told, told: &mut Told) -> Result<(), Error> {
    *told = new;
    let Some(wait) = told.wait else { return Ok(()) };
    let (quota, window) = told.used_up();
    Err(Error::too_soon(wait).of_at_most(quota, window))
}

/// The two fields, and a `Retry-After` that is not earlier than what they say.
pub fn tell(headers: &mut HeaderMap, told: &Told) {
    for (name, text) in [("ratelimit-policy", told.policy()), ("ratelimit", told.state())] {
        if let Some(value) = HeaderValue::from_str(&text).ok().filter(|value| !value.is_empty()) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    let wait = headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if wait.is_some_and(|wait| wait < told.seconds()) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(told.seconds()));
    }
}
