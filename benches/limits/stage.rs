//! Who is there before the first sign-up: vendors with their platforms, and firms, each with a person who is logged in.
//! Made by the real actions, the same for the server and for its limit.

use super::facts::{Facts, Firm, Listing, SignUp, Value, text, texts};
use dungthu::accounts::actions as accounts;
use dungthu::accounts::members::{MemberRole, Roles};
use dungthu::accounts::model::{Account, NewPerson};
use dungthu::accounts::sessions::{Origin, actions as sessions};
use dungthu::businesses::model::{Identity, Profile};
use dungthu::businesses::size::Figures;
use dungthu::businesses::{NewBusiness, actions as businesses};
use dungthu::catalog::assessments::{Score, actions as assessments};
use dungthu::catalog::vetting::{Vetter, actions as vetting};
use dungthu::catalog::{Days, Description, NewPlatform, Offer, actions as catalog};
use dungthu::clock::Clock;
use dungthu::db::{Cause, DatabaseUrl, Db, Tx};
use dungthu::error::Result;
use dungthu::reference::{self, ProvinceList};
use dungthu::secrets::Secret;
use dungthu::server;
use dungthu::values::{AccountId, LocalDay, Locale, TaxCode, Vnd};
use dungthu::vendors::{NewVendor, actions as vendors};
use serde_json::json;

pub const DAYS: i64 = 90;
pub const PRICE: i64 = 250_000;
pub const NEED: &str = "Quản lý sổ sách và hóa đơn cho một cửa hàng.";
pub const NAME: &str = "Chủ Doanh nghiệp Demo";
pub const EMAIL: &str = "contact@demo.example";

const VENDORS: usize = 4;
const PLATFORMS: usize = 20;
/// Firms made in one transaction.
const AT_ONCE: usize = 200;

/// Everybody.
pub struct Stage {
    pub url: DatabaseUrl,
    firms: Vec<Firm>,
    platforms: Vec<Listing>,
    next: usize,
}

impl Stage {
    /// Enough firms for so many sign-ups: a firm tries a platform once.
    pub fn set(url: DatabaseUrl, sign_ups: usize) -> Self {
        let numbers: Vec<usize> = (0..sign_ups.div_ceil(PLATFORMS)).collect();
        let place = url.clone();
        let (platforms, firms) = super::server::block_on(async move {
            let config = super::server::config(place, std::path::Path::new("."));
            let db = server::open_database(&config, Clock::System).await.expect("a database");
            let platforms = db.write(Cause::default(), list_all).await.expect("platforms");
            let mut firms = Vec::new();
            for some in numbers.chunks(AT_ONCE) {
                firms.extend(register_all(&db, some.to_vec()).await.expect("firms"));
            }
            (platforms, firms)
        });
        Self { url, firms, platforms, next: 0 }
    }

    /// The next sign-ups, each another firm's.
    fn take(&mut self, count: usize) -> Vec<Facts> {
        let firms = self.firms.len();
        let taken = (self.next..self.next + count).map(|number| Facts {
            firm: self.firms[number % firms].clone(),
            listing: self.platforms[number / firms].clone(),
            key: format!("bench-{number}"),
        });
        self.next += count;
        taken.collect()
    }

    /// The next sign-ups as requests.
    pub fn requests(&mut self, count: usize) -> Vec<Vec<u8>> {
        self.take(count).iter().map(request).collect()
    }

    /// The next sign-ups as rows; `answer` is one of the server's.
    pub fn rows(&mut self, count: usize, answer: &[u8]) -> Vec<SignUp> {
        self.take(count).into_iter().map(|facts| SignUp::of(facts, Clock::System.now(), answer)).collect()
    }
}

fn request(facts: &Facts) -> Vec<u8> {
    let Facts { firm, listing, key } = facts;
    let body = json!({"business_id": firm.business.shown(), "platform_id": listing.platform.shown(), "need": NEED,
        "contact_name": NAME, "contact_email": EMAIL, "consent_to_pass_contact": true, "channel": "direct"})
    .to_string();
    format!(
        "POST /v1/trials HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
         Idempotency-Key: {key}\r\nContent-Length: {}\r\n\r\n{body}",
        firm.token,
        body.len()
    )
    .into_bytes()
}

/// A tax code that begins with 99; some numbers have none, the next one that has is taken.
fn tax_code(number: usize) -> TaxCode {
    let mut codes = (number * 3..).filter_map(|serial| TaxCode::with_check_digit(&format!("99{serial:07}")));
    codes.next().expect("a code")
}

fn person(tx: &mut Tx<'_>, email: &str) -> Result<AccountId> {
    let person = NewPerson { email: email.to_owned(), name: NAME.to_owned(), locale: Locale::Vi };
    accounts::create(tx, &person, None, None)
}

fn list_all(tx: &mut Tx<'_>) -> Result<Vec<Listing>> {
    let mut listed = Vec::new();
    let reviewer = Vetter { account: person(tx, "reviewer@demo.example")?, administrator: false };
    let second = Vetter { account: person(tx, "reviewer2@demo.example")?, administrator: false };
    let met = |criterion: i64| Score { criterion, score: 2, comment: "Demo.".to_owned() };
    let scores: Vec<Score> = reference::criteria(tx)?.into_iter().map(|it| met(it.number)).collect();
    for number in 0..VENDORS {
        let member = person(tx, &format!("vendor{number}@demo.example"))?;
        let new =
            NewVendor { tax_code: tax_code(500_000 + number), name: format!("Nhà cung cấp Demo {number} (demo)") };
        let vendor = vendors::register(tx, member, &new)?.id;
        vendors::approve(tx, vendor)?;
        let roles = Roles(vec![(vendor.into(), MemberRole::Owner)]);
        for place in (number..PLATFORMS).step_by(VENDORS) {
            let platform = catalog::draft(tx, &roles, vendor, &platform(place, tx.now().local_day()))?;
            catalog::submit(tx, &roles, platform)?;
            vetting::start_review(tx, &reviewer, platform)?;
            for who in [&reviewer, &second] {
                assessments::assess(tx, who, platform, &scores)?;
            }
            vetting::publish(tx, &reviewer, platform)?;
            listed.push(Listing {
                platform: text(platform),
                platforms: texts(platform),
                category: text("accounting_finance"),
                ministry: text(reference::category_ministry(tx, "accounting_finance")?.unwrap_or_default()),
                vendor: text(vendor),
                member: text(member),
                people: texts(member),
                today: text(tx.now().local_day()),
            });
        }
    }
    Ok(listed)
}

fn platform(number: usize, today: LocalDay) -> NewPlatform {
    let days = Days { micro: Some(DAYS), ..Days::default() };
    let price_per_month = Vnd::new(PRICE).expect("a price");
    NewPlatform {
        about: Description {
            slug: format!("demo-so-sach-{number}"),
            name: format!("Sổ Sách Demo {number} (demo)"),
            category_code: "accounting_finance".to_owned(),
            summary_vi: "Sổ sách kế toán và hóa đơn cho cửa hàng nhỏ.".to_owned(),
            summary_en: "Books and invoices for small shops.".to_owned(),
        },
        profile: dungthu::catalog::Profile::default(),
        offers: vec![Offer::open(today, days, price_per_month)],
        statements: Vec::new(),
    }
}

async fn register_all(db: &Db, numbers: Vec<usize>) -> Result<Vec<Firm>> {
    db.write(Cause::default(), move |tx| numbers.iter().map(|number| register(tx, *number)).collect()).await
}

fn register(tx: &mut Tx<'_>, number: usize) -> Result<Firm> {
    let email = format!("sme{number}@demo.example");
    let account = person(tx, &email)?;
    let province = reference::province(tx, ProvinceList::Since2025, "79")?.expect("a province");
    let industry = reference::industry(tx, "2018", "G")?.expect("an industry");
    let figures = Figures { employees: 8, revenue: Some(Vnd::billions(4)), capital: None };
    let name = format!("Công ty TNHH Demo {number} (demo)");
    let identity = Identity::Firm(tax_code(number));
    let new = NewBusiness { identity, profile: Profile { name, province, industry, figures } };
    let business = businesses::register(tx, account, &new)?;
    let secret = Secret::random()?;
    let known = Account {
        id: account,
        email,
        name: NAME.to_owned(),
        locale: Locale::Vi,
        password_hash: None,
        staff_role: None,
        verified_at: Some(tx.now()),
        created_at: tx.now(),
        version: 1,
    };
    let origin = Origin { network: "192.0.2.0/24".to_owned(), user_agent: None };
    sessions::log_in(tx, &known, &secret, None, &origin)?;
    Ok(Firm {
        token: secret.reveal().to_owned(),
        session: Value::Bytes(secret.digest()),
        account: text(account),
        business: text(business.id),
        businesses: texts(business.id),
        root_key: text(business.root_key),
        province: text(business.province_code),
    })
}
