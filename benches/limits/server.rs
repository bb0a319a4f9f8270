//! The server as `dungthu serve` runs it, in this process so that its commits can be counted: all middleware, a log line
//! for each request, the worker beside it.

use clap::Parser;
use dungthu::clock::Clock;
use dungthu::config::Config;
use dungthu::db::DatabaseUrl;
use dungthu::limits::Quotas;
use dungthu::mail::MailUrl;
use dungthu::server::{self, Server};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// What can be served on a thread of its own.
pub struct Serving {
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

/// The defaults of every setting but the places.
pub fn config(url: DatabaseUrl, folder: &Path) -> Config {
    #[derive(Parser)]
    struct Defaults {
        #[command(flatten)]
        config: Config,
    }
    let mut config = Defaults::parse_from(["dungthu"]).config;
    config.database_url = url;
    // One machine asks for thousands: everything is counted, nothing refused.
    let most =
        "anonymous=10000000,anonymous-writes=10000000,account=10000000,account-writes=10000000,trials-a-day=10000000";
    config.limits = Quotas::parse(most).expect("limits");
    config.listen = SocketAddr::from(([127, 0, 0, 1], 0));
    config.secret_file = folder.join("secret.key");
    config.mail = MailUrl::parse(&format!("file:{}", folder.join("mail").display())).expect("a folder");
    config
}

/// Lines as in production, to where they cost a system call and no disk.
pub fn log() {
    let nowhere = Arc::new(std::fs::File::options().write(true).open("/dev/null").expect("nowhere"));
    let filter = tracing_subscriber::EnvFilter::new("info,actix_http=off");
    tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter).with_writer(nowhere).init();
}

pub fn block_on<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> T {
    std::thread::spawn(|| actix_web::rt::System::new().block_on(future)).join().expect("it ends")
}

/// Serves the API; `whole` with the worker, as a process does.
pub fn dungthu(config: Config, whole: bool) -> Serving {
    serve(async move |tell, stop| {
        let db = server::open_database(&config, Clock::System).await.expect("a database");
        let server = Server::start(&config, db).await.expect("a server");
        let go_on = Arc::new(AtomicBool::new(whole));
        let worker = tokio::task::spawn_local(server.worker.clone().run(go_on.clone()));
        tell.send(server.address).expect("who started it");
        drop(stop.await);
        go_on.store(false, Ordering::SeqCst);
        server.stop().await;
        worker.await.expect("the worker");
    })
}

/// Serves the constant, with as many workers as the server has.
pub fn constant(body: Vec<u8>) -> Serving {
    let workers = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    serve(async move |tell, stop| {
        let (running, address) = super::constant::constant(body.into(), workers);
        let handle = running.handle();
        let served = tokio::task::spawn_local(running);
        tell.send(address).expect("who started it");
        drop(stop.await);
        handle.stop(true).await;
        drop(served.await);
    })
}

fn serve(body: impl AsyncFnOnce(oneshot::Sender<SocketAddr>, oneshot::Receiver<()>) + Send + 'static) -> Serving {
    let (tell, told) = oneshot::channel();
    let (stop, stopped) = oneshot::channel();
    let thread = std::thread::spawn(|| actix_web::rt::System::new().block_on(body(tell, stopped)));
    let address = told.blocking_recv().expect("it listens");
    Serving { address, stop, thread }
}

impl Serving {
    /// Returns when everything that it was doing has ended.
    pub fn stop(self) {
        self.stop.send(()).expect("it still serves");
        self.thread.join().expect("it ends well");
    }
}
