//! The server under test: its own database, mail relay, clock and port.

use super::client::Client;
use super::database::{self, Engine};
use super::lookups;
use super::smtp::{Received, Relay};
use diesel::prelude::*;
use dungthu::clock::Clock;
use dungthu::config::Config;
use dungthu::db::schema::{inquiries, outbox as o};
use dungthu::db::{Conn, Db};
use dungthu::mail::MailUrl;
use dungthu::server::Server;
use dungthu::values::Timestamp;
use std::cell::{Cell, RefCell};
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Monday, 16 November 2026, 09:00 in Vietnam.
pub const NOW: Timestamp = Timestamp::from_micros(1_794_794_400_000_000);

pub struct TestApp {
    pub engine: Engine,
    pub db: Db,
    pub clock: Clock,
    pub relay: Relay,
    pub config: Config,
    pub anon: Client,
    pub server: Server,
    /// Reviewers of what tests need on the way, and when they logged in.
    pub(super) vetters: RefCell<(Timestamp, Vec<Client>)>,
    serial: AtomicU32,
    leftovers: Cell<bool>,
    _folder: tempfile::TempDir,
    _database: database::Fresh,
}

/// Runs a test on an engine; says loudly where it cannot.
pub fn run(engine: Engine, body: impl AsyncFn(&TestApp)) {
    actix_web::rt::System::new().block_on(async {
        let Some(app) = TestApp::start(engine).await else { return };
        body(&app).await;
        app.finish().await;
    });
}

/// Always the same key: the order of equals is drawn with it, and what stands first is the same in each run and on both engines.
const KEY: &str = "8eb04b8f7dd92a2064a987a7dafd8124938a43433e7c888a997149b207801d12";

fn write_key(file: &Path) {
    let mut file = dungthu::secrets::private_file(file).expect("a file");
    writeln!(file, "{KEY}").expect("written");
}

impl TestApp {
    async fn start(engine: Engine) -> Option<Self> {
        if std::env::var_os("DUNGTHU_LOG").is_some() {
            drop(tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_test_writer().try_init());
        }
        lookups::see_all();
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Clock::fixed(NOW);
        let fresh = database::fresh(engine, folder.path(), &clock)?;
        let mut config = database::config(fresh.url.clone());
        let relay = Relay::start().await;
        config.listen = "127.0.0.1:0".parse().expect("an address");
        config.mail = MailUrl::parse(&format!("smtp://{}", relay.address)).expect("a url");
        config.secret_file = folder.path().join("secret.key");
        write_key(&config.secret_file);
        config.workers = 1;
        let db = dungthu::server::open_database(&config, clock.clone()).await.expect("a database");
        let server = Server::start(&config, db.clone()).await.expect("a server");
        let anon = Client::new(format!("http://{}", server.address));
        let (serial, leftovers) = (AtomicU32::new(1), Cell::new(false));
        let vetters = RefCell::new((NOW, Vec::new()));
        let (_folder, _database) = (folder, fresh);
        Some(Self { engine, db, clock, relay, config, anon, server, vetters, serial, leftovers, _folder, _database })
    }

    /// Ends the server. Mails that the test did not look at are a fault of the test.
    async fn finish(self) {
        let left = self.waiting_mails().await;
        assert!(left == 0 || self.leftovers.get(), "{left} mails wait that the test did not expect");
        self.server.stop().await;
    }

    /// Mails may be left in the outbox when the test ends.
    pub fn expect_unsent(&self) {
        self.leftovers.set(true);
    }

    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// A number that no other part of this test has.
    pub fn next(&self) -> u32 {
        self.serial.fetch_add(1, Ordering::SeqCst)
    }

    /// Mails that wait to be sent, and questions that a mail may answer.
    pub async fn waiting_mails(&self) -> i64 {
        self.query(|conn| {
            let asked: i64 = inquiries::table.count().get_result(conn).expect("the inquiries");
            let waiting: i64 = o::table.filter(o::state.eq("waiting")).count().get_result(conn).expect("the outbox");
            asked + waiting
        })
        .await
    }

    /// One round of the worker; how many mails it took.
    pub async fn work(&self) -> usize {
        self.server.worker.answer_inquiries().await.expect("the worker");
        while self.server.worker.settle_deadlines().await.expect("the worker") > 0 {}
        self.server.worker.send_due().await.expect("the worker")
    }

    /// Sends what is due and takes what arrived.
    pub async fn mails(&self) -> Vec<Received> {
        while self.work().await > 0 {}
        self.relay.take()
    }

    /// Sends what is due; exactly one mail arrives.
    #[track_caller]
    pub fn one_mail(&self) -> impl Future<Output = Received> + '_ {
        let caller = std::panic::Location::caller();
        async move {
            let mut mails = self.mails().await;
            let subjects: Vec<&str> = mails.iter().map(|mail| mail.subject.as_str()).collect();
            assert_eq!(mails.len(), 1, "{caller}: {subjects:?}");
            mails.remove(0)
        }
    }

    /// Another server on the same database, with its own settings; it shares the secret key and the clock.
    pub async fn another(&self, change: impl FnOnce(&mut Config)) -> (Server, Client) {
        let mut config = self.config.clone();
        change(&mut config);
        let db = dungthu::server::open_database(&config, self.clock.clone()).await.expect("the same database");
        let server = Server::start(&config, db).await.expect("another server");
        let client = Client::new(format!("http://{}", server.address));
        (server, client)
    }

    /// Every row of every table, as text.
    pub async fn digest(&self) -> String {
        self.query(database::digest).await
    }

    pub async fn query<T: Send + 'static>(&self, f: impl FnOnce(&mut Conn) -> T + Send + 'static) -> T {
        self.db.read(|conn| Ok(f(conn))).await.expect("a connection")
    }
}
