//! Versions of a listing over HTTP: what was published for everybody, all for the vendor and who vets.

use super::model::{Lane, ListingVersion, Reach, RequestedChange, VersionStatus};
use super::store;
use crate::catalog::Catalog;
use crate::catalog::model::{ListingStatus, NewPlatform};
use crate::catalog::profile::Profile;
use crate::catalog::routes::{MAX_AGE, OfferOut};
use crate::catalog::statements::Statement;
use crate::catalog::store as platforms;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::http::{Answer, Call, Page, Paged, Person, Query, Routes};
use crate::values::{PlatformId, Timestamp, VendorId};
use actix_web::get;
use actix_web::web::{Data, Path};
use serde::{Deserialize, Serialize};
use utoipa::openapi::{Array, ArrayBuilder, ObjectBuilder, Type};
use utoipa::{IntoParams, ToSchema};

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(list_platform_versions).service(get_platform_version);
    routes.service(list_listing_versions).service(get_listing_version);
}

/// A version of a listing, without what it says.
#[derive(Serialize, ToSchema)]
pub struct VersionOut {
    /// 1 is the first.
    #[schema(minimum = 1, maximum = 1_000_000)]
    number: i64,
    status: VersionStatus,
    /// SHA-256 of the content, in hexadecimal digits: it stands in the event of the publication, too.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    digest: String,
    /// How it is vetted, or was; null before it is handed in.
    lane: Option<Lane>,
    /// In what it differed, when it was handed in, from the version that was published then: JSON pointers.
    #[schema(schema_with = places)]
    changed: Vec<String>,
    /// What reviewers last asked to change; empty where they did not, and in the public catalog.
    #[schema(max_items = 50)]
    requested_changes: Vec<RequestedChange>,
    /// Why it was rejected: a code of the list `rejection` at /v1/reasons; null where it was not.
    #[schema(max_length = 60)]
    reason_code: Option<String>,
    #[schema(max_length = 1000)]
    reason_text: Option<String>,
    created_at: Timestamp,
    submitted_at: Option<Timestamp>,
    review_started_at: Option<Timestamp>,
    /// When it was published, rejected or sent back, the last time.
    decided_at: Option<Timestamp>,
    published_at: Option<Timestamp>,
    /// Whose it is, whoever the listing was moved to since: documents that it names are this vendor's.
    vendor_id: VendorId,
}

fn places() -> Array {
    let place = ObjectBuilder::new().schema_type(Type::String).max_length(Some(300)).examples(["/summary_vi"]);
    ArrayBuilder::new().items(place).max_items(Some(100)).build()
}

impl VersionOut {
    /// As its vendor and reviewers see it.
    ///
    /// Errors: 500 where it cannot be read.
    pub(in crate::catalog) fn of(it: &ListingVersion) -> Result<Self> {
        Ok(Self {
            number: it.number,
            status: it.status,
            digest: it.digest(),
            lane: it.lane,
            changed: it.changed()?,
            requested_changes: it.requested_changes()?,
            reason_code: it.reason_code.clone(),
            reason_text: it.reason_text.clone(),
            created_at: it.created_at,
            submitted_at: it.submitted_at,
            review_started_at: it.review_started_at,
            decided_at: it.decided_at,
            published_at: it.published_at,
            vendor_id: it.vendor_id,
        })
    }

    /// As everybody sees what was published: what was asked for on the way is between vendor and reviewers.
    fn public(it: &ListingVersion) -> Result<Self> {
        Ok(Self { requested_changes: Vec::new(), ..Self::of(it)? })
    }

    fn seen(it: &ListingVersion, all: bool) -> Result<Self> {
        if all { Self::of(it) } else { Self::public(it) }
    }
}

/// What a vendor says in one version.
#[derive(Serialize, ToSchema)]
pub struct ContentOut {
    #[schema(max_length = 60, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", example = "demo-ke-toan-cau")]
    slug: String,
    #[schema(max_length = 120)]
    name: String,
    #[schema(max_length = 60, example = "accounting_finance")]
    category_code: String,
    #[schema(max_length = 500)]
    summary_vi: String,
    #[schema(max_length = 500)]
    summary_en: String,
    profile: Profile,
    /// None in the first draft of a platform that was claimed.
    #[schema(max_items = 12)]
    offers: Vec<OfferOut>,
    /// What the vendor states of the vetting criteria: for its people and who vets; null for everybody else.
    #[schema(max_items = 20)]
    statements: Option<Vec<Statement>>,
}

impl ContentOut {
    fn seen(it: NewPlatform, all: bool) -> Self {
        Self {
            statements: all.then_some(it.statements),
            slug: it.about.slug,
            name: it.about.name,
            category_code: it.about.category_code,
            summary_vi: it.about.summary_vi,
            summary_en: it.about.summary_en,
            profile: it.profile,
            offers: it.offers.into_iter().map(OfferOut::from).collect(),
        }
    }
}

/// A version of a listing with what it says.
#[derive(Serialize, ToSchema)]
pub struct WholeVersionOut {
    version: VersionOut,
    content: ContentOut,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct VersionQuery {
    /// Versions on a page.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// Which listing's versions, and whether all of them.
struct Asked {
    /// None, where the catalog has none of that name.
    platform: Option<PlatformId>,
    /// Whose person asks, and whether they vet; nobody in particular for the public catalog.
    who: Option<Person>,
}

impl Asked {
    /// What the catalog has by this id or slug.
    fn in_catalog(catalog: &Catalog, name: &str) -> Self {
        Self { platform: catalog.snapshot().by_name(name).map(|entry| entry.platform.id), who: None }
    }

    /// Errors: 404 for a listing that who asks does not see.
    fn seen(&self, conn: &mut Conn) -> Result<PlatformId> {
        let platform = platforms::find(conn, self.platform.ok_or_else(Error::not_found)?)?;
        let seen = match &self.who {
            None => platform.status == ListingStatus::Published,
            Some(who) => who.sees_statements() || platform.vendor_id.is_some_and(|own| who.vendors().contains(&own)),
        };
        if seen { Ok(platform.id) } else { Err(Error::not_found()) }
    }

    /// Which versions: all for who vets; for a vendor's people those that are theirs, and what others published.
    fn reach(&self) -> Reach {
        match &self.who {
            None => Reach::Published,
            Some(who) if who.sees_statements() => Reach::All,
            Some(who) => Reach::Of(who.vendors().to_vec()),
        }
    }

    /// With an ETag; what everybody reads may be kept as the catalog is.
    fn tagged(public: bool, answer: Answer) -> Answer {
        if public { answer.public(MAX_AGE) } else { answer.digested() }
    }

    async fn list(self, call: Call, query: VersionQuery) -> Result<Answer> {
        let (reach, public) = (self.reach(), self.who.is_none());
        let page = Page::new("versions", &(self.platform, &reach), query.limit, query.cursor.as_deref())?;
        let paged = call.read(move |conn| {
            let platform = self.seen(conn)?;
            let rows = store::list(conn, platform, &reach, &page)?;
            let Paged { data, next_cursor } = page.of(rows, |row| vec![row.number.to_string()], |row| row);
            let data = data.iter().map(|row| VersionOut::seen(row, reach.whole(row))).collect::<Result<Vec<_>>>()?;
            Ok(Paged { data, next_cursor })
        });
        Ok(Self::tagged(public, Answer::page(&paged.await?)?))
    }

    async fn one(self, call: Call, number: i64) -> Result<Answer> {
        let (reach, public) = (self.reach(), self.who.is_none());
        call.read(move |conn| {
            let platform = self.seen(conn)?;
            let it = store::find(conn, platform, number)?;
            let all = reach.whole(&it);
            if !all && !it.status.was_published() {
                return Err(Error::not_found());
            }
            let out =
                WholeVersionOut { version: VersionOut::seen(&it, all)?, content: ContentOut::seen(it.said()?, all) };
            Ok(Self::tagged(public, Answer::ok(&out)?))
        })
        .await
    }
}

/// The published versions of a platform.
///
/// Newest first: the one that people read, and those before it, which are kept and never change. Only of what is in the
/// catalog, by its id or its slug; an illustrative platform has none.
#[utoipa::path(tag = "catalog", operation_id = "list_platform_versions", params(("id" = String, Path, description = "The platform's id or slug.", max_length = 60, example = "misa-amis"), VersionQuery),
    responses((status = 200, description = "A page.", body = Paged<VersionOut>)))]
#[get("/platforms/{id}/versions")]
pub async fn list_platform_versions(
    call: Call,
    catalog: Data<Catalog>,
    name: Path<String>,
    query: Query<VersionQuery>,
) -> Result<Answer> {
    Asked::in_catalog(&catalog, &name).list(call, query.0).await
}

/// Read a published version.
///
/// As it was published, whatever came after it. Only of what is in the catalog.
#[utoipa::path(tag = "catalog", operation_id = "get_platform_version",
    params(("id" = String, Path, description = "The platform's id or slug.", max_length = 60, example = "misa-amis"), ("number" = i64, Path, description = "The version's number.", minimum = 1, maximum = 1_000_000)),
    responses((status = 200, description = "The version.", body = WholeVersionOut)))]
#[get("/platforms/{id}/versions/{number}")]
pub async fn get_platform_version(call: Call, catalog: Data<Catalog>, path: Path<(String, i64)>) -> Result<Answer> {
    let (name, number) = path.into_inner();
    Asked::in_catalog(&catalog, &name).one(call, number).await
}

/// All versions of a listing.
///
/// For its vendor's people and for who vets, newest first: drafts, what was sent back or rejected and why, and what was
/// published. Of a vendor from whom the listing was moved, its vendor's people see what was published, as everybody does.
#[utoipa::path(tag = "catalog", operation_id = "list_listing_versions", params(("id" = PlatformId, Path, description = "The platform."), VersionQuery),
    responses((status = 200, description = "A page.", body = Paged<VersionOut>)), security(("session" = [])))]
#[get("/listings/{id}/versions")]
pub async fn list_listing_versions(
    call: Call,
    who: Person,
    id: Path<PlatformId>,
    query: Query<VersionQuery>,
) -> Result<Answer> {
    Asked { platform: Some(*id), who: Some(who) }.list(call, query.0).await
}

/// Read any version of a listing.
///
/// For its vendor's people and for who vets; of a vendor from whom the listing was moved, its vendor's people read what was published.
#[utoipa::path(tag = "catalog", operation_id = "get_listing_version",
    params(("id" = PlatformId, Path, description = "The platform."), ("number" = i64, Path, description = "The version's number.", minimum = 1, maximum = 1_000_000)),
    responses((status = 200, description = "The version.", body = WholeVersionOut)), security(("session" = [])))]
#[get("/listings/{id}/versions/{number}")]
pub async fn get_listing_version(call: Call, who: Person, path: Path<(PlatformId, i64)>) -> Result<Answer> {
    let (platform, number) = path.into_inner();
    Asked { platform: Some(platform), who: Some(who) }.one(call, number).await
}
