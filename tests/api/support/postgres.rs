//! A throwaway PostgreSQL cluster from the machine's own binaries, as another user when root. It ends with its process: its
//! keeper waits for the end of a pipe that this process holds.

use super::POSTGRES_SETTINGS;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

struct Cluster {
    port: u16,
    _keeper: Child,
}

static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();

/// The URL of a database in the cluster; `None` where the machine has no PostgreSQL.
pub fn url(database: &str) -> Option<String> {
    let cluster = CLUSTER.get_or_init(start).as_ref()?;
    Some(format!("postgres://postgres@127.0.0.1:{}/{database}", cluster.port))
}

fn start() -> Option<Cluster> {
    let Some(bin) = binaries() else {
        assert!(
            std::env::var_os("DUNGTHU_REQUIRE_POSTGRES").is_none(),
            "PostgreSQL is required and not on this machine"
        );
        drop(writeln!(
            std::io::stderr(),
            "\n*** PostgreSQL IS NOT COVERED: no binaries on this machine (apt-get install postgresql) ***\n"
        ));
        return None;
    };
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
    let folder = std::env::temp_dir().join(format!("dungthu-postgres-{}", std::process::id()));
    // A killed run may have left the folder of a process with this number.
    let script = format!(
        "set -e; umask 077; D='{folder}'; B='{bin}'; rm -rf \"$D\"; \
         \"$B/initdb\" -D \"$D\" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >\"$D.log\" 2>&1; \
         \"$B/postgres\" -D \"$D\" -p {port} -k \"$D\" -c listen_addresses=127.0.0.1 {POSTGRES_SETTINGS} \
         -c max_connections=300 -c shared_buffers=64MB -c max_wal_size=4GB >>\"$D.log\" 2>&1 & \
         pid=$!; cat >/dev/null || true; kill -INT $pid; wait $pid || true; rm -rf \"$D\" \"$D.log\"",
        folder = folder.display(),
        bin = bin.display(),
    );
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", "sh", "-c", &script]);
        command
    } else {
        let mut command = Command::new("sh");
        command.args(["-c", &script]);
        command
    };
    command.current_dir(std::env::temp_dir());
    let keeper = command.stdin(Stdio::piped()).spawn().expect("a shell");
    wait_until_it_answers(port, &folder);
    Some(Cluster { port, _keeper: keeper })
}

/// Waits for the cluster to come up: the one place that has to poll.
fn wait_until_it_answers(port: u16, folder: &std::path::Path) {
    use diesel::Connection;
    let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
    let began = std::time::Instant::now();
    while diesel::PgConnection::establish(&url).is_err() {
        let log = folder.with_extension("log");
        assert!(
            began.elapsed().as_secs() < 60,
            "PostgreSQL does not start: {}",
            std::fs::read_to_string(log).unwrap_or_default()
        );
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().expect("id");
    String::from_utf8_lossy(&id.stdout).trim() == "0"
}

fn binaries() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> =
        std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten().map(|entry| entry.path().join("bin")).collect();
    versions.sort();
    versions.into_iter().rev().find(|bin| bin.join("postgres").exists() && bin.join("initdb").exists())
}
