//! `Server::start`: wiring and the order of middleware. Main and tests use the same.

use crate::accounts::{self, Uses, passwords::Hasher};
use crate::api;
use crate::catalog::{self, Catalog};
use crate::clock::Clock;
use crate::config::Config;
use crate::conversions;
use crate::db::{Cause, Db, SchemaState};
use crate::error::{Code, Error};
use crate::http::{Answer, App, Contract, PREFIX, Routes, middleware};
use crate::joining;
use crate::key;
use crate::limits::{Limits, Memory};
use crate::mail::Transport;
use crate::reactions;
use crate::reports::{self, Figures};
use crate::worker::Worker;
use actix_web::dev::ServerHandle;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, Data, PayloadConfig};
use actix_web::{HttpRequest, HttpResponse, HttpServer};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::OnceCell;
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::{Config as Shown, SwaggerUi};

/// Where the OpenAPI document is.
const DOCUMENT: &str = "/openapi.json";

/// How long open requests may take after a stop was asked for.
const DRAIN_SECONDS: u64 = 20;

/// A server that listens.
pub struct Server {
    pub address: SocketAddr,
    pub db: Db,
    pub worker: Worker,
    pub catalog: Data<Catalog>,
    pub figures: Figures,
    pub hasher: Hasher,
    handle: ServerHandle,
    ready: Arc<AtomicBool>,
    served: tokio::task::JoinHandle<std::io::Result<()>>,
}

/// Opens the database and brings it to this program's schema and seed.
///
/// Errors: what to do instead, for the command line: the database cannot be reached, its schema is older or newer.
pub async fn open_database(config: &Config, clock: Clock) -> Result<Db, String> {
    let url = &config.database_url;
    let db = Db::open(url, clock, reactions::react).map_err(|e| format!("{url} cannot be opened: {e}"))?;
    match db.schema_state().await.map_err(|e| format!("{url} cannot be read: {e}"))? {
        SchemaState::Current => {}
        SchemaState::Empty => db.migrate().await.map_err(|e| format!("{url} cannot be migrated: {e}"))?,
        SchemaState::Older(missing) => {
            return Err(format!(
                "{url} lacks {missing} migration(s) of this program: make a backup, then run «dungthu migrate»"
            ));
        }
        SchemaState::Newer => {
            return Err(format!("{url} was migrated by a newer dungthu than this one: run that version"));
        }
    }
    seed(&db).await.map_err(|e| format!("seed/ cannot be loaded: {e}"))?;
    Ok(db)
}

/// Loads the reference data, the illustrative platforms and the signals, where this seed is not loaded yet; and the first
/// versions of listings that have none.
pub async fn seed(db: &Db) -> crate::error::Result<bool> {
    db.write(Cause::default(), |tx| {
        let loaded = crate::reference::load(tx, |tx| {
            crate::catalog::load_illustrative(tx)?;
            crate::cases::signals::load(tx)
        })?;
        catalog::complete_versions(tx)?;
        Ok(loaded)
    })
    .await
}

impl Server {
    /// Listens, and sends mails, until [`Server::stop`].
    ///
    /// Errors: what to do instead, for the command line.
    pub async fn start(config: &Config, db: Db) -> Result<Self, String> {
        let key = key::of(config, &db).await?;
        let (hasher, uses) = (Hasher::new().map_err(|e| e.to_string())?, Uses::default());
        let app = Data::new(App {
            db: db.clone(),
            hasher: hasher.clone(),
            limits: Limits::new(config.limits.clone(), key.clone()),
            memory: Memory::new(config.limits.clone()),
            uses: uses.clone(),
            trusted_proxies: config.trusted_proxies.clone(),
            hsts: config.public_url.starts_with("https://"),
            key: key.clone(),
        });
        let ready = Arc::new(AtomicBool::new(true));
        let flag = Data::from(ready.clone());
        let (contract, document) = (contract(), Data::new(OnceCell::<Answer>::new()));
        let catalog = Data::new(Catalog::new(key));
        catalog.follow(&db).await.map_err(|e| format!("{} cannot be read: {e}", config.database_url))?;
        let (shown, figures) = (catalog.clone(), Figures::default());
        let counted = figures.clone();
        let server = HttpServer::new(move || {
            // The middleware has read each body within its operation's limit; actix's own is smaller than a file's.
            let api = web::scope(PREFIX)
                .app_data(PayloadConfig::new(middleware::MAX_FILE))
                .configure(|config| api::v1(&mut Routes::Served(config)));
            actix_web::App::new()
                .app_data(app.clone())
                .app_data(flag.clone())
                .app_data(contract.clone())
                .app_data(document.clone())
                .app_data(shown.clone())
                .app_data(Data::new(counted.clone()))
                .service(api)
                .configure(accounts::page_routes)
                .configure(joining::invitations::page_routes)
                .configure(joining::returning::page_routes)
                .configure(conversions::page_routes)
                .route("/livez", web::get().to(livez))
                .route("/readyz", web::get().to(readyz))
                .service(web::redirect("/docs", "/docs/"))
                .route(DOCUMENT, web::get().to(openapi_json))
                .service(SwaggerUi::new("/docs/{_:.*}").config(Shown::from(DOCUMENT)))
                .default_service(web::to(elsewhere))
                .wrap(Compress::default())
                .wrap(from_fn(middleware::around))
        })
        .workers(threads(config))
        .shutdown_timeout(DRAIN_SECONDS)
        // Who still sends a body that was refused reads the refusal only when all is sent: closing earlier resets the
        // connection, and the answer is lost with it.
        .client_disconnect_timeout(middleware::BODY_TIME)
        .disable_signals()
        .bind(config.listen)
        .map_err(|e| format!("{} cannot be listened on: {e}; choose another with --listen", config.listen))?;
        let address = server.addrs().first().copied().ok_or("no address is listened on")?;
        let running = server.run();
        let (handle, served) = (running.handle(), tokio::task::spawn_local(running));
        let worker = worker(config, address, &db, uses, &catalog, &figures)?;
        Ok(Self { address, db, worker, catalog, figures, hasher, handle, ready, served })
    }

    /// No longer ready: balancers go elsewhere, and answers ask their connections to close.
    pub fn turn_away(&self) {
        self.ready.store(false, Ordering::SeqCst);
    }

    /// Takes no new connection, lets open requests end, and returns when they have.
    pub async fn stop(self) {
        self.handle.stop(true).await;
        drop(self.served.await);
    }
}

fn worker(
    config: &Config,
    address: SocketAddr,
    db: &Db,
    uses: Uses,
    catalog: &Catalog,
    figures: &Figures,
) -> Result<Worker, String> {
    Ok(Worker {
        db: db.clone(),
        uses,
        misses: catalog.misses.clone(),
        figures: figures.clone(),
        transport: Transport::open(&config.mail).map_err(|e| e.to_string())?,
        public_url: config.reached_at(address),
        mail_from: config.mail_from.clone(),
        mail_reply_to: config.mail_reply_to.clone(),
    })
}

/// How many threads answer requests.
fn threads(config: &Config) -> usize {
    match config.workers {
        0 => std::thread::available_parallelism().map_or(2, std::num::NonZero::get),
        workers => workers,
    }
}

/// The OpenAPI document.
pub fn openapi() -> OpenApi {
    api::document()
}

/// What is held against requests.
fn contract() -> Data<Contract> {
    let mut contract = Contract::default();
    api::v1(&mut Routes::Known(&mut contract));
    Data::new(contract)
}

/// The document's bytes are made when somebody first asks: that takes more memory than all else at a start.
async fn openapi_json(document: Data<OnceCell<Answer>>) -> crate::error::Result<Answer> {
    let made = document.get_or_try_init(|| async {
        let made = web::block(|| Answer::ok(&api::document()).map(|answer| answer.digested().compressed())).await;
        made.map_err(Error::internal)?
    });
    Ok(made.await?.clone())
}

async fn livez() -> &'static str {
    "ok"
}

/// Ready: not stopping, and the database answers with this program's schema.
async fn readyz(app: Data<App>, ready: Data<AtomicBool>) -> crate::error::Result<&'static str> {
    let state = app.db.schema_state().await?;
    if ready.load(Ordering::SeqCst) && state == SchemaState::Current {
        Ok("ready")
    } else {
        Err(Error::because(Code::Unavailable, "not ready"))
    }
}

async fn elsewhere(request: HttpRequest, contract: Data<Contract>) -> Result<HttpResponse, Error> {
    let methods = contract.methods(request.path());
    let wrong_method = !methods.is_empty() && !methods.contains(&request.method().as_str());
    Err(Error::new(if wrong_method { Code::MethodNotAllowed } else { Code::NotFound }))
}

/// Brings an older (or empty) schema to this program's, and its seed.
pub async fn migrate(config: &Config) -> Result<(), String> {
    let url = &config.database_url;
    let db = Db::open(url, Clock::System, reactions::react).map_err(|e| format!("{url} cannot be opened: {e}"))?;
    if db.schema_state().await.map_err(|e| e.to_string())? == SchemaState::Newer {
        return Err(format!("{url} was migrated by a newer dungthu than this one: run that version"));
    }
    db.migrate().await.map_err(|e| format!("{url} cannot be migrated: {e}"))?;
    seed(&db).await.map_err(|e| format!("seed/ cannot be loaded: {e}"))?;
    println!("{url} has the schema of this program");
    Ok(())
}

/// Serves until the process is told to stop, then drains; `started` is told the address.
pub async fn serve(config: &Config, db: Db, started: impl FnOnce(SocketAddr)) -> Result<(), String> {
    let server = Server::start(config, db).await?;
    let work = tokio::task::spawn_local(server.worker.clone().run(server.ready.clone()));
    let follower = tokio::task::spawn_local(follow(server.catalog.clone(), server.db.clone()));
    let counter = tokio::task::spawn_local(count(server.figures.clone(), server.db.clone()));
    let stop = Stop::listen();
    started(server.address);
    let patient = stop.told().await;
    server.turn_away();
    if patient {
        tokio::time::sleep(Duration::from_secs(config.stop_delay)).await;
    }
    server.stop().await;
    follower.abort();
    counter.abort();
    // The batch of mails under way is brought to its end, so that none stays leased.
    drop(tokio::time::timeout(Duration::from_secs(DRAIN_SECONDS), work).await);
    Ok(())
}

/// Takes over what other servers publish. While the database is away, what is known stays.
async fn follow(shown: Data<Catalog>, db: Db) {
    loop {
        tokio::time::sleep(catalog::LOOK).await;
        if let Err(error) = shown.follow(&db).await {
            tracing::debug!(%error, "the catalog was not looked at");
        }
    }
}

/// Reads all trials, while everything else is answered, and then what happens to them.
async fn count(figures: Figures, db: Db) {
    loop {
        if let Err(error) = figures.follow(&db).await {
            tracing::debug!(%error, "the figures were not looked at");
        }
        tokio::time::sleep(reports::LOOK).await;
    }
}

/// How the process is told to stop: listened for before anybody knows that it serves.
struct Stop {
    #[cfg(unix)]
    terminate: Option<tokio::signal::unix::Signal>,
}

impl Stop {
    fn listen() -> Self {
        Self {
            #[cfg(unix)]
            terminate: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).ok(),
        }
    }

    /// Runs until the process is told to stop. A SIGTERM is patient (a balancer is to learn of it), Ctrl-C is not.
    async fn told(self) -> bool {
        let terminate = async {
            #[cfg(unix)]
            if let Some(mut signal) = self.terminate {
                signal.recv().await;
                return;
            }
            std::future::pending().await
        };
        tokio::select! {
            () = terminate => true,
            _ = tokio::signal::ctrl_c() => false,
        }
    }
}
