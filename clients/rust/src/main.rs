//! The story of the main job, played against a running server by a client generated from its document.

use dungthu_client::apis::configuration::Configuration;
use dungthu_client::apis::{
    Error, accounts_api, businesses_api, catalog_api, conversions_api, reports_api, trials_api, vendors_api,
};
use dungthu_client::models as m;
use std::{env, fs, thread, time::Duration};

fn need(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set"))
}

/// What an operation answered; a problem ends the story with its body.
fn of<T, E: std::fmt::Debug>(answer: Result<T, Error<E>>) -> T {
    match answer {
        Ok(out) => out,
        Err(Error::ResponseError(problem)) => panic!("{}: {}", problem.status, problem.content),
        Err(error) => panic!("{error}"),
    }
}

fn anyone() -> Configuration {
    Configuration { base_path: need("DUNGTHU_URL"), ..Configuration::new() }
}

fn session(email: &str, code: Option<String>) -> Configuration {
    let body = m::SessionIn { code: Some(code), ..m::SessionIn::new(email.into(), need("DUNGTHU_PASSWORD")) };
    let opened = of(accounts_api::log_in(&anyone(), body, None));
    Configuration { bearer_access_token: Some(opened.token), ..anyone() }
}

/// The token of the link in the mail to somebody, once it has arrived.
fn linked(email: &str) -> String {
    for _ in 0..200 {
        for file in fs::read_dir(need("DUNGTHU_MAILS")).expect("a folder of mails").flatten() {
            let mail = fs::read_to_string(file.path()).expect("a mail").replace("=\r\n", "");
            let to = mail.contains(&format!("To: {email}")) || mail.contains(&format!("<{email}>"));
            if let Some((_, link)) = mail.split_once("/pages/verification/").filter(|_| to) {
                return link.chars().take(43).collect();
            }
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("no mail with a link to {email}")
}

fn register(email: &str, name: &str) -> Configuration {
    let mut person = m::RegistrationIn::new(email.into(), name.into(), need("DUNGTHU_PASSWORD"));
    person.locale = Some(Some(m::Locale::Vi));
    of(accounts_api::register_account(&anyone(), person, None));
    let verified = m::VerificationIn::new(linked(email), need("DUNGTHU_PASSWORD"));
    of(accounts_api::verify_account(&anyone(), verified, None));
    session(email, None)
}

/// A vendor is approved and its platform published.
fn list(seller: &Configuration, [reviewer, administrator]: [&Configuration; 2]) -> String {
    let vendor = m::VendorIn::new("9900000023".into(), "Demo Vendor Một (demo)".into());
    let vendor = of(vendors_api::register_vendor(seller, vendor, None));
    of(vendors_api::approve_vendor(reviewer, &vendor.id, None));
    let days = m::Days { micro: Some(Some(90)), small: Some(Some(60)), ..m::Days::new() };
    let platform = of(catalog_api::draft_platform(
        seller,
        m::PlatformIn::new(
            vendor.id,
            "demo-so-sach".into(),
            "Sổ Sách Đại Việt (demo)".into(),
            "accounting_finance".into(),
            "Sổ sách và hóa đơn cho cửa hàng nhỏ.".into(),
            "Books and invoices for small shops.".into(),
            vec![m::OfferIn::new("2026-01-01".into(), days, 250_000)],
        ),
        None,
    ));
    of(catalog_api::submit_platform(seller, &platform.id, None, None));
    of(catalog_api::start_review(reviewer, &platform.id, None, None));
    for who in [reviewer, administrator] {
        let scores = (1..=6).map(|criterion| m::Score::new(criterion, 2, "Demo.".into())).collect();
        of(catalog_api::assess_platform(who, &platform.id, m::AssessmentIn::new(scores), None, None));
    }
    of(catalog_api::publish_platform(reviewer, &platform.id, None, None));
    platform.id
}

fn main() {
    let staff = |email, code| session(email, Some(need(code)));
    let reviewer = staff("reviewer@demo.example", "DUNGTHU_REVIEWER_CODE");
    let analyst = staff("analyst@demo.example", "DUNGTHU_ANALYST_CODE");
    let administrator = staff("administrator@demo.example", "DUNGTHU_ADMINISTRATOR_CODE");
    let sme = register("sme1@demo.example", "Chủ Doanh Nghiệp Demo");
    let mut business = m::BusinessIn::new(
        "9900000016".into(),
        "Công ty TNHH Demo 1 (demo)".into(),
        "79".into(),
        "G".into(),
        8,
    );
    business.revenue_vnd = Some(Some(4_000_000_000));
    let business = of(businesses_api::register_business(&sme, business, None));
    let seller = register("vendor1@demo.example", "Người Bán Demo");
    let platform = list(&seller, [&reviewer, &administrator]);
    let found = of(catalog_api::list_platforms(&anyone(), Some("so sach dai viet"), None, None, None, None, None));
    assert_eq!(found.data[0].id, platform);

    let asked = m::TrialIn::new(
        business.id,
        platform,
        "Quản lý sổ sách và hóa đơn.".into(),
        "Chủ Doanh Nghiệp Demo".into(),
        "sme1@demo.example".into(),
        true,
        m::Channel::Direct,
    );
    let trial = of(trials_api::request_trial(&sme, asked.clone(), None)).id;
    of(trials_api::accept_trial(&seller, &trial, None));
    of(trials_api::provision_trial(&seller, &trial, m::ProvisioningIn::new("demo-1".into()), None));
    of(trials_api::activate_trial(&seller, &trial, None));
    match trials_api::request_trial(&sme, asked, None) {
        Err(Error::ResponseError(problem)) => assert!(problem.content.contains("\"code\":\"second_trial\"")),
        other => panic!("a second trial: {other:?}"),
    }

    let day = (jiff::Zoned::now() + jiff::Span::new().days(30)).date().to_string();
    let claim = m::ConversionIn::new("Demo cơ bản".into(), 250_000, day.parse().expect("a day"), false);
    of(conversions_api::claim_conversion(&seller, &trial, claim, None));
    let confirmed = of(conversions_api::confirm_conversion(&sme, &trial, m::ConfirmationIn::new(false), None));
    assert!(confirmed.counts && confirmed.evidence_level == 1, "{confirmed:?}");
    let funnel = of(reports_api::get_funnel(&analyst, None, None, Some(m::GroupBy::Province)));
    assert_eq!((funnel.data[0].group.as_str(), funnel.data[0].started, funnel.data[0].confirmed), ("79", 1, 1));
    println!("the story, by the Rust client: told to its end");
}
