//! Those who use the server, made quickly: what a test is not about is done for it.

use super::app::TestApp;
use super::client::{Client, text};
use dungthu::accounts::model::{NewPerson, Office, StaffRole};
use dungthu::accounts::second_factor::{Seed, actions as second_factor};
use dungthu::accounts::{actions, offices, passwords::Hasher};
use dungthu::db::Cause;
use dungthu::secrets::Key;
use dungthu::values::{AccountId, Locale, TaxCode};
use serde_json::{Value, json};
use std::sync::OnceLock;

pub const PASSWORD: &str = "bông sen trắng 42";

/// The authenticator secret of a test's staff: «12345678901234567890», as in RFC 6238.
pub const TOTP_SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// A business, a vendor and a trial between them.
pub struct Tried {
    pub sme: Client,
    pub vendor: Client,
    pub sme_email: String,
    pub vendor_email: String,
    pub business_id: String,
    pub platform_id: String,
    pub trial_id: String,
}

async fn password_hash() -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    if let Some(hash) = HASH.get() {
        return hash.clone();
    }
    let hash = Hasher::new().expect("a hasher").hash(PASSWORD.to_owned()).await.expect("a hash");
    HASH.get_or_init(|| hash).clone()
}

/// A score for each criterion.
pub fn assessment(scores: [i64; 6]) -> Value {
    let score = |(criterion, score): (i64, i64)| json!({"criterion": criterion, "score": score, "comment": "Demo."});
    json!({"scores": (1..).zip(scores).map(score).collect::<Vec<_>>()})
}

impl TestApp {
    /// A tax code that no other part of this test has: made up, so it begins with 99.
    pub fn tax_code(&self) -> String {
        std::iter::repeat_with(|| TaxCode::with_check_digit(&format!("99{:07}", self.next())))
            .flatten()
            .next()
            .expect("a code")
            .to_string()
    }

    /// A verified person, logged in; staff with their second factor.
    pub async fn person(&self, email: &str, staff_role: Option<StaffRole>) -> Client {
        let account = self.account(email, staff_role).await;
        if staff_role.is_none() {
            return self.log_in(email).await;
        }
        self.install_totp(account).await;
        self.log_in_with_code(email).await
    }

    /// A verified account, without a second factor.
    pub async fn account(&self, email: &str, staff_role: Option<StaffRole>) -> AccountId {
        let hash = password_hash().await;
        let person = NewPerson { email: email.to_owned(), name: "Demo Person".to_owned(), locale: Locale::En };
        let province = (staff_role == Some(StaffRole::ProvinceOfficer)).then(|| "79".to_owned());
        let office = staff_role.map(|role| Office { role, province });
        let create = move |tx: &mut dungthu::db::Tx<'_>| actions::create(tx, &person, Some(&hash), office.as_ref());
        self.db.write(Cause::default(), create).await.expect("an account")
    }

    /// Gives an account the second factor of [`TOTP_SECRET`], as an operator would.
    pub async fn install_totp(&self, account: AccountId) {
        let key = Key::load_or_make(&self.config.secret_file).expect("the server's key");
        let seed = Seed::parse(TOTP_SECRET).expect("a seed");
        let install = move |tx: &mut dungthu::db::Tx<'_>| second_factor::install(tx, &key, account, &seed);
        self.db.write(Cause::default(), install).await.expect("a second factor");
    }

    /// The present code of an authenticator secret. It works once: move the clock on by 30 seconds for another.
    pub fn code(&self, secret: &str) -> String {
        Seed::parse(secret).expect("a seed").code_at(self.clock.now()).expect("a code")
    }

    pub async fn log_in(&self, email: &str) -> Client {
        let session = self.anon.post("/v1/sessions", json!({"email": email, "password": PASSWORD})).await.ok(201);
        self.anon.with_token(&text(&session, "token"))
    }

    /// Somebody who has an account gets an office, and logs in with a second factor.
    pub async fn take_office(&self, email: &str, office: Office) -> Client {
        let address = email.to_owned();
        let give = move |tx: &mut dungthu::db::Tx<'_>| {
            let account = offices::verified(tx, &address)?.expect("an account").id;
            offices::set_office(tx, account, Some(&office)).map(|()| account)
        };
        let account = self.db.write(Cause::default(), give).await.expect("an office");
        self.install_totp(account).await;
        self.log_in_with_code(email).await
    }

    /// Somebody is in this office from now on, or in none; their sessions go on.
    pub async fn set_office(&self, email: &str, office: Option<Office>) {
        let address = email.to_owned();
        let set = move |tx: &mut dungthu::db::Tx<'_>| {
            let account = offices::verified(tx, &address)?.expect("an account").id;
            offices::set_office(tx, account, office.as_ref())
        };
        self.db.write(Cause::default(), set).await.expect("an office");
    }

    /// As [`TestApp::log_in`], with the code of [`TOTP_SECRET`].
    pub async fn log_in_with_code(&self, email: &str) -> Client {
        let session = json!({"email": email, "password": PASSWORD, "code": self.code(TOTP_SECRET)});
        self.anon.with_token(&text(&self.anon.post("/v1/sessions", session).await.ok(201), "token"))
    }

    pub async fn reviewer(&self) -> Client {
        self.person(&format!("reviewer{}@demo.example", self.next()), Some(StaffRole::Reviewer)).await
    }

    /// A reviewer whom a test needs on the way and does not look at: the same one as long as the clock stands.
    async fn vetter(&self, number: usize) -> Client {
        let now = self.clock.now();
        if self.vetters.borrow().0 != now {
            self.vetters.replace((now, Vec::new()));
        }
        loop {
            let known = self.vetters.borrow().1.get(number).cloned();
            match known {
                Some(known) => return known,
                None => {
                    let another = self.reviewer().await;
                    self.vetters.borrow_mut().1.push(another);
                }
            }
        }
    }

    pub async fn analyst(&self) -> Client {
        self.person(&format!("analyst{}@demo.example", self.next()), Some(StaffRole::Analyst)).await
    }

    /// A business in Hồ Chí Minh, of 8 people in trade: micro.
    pub fn business_body(&self) -> Value {
        json!({"tax_code": self.tax_code(), "name": "Công ty Demo (demo)", "province_code": "79", "industry_section": "G", "employees": 8, "revenue_vnd": 4_000_000_000_i64})
    }

    pub async fn business(&self, owner: &Client) -> String {
        text(&owner.post("/v1/businesses", self.business_body()).await.ok(201), "id")
    }

    /// An approved vendor of `owner`.
    pub async fn vendor(&self, owner: &Client) -> String {
        let vendor = json!({"tax_code": self.tax_code(), "name": "Nhà cung cấp Demo (demo)"});
        let id = text(&owner.post("/v1/vendors", vendor).await.ok(201), "id");
        self.vetter(0).await.act(&format!("/v1/vendors/{id}/approval")).await.ok(200);
        id
    }

    pub fn platform_body(&self, vendor_id: &str) -> Value {
        let n = self.next();
        json!({"vendor_id": vendor_id, "slug": format!("demo-so-sach-{n}"), "name": format!("Sổ Sách Demo {n} (demo)"), "category_code": "accounting_finance",
            "summary_vi": "Sổ sách kế toán cho cửa hàng nhỏ.", "summary_en": "Books for small shops.",
            "offers": [{"valid_from": "2026-11-16", "price_vnd_per_month": 250_000, "days": {"micro": 90, "small": 60}}]})
    }

    /// A published platform of an approved vendor.
    pub async fn platform(&self, owner: &Client, vendor_id: &str) -> String {
        let id = text(&owner.post("/v1/platforms", self.platform_body(vendor_id)).await.ok(201), "id");
        self.vetted(owner, &id).await;
        id
    }

    /// A listing is handed in by its vendor's person, and reviewed and published.
    pub async fn vetted(&self, owner: &Client, id: &str) {
        owner.act(&format!("/v1/platforms/{id}/submission")).await.ok(200);
        self.published(&self.vetter(0).await, id).await;
    }

    /// A listing that was handed in is reviewed and published.
    pub async fn published(&self, reviewer: &Client, id: &str) -> Value {
        let taken = reviewer.act(&format!("/v1/platforms/{id}/review")).await.ok(200);
        if taken["working_version"]["lane"] == "full" {
            for who in [reviewer, &self.vetter(1).await] {
                who.post(&format!("/v1/platforms/{id}/assessments"), assessment([2; 6])).await.ok(201);
            }
        }
        self.published_only(reviewer, id).await
    }

    /// A version of which reviewers have found all that it takes is published.
    pub async fn published_only(&self, reviewer: &Client, id: &str) -> Value {
        reviewer.act(&format!("/v1/platforms/{id}/publication")).await.ok(200)
    }

    pub fn trial_body(&self, business_id: &str, platform_id: &str) -> Value {
        json!({"business_id": business_id, "platform_id": platform_id, "need": "Quản lý sổ sách.", "contact_name": "Demo Owner",
            "contact_email": "contact@demo.example", "consent_to_pass_contact": true, "channel": "direct"})
    }

    /// A requested trial between a new business and a new vendor; the mails on the way are sent and put away.
    pub async fn requested(&self) -> Tried {
        let n = self.next();
        let (sme_email, vendor_email) = (format!("sme{n}@demo.example"), format!("vendor{n}@demo.example"));
        let (sme, vendor) = (self.person(&sme_email, None).await, self.person(&vendor_email, None).await);
        let business_id = self.business(&sme).await;
        let vendor_id = self.vendor(&vendor).await;
        let platform_id = self.platform(&vendor, &vendor_id).await;
        let trial = sme.post("/v1/trials", self.trial_body(&business_id, &platform_id)).await.ok(201);
        self.mails().await;
        Tried { sme, vendor, sme_email, vendor_email, business_id, platform_id, trial_id: text(&trial, "id") }
    }

    /// As [`TestApp::requested`], accepted, provisioned and activated.
    pub async fn activated(&self) -> Tried {
        let tried = self.requested().await;
        let at = tried.path("");
        tried.vendor.act(&format!("{at}/acceptance")).await.ok(200);
        tried.vendor.post(&format!("{at}/provisioning"), json!({"access_reference": "demo-1"})).await.ok(200);
        tried.vendor.act(&format!("{at}/activation")).await.ok(200);
        self.mails().await;
        tried
    }
}

impl Tried {
    /// A path below the trial.
    pub fn path(&self, below: &str) -> String {
        format!("/v1/trials/{}{below}", self.trial_id)
    }
}

/// What the vendor of a test claims.
pub fn claim() -> Value {
    json!({"plan": "Demo cơ bản", "amount_vnd_per_month": 250_000, "starts_on": "2026-12-01", "already_customer": false})
}
