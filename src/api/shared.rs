//! What a method and its place bring with them: the problems, headers and parameters that need not be said at each handler.

use crate::access;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, Paths};
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{Components, Content, Header, Ref, RefOr, Required, Response, ResponseBuilder};

/// What a method brings with it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Method {
    Get,
    Post,
    Change,
}

/// Says it for every operation.
pub fn say(paths: &mut Paths, components: &mut Components) {
    for (name, text) in HEADERS {
        let header = HeaderBuilder::new().schema(Some(text_of(1, 2000))).description(Some(text)).build();
        components.headers.insert(name.to_owned(), RefOr::T(header));
    }
    for (path, item) in &mut paths.paths {
        if let Some(operation) = &mut item.post {
            operation.parameters.get_or_insert_default().push(idempotency_key().into());
        }
        let (get, post) = (item.get.iter_mut(), item.post.iter_mut());
        get.for_each(|operation| share(path, operation, Method::Get));
        post.for_each(|operation| share(path, operation, Method::Post));
        for operation in [&mut item.patch, &mut item.put, &mut item.delete].into_iter().flatten() {
            share(path, operation, Method::Change);
        }
    }
}

fn share(path: &str, operation: &mut Operation, method: Method) {
    let secured = operation.security.is_some();
    if !secured {
        operation.security = Some(Vec::new());
    }
    offer_keys(operation);
    describe_paging(operation);
    let versions = || {
        let found = operation.parameters.iter().flatten().find(|p| matches!(p, RefOr::T(p) if p.name == "If-Match"));
        found.and_then(|p| if let RefOr::T(p) = p { Some(p.required == Required::True) } else { None })
    };
    let (conditional, demanded) = (versions().is_some(), versions() == Some(true));
    let (body, post) = (operation.request_body.is_some(), method == Method::Post);
    let responses = &mut operation.responses.responses;
    if let Some(RefOr::T(specific)) = responses.get_mut("409").filter(|_| post) {
        specific.description.push_str(" Also `request_in_flight`, `answer_not_kept` and `conflict`.");
    }
    if method == Method::Get && !responses.get("200").is_some_and(is_saved) {
        let unchanged =
            ResponseBuilder::new().description("Not modified: `If-None-Match` names the present ETag.").build();
        responses.entry("304".to_owned()).or_insert(RefOr::T(unchanged));
    }
    let common = [
        (
            "400",
            true,
            "`malformed_json`, `invalid_query`, `invalid_cursor`, `invalid_idempotency_key`, `version_not_taken` or `bad_request`.",
        ),
        ("401", secured, "`unauthenticated`."),
        (
            "403",
            secured,
            "`forbidden`, or `second_factor_required` for staff whose session lacks it; for API keys `session_needed`, `insufficient_scope` or `address_not_allowed`.",
        ),
        ("404", path.contains('{'), "`not_found`: unknown, or not one's own."),
        ("408", body, "`request_timeout`: the body took longer than 30 seconds."),
        ("409", post, "`request_in_flight`, `answer_not_kept` or `conflict`."),
        ("412", conditional, "`version_stale`: it has changed since it was read."),
        ("413", true, "`body_too_large`."),
        ("415", body, "`unsupported_media_type`."),
        ("422", post || body, "`invalid_values` or `idempotency_mismatch`."),
        ("428", demanded, "`version_missing`: send `If-Match`."),
        ("429", true, "`too_many_requests`; with `Retry-After`."),
        ("500", true, "`internal`."),
        ("503", true, "`unavailable` or `busy`; with `Retry-After`."),
    ];
    for (status, applies, description) in common {
        if applies {
            responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(problem(description)));
        }
    }
    for (status, response) in responses {
        if let RefOr::T(response) = response {
            name_headers(status, method, response);
        }
    }
}

/// Whether a file is answered that is to be saved: it has no version, and no cache keeps it.
fn is_saved(response: &RefOr<Response>) -> bool {
    matches!(response, RefOr::T(response) if response.content.contains_key("application/octet-stream"))
}

/// What opens the operation beside a session, by the table of access.
fn offer_keys(operation: &mut Operation) {
    let rule = operation.operation_id.as_deref().and_then(access::rule);
    let Some(scope) = rule.and_then(|rule| rule.scope) else { return };
    operation.security.get_or_insert_default().push(SecurityRequirement::new("api_key", Vec::<String>::new()));
    let text = operation.description.get_or_insert_default();
    text.push_str(&format!("\n\nAn API key needs the scope `{scope}`."));
}

/// The headers of answers; each stands once among the components.
const HEADERS: [(&str, &str); 9] = [
    ("Request-Id", "Names this request in the logs and in a problem's body; a caller's own is taken over."),
    ("ETag", "The version of a single resource, or the digest of a public answer; strong."),
    ("Location", "Where the resource that was made can be read."),
    ("Link", "`rel=\"next\"`: the next page or file, where there is one."),
    ("Idempotent-Replayed", "`true` where the answer is the kept one of an earlier request with the same key."),
    (
        "WWW-Authenticate",
        "How to authenticate: `Bearer`; with `max_age` where the proof of who asks is too old (RFC 9470).",
    ),
    ("Retry-After", "Seconds to wait before trying again."),
    (
        "RateLimit-Policy",
        "The quotas that count this request, each with its requests (`q`) in so many seconds (`w`): `\"account\";q=600;w=60`.",
    ),
    (
        "RateLimit",
        "What is left of each quota (`r`), and the seconds until there is more (`t`): `\"account\";r=599;t=1`.",
    ),
];

fn name_headers(status: &str, method: Method, response: &mut Response) {
    let success = status.starts_with('2');
    let paged = response.content.values().any(|content| match content {
        RefOr::T(Content { schema: Some(RefOr::Ref(schema)), .. }) => schema.ref_location.contains("/Paged_"),
        _ => false,
    });
    let saved = response.content.contains_key("application/octet-stream");
    let versioned = success && method != Method::Post && !paged && !saved && !response.content.is_empty();
    let goes_on = paged || response.headers.contains_key("Link");
    let applies = |name: &str| match name {
        "ETag" => status == "304" || versioned,
        "Location" => status == "201",
        "Link" => goes_on,
        "Idempotent-Replayed" => success && method == Method::Post,
        "WWW-Authenticate" => status == "401",
        "Retry-After" => status == "429" || status == "503",
        _ => true,
    };
    for (name, _) in HEADERS.into_iter().filter(|(name, _)| applies(name)) {
        let header: RefOr<Header> = RefOr::Ref(Ref::new(format!("#/components/headers/{name}")));
        response.headers.insert(name.to_owned(), header);
    }
}

/// The two parameters of every list.
fn describe_paging(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(parameter) = parameter else { continue };
        let text = match parameter.name.as_str() {
            "limit" => "At most so many on a page; 20 when left out.",
            "cursor" => "The `next_cursor` of the page before, with the same filters.",
            _ => continue,
        };
        parameter.description.get_or_insert_with(|| text.to_owned());
    }
}

/// What every POST takes.
fn idempotency_key() -> Parameter {
    let text = "Makes a retry safe: the same key with the same request is answered with the same bytes and has one effect. \
                Kept for 48 hours. The quoted form means the same key.";
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(text))
        .schema(Some(ObjectBuilder::from(text_of(1, 66)).pattern(Some(r##"^("[!#-~]{1,64}"|[!#-~]{1,64})$"##))))
        .build()
}

fn text_of(min: usize, max: usize) -> Object {
    ObjectBuilder::new().schema_type(Type::String).min_length(Some(min)).max_length(Some(max)).build()
}

fn problem(description: &str) -> Response {
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    ResponseBuilder::new().description(description).content("application/problem+json", content).build()
}
