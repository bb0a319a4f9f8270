//! Who and what is there before the first trial: staff, vendors and their platforms.

use crate::accounts::members::{MemberRole, Roles};
use crate::accounts::model::{NewPerson, Office, StaffRole};
use crate::accounts::second_factor::{Seed, actions as second_factor};
use crate::accounts::{actions as accounts, passwords::Hasher};
use crate::catalog::assessments::{Score, actions as assessments};
use crate::catalog::profile::{FittingIndustry, Hosting, ProblemSolved, Profile, Support};
use crate::catalog::vetting::{Vetter, actions as vetting};
use crate::catalog::{Days, Description, NewPlatform, Offer, Statement, actions as catalog};
use crate::db::{Cause, Conn, DatabaseUrl, Db, Tx, mark, mark_once, marked, schema::accounts as a, unmark};
use crate::error::{Error, Result};
use crate::reference;
use crate::secrets::Key;
use crate::values::{AccountId, Locale, PlatformId, TaxCode, VendorId, Vnd};
use crate::vendors::{NewVendor, actions as vendors};
use diesel::prelude::*;

/// The mark that says how far the play has come.
const MARK: &str = "demo";
const PLAYED: &str = "played";

pub const PASSWORD: &str = "try-it-out-2026";

/// The authenticator secret of the demo's staff.
pub const TOTP_SECRET: &str = "DUNGTHU2DEMO2TOTP2KHONG2PHAI2MAT";

/// One person per role, by role and address.
pub const LOGINS: [(&str, &str); 10] = [
    ("business", "sme1@demo.example"),
    ("vendor", "vendor1@demo.example"),
    ("reviewer", "reviewer@demo.example"),
    ("reviewer", "reviewer2@demo.example"),
    ("analyst", "analyst@demo.example"),
    ("officer (48)", "officer@demo.example"),
    ("auditor", "auditor@demo.example"),
    ("data protection", "dpo@demo.example"),
    ("administrator", "admin@demo.example"),
    ("administrator", "admin2@demo.example"),
];

/// A platform that takes trials.
#[derive(Clone, Debug)]
pub struct Stage {
    pub platform: PlatformId,
    pub vendor: VendorId,
    pub offer: Offer,
}

/// What the play finds there: the platforms, and the password of those who can log in.
#[derive(Clone, Debug)]
pub struct Scene {
    pub stages: Vec<Stage>,
    pub reviewer: AccountId,
    /// Nobody can log in where there is none.
    pub password_hash: Option<String>,
}

/// Whether the demo is still to be played.
///
/// Errors: what to type instead: the database holds accounts that are not the demo's, or a play that has not ended.
pub async fn is_to_be_played(db: &Db) -> Result<bool, String> {
    let look = |conn: &mut Conn| -> Result<(Option<String>, i64)> {
        Ok((marked(conn, MARK)?, a::table.count().get_result(conn)?))
    };
    match db.read(look).await.map_err(|e| e.to_string())? {
        (Some(mark), _) if mark == PLAYED => Ok(false),
        (Some(_), _) => Err(begun(db.url())),
        (None, 0) => Ok(true),
        (None, accounts) => Err(format!(
            "{} has {accounts} account(s) that are not the demo's; choose another --database-url",
            db.url()
        )),
    }
}

/// What to do where a play has begun and not ended: nobody knows whether it still goes on.
fn begun(url: &DatabaseUrl) -> String {
    let anew = match url {
        DatabaseUrl::Sqlite(path) => format!("remove {}*", path.display()),
        DatabaseUrl::Postgres(_) => "make the database anew (DROP DATABASE, CREATE DATABASE)".to_owned(),
    };
    format!(
        "another «dungthu demo» is playing its programme in {url}, or was interrupted while it did. If one is running, use \
         that one, or choose another --database-url for this one; if none is, {anew} and start again"
    )
}

/// Whether the database holds the demo, whole or in part.
pub async fn was_played(db: &Db) -> Result<bool, String> {
    db.read(|conn| marked(conn, MARK)).await.map(|mark| mark.is_some()).map_err(|e| e.to_string())
}

/// Writes down that the play begins: of several that start at once, one plays.
///
/// Errors: what to type instead, for the others.
pub async fn begin(db: &Db) -> Result<(), String> {
    let first = db.write(Cause::default(), |tx| mark_once(tx, MARK, "playing")).await.map_err(|e| e.to_string())?;
    if first { Ok(()) } else { Err(begun(db.url())) }
}

/// The play could not begin after all: nothing of it is there.
pub fn give_up(tx: &mut Tx<'_>) -> Result<()> {
    unmark(tx, MARK)
}

/// The play is over.
pub fn end(tx: &mut Tx<'_>) -> Result<()> {
    mark(tx, MARK, PLAYED)
}

/// Makes staff (the first of them is who grants second trials), vendors and platforms. Those of the demo can log in: the
/// key seals the second factor of its staff.
pub async fn enter(db: &Db, demo: Option<&Key>) -> Result<Scene> {
    let hash = match demo {
        Some(_) => Some(Hasher::new()?.hash(PASSWORD.to_owned()).await?),
        None => None,
    };
    let key = demo.cloned();
    db.write(Cause::default(), move |tx| {
        let reviewers = staff(tx, hash.as_deref(), key.as_ref())?;
        let stages = vendors_and_platforms(tx, reviewers, hash.as_deref())?;
        let [reviewer, _] = reviewers;
        Ok(Scene { stages, reviewer, password_hash: hash.clone() })
    })
    .await
}

/// Makes the staff; the reviewers.
fn staff(tx: &mut Tx<'_>, hash: Option<&str>, key: Option<&Key>) -> Result<[AccountId; 2]> {
    let seed = Seed::parse(TOTP_SECRET).ok_or_else(|| Error::internal("the demo's secret is no base32"))?;
    let mut make = |email: &str, office: Office| -> Result<AccountId> {
        let role = office.role;
        let account = accounts::create(tx, &person(email, &format!("Cán bộ Demo ({role})")), hash, Some(&office))?;
        key.map_or(Ok(()), |key| second_factor::install(tx, key, account, &seed))?;
        Ok(account)
    };
    make("analyst@demo.example", StaffRole::Analyst.into())?;
    make("admin@demo.example", StaffRole::Administrator.into())?;
    make("admin2@demo.example", StaffRole::Administrator.into())?;
    make("auditor@demo.example", StaffRole::Auditor.into())?;
    make("dpo@demo.example", StaffRole::DataProtectionOfficer.into())?;
    let danang = Office { role: StaffRole::ProvinceOfficer, province: Some("48".to_owned()) };
    make("officer@demo.example", danang)?;
    let reviewer = make("reviewer@demo.example", StaffRole::Reviewer.into())?;
    Ok([reviewer, make("reviewer2@demo.example", StaffRole::Reviewer.into())?])
}

/// A plainly demo person.
pub fn person(email: &str, name: &str) -> NewPerson {
    NewPerson { email: email.to_owned(), name: name.to_owned(), locale: Locale::Vi }
}

fn vendors_and_platforms(tx: &mut Tx<'_>, reviewers: [AccountId; 2], hash: Option<&str>) -> Result<Vec<Stage>> {
    let mut stages = Vec::new();
    for (n, row) in (1..).zip(reference::seed_rows("demo_vendors.csv")?) {
        let name = cell(&row, 1)?;
        let owner = person(&format!("vendor{n}@demo.example"), &format!("Nhân viên Demo {n}"));
        let owner: AccountId = accounts::create(tx, &owner, hash, None)?;
        let tax_code = TaxCode::parse(cell(&row, 2)?).map_err(|fault| Error::internal(format!("{name}: {fault:?}")))?;
        let vendor = vendors::register(tx, owner, &NewVendor { tax_code, name: name.to_owned() })?.id;
        vendors::approve(tx, vendor)?;
        for platform in reference::seed_rows("demo_platforms.csv")? {
            if cell(&platform, 1)? == cell(&row, 0)? {
                stages.push(list(tx, vendor, reviewers, &platform)?);
            }
        }
    }
    Ok(stages)
}

fn list(tx: &mut Tx<'_>, vendor: VendorId, reviewers: [AccountId; 2], row: &csv::StringRecord) -> Result<Stage> {
    let days =
        Days { micro: number(row, 6)?, small: number(row, 7)?, medium: number(row, 8)?, household: number(row, 9)? };
    let price = number(row, 11)?.and_then(Vnd::new).ok_or_else(|| Error::internal("a demo platform without price"))?;
    let open = Offer::open(tx.now().local_day(), days, price);
    let offer = Offer { max_employees: number(row, 10)?, ..open };
    let about = Description {
        slug: cell(row, 0)?.to_owned(),
        name: cell(row, 3)?.to_owned(),
        category_code: cell(row, 2)?.to_owned(),
        summary_vi: cell(row, 4)?.to_owned(),
        summary_en: cell(row, 5)?.to_owned(),
    };
    let new = NewPlatform { about, profile: profile(row)?, offers: vec![offer.clone()], statements: stated(tx)? };
    let roles = Roles(vec![(vendor.into(), MemberRole::Owner)]);
    let platform = catalog::draft(tx, &roles, vendor, &new)?;
    catalog::submit(tx, &roles, platform)?;
    vet(tx, reviewers, platform)?;
    Ok(Stage { platform, vendor, offer })
}

/// Two reviewers find every criterion met, and publish.
fn vet(tx: &mut Tx<'_>, reviewers: [AccountId; 2], platform: PlatformId) -> Result<()> {
    let [one, two] = reviewers.map(|account| Vetter { account, administrator: false });
    let found = |criterion: i64| Score { criterion, score: 2, comment: "Demo: đạt / met.".to_owned() };
    let scores: Vec<Score> = reference::criteria(tx)?.into_iter().map(|it| found(it.number)).collect();
    vetting::start_review(tx, &one, platform)?;
    assessments::assess(tx, &one, platform, &scores)?;
    assessments::assess(tx, &two, platform, &scores)?;
    vetting::publish(tx, &one, platform)
}

/// What a demo vendor states of each criterion.
fn stated(tx: &mut Tx<'_>) -> Result<Vec<Statement>> {
    let text = |name: &str| format!("Nội dung demo về tiêu chí «{name}»: không có thật.");
    let statement = |it: reference::model::Criterion| Statement {
        criterion: it.number,
        text: text(&it.name_vi),
        documents: Vec::new(),
    };
    Ok(reference::criteria(tx)?.into_iter().map(statement).collect())
}

/// What a demo vendor says of a demo platform.
fn profile(row: &csv::StringRecord) -> Result<Profile> {
    let (vi, en) = (cell(row, 12)?, cell(row, 13)?);
    let industry = |section: &str| FittingIndustry { version: "2018".to_owned(), section: section.to_owned() };
    let support = Support {
        hours_vi: "Thứ Hai – thứ Sáu, 8:00–17:30".to_owned(),
        hours_en: "Monday to Friday, 8:00–17:30".to_owned(),
        languages: vec!["vi".to_owned(), "en".to_owned()],
    };
    Ok(Profile {
        description_vi: Some(format!("**{vi}?** {}\n\n- Nền tảng demo: không có thật", cell(row, 4)?)),
        description_en: Some(format!("**{en}?** {}\n\n- A demo platform: it does not exist", cell(row, 5)?)),
        problems: vec![ProblemSolved { text_vi: vi.to_owned(), text_en: en.to_owned() }],
        industries: cell(row, 14)?.split_whitespace().map(industry).collect(),
        support: Some(support),
        hosting: Some(Hosting { country: "VN".to_owned(), place: None }),
        // Two levels, so that there is something to choose by.
        security_level: Some(if cell(row, 14)?.is_empty() { 2 } else { 3 }),
        ..Profile::default()
    })
}

fn cell(row: &csv::StringRecord, place: usize) -> Result<&str> {
    row.get(place).ok_or_else(|| Error::internal(format!("seed: column {place} is missing in {row:?}")))
}

fn number(row: &csv::StringRecord, place: usize) -> Result<Option<i64>> {
    let text = cell(row, place)?;
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(Error::internal) }
}
