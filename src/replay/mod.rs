//! `dungthu replay`: a year of the programme played through the real actions with the clock moved, to a known outcome: so
//! many trials started, so many confirmed by both sides, and beside them everything that must not be counted.

pub mod plan;

use crate::clock::Clock;
use crate::config::Config;
use crate::db::{Db, FollowUp};
use crate::demo::{cast, play};
use crate::error::Error;
use crate::reports::Figures;
use crate::reports::funnel::{Funnel, Stages, funnel};
use crate::reports::question::Question;
use crate::secrets::Key;
use crate::values::LocalDay;
use crate::{reactions, server};
use clap::Args;
use plan::Wanted;

/// What is to be replayed.
#[derive(Args, Clone, Debug)]
pub struct Replay {
    /// Firms with one started trial each
    #[arg(long, default_value_t = 16_000, value_parser = clap::value_parser!(u32).range(50..=200_000))]
    pub businesses: u32,
    /// How many of them stay, confirmed by both sides: at most a quarter
    #[arg(long, default_value_t = 2_000)]
    pub conversions: u32,
    /// The same seed gives the same figures
    #[arg(long, default_value_t = 2021)]
    pub seed: u64,
    /// The first day
    #[arg(long, default_value = "2021-01-01", value_parser = day)]
    pub from: LocalDay,
    /// Days to play
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u32).range(200..=1000))]
    pub days: u32,
    /// Leave the mails in the outbox to be sent
    #[arg(long)]
    pub send: bool,
}

fn day(text: &str) -> Result<LocalDay, String> {
    LocalDay::parse(text).ok_or_else(|| "a day, e.g. 2021-01-01".to_owned())
}

/// Plays the year into an empty database and prints its table and headline.
///
/// Errors: what to type instead; a database that holds accounts already; a replay that does not add up.
pub async fn run(config: &Config, replay: &Replay) -> Result<(), String> {
    if replay.conversions > replay.businesses / 4 {
        return Err(format!("at most a quarter stays: --conversions {} or fewer", replay.businesses / 4));
    }
    let worded = |error: Error| format!("the replay cannot be played: {error}");
    let (from, until) = (replay.from.start(), replay.from.plus_days(replay.days - 1).end());
    let follow_up: FollowUp = if replay.send { reactions::react } else { reactions::react_without_sending };
    let clock = Clock::ticking(from, play::TICK);
    drop(server::open_database(config, clock.clone()).await?);
    let db = Db::open(&config.database_url, clock.clone(), follow_up).map_err(worded)?;
    if !cast::is_to_be_played(&db).await? {
        return Err(format!("{} holds the demo; choose another --database-url", config.database_url));
    }
    let key = Key::load_or_make(&config.secret_file)?;
    let scene = cast::enter(&db, None).await.map_err(worded)?;
    let map = play::map(&db).await.map_err(worded)?;
    let wanted = Wanted { started: replay.businesses, confirmed: replay.conversions, days: replay.days };
    let lives = plan::plan(&wanted, replay.seed, &map, &key).ok_or("seed/ lacks provinces or industries")?;
    let programme = play::Programme { lives, from, until };
    play::play(&db, &clock, scene, programme, "Replaying the programme").await.map_err(worded)?;
    // What a year holds of them: a server that comes next is ready at once.
    db.order_events().await.map_err(worded)?;
    let question = Question::by_month(from.local_day(), until.local_day());
    let seen = Figures::default().ask(&db, move |table| funnel(table, &question, None)).await.map_err(worded)?;
    println!("{}", table(&seen));
    let (started, confirmed) = (seen.total.started, seen.total.confirmed);
    if (started, confirmed) != (i64::from(replay.businesses), i64::from(replay.conversions)) {
        return Err("the replay does not add up: see the figures above".to_owned());
    }
    Ok(())
}

/// The table by month of start, and the headline.
fn table(seen: &Funnel) -> String {
    let rate = |stages: &Stages| match stages.confirmed_so_far.rate {
        Some(rate) => format!("{:>5.1}%  {:>4.1}–{:.1}%", rate.percent, rate.low, rate.high),
        None => "  below 10".to_owned(),
    };
    let line = |it: &Stages| {
        format!(
            "{:<10}{:>9}{:>11}{:>9}{:>9}{:>11}{:>16}  {}\n",
            it.cell.period.as_deref().unwrap_or("all"),
            it.started,
            it.activated,
            it.engaged,
            it.claimed,
            it.confirmed,
            it.maturity.closed,
            rate(it)
        )
    };
    let head = format!(
        "{:<10}{:>9}{:>11}{:>9}{:>9}{:>11}{:>16}  {}\n",
        "start", "started", "activated", "engaged", "claimed", "confirmed", "windows closed", "confirmed, Wilson 95%"
    );
    let months: String = seen.data.iter().map(line).collect();
    let apart: i64 = seen.not_started.iter().map(|it| it.requests).sum();
    let total = &seen.total;
    format!(
        "{head}{months}{}\nTrials started {}, confirmed {}: {}\nDefinition {}, as of {}; {} of {} windows have closed.\n\
         Counted apart: {apart} requests that never started, {} already customers, {} second trials.",
        line(total),
        total.started,
        total.confirmed,
        rate(total).trim(),
        seen.about.definition,
        seen.about.as_of,
        total.maturity.closed,
        total.started,
        total.already_customer,
        seen.second_trials
    )
}
