//! Mounts the features under `/v1` and writes the document: title, tags, security, and the problems that every operation
//! shares.

use crate::error::Problem;
use crate::{accounts, businesses, catalog, conversions, reference, reports, trials, vendors};
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, Required, Response, ResponseBuilder};
use utoipa::{Modify, OpenApi as _};
use utoipa_actix_web::service_config::ServiceConfig;

/// Every operation of the API; the paths are relative to `/v1`.
pub fn v1(config: &mut ServiceConfig<'_>) {
    config
        .configure(accounts::routes::routes)
        .configure(reference::routes::routes)
        .configure(businesses::routes::routes)
        .configure(vendors::routes::routes)
        .configure(catalog::routes::routes)
        .configure(trials::routes::routes)
        .configure(conversions::routes::routes)
        .configure(reports::routes::routes);
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "dungthu",
        description = "The programme in which small and medium enterprises try digital platforms free: catalog, trials, conversions that both sides attest, figures.\n\nErrors are problem details (RFC 9457) with a stable `code`. Every POST takes an `Idempotency-Key`. Lists are paged by `limit` and `cursor`. Bodies are at most 64 KiB.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    tags(
        (name = "accounts", description = "People: registration, verification, sessions."),
        (name = "reference", description = "Provinces, industries, categories, criteria, reasons."),
        (name = "businesses", description = "Small and medium enterprises."),
        (name = "vendors", description = "The firms that list platforms."),
        (name = "catalog", description = "Platforms and their offers."),
        (name = "trials", description = "One business tries one platform."),
        (name = "conversions", description = "Who stays, attested by both sides."),
        (name = "reports", description = "Figures for programme staff."),
    ),
    components(schemas(Problem)),
    modifiers(&Shared)
)]
struct Document;

/// The document without its paths, for the server to fill from its routes.
pub fn document() -> OpenApi {
    Document::openapi()
}

/// What is said once for all operations.
pub struct Shared;

impl Modify for Shared {
    fn modify(&self, document: &mut OpenApi) {
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A session token of POST /v1/sessions."))
            .build();
        document.components.get_or_insert_default().add_security_scheme("session", SecurityScheme::Http(bearer));
        for (path, item) in &mut document.paths.paths {
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
}

/// What a method brings with it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Method {
    Get,
    Post,
    Change,
}

fn share(path: &str, operation: &mut Operation, method: Method) {
    let body = operation.request_body.is_some();
    let secured = operation.security.is_some();
    let post = method == Method::Post;
    let conditional = operation.parameters.iter().flatten().any(|p| matches!(p, RefOr::T(p) if p.name == "If-Match"));
    if !secured {
        operation.security = Some(Vec::new());
    }
    let responses = &mut operation.responses.responses;
    if let Some(RefOr::T(specific)) = responses.get_mut("409").filter(|_| post) {
        specific.description.push_str(" Also `request_in_flight`, `answer_not_kept` and `conflict`.");
    }
    if method == Method::Get {
        let unchanged =
            ResponseBuilder::new().description("Not modified: `If-None-Match` names the present ETag.").build();
        responses.entry("304".to_owned()).or_insert(RefOr::T(unchanged));
    }
    let common = [
        (
            "400",
            true,
            "`malformed_json`, `invalid_query`, `invalid_cursor`, `invalid_idempotency_key` or `bad_request`.",
        ),
        ("401", secured, "`unauthenticated`."),
        ("403", secured, "`forbidden`."),
        ("404", path.contains('{'), "`not_found`: unknown, or not one's own."),
        ("408", body, "`request_timeout`: the body took longer than 30 seconds."),
        ("409", post, "`request_in_flight`, `answer_not_kept` or `conflict`."),
        ("412", conditional, "`version_stale`: it has changed since it was read."),
        ("413", true, "`body_too_large`."),
        ("415", body, "`unsupported_media_type`."),
        ("422", post || body, "`invalid_values` or `idempotency_mismatch`."),
        ("428", conditional, "`version_missing`: send `If-Match`."),
        ("500", true, "`internal`."),
        ("503", true, "`unavailable` or `busy`; with `Retry-After`."),
    ];
    for (status, applies, description) in common {
        if applies {
            responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(problem(description)));
        }
    }
}

/// What every POST takes.
fn idempotency_key() -> Parameter {
    let text = "Makes a retry safe: the same key with the same request is answered with the same bytes and has one effect. \
                Kept for 48 hours.";
    let schema = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(66));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(text))
        .schema(Some(schema))
        .build()
}

fn problem(description: &str) -> Response {
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    ResponseBuilder::new().description(description).content("application/problem+json", content).build()
}
