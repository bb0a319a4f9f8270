//! Who and what is there before the first firm: staff, vendors and their platforms.

use super::store::{self, Listed, Member, Person, Registered};
use crate::accounts::model::{Office, StaffRole};
use crate::accounts::second_factor::{Seed, actions as second_factor};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::reference;
use crate::secrets::Key;
use crate::values::{AccountId, PlatformId, TaxCode, Timestamp, TypedId, VendorId, Vnd};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;

const VENDORS: usize = 20;
const PLATFORMS_EACH: usize = 3;

/// Codes of vendors begin here: far from those of firms.
const FIRST_CODE: usize = 9_900_000;

/// A platform, and who answers for it.
#[derive(Clone, Debug)]
pub struct Stage {
    pub platform: PlatformId,
    pub vendor: VendorId,
    /// The vendor's one person.
    pub member: AccountId,
    pub category: String,
    pub ministry: String,
    pub days: i64,
    pub price: Vnd,
}

/// Everybody but the firms.
#[derive(Clone, Debug)]
pub struct Cast {
    pub stages: Vec<Stage>,
    pub reviewer: AccountId,
}

/// What opens the accounts of those who can log in.
pub struct Opening<'a> {
    pub password_hash: &'a str,
    pub seed: &'a Seed,
    pub key: &'a Key,
}

/// Who can log in, by role and address.
pub const LOGINS: [(&str, &str); 6] = [
    ("business owner", "sme1@demo.example"),
    ("vendor owner", "vendor1@demo.example"),
    ("reviewer", "reviewer@demo.example"),
    ("officer (79)", "officer@demo.example"),
    ("auditor", "auditor@demo.example"),
    ("administrator", "admin@demo.example"),
];

/// Makes them.
pub fn enter(tx: &mut Tx<'_>, mut rng: ChaCha8Rng, since: Timestamp, opening: &Opening<'_>) -> Result<Cast> {
    let reviewer = staff(tx, &mut rng, since, opening)?;
    let mut stages = Vec::new();
    for number in 1..=VENDORS {
        stages.extend(vendor(tx, &mut rng, since, number, opening)?);
    }
    Ok(Cast { stages, reviewer })
}

/// Staff have their second factor; the reviewer.
fn staff(tx: &mut Tx<'_>, rng: &mut ChaCha8Rng, since: Timestamp, opening: &Opening<'_>) -> Result<AccountId> {
    let officer = Office { role: StaffRole::ProvinceOfficer, province: Some("79".to_owned()) };
    let offices = [
        ("officer", officer),
        ("auditor", StaffRole::Auditor.into()),
        ("admin", StaffRole::Administrator.into()),
        ("reviewer", StaffRole::Reviewer.into()),
    ];
    let mut reviewer = AccountId::of(since, rng.random());
    for (name, office) in offices {
        reviewer = AccountId::of(since, rng.random());
        let person = Person {
            id: reviewer,
            email: format!("{name}@demo.example"),
            name: format!("Cán bộ Demo ({name})"),
            password_hash: Some(opening.password_hash.to_owned()),
            office: Some(office),
            since,
        };
        store::people(tx, vec![person])?;
        second_factor::install(tx, opening.key, reviewer, opening.seed)?;
    }
    Ok(reviewer)
}

/// A vendor with its platforms; the first one's person can log in.
fn vendor(
    tx: &mut Tx<'_>,
    rng: &mut ChaCha8Rng,
    since: Timestamp,
    number: usize,
    opening: &Opening<'_>,
) -> Result<Vec<Stage>> {
    let (id, member) = (VendorId::of(since, rng.random()), AccountId::of(since, rng.random()));
    let email = format!("vendor{number}@demo.example");
    let password_hash = (number == 1).then(|| opening.password_hash.to_owned());
    let name = format!("Nhân viên Demo {number}");
    store::people(tx, vec![Person { id: member, email, name, password_hash, office: None, since }])?;
    let name = format!("Nhà cung cấp Demo {number} (demo)");
    let mut codes = (FIRST_CODE + number * 9..).filter_map(|it| TaxCode::with_check_digit(&format!("99{it:07}")));
    let tax_code = codes.next().ok_or_else(|| Error::internal("no tax code is left"))?;
    store::vendor(tx, &Registered { id, tax_code, name: name.clone(), since })?;
    store::members(tx, vec![Member { account: member, business: None, vendor: Some(id), since }])?;
    let categories = reference::categories(tx)?;
    let mut stages = Vec::new();
    for place in 0..PLATFORMS_EACH {
        let nth = number * PLATFORMS_EACH + place;
        let category = categories.get(nth % categories.len().max(1));
        let category = category.ok_or_else(|| Error::internal("there are no categories"))?;
        let platform = PlatformId::of(since, rng.random());
        let days = [90, 60, 30].get(place).copied().unwrap_or(60);
        let price = Vnd::new(100_000 + 50_000 * nth as i64).ok_or_else(|| Error::internal("no price"))?;
        let (slug, title) = (format!("demo-{number}-{place}"), format!("Nền tảng Demo {number}.{place} (demo)"));
        let vendor_name = name.clone();
        let category_code = category.code.clone();
        store::platform(
            tx,
            &Listed { id: platform, slug, title, vendor: id, vendor_name, category_code, days, price, since },
        )?;
        let (category, ministry) = (category.code.clone(), category.ministry_code.clone());
        stages.push(Stage { platform, vendor: id, member, category, ministry, days, price });
    }
    Ok(stages)
}
