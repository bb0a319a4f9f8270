//! What happens around every request: its id, its body within the limit, one log line, headers, and problem documents
//! for whatever went wrong, panics included.

use super::answer::ENCODED;
use super::call::App;
use super::contract::{Contract, Known};
use super::limited::{self, Asker};
use crate::error::{Code, Error};
use crate::limits::{Client, Told};
use crate::values::{Locale, RequestId, TypedId};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{ConnectionType, Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::{Bytes, BytesMut, Data};
use actix_web::{HttpMessage, HttpResponse, ResponseError};
use futures_util::{FutureExt, StreamExt};
use sha2::{Digest, Sha256};
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// The largest body of a request that is no file: every such body of the API is a few kilobytes.
pub const MAX_BODY: usize = 64 * 1024;

/// Bytes of a body that is a file.
pub const MAX_FILE: usize = 2 * 1024 * 1024;

/// How long a body may take to arrive; also the rest of one that was refused before its end.
pub const BODY_TIME: Duration = Duration::from_secs(30);

/// The API shows nothing in a browser; the vendored Swagger UI needs its own scripts and styles.
const API_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Two years, the public URL's subdomains included (RFC 6797).
const HSTS: &str = "max-age=63072000; includeSubDomains";

const REAUTHENTICATE: &str = "Bearer error=\"insufficient_user_authentication\", max_age=600";

/// What is known of a request before its handler runs.
#[derive(Clone, Debug)]
pub struct Seen {
    pub id: RequestId,
    pub locale: Locale,
    pub client: Client,
    /// The template of its path, where something is there. Looked for once: all routes are gone through for it.
    pub route: Option<String>,
    /// SHA-256 of the body.
    pub body_digest: Vec<u8>,
}

impl Seen {
    /// The segment of the path where its template has `{id}`.
    pub fn path_id<'a>(&self, path: &'a str) -> Option<&'a str> {
        let place = self.route.as_ref()?.split('/').position(|part| part == "{id}")?;
        path.split('/').nth(place)
    }
}

/// Wraps a whole request.
pub async fn around<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let began = Instant::now();
    let app = request.app_data::<Data<App>>().cloned().ok_or_else(|| Error::internal("no application state"))?;
    let languages = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let locale = Locale::from_accept_language(languages.unwrap_or_default());
    let id = RequestId::new_at(app.db.now());
    let client = limited::client(&app, &request);
    let mut told = Told::default();
    let stopping = request.app_data::<Data<AtomicBool>>().is_some_and(|ready| !ready.load(Ordering::SeqCst));
    let policy = if request.path().starts_with("/docs") { DOCS_POLICY } else { API_POLICY };
    let (method, route) = (request.method().clone(), request.match_pattern());
    if method == Method::HEAD {
        // As GET; the connection leaves the body out (RFC 9110, 9.3.2).
        request.head_mut().method = Method::GET;
    }
    let seen = Seen { id, locale, client, route: route.clone(), body_digest: Vec::new() };
    let answered = served(request, next, &app, seen, &mut told).await;
    let status = answered
        .as_ref()
        .map_or_else(|error| error.as_response_error().status_code(), ServiceResponse::status)
        .as_u16();
    tracing::info!(
        request_id = id.as_str(),
        method = method.as_str(),
        route = route.unwrap_or_default(),
        status,
        code = code_told(&answered),
        network = %client.neighbourhood(),
        millis = began.elapsed().as_millis() as u64,
        "request"
    );
    let finish = |headers: &mut HeaderMap| {
        dress(headers, id, policy, app.hsts);
        limited::tell(headers, &told);
    };
    match answered {
        Ok(mut response) => {
            if status >= 400 {
                response = as_problem(response, id, locale);
            }
            finish(response.headers_mut());
            if stopping {
                response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
            }
            Ok(response)
        }
        // The request is gone with the handler: the answer goes out without it.
        Err(error) => {
            let mut response = problem(error.as_error::<Error>().unwrap_or(&Error::internal(&error)), id, locale);
            finish(response.headers_mut());
            Err(InternalError::from_response(error, response).into())
        }
    }
}

/// Admits the request and has it answered. What somebody who is known has no right to is written down here alone, whether
/// the table of access refused it or an action did.
async fn served<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
    app: &App,
    seen: Seen,
    told: &mut Told,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let mut asker = None;
    let answered = match admitted(&mut request, app, seen, told, &mut asker).await {
        Err(error) => Ok(request.error_response(error)),
        Ok(()) => unpanicked(request, next).await,
    };
    if let Some(asker) = asker
        && let Some(code) = error_of(&answered).map(code_of_error).filter(|code| code.wants_right())
    {
        limited::record(app, &asker, code).await;
    }
    answered
}

fn error_of(answered: &Result<ServiceResponse<BoxBody>, actix_web::Error>) -> Option<&actix_web::Error> {
    match answered {
        Ok(response) => response.response().error(),
        Err(error) => Some(error),
    }
}

/// The code of a refusal or a failure, for the log; nothing for other answers.
fn code_told(answered: &Result<ServiceResponse<BoxBody>, actix_web::Error>) -> Option<&'static str> {
    Some(error_of(answered)?.as_error::<Error>()?.code().as_str())
}

/// What the handler answers; a panic is a failure like others.
async fn unpanicked<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    match AssertUnwindSafe(next.call(request)).catch_unwind().await {
        Ok(served) => served.map(ServiceResponse::map_into_boxed_body),
        Err(_) => Err(Error::internal("a handler panicked").into()),
    }
}

/// Who asks and how often, then the query and the headers, then the body: in this order, whatever else is wrong.
async fn admitted(
    request: &mut ServiceRequest,
    app: &App,
    seen: Seen,
    told: &mut Told,
    asker: &mut Option<Asker>,
) -> Result<(), Error> {
    if request.method() == Method::CONNECT {
        return Err(Error::new(Code::MethodNotAllowed));
    }
    let contract = request.app_data::<Data<Contract>>().cloned();
    let contract = contract.ok_or_else(|| Error::internal("no application state"))?;
    let operation = contract.operation(seen.route.as_deref(), request.method());
    let rule = operation.map(|known| known.rule(request.path())).transpose()?.flatten();
    limited::admit(app, rule, request, &seen, told, asker).await?;
    if let Some(operation) = operation {
        operation.check_query(request)?;
        operation.check_versions(request)?;
    }
    let most = if operation.is_some_and(Known::takes_file) { MAX_FILE } else { MAX_BODY };
    let read = tokio::time::timeout(BODY_TIME, buffered(request, seen, most)).await;
    read.unwrap_or_else(|_| Err(Error::new(Code::RequestTimeout)))
}

/// Reads the body, within the limit, and leaves it for the handler with its digest.
async fn buffered(request: &mut ServiceRequest, seen: Seen, most: usize) -> Result<(), Error> {
    let too_large = || Error::with(Code::BodyTooLarge, format!("{} KiB", most / 1024));
    let declared =
        request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|length| length > most) {
        return Err(too_large());
    }
    let mut body = BytesMut::new();
    let mut payload = request.take_payload();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|e| Error::because(Code::BadRequest, e))?;
        if body.len() + chunk.len() > most {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    let body: Bytes = body.freeze();
    request.extensions_mut().insert(Seen { body_digest: Sha256::digest(&body).to_vec(), ..seen });
    request.set_payload(Payload::from(body));
    Ok(())
}

/// The problem document for a refusal or a failure, whoever made it.
fn as_problem(response: ServiceResponse<BoxBody>, id: RequestId, locale: Locale) -> ServiceResponse<BoxBody> {
    if response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html; charset=utf-8"))
    {
        return response;
    }
    let (request, answer) = response.into_parts();
    let foreign = Error::because(code_of(answer.status().as_u16()), answer.status());
    let error = answer.error().and_then(|error| error.as_error::<Error>()).unwrap_or(&foreign);
    let mut made = problem(error, id, locale);
    if answer.status() == StatusCode::METHOD_NOT_ALLOWED {
        let methods = request.app_data::<Data<Contract>>().map(|contract| contract.methods(request.path()).join(", "));
        if let Ok(allow) = HeaderValue::from_str(&methods.unwrap_or_default()) {
            made.headers_mut().insert(header::ALLOW, allow);
        }
    }
    ServiceResponse::new(request, made)
}

fn problem(error: &Error, id: RequestId, locale: Locale) -> HttpResponse {
    if error.code().status() >= 500 {
        tracing::error!(request_id = id.as_str(), %error, "failed");
    } else {
        tracing::debug!(request_id = id.as_str(), %error, "refused");
    }
    let mut made = HttpResponse::build(error.status_code());
    made.insert_header((header::CONTENT_TYPE, "application/problem+json"))
        .insert_header((header::VARY, "Accept-Language"));
    if let Some(seconds) = error.retry_after() {
        made.insert_header((header::RETRY_AFTER, seconds.to_string()));
    }
    // RFC 9470: who asks is known, but must prove it anew.
    let anew = error.code() == Code::ReauthenticationNeeded;
    let challenge = if anew { REAUTHENTICATE } else { "Bearer realm=\"dungthu\"" };
    match error.code().status() {
        401 => drop(made.insert_header((header::WWW_AUTHENTICATE, challenge))),
        503 => drop(made.insert_header((header::RETRY_AFTER, "5"))),
        _ if error.code() == Code::InFlight => drop(made.insert_header((header::RETRY_AFTER, "1"))),
        _ => {}
    }
    made.body(serde_json::to_vec(&error.problem(locale, id.as_str())).unwrap_or_default())
}

/// The code that the problem document will have.
fn code_of_error(error: &actix_web::Error) -> Code {
    let foreign = || code_of(error.as_response_error().status_code().as_u16());
    error.as_error::<Error>().map_or_else(foreign, Error::code)
}

/// The code for a status that did not come from an [`Error`] of ours.
fn code_of(status: u16) -> Code {
    match status {
        404 => Code::NotFound,
        405 => Code::MethodNotAllowed,
        408 => Code::RequestTimeout,
        406 => Code::NotAcceptable,
        413 => Code::BodyTooLarge,
        415 => Code::UnsupportedMediaType,
        431 => Code::HeaderTooLarge,
        400..=499 => Code::BadRequest,
        _ => Code::Internal,
    }
}

/// Headers of every answer; what the handler set stays.
fn dress(headers: &mut HeaderMap, id: RequestId, policy: &'static str, hsts: bool) {
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        headers.insert(HeaderName::from_static("request-id"), value);
    }
    let varies = headers.get_all(header::VARY).any(|vary| vary.as_bytes().eq_ignore_ascii_case(b"accept-encoding"));
    if !varies {
        headers.append(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    }
    let encoded = headers.contains_key(header::CONTENT_ENCODING);
    let tag = headers.get(header::ETAG).and_then(|tag| tag.to_str().ok()).filter(|_| encoded);
    if let Some(tag) =
        tag.and_then(|tag| HeaderValue::from_str(&format!("{}{ENCODED}", tag.trim_end_matches('"'))).ok())
    {
        headers.insert(header::ETAG, tag);
    }
    name_charset(headers);
    if hsts {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
    }
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}

/// Text is UTF-8, also that of the vendored files, which do not say so.
fn name_charset(headers: &mut HeaderMap) {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let unnamed = kind.filter(|kind| kind.starts_with("text/") && !kind.contains("charset"));
    if let Some(named) = unnamed.and_then(|kind| HeaderValue::from_str(&format!("{kind}; charset=utf-8")).ok()) {
        headers.insert(header::CONTENT_TYPE, named);
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> actix_web::http::StatusCode {
        actix_web::http::StatusCode::from_u16(self.code().status())
            .unwrap_or(actix_web::http::StatusCode::INTERNAL_SERVER_ERROR)
    }
}
