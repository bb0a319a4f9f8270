//! Listings: what vendors write. What reviewers decide stands in `vetting`.

use super::offer::{self, OfferIn};
use super::{PlatformOut, SuspensionOut};
use crate::catalog::Catalog;
use crate::catalog::actions;
use crate::catalog::model::{Description, ListingStatus, NAME_LENGTH, NewPlatform, SUMMARY_LENGTH, is_slug};
use crate::catalog::profile::Profile;
use crate::catalog::rechecks::routes::{RecheckOut, RecheckWanted};
use crate::catalog::rechecks::store as rechecks;
use crate::catalog::statements::{self, Statement};
use crate::catalog::store::{self, Filter};
use crate::catalog::transfers::routes::ListingTransferOut;
use crate::catalog::transfers::store as transfers;
use crate::catalog::versions::{VersionStatus, store as versions};
use crate::catalog::vetting::store as suspensions;
use crate::db::{Conn, Tx};
use crate::error::{Error, FaultCode, Problem, Result};
use crate::faults::Faults;
use crate::http::{
    Answer, Body, Call, IfMatch, Page, Paged, Person, Query, objects, optional_object, optional_objects,
};
use crate::reference;
use crate::values::{LocalDay, PlatformId, VendorId};
use actix_web::web::{Data, Path};
use actix_web::{get, patch, post};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// A listing that a vendor drafts.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"vendor_id": "ven_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e", "slug": "demo-so-sach", "name": "Sổ Sách Demo (demo)", "category_code": "accounting_finance",
    "summary_vi": "Sổ sách và hóa đơn cho cửa hàng nhỏ.", "summary_en": "Books and invoices for small shops.",
    "offers": [{"valid_from": "2026-01-01", "days": {"micro": 180, "small": 90}, "discount": {"months": 6, "price_vnd_per_month": 150_000}, "price_vnd_per_month": 250_000,
        "included_vi": ["Ba người dùng"], "included_en": ["Three people"], "at_end": "free_tier"}]}))]
pub struct PlatformIn {
    vendor_id: VendorId,
    /// The readable part of its address: a–z, 0–9 and single hyphens between them. It never changes.
    #[schema(min_length = 3, max_length = 60, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    slug: String,
    #[schema(max_length = 120)]
    name: String,
    #[schema(max_length = 60, format = "category-code")]
    category_code: String,
    #[schema(max_length = 500)]
    summary_vi: String,
    #[schema(max_length = 500)]
    summary_en: String,
    /// Empty when left out.
    #[serde(default, deserialize_with = "optional_object")]
    profile: Option<Profile>,
    /// On no day do two of them hold.
    #[schema(min_items = 1, max_items = 12)]
    #[serde(deserialize_with = "objects")]
    offers: Vec<OfferIn>,
    /// What the platform's vendor states of the vetting criteria; none when left out.
    #[schema(max_items = 20)]
    #[serde(default, deserialize_with = "objects")]
    statements: Vec<Statement>,
}

/// Changes to a listing; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"summary_en": "Books, invoices and taxes for small shops."}))]
pub struct PlatformPatch {
    #[schema(max_length = 120)]
    pub(in crate::catalog) name: Option<String>,
    #[schema(max_length = 60, format = "category-code")]
    pub(in crate::catalog) category_code: Option<String>,
    #[schema(max_length = 500)]
    pub(in crate::catalog) summary_vi: Option<String>,
    #[schema(max_length = 500)]
    pub(in crate::catalog) summary_en: Option<String>,
    /// Takes the place of the whole profile.
    #[serde(default, deserialize_with = "optional_object")]
    pub(in crate::catalog) profile: Option<Profile>,
    /// Take the place of all offers: at least one, but for a platform that was claimed and has none yet.
    #[schema(max_items = 12)]
    #[serde(default, deserialize_with = "optional_objects")]
    pub(in crate::catalog) offers: Option<Vec<OfferIn>>,
    /// Take the place of all statements.
    #[schema(max_items = 20)]
    #[serde(default, deserialize_with = "optional_objects")]
    pub(in crate::catalog) statements: Option<Vec<Statement>>,
}

/// The code of a category that exists.
fn category(conn: &mut Conn, faults: &mut Faults, code: &str) -> Result<Option<String>> {
    let Some(code) = faults.line("/category_code", code, 60) else { return Ok(None) };
    let known = reference::category_ministry(conn, &code)?.is_some();
    if !known {
        faults.add("/category_code", FaultCode::UnknownCategory, "");
    }
    Ok(known.then_some(code))
}

impl PlatformIn {
    fn parse(&self, conn: &mut Conn, vendor: Option<VendorId>) -> Result<NewPlatform> {
        let mut faults = Faults::default();
        if !is_slug(&self.slug) {
            faults.add("/slug", FaultCode::NotASlug, "3 – 60");
        }
        let texts = [&self.name, &self.category_code, &self.summary_vi, &self.summary_en];
        let about = about(conn, &mut faults, &self.slug, texts, None)?;
        let profile = self.profile.clone().unwrap_or_default().parse(conn, &mut faults)?;
        let offers = offer::all(&mut faults, &self.offers);
        let stated = statements::parse(conn, &mut faults, vendor, &self.statements)?;
        let parts = about.zip(profile).zip(offers.zip(stated));
        let said = |((about, profile), (offers, statements))| NewPlatform { about, profile, offers, statements };
        faults.finish(parts.map(said))
    }
}

impl PlatformPatch {
    /// What is said afterwards. What says the same as before is not judged anew: it may be of a time with other rules. Of a listing that is not
    /// there yet nothing is said before, and all that it needs must be sent.
    pub(in crate::catalog) fn apply(
        &self,
        conn: &mut Conn,
        vendor: VendorId,
        said: NewPlatform,
        new: bool,
    ) -> Result<NewPlatform> {
        let mut faults = Faults::default();
        let NewPlatform { about: old, profile, offers, statements: stated } = said;
        let texts = [
            self.name.as_ref().unwrap_or(&old.name),
            self.category_code.as_ref().unwrap_or(&old.category_code),
            self.summary_vi.as_ref().unwrap_or(&old.summary_vi),
            self.summary_en.as_ref().unwrap_or(&old.summary_en),
        ];
        let about = about(conn, &mut faults, &old.slug, texts, Some(&old).filter(|_| !new))?;
        let profile = match &self.profile {
            Some(sent) => sent.parse_after(conn, &mut faults, &profile)?,
            None => Some(profile),
        };
        let offers = match &self.offers {
            None if !new => Some(offers),
            // What was claimed has none until its vendor makes some; nothing is handed in without.
            Some(sent) if !new && offer::say(sent, &offers) => Some(offers),
            sent => offer::all(&mut faults, sent.as_deref().unwrap_or_default()),
        };
        let stated = match &self.statements {
            Some(sent) if *sent != stated => statements::parse(conn, &mut faults, Some(vendor), sent)?,
            _ => Some(stated),
        };
        let parts = about.zip(profile).zip(offers.zip(stated));
        let said = |((about, profile), (offers, statements))| NewPlatform { about, profile, offers, statements };
        faults.finish(parts.map(said))
    }
}

/// Name, category and the summaries, as they are sent; those that are as `before` stay.
fn about(
    conn: &mut Conn,
    faults: &mut Faults,
    slug: &str,
    texts: [&String; 4],
    before: Option<&Description>,
) -> Result<Option<Description>> {
    let before = before.map(|it| [&it.name, &it.category_code, &it.summary_vi, &it.summary_en]);
    let same = |place: usize| before.and_then(|it| it.get(place).copied()) == texts.get(place).copied();
    let [name, code, vi, en] = texts;
    let kept = |place: usize, text: &String| same(place).then(|| text.clone());
    let name = kept(0, name).or_else(|| faults.public_name("/name", name, NAME_LENGTH));
    let category = if same(1) { Some(code.clone()) } else { category(conn, faults, code)? };
    let vi = kept(2, vi).or_else(|| faults.line("/summary_vi", vi, SUMMARY_LENGTH));
    let en = kept(3, en).or_else(|| faults.line("/summary_en", en, SUMMARY_LENGTH));
    let slug = slug.to_owned();
    Ok(name.zip(category).zip(vi.zip(en)).map(|((name, category_code), (summary_vi, summary_en))| Description {
        slug,
        name,
        category_code,
        summary_vi,
        summary_en,
    }))
}

/// A listing as its vendor and reviewers see it on a day.
fn answer(conn: &mut Conn, id: PlatformId, today: LocalDay) -> Result<Answer> {
    let platform = store::find(conn, id)?;
    let Some(vendor) = platform.vendor_id else {
        // An illustrative platform is nobody's: it has no versions and no offers.
        let (version, profile) = (platform.version, store::profile(conn, id)?);
        let suspension = suspensions::running(conn, id)?.map(SuspensionOut::from);
        let out = PlatformOut { suspension, ..PlatformOut::whole(platform, Vec::new(), profile, today) };
        return Ok(Answer::ok(&out)?.version(version));
    };
    let latest = versions::latest(conn, id)?;
    let tag = actions::tag(&platform, &latest.said()?.offers, today);
    let out = PlatformOut {
        suspension: suspensions::running(conn, id)?.map(SuspensionOut::from),
        last_recheck: rechecks::last(conn, id, vendor)?.map(RecheckOut::from),
        last_transfer: transfers::last(conn, id)?.map(ListingTransferOut::from),
        ..PlatformOut::working(platform, &latest, today)?
    };
    Ok(Answer::ok(&out)?.version(tag))
}

/// As it is after an action.
pub(in crate::catalog) fn shown(tx: &mut Tx<'_>, id: PlatformId) -> Result<Answer> {
    let today = tx.now().local_day();
    answer(tx, id, today)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListingQuery {
    /// Only listings of this status.
    status: Option<ListingStatus>,
    /// Only listings with a version of this status: `submitted` is what waits for reviewers, of published listings too. Of what a former
    /// vendor wrote only what is published counts.
    version_status: Option<VersionStatus>,
    /// Only listings that are to be looked at again, as the year since the last look is over.
    recheck: Option<RecheckWanted>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// Listings of every status.
///
/// One's own, or all as reviewer who belongs to no vendor, in the order of their names: what is published of each, or, before that, what its vendor
/// writes; and the version that is worked on.
#[utoipa::path(tag = "catalog", operation_id = "list_listings", params(ListingQuery), responses((status = 200, description = "A page.", body = Paged<PlatformOut>)), security(("session" = [])))]
#[get("/listings")]
pub async fn list_listings(call: Call, who: Person, query: Query<ListingQuery>) -> Result<Answer> {
    let vendors = if who.sees_statements() { None } else { Some(who.vendors().to_vec()) };
    let ListingQuery { status, version_status, recheck, limit, cursor } = query.0;
    let page = Page::new("listings", &(status, version_status, recheck, &vendors), limit, cursor.as_deref())?;
    let today = call.app.db.now().local_day();
    let recheck_by = recheck.map(|RecheckWanted::Due| today);
    let filter = Filter { status, version_status, recheck_by, vendors };
    let paged = call.read(move |conn| {
        let rows = store::list(conn, &filter, &page, today)?;
        let key = |row: &store::Listing| vec![row.0.sort_key.clone(), row.0.id.to_string()];
        let Paged { data, next_cursor } = page.of(rows, key, |row| row);
        let latest = versions::latest_of(conn, &data.iter().map(|row| row.0.id).collect::<Vec<_>>())?;
        let out = |row: store::Listing| {
            let version = latest.get(&row.0.id);
            PlatformOut::row(row, version)
        };
        Ok(Paged { data: data.into_iter().map(out).collect::<Result<Vec<_>>>()?, next_cursor })
    });
    Answer::page(&paged.await?)
}

/// Read a listing of any status.
///
/// One's own, or any as reviewer who belongs to no vendor: what is said in the newest version, which its vendor may work on while another one is
/// published. The ETag is what a change needs.
#[utoipa::path(tag = "catalog", operation_id = "get_listing", params(("id" = PlatformId, Path, description = "The platform.")),
    responses((status = 200, description = "The listing.", body = PlatformOut)), security(("session" = [])))]
#[get("/listings/{id}")]
pub async fn get_listing(call: Call, who: Person, id: Path<PlatformId>) -> Result<Answer> {
    let (vendors, vets, today) = (who.vendors().to_vec(), who.sees_statements(), call.app.db.now().local_day());
    call.read(move |conn| {
        let owner = store::find(conn, *id)?.vendor_id;
        if vets || owner.is_some_and(|owner| vendors.contains(&owner)) {
            answer(conn, *id, today)
        } else {
            Err(Error::not_found())
        }
    })
    .await
}

/// Draft a listing with its offers.
///
/// For managers and owners of an approved vendor. Nobody else but staff sees it before it is published.
#[utoipa::path(tag = "catalog", operation_id = "draft_platform", request_body = PlatformIn,
    responses((status = 201, description = "Drafted.", body = PlatformOut), (status = 409, description = "`slug_taken`, `vendor_pending`, or `too_many_unpublished`: a vendor has at most 1,000 listings that were never published.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/platforms")]
pub async fn draft_platform(call: Call, who: Person, body: Body<PlatformIn>) -> Result<Answer> {
    let (sent, mine) = (body.0, who.standing().roles.clone());
    let own = statements::own(&who, sent.vendor_id);
    call.act(Some(who.account()), move |tx| {
        let new = sent.parse(tx, own)?;
        let id = actions::draft(tx, &mine, sent.vendor_id, &new)?;
        let made = shown(tx, id)?;
        Ok(Answer { status: 201, location: Some(format!("/v1/listings/{id}")), ..made })
    })
    .await
}

/// Change a listing.
///
/// For its vendor's managers and owners; what is left out stays, and what says the same changes nothing, its ETag neither. A change is made to the version that is worked on; where that is published or rejected, the
/// next one begins, and people read what is published until the next one is. What was handed in cannot be changed until it is decided on.
#[utoipa::path(tag = "catalog", operation_id = "change_platform", params(("id" = PlatformId, Path, description = "The platform."), ("If-Match" = String, Header, description = "The ETag of GET /v1/listings/{id}.", max_length = 200)),
    request_body = PlatformPatch, responses((status = 200, description = "Changed.", body = PlatformOut), (status = 409, description = "`wrong_state`: reviewers have it, or it is archived.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[patch("/platforms/{id}")]
pub async fn change_platform(
    call: Call,
    who: Person,
    id: Path<PlatformId>,
    _: IfMatch,
    body: Body<PlatformPatch>,
) -> Result<Answer> {
    let (mine, patch) = (who.standing().roles.clone(), body.0);
    call.act(Some(who.account()), move |tx| {
        actions::change(tx, &mine, *id, |conn, vendor, said| patch.apply(conn, vendor, said, false))?;
        shown(tx, *id)
    })
    .await
}

/// Hand a version to the reviewers.
///
/// For its vendor's managers and owners. It is compared with what is published: the first version, and one that says something else, is vetted in
/// full (`lane` `full`); one that only corrects slips of its texts, a letter or two of one word in twenty, is published by one reviewer
/// without more (`fast`).
#[utoipa::path(tag = "catalog", operation_id = "submit_platform", params(("id" = PlatformId, Path, description = "The platform."), ("If-Match" = Option<String>, Header, description = "The ETag of the listing that this is meant for; without it, whatever it is by then.", max_length = 200)),
    responses((status = 200, description = "Submitted.", body = PlatformOut), (status = 409, description = "`wrong_state`: nothing to hand in; `offer_missing`: it has no offer that holds today or later; `same_as_rejected`: it says what a rejected version said, if written otherwise.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/platforms/{id}/submission")]
pub async fn submit_platform(call: Call, who: Person, id: Path<PlatformId>) -> Result<Answer> {
    let mine = who.standing().roles.clone();
    call.act(Some(who.account()), move |tx| {
        actions::submit(tx, &mine, *id)?;
        shown(tx, *id)
    })
    .await
}

/// Archive a listing.
///
/// For its vendor's managers and owners: it leaves the catalog for good, and what is being worked on is withdrawn. Its slug stays
/// taken; trials that are open go on to their end. Wants proof of who you are from the last ten minutes.
#[utoipa::path(tag = "catalog", operation_id = "archive_platform", params(("id" = PlatformId, Path, description = "The platform."), ("If-Match" = Option<String>, Header, description = "The ETag of the listing that this is meant for; without it, whatever it is by then.", max_length = 200)),
    responses((status = 200, description = "Archived.", body = PlatformOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`wrong_state`: archived already.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/platforms/{id}/archive")]
pub async fn archive_platform(call: Call, catalog: Data<Catalog>, who: Person, id: Path<PlatformId>) -> Result<Answer> {
    let (mine, app) = (who.standing().roles.clone(), call.app.clone());
    let archived = call
        .act(Some(who.account()), move |tx| {
            actions::archive(tx, &mine, *id)?;
            shown(tx, *id)
        })
        .await?;
    catalog.follow(&app.db).await?;
    Ok(archived)
}
