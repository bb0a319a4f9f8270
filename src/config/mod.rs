//! Every setting: a flag, an environment variable, a default and a line of help. Nothing else reads the environment. What
//! holds a password can come from a file as well, and no refusal repeats it.

mod files;
mod plaintext;
mod weak;

use crate::db::DatabaseUrl;
use crate::limits::Quotas;
use crate::mail::MailUrl;
use crate::secrets::Key;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args};
use files::Secretly;
use std::net::SocketAddr;
use std::path::PathBuf;

const DEFAULT_PUBLIC_URL: &str = "http://127.0.0.1:8080";
const DEFAULT_MAIL: &str = "file:data/mail";

/// Settings that every command shares.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// Where the data is: sqlite://path or postgres://user:password@host/name
    #[arg(long, global = true, env = "DUNGTHU_DATABASE_URL", hide_env_values = true, default_value = "sqlite://data/dungthu.db", value_parser = Secretly(DatabaseUrl::parse))]
    pub database_url: DatabaseUrl,

    /// A file with the database's URL in it, instead of --database-url
    #[arg(long, global = true, env = "DUNGTHU_DATABASE_URL_FILE")]
    pub database_url_file: Option<PathBuf>,

    /// The address and port to listen on
    #[arg(long, global = true, env = "DUNGTHU_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// How people reach this server: links in mails begin with it; when left out, the address and port that it listens on
    #[arg(long, global = true, env = "DUNGTHU_PUBLIC_URL", default_value = DEFAULT_PUBLIC_URL, value_parser = public_url)]
    pub public_url: String,

    /// Where mails go: file:FOLDER, smtp://user:password@host:port or smtps://…
    #[arg(long, global = true, env = "DUNGTHU_MAIL", hide_env_values = true, default_value = DEFAULT_MAIL, value_parser = Secretly(MailUrl::parse))]
    pub mail: MailUrl,

    /// A file with what --mail would say in it, instead of --mail
    #[arg(long, global = true, env = "DUNGTHU_MAIL_FILE")]
    pub mail_file: Option<PathBuf>,

    /// Hosts of the database or the mail relay that may be spoken to without TLS, because the way there is safe by itself
    #[arg(long, global = true, env = "DUNGTHU_PLAINTEXT_TO", value_delimiter = ',')]
    pub plaintext_to: Vec<String>,

    /// The sender of mails
    #[arg(long, global = true, env = "DUNGTHU_MAIL_FROM", default_value = "Dùng thử <no-reply@dungthu.example>", value_parser = mailbox)]
    pub mail_from: String,

    /// Where answers to mails go; the sender when left out
    #[arg(long, global = true, env = "DUNGTHU_MAIL_REPLY_TO", value_parser = mailbox)]
    pub mail_reply_to: Option<String>,

    /// A file with the key that digests personal numbers of household businesses and seals second factors; made at the first
    /// start
    #[arg(long, global = true, env = "DUNGTHU_SECRET_FILE", default_value = "data/secret.key")]
    pub secret_file: PathBuf,

    /// Threads that answer requests; 0: one for each core
    #[arg(long, global = true, env = "DUNGTHU_WORKERS", default_value_t = 0, value_parser = workers)]
    pub workers: usize,

    /// Seconds between SIGTERM and the end of listening: /readyz is 503 and connections are asked to close
    #[arg(long, global = true, env = "DUNGTHU_STOP_DELAY", default_value_t = 2)]
    pub stop_delay: u64,

    /// Proxies in front of this server, as networks: only their X-Forwarded-For or Forwarded says who asks
    #[arg(long, global = true, env = "DUNGTHU_TRUSTED_PROXIES", value_delimiter = ',', value_parser = network)]
    pub trusted_proxies: Vec<ipnet::IpNet>,

    /// How much is allowed: requests a minute of an address that is not logged in and of an account, the writes among
    /// them, failed log-ins, registrations, mails to an address, trials of an organization, organizations of an account; what is left out stays
    #[arg(long, global = true, env = "DUNGTHU_LIMITS", default_value_t = Quotas::default(), value_parser = Quotas::parse)]
    pub limits: Quotas,

    /// What to log, e.g. info, debug, dungthu=trace
    #[arg(long, global = true, env = "DUNGTHU_LOG", default_value = "info,actix_http=off", value_parser = log)]
    pub log: String,
}

impl Config {
    /// Takes over what stands in files; `matches` know which of the settings were given.
    ///
    /// Errors: what to type instead: a file and a value are both given, or the file does not hold one.
    pub fn read_files(&mut self, matches: &ArgMatches) -> Result<(), String> {
        if let Some(path) = &self.database_url_file {
            self.database_url = files::read(matches, "database_url", path, DatabaseUrl::parse)?;
        }
        if let Some(path) = &self.mail_file {
            self.mail = files::read(matches, "mail", path, MailUrl::parse)?;
        }
        Ok(())
    }

    /// Links lead to where this server listens, unless another address was given.
    pub fn follow_listen(&mut self, matches: &ArgMatches) {
        let given = matches.value_source("public_url").is_some_and(|source| source != ValueSource::DefaultValue);
        if !given && self.listen.ip().is_loopback() {
            self.public_url = format!("http://{}", self.listen);
        }
    }

    /// How people reach the server that listens on this address: with port 0, the system has chosen one meanwhile.
    pub fn reached_at(&self, bound: SocketAddr) -> String {
        let follows = self.public_url == format!("http://{}", self.listen);
        if follows { format!("http://{bound}") } else { self.public_url.clone() }
    }

    /// A server that others can reach, or that reaches beyond its machine, must not stand on a secret that anybody can
    /// guess. Looked at before anything is opened or written.
    ///
    /// Errors: what is weak, and what to type instead; never the secret.
    pub fn refuse_weak_secrets(&self) -> Result<(), String> {
        Key::load(&self.secret_file)?;
        let open = !self.listen.ip().is_loopback();
        if let Some(database) = self.database_url.service().filter(|url| open || !url.is_local()) {
            weak::refuse_of_database(&database)?;
        }
        if let Some(relay) = self.mail.service().filter(|url| open || !url.is_local()) {
            weak::refuse_of_relay(&relay)?;
        }
        Ok(())
    }

    /// Passwords, data and the secrets of mails' links go to no other machine without TLS, but where its name says that they may.
    ///
    /// Errors: which host, and what to type instead.
    pub fn refuse_plaintext(&self) -> Result<(), String> {
        if let Some(database) = self.database_url.service() {
            plaintext::refuse_of_database(&database, &self.plaintext_to)?;
        }
        match (&self.mail, self.mail.service()) {
            (MailUrl::Relay(text), Some(relay)) => {
                let scheme = text.split(':').next().unwrap_or_default();
                plaintext::refuse_of_relay(&relay, scheme, &self.plaintext_to)
            }
            _ => Ok(()),
        }
    }

    /// A server beyond loopback with links to loopback or without TLS, or with mails that nobody reads, would fail its users
    /// silently: refuse it, and say what to set.
    pub fn refuse_defaults_beyond_loopback(&self) -> Result<(), String> {
        if self.listen.ip().is_loopback() {
            return Ok(());
        }
        let mut missing = Vec::new();
        if !self.public_url.starts_with("https://") {
            missing.push("--public-url https://… (DUNGTHU_PUBLIC_URL)");
        }
        if self.mail.is_default(DEFAULT_MAIL) {
            missing.push("--mail smtps://… (DUNGTHU_MAIL)");
        }
        if missing.is_empty() {
            return Ok(());
        }
        Err(format!("to listen on {} also give {}", self.listen, missing.join(" and ")))
    }
}

fn network(text: &str) -> Result<ipnet::IpNet, String> {
    let text = text.trim();
    let network = text.parse().ok().or_else(|| text.parse::<std::net::IpAddr>().ok().map(ipnet::IpNet::from));
    network.ok_or_else(|| "a network or an address, e.g. 10.0.0.0/8 or 2001:db8::1".to_owned())
}

fn workers(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| (0..=512).contains(number));
    number.ok_or_else(|| "a number from 0 (one for each core) to 512".to_owned())
}

fn log(text: &str) -> Result<String, String> {
    match tracing_subscriber::EnvFilter::try_new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("levels, e.g. info, or dungthu=debug,warn".to_owned()),
    }
}

fn public_url(text: &str) -> Result<String, String> {
    let plain = text.starts_with("http://") || text.starts_with("https://");
    if !plain || text.contains(char::is_whitespace) {
        return Err("a public URL begins with https:// (or http://), e.g. https://dungthu.example".to_owned());
    }
    Ok(text.trim_end_matches('/').to_owned())
}

fn mailbox(text: &str) -> Result<String, String> {
    match text.parse::<lettre::message::Mailbox>() {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("a sender is an address, e.g. no-reply@dungthu.example or \"Name <address>\"".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{Command, FromArgMatches};

    #[test]
    fn links_lead_to_where_the_server_listens() {
        for (args, wanted) in [
            (&[][..], "http://127.0.0.1:8080"),
            (&["--listen", "127.0.0.1:9001"], "http://127.0.0.1:9001"),
            (&["--listen", "[::1]:9001"], "http://[::1]:9001"),
            (&["--listen", "127.0.0.1:0"], "http://127.0.0.1:41000"),
            (&["--listen", "127.0.0.1:9001", "--public-url", "https://demo.example/"], "https://demo.example"),
        ] {
            let command = Config::augment_args(Command::new("dungthu"));
            let matches = command.get_matches_from(["dungthu"].iter().chain(args));
            let mut config = Config::from_arg_matches(&matches).expect("a configuration");
            config.follow_listen(&matches);
            let port = if config.listen.port() == 0 { 41_000 } else { config.listen.port() };
            assert_eq!(config.reached_at(SocketAddr::new(config.listen.ip(), port)), wanted, "{args:?}");
        }
    }
}
