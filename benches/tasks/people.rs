//! Who asks: people of the generated programme, logged in without a password.

use diesel::prelude::*;
use dungthu::accounts::model::Account;
use dungthu::accounts::second_factor::Proof;
use dungthu::accounts::sessions::{Origin, actions as sessions};
use dungthu::clock::Clock;
use dungthu::db::schema::{accounts as a, tasks as t};
use dungthu::db::{Cause, Conn, DatabaseUrl, Db, Use};
use dungthu::secrets::Secret;

/// Somebody, and one platform to narrow by.
pub struct Somebody {
    pub name: &'static str,
    token: String,
    platform: String,
}

const PEOPLE: [(&str, &str); 5] = [
    ("a business", "sme1@demo.example"),
    ("a vendor", "vendor1@demo.example"),
    ("a province officer", "officer@demo.example"),
    ("a reviewer", "reviewer@demo.example"),
    ("an auditor", "auditor@demo.example"),
];

impl Somebody {
    /// Each way to narrow the list.
    pub fn questions(&self) -> Vec<String> {
        let platform = format!("platform_id={}", self.platform);
        let ways =
            ["", "limit=100", "overdue=true", "overdue=false", "province_code=79", "province_code=12", &platform];
        let kinds = ["answer_request", "answer_claim", "look_after_request", "follow_up_claim", "decide_case"];
        let stages = ["requested", "engaged", "converted", "declined"];
        let kinds = kinds.iter().map(|kind| format!("kind={kind}"));
        let stages = stages.iter().map(|stage| format!("stage={stage}"));
        let all = ways.iter().map(|way| (*way).to_owned()).chain(kinds).chain(stages);
        all.chain([format!("overdue=true&stage=requested&province_code=79&{platform}")]).collect()
    }

    pub fn request(&self, query: &str) -> Vec<u8> {
        let mark = if query.is_empty() { "" } else { "?" };
        format!(
            "GET /v1/tasks{mark}{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n\r\n",
            self.token
        )
        .into_bytes()
    }
}

/// Everybody of the programme who asks.
pub fn log_in(url: &str) -> Vec<Somebody> {
    let url = DatabaseUrl::parse(url).expect("a url");
    let log_in = |tx: &mut dungthu::db::Tx<'_>| {
        let platform: String = t::table.select(t::platform_id.assume_not_null()).first(&mut **tx)?;
        let mut everybody = Vec::new();
        for (name, email) in PEOPLE {
            let account: Account = a::table.filter(a::email.eq(email)).select(Account::as_select()).first(&mut **tx)?;
            let secret = Secret::random()?;
            let origin = Origin { network: "192.0.2.0/24".to_owned(), user_agent: None };
            let proof = account.staff_role.is_some().then_some(Proof::Totp);
            sessions::log_in(tx, &account, &secret, proof, &origin)?;
            everybody.push(Somebody { name, token: secret.reveal().to_owned(), platform: platform.clone() });
        }
        Ok(everybody)
    };
    actix_web::rt::System::new().block_on(async {
        let db = Db::open(&url, Clock::System, |_, _| Ok(())).expect("a database");
        db.write(Cause::default(), log_in).await.expect("sessions")
    })
}

/// How much waits for anybody.
pub fn count(url: &str) -> i64 {
    let url = DatabaseUrl::parse(url).expect("a url");
    let mut conn = Conn::open(&url, Use::Read).expect("the database");
    t::table.count().get_result(&mut conn).expect("a number")
}
