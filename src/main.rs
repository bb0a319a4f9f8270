//! The commands; what they do stands in the library.

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use dungthu::accounts::model::StaffRole;
use dungthu::accounts::second_factor::Assured;
use dungthu::admin::NewStaff;
use dungthu::clock::Clock;
use dungthu::config::Config;
use dungthu::{admin, server};
use mimalloc::MiMalloc;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// What is free goes back to the system: glibc would keep it, for each thread by itself.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

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
    /// Write the table of access in Markdown to standard output: who may carry out which operation
    Access,
    /// Play a year of the programme to a known outcome into an empty database
    Replay(dungthu::replay::Replay),
    /// Fill an empty database for benches only, past the actions: by direct inserts, without events and mails
    Generate(dungthu::generate::Generate),
    /// Import firms, trials and conversions of the programme from before: they are counted apart, at evidence level 0
    Import(dungthu::import::Import),
    /// Write the present code of an authenticator secret, for scripts
    Totp {
        /// The secret, as it was printed; - reads it from standard input
        secret: String,
    },
    /// Manage staff
    Admin {
        #[command(subcommand)]
        command: Admin,
    },
}

#[derive(Subcommand)]
enum Admin {
    /// Make a member of staff; prints a link once, by which the person chooses the password within half an hour
    Create {
        /// The address to log in with
        #[arg(long)]
        email: String,
        /// The person's name
        #[arg(long)]
        name: String,
        #[arg(long, value_enum, default_value_t = StaffRole::Administrator)]
        role: StaffRole,
        /// A province officer's province: a code of the list of 34, e.g. 48
        #[arg(long)]
        province: Option<String>,
        /// Read the password from standard input instead of printing a link
        #[arg(long)]
        password_stdin: bool,
        /// Activate a second factor at once and print its secret; without it the person enrols after the first log-in
        #[arg(long)]
        with_totp: bool,
    },
    /// Take somebody's office away: the owner gets a mail, and every session ends
    Dismiss {
        /// The address that the person logs in with
        #[arg(long)]
        email: String,
    },
    /// Take a lost second factor away: its owner gets a mail, and every session ends
    ResetSecondFactor {
        /// The address that the person logs in with
        #[arg(long)]
        email: String,
        /// How you made sure that it is the owner who asks; recorded
        #[arg(long, value_enum)]
        assured: Assured,
    },
}

fn main() -> ExitCode {
    let matches = Cli::command().get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let filter = EnvFilter::try_new(&cli.config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter).with_writer(std::io::stderr).init();
    match actix_web::rt::System::new().block_on(run(cli, &matches)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("dungthu: {message}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli, matches: &clap::ArgMatches) -> Result<(), String> {
    let mut config = cli.config;
    config.follow_listen(matches);
    if !matches!(cli.command, Command::Openapi | Command::Access | Command::Totp { .. }) {
        config.read_files(matches)?;
        config.refuse_weak_secrets()?;
        config.refuse_plaintext()?;
    }
    match cli.command {
        Command::Demo => dungthu::demo::run(&config).await,
        Command::Serve => {
            config.refuse_defaults_beyond_loopback()?;
            let db = server::open_database(&config, Clock::System).await?;
            dungthu::demo::refuse_to_serve(&db).await?;
            let first = admin::first_step(&db).await?;
            server::serve(&config, db, |address| {
                first.iter().for_each(|first| println!("{first}"));
                println!("dungthu listens on http://{address} — documents at http://{address}/docs/")
            })
            .await
        }
        Command::Migrate => server::migrate(&config).await,
        Command::Openapi => {
            println!("{}", server::openapi().to_pretty_json().map_err(|e| e.to_string())?);
            Ok(())
        }
        Command::Access => {
            print!("{}", dungthu::access::printed(&server::openapi()));
            Ok(())
        }
        Command::Replay(replay) => dungthu::replay::run(&config, &replay).await,
        Command::Generate(generate) => dungthu::generate::run(&config, &generate).await,
        Command::Import(import) => dungthu::import::run(&config, &import).await,
        Command::Totp { secret } => {
            println!("{}", admin::totp(&secret)?);
            Ok(())
        }
        Command::Admin { command: Admin::Create { email, name, role, province, password_stdin, with_totp } } => {
            let db = server::open_database(&config, Clock::System).await?;
            let key = dungthu::key::of(&config, &db).await?;
            let staff = NewStaff { email, name, role, province };
            admin::create(&db, &key, staff, password_stdin, with_totp, &config.public_url).await
        }
        Command::Admin { command: Admin::Dismiss { email } } => {
            let db = server::open_database(&config, Clock::System).await?;
            admin::dismiss(&db, &email).await
        }
        Command::Admin { command: Admin::ResetSecondFactor { email, assured } } => {
            let db = server::open_database(&config, Clock::System).await?;
            admin::reset_second_factor(&db, &email, assured).await
        }
    }
}
