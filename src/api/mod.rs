//! Mounts the features under `/v1` and writes the document: title, tags, security; what all operations share
//! (`shared`), what follows what (`links`), and the shapes of answers (`shapes`).

mod links;
mod shapes;
mod shared;

use crate::catalog::FileFormat;
use crate::catalog::rechecks::routes::RecheckWanted;
use crate::catalog::search::Sort;
use crate::catalog::search::facets::PriceBand;
use crate::error::Problem;
use crate::http::Routes;
use crate::reports::files::ReportFormat;
use crate::{
    accounts, businesses, cases, catalog, conversions, erasure, joining, leaving, reference, reports, reviews, rules,
    staff, targets, tasks, trials, vendors, warnings,
};
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi as _};

/// Every operation of the API; the paths are relative to `/v1`.
pub fn v1(routes: &mut Routes<'_>) {
    // Routes are tried one after the other: what is asked most comes first.
    routes
        .configure(catalog::routes::routes)
        .configure(accounts::routes::routes)
        .configure(accounts::me::routes::routes)
        .configure(accounts::sessions::routes::routes)
        .configure(accounts::inquiries::routes::routes)
        .configure(accounts::new_password::routes::routes)
        .configure(accounts::address::routes::routes)
        .configure(accounts::second_factor::routes::routes)
        .configure(accounts::keys::routes::routes)
        .configure(reference::routes::routes)
        .configure(reference::holidays::routes::routes)
        .configure(rules::routes::routes)
        .configure(businesses::routes::routes)
        .configure(vendors::routes::routes)
        .configure(trials::routes::routes)
        .configure(trials::extensions::routes::routes)
        .configure(trials::places::routes::routes)
        .configure(conversions::routes::routes)
        .configure(cases::routes::routes)
        .configure(reviews::routes::routes)
        .configure(erasure::routes::routes)
        .configure(tasks::routes::routes)
        .configure(reports::routes::routes)
        .configure(targets::bulk::routes::routes)
        .configure(targets::routes::routes)
        .configure(warnings::routes::routes)
        .configure(joining::membership::routes::routes)
        .configure(joining::invitations::routes::routes)
        .configure(staff::routes::routes)
        .configure(leaving::routes::routes)
        .configure(joining::returning::routes::routes)
        .configure(joining::requests::routes::routes)
        .configure(joining::contests::routes::routes);
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "dungthu",
        description = "The programme in which small and medium enterprises try digital platforms free: catalog, trials, conversions that both sides attest, figures.\n\nErrors are problem details (RFC 9457) with a stable `code`. Every POST takes an `Idempotency-Key`. Lists are paged by `limit` and `cursor`. Bodies are at most 64 KiB, files 2 MiB. Texts (`format: text`) are trimmed and normalized (NFC); control characters and signs that turn the direction of writing are refused.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    servers((url = "/", description = "The server that this document comes from.")),
    tags(
        (name = "accounts", description = "People: registration, verification, sessions."),
        (name = "reference", description = "Provinces, industries, categories, criteria, reasons, holidays."),
        (name = "rules", description = "The programme's rules, as data that staff change."),
        (name = "businesses", description = "Small and medium enterprises."),
        (name = "vendors", description = "The firms that list platforms."),
        (name = "catalog", description = "Platforms and their offers."),
        (name = "trials", description = "One business tries one platform."),
        (name = "conversions", description = "Who stays, attested by both sides."),
        (name = "cases", description = "What staff should look at: complaints, signals, audits."),
        (name = "reviews", description = "What businesses say of platforms that they have tried, and platforms side by side."),
        (name = "tasks", description = "What waits for whom."),
        (name = "reports", description = "Figures for programme staff."),
        (name = "targets", description = "What is to be reached, and every change of it."),
        (name = "warnings", description = "What the figures say early, who sees to it, and by which rules."),
        (name = "staff", description = "Who is in office, and what was done."),
    ),
    // The last four stand in queries alone, of which types are not found by themselves.
    components(schemas(Problem, PriceBand, RecheckWanted, Sort, FileFormat, ReportFormat))
)]
struct Document;

/// The document, written from the routes.
pub fn document() -> OpenApi {
    let mut document = Document::openapi();
    v1(&mut Routes::Documented(&mut document));
    Shared.modify(&mut document);
    document
}

/// What is said once for all operations and shapes.
struct Shared;

impl Modify for Shared {
    fn modify(&self, document: &mut OpenApi) {
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A session token of POST /v1/sessions."))
            .build();
        let key = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("dtk_…")
            .description(Some(
                "An API key of a vendor, a province or a ministry, sent as a session token is; the operation says which scope it needs.",
            ))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("session", SecurityScheme::Http(bearer));
        components.add_security_scheme("api_key", SecurityScheme::Http(key));
        shared::say(&mut document.paths, components);
        links::say(&mut document.paths);
        shapes::say(&document.paths, components);
    }
}
