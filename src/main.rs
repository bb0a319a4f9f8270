//! The commands; what they do stands in the library.

use clap::{Parser, Subcommand};
use dungthu::accounts::model::StaffRole;
use dungthu::clock::Clock;
use dungthu::config::Config;
use dungthu::{admin, server};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// Dùng thử: small firms try digital platforms free, and the programme counts who stays.
#[derive(Parser)]
#[command(version, about, propagate_version = true)]
struct Cli {
    #[command(flatten)]
    config: Config,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve with a small demo programme in the database: people, firms and platforms are plainly demo
    Demo,
    /// Serve; a fresh database has reference data and no account
    Serve,
    /// Bring an older database to this program's schema
    Migrate,
    /// Write the OpenAPI document to standard output
    Openapi,
    /// Play a year of the programme to a known outcome into an empty database
    Replay(dungthu::replay::Replay),
    /// Manage staff
    Admin {
        #[command(subcommand)]
        command: Admin,
    },
}

#[derive(Subcommand)]
enum Admin {
    /// Make a member of staff; prints a password once
    Create {
        /// The address to log in with
        #[arg(long)]
        email: String,
        /// The person's name
        #[arg(long)]
        name: String,
        #[arg(long, value_enum, default_value_t = StaffRole::Administrator)]
        role: StaffRole,
        /// Read the password from standard input instead of making one
        #[arg(long)]
        password_stdin: bool,
    },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = EnvFilter::try_new(&cli.config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter).with_writer(std::io::stderr).init();
    match actix_web::rt::System::new().block_on(run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("dungthu: {message}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<(), String> {
    let config = cli.config;
    match cli.command {
        Command::Demo => dungthu::demo::run(&config).await,
        Command::Serve => {
            config.refuse_defaults_beyond_loopback()?;
            let db = server::open_database(&config, Clock::System).await?;
            dungthu::demo::refuse_to_serve(&db).await?;
            server::serve(&config, db, |address| {
                println!("dungthu listens on http://{address} — documents at http://{address}/docs/")
            })
            .await
        }
        Command::Migrate => server::migrate(&config).await,
        Command::Openapi => {
            println!("{}", server::openapi().to_pretty_json().map_err(|e| e.to_string())?);
            Ok(())
        }
        Command::Replay(replay) => dungthu::replay::run(&config, &replay).await,
        Command::Admin { command: Admin::Create { email, name, role, password_stdin } } => {
            let db = server::open_database(&config, Clock::System).await?;
            admin::create(&db, &email, &name, role, password_stdin).await
        }
    }
}
