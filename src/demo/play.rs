//! Plays the planned lives through the real actions, in the order of their instants, with the clock moved.

use super::cast::{self, Scene, Stage};
use super::lives::{Life, Map, Planned, Step};
use crate::accounts::{actions as accounts, offices};
use crate::businesses::{Business, actions as businesses};
use crate::clock::Clock;
use crate::conversions::actions::{self as conversions, Party};
use crate::conversions::{NewClaim, lifecycle::Response};
use crate::db::{Cause, Db, Tx};
use crate::error::{Code, Error, Result};
use crate::reference::{self, ProvinceList};
use crate::reviews::model::{NewReview, Scores};
use crate::reviews::{self, Part};
use crate::trials::model::{Channel, NewTrial};
use crate::trials::{self, Reach, actions};
use crate::values::{AccountId, BusinessId, Timestamp, TrialId, VendorId};
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::Arc;
use std::time::Duration;

/// The clock moves on by this with each look, so that what is played within a window has instants of its own.
pub const TICK: Duration = Duration::from_secs(11);

/// Minutes that are played at once: the writes of many businesses share a commit.
const WINDOW: u32 = 180;

/// Where a life stands.
#[derive(Clone, Copy, Default)]
struct Standing {
    account: Option<AccountId>,
    business: Option<BusinessId>,
    trial: Option<TrialId>,
    vendor: Option<VendorId>,
}

/// What is to be played, and when.
pub struct Programme {
    pub lives: Vec<Life>,
    pub from: Timestamp,
    pub until: Timestamp,
}

/// Where the demo's businesses can be.
pub async fn map(db: &Db) -> Result<Map> {
    db.read(|conn| {
        let provinces = reference::provinces(conn, ProvinceList::Since2025)?;
        Ok(Map { provinces, industries: reference::industries(conn)? })
    })
    .await
}

/// Plays everything that happens until the programme's end; a progress bar shows it.
pub async fn play(db: &Db, clock: &Clock, scene: Scene, programme: Programme, title: &'static str) -> Result<()> {
    let Programme { lives, from, until } = programme;
    let (scene, lives) = (Arc::new(scene), Arc::<[Life]>::from(lives));
    let minutes = u32::try_from((until.as_micros() - from.as_micros()) / 60_000_000).unwrap_or_default();
    let mut steps: Vec<(Planned, usize)> = Vec::new();
    for (place, life) in lives.iter().enumerate() {
        steps.extend(life.steps.iter().filter(|planned| planned.minute < minutes).map(|planned| (*planned, place)));
    }
    steps.sort_by_key(|(planned, place)| (planned.minute, *place));
    let bar = progress(steps.len(), title);
    let mut standings = vec![Standing::default(); lives.len()];
    for window in steps.chunk_by(|a, b| a.0.minute / WINDOW == b.0.minute / WINDOW) {
        let first = window.first().map_or(0, |(planned, _)| planned.minute);
        clock.advance_to(from.plus(Duration::from_secs(u64::from(first) * 60)));
        play_window(db, window, &lives, &scene, &mut standings).await?;
        bar.inc(window.len() as u64);
    }
    bar.finish_and_clear();
    Ok(())
}

fn progress(steps: usize, title: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(steps as u64).with_message(title);
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Plays a window: different businesses at once, one business step by step.
async fn play_window(
    db: &Db,
    window: &[(Planned, usize)],
    lives: &Arc<[Life]>,
    scene: &Arc<Scene>,
    standings: &mut [Standing],
) -> Result<()> {
    let mut places: Vec<usize> = window.iter().map(|(_, place)| *place).collect();
    places.sort_unstable();
    places.dedup();
    let played = places.into_iter().map(|place| {
        let steps: Vec<Step> =
            window.iter().filter(|(_, other)| *other == place).map(|(planned, _)| planned.step).collect();
        let standing = standings.get(place).copied().unwrap_or_default();
        play_steps(db, steps, place, lives.clone(), scene.clone(), standing)
    });
    for (place, standing) in futures_util::future::try_join_all(played).await? {
        if let Some(known) = standings.get_mut(place) {
            *known = standing;
        }
    }
    Ok(())
}

async fn play_steps(
    db: &Db,
    steps: Vec<Step>,
    place: usize,
    lives: Arc<[Life]>,
    scene: Arc<Scene>,
    mut standing: Standing,
) -> Result<(usize, Standing)> {
    for step in steps {
        let (lives, scene) = (lives.clone(), scene.clone());
        let cause = Cause { account: standing.account, ..Cause::default() };
        standing = db
            .write(cause, move |tx| {
                let life = lives.get(place).ok_or_else(|| Error::internal("a step without a life"))?;
                play_step(tx, step, life, &scene, standing)
            })
            .await?;
    }
    Ok((place, standing))
}

fn play_step(tx: &mut Tx<'_>, step: Step, life: &Life, scene: &Scene, standing: Standing) -> Result<Standing> {
    match (step, standing) {
        (Step::Register, _) => register(tx, life, scene.password_hash.as_deref()),
        (Step::Request, Standing { account: Some(account), business: Some(business), .. }) => {
            let requested = request(tx, (account, business), life, &scene.stages)?;
            let (trial, vendor) = requested.unzip();
            Ok(Standing { trial, vendor, ..standing })
        }
        (_, Standing { account: Some(account), trial: Some(trial), vendor: Some(vendor), .. }) => {
            go_on(tx, step, life, scene, Known { account, trial, vendor })?;
            Ok(standing)
        }
        // Its firm had tried the platform already, or nothing was on offer for its size: it goes on without a trial.
        _ => Ok(standing),
    }
}

fn register(tx: &mut Tx<'_>, life: &Life, hash: Option<&str>) -> Result<Standing> {
    let email = email(life);
    let account = match offices::verified(tx, &email)? {
        Some(owner) => owner.id,
        None => {
            let hash = hash.filter(|_| life.number == 1);
            accounts::create(tx, &cast::person(&email, &owner(life)), hash, None)?
        }
    };
    let business = businesses::register(tx, account, &life.business)?.id;
    Ok(Standing { account: Some(account), business: Some(business), ..Standing::default() })
}

fn email(life: &Life) -> String {
    format!("sme{}@demo.example", life.owner)
}

fn owner(life: &Life) -> String {
    format!("Chủ Doanh nghiệp Demo {}", life.owner)
}

/// A trial of what fits; `None` where nothing does, or the firm has tried it already.
fn request(
    tx: &mut Tx<'_>,
    (account, business): (AccountId, BusinessId),
    life: &Life,
    stages: &[Stage],
) -> Result<Option<(TrialId, VendorId)>> {
    let business: Business = crate::businesses::find(tx, business)?;
    let fitting: Vec<&Stage> =
        stages.iter().filter(|stage| stage.offer.days_for(business.size_class, business.employees).is_some()).collect();
    let Some(stage) = fitting.get(life.preference % fitting.len().max(1)) else {
        return Ok(None);
    };
    let reach = Reach { businesses: vec![business.id], vendors: Vec::new(), watch: None };
    let new = NewTrial {
        business: business.id,
        platform: stage.platform,
        need: "Nhu cầu demo: làm nhanh hơn việc hằng ngày.".to_owned(),
        contact_name: owner(life),
        contact_email: email(life),
        contact_phone: None,
        channel: Channel::ALL.get(life.number % 4).copied().unwrap_or(Channel::Direct),
    };
    match actions::request(tx, account, &reach, &new) {
        Ok(trial) => Ok(Some((trial.id, stage.vendor))),
        Err(error) if error.code() == Code::SecondTrial => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whose trial it is, where there is one.
#[derive(Clone, Copy)]
struct Known {
    account: AccountId,
    trial: TrialId,
    vendor: VendorId,
}

fn go_on(tx: &mut Tx<'_>, step: Step, life: &Life, scene: &Scene, known: Known) -> Result<()> {
    let Known { account, trial, vendor } = known;
    let of_vendor = Reach { businesses: Vec::new(), vendors: vec![vendor], watch: None };
    match step {
        Step::Register | Step::Request => return Ok(()),
        Step::Accept => drop(actions::accept(tx, &of_vendor, trial)?),
        Step::Decline => drop(actions::decline(tx, &of_vendor, trial, "no_capacity", None)?),
        Step::Provision => drop(actions::provision(tx, &of_vendor, trial, &format!("demo-{}", life.number))?),
        Step::Activate => drop(actions::activate(tx, &of_vendor, trial)?),
        Step::Heartbeat => {
            let week = tx.now().local_day().monday();
            drop(actions::heartbeat(tx, &of_vendor, trial, week)?);
        }
        Step::Cancel => {
            let (businesses, _) = crate::accounts::organizations(tx, account)?;
            let reach = Reach { businesses, vendors: Vec::new(), watch: None };
            drop(actions::cancel(tx, &reach, trial, "not_needed_any_more", None)?);
        }
        Step::Grant => {
            let tried = trials::find(tx, trial)?;
            drop(actions::grant_second(tx, scene.reviewer, tried.business_id, tried.platform_id, "Demo")?);
        }
        Step::Review => review(tx, life.number, scene, &known)?,
        Step::Claim { already } => claim(tx, trial, vendor, already)?,
        Step::Confirm => respond(tx, account, trial, &Response::Confirm { already_customer: false })?,
        Step::Dispute => {
            respond(tx, account, trial, &Response::Dispute { code: "not_a_customer".to_owned(), text: None })?
        }
    }
    Ok(())
}

fn claim(tx: &mut Tx<'_>, trial: TrialId, vendor: VendorId, already: bool) -> Result<()> {
    let member = crate::accounts::members_of_vendor(tx, vendor)?.first().copied();
    let account = member.ok_or_else(|| Error::internal("a vendor without people"))?;
    let party = Party { account, businesses: Vec::new(), vendors: vec![vendor] };
    let amount_per_month = trials::find(tx, trial)?.price_vnd_per_month;
    let starts_on = tx.now().local_day();
    let what = NewClaim { plan: "Gói Demo".to_owned(), amount_per_month, starts_on, already_customer: already };
    conversions::claim(tx, &party, trial, &what).map(drop)
}

fn respond(tx: &mut Tx<'_>, account: AccountId, trial: TrialId, response: &Response) -> Result<()> {
    let (businesses, vendors) = crate::accounts::organizations(tx, account)?;
    conversions::respond(tx, &Party { account, businesses, vendors }, trial, response).map(drop)
}

/// A review, from middling to very good; every other one with a text that staff publish, and every fourth with an answer.
fn review(tx: &mut Tx<'_>, number: usize, scene: &Scene, known: &Known) -> Result<()> {
    let (businesses, vendors) = crate::accounts::organizations(tx, known.account)?;
    let business = Party { account: known.account, businesses, vendors };
    let score = |question: usize| 5 - i64::try_from((number / 3 + question * number) % 4).unwrap_or_default();
    let scores = Scores { fits_need: score(1), ease_of_use: score(2), support: score(3), value_for_money: score(5) };
    let text =
        number.is_multiple_of(2).then(|| "Demo: làm được việc hằng ngày, người mới học trong một buổi.".to_owned());
    let told = text.is_some();
    reviews::actions::write(tx, &business, known.trial, &NewReview { scores, text })?;
    let staff = Party { account: scene.reviewer, businesses: Vec::new(), vendors: Vec::new() };
    if told {
        reviews::actions::decide(tx, &staff, known.trial, Part::Text, None)?;
    }
    if number.is_multiple_of(4) {
        let member = crate::accounts::members_of_vendor(tx, known.vendor)?.first().copied();
        let account = member.ok_or_else(|| Error::internal("a vendor without people"))?;
        let vendor = Party { account, businesses: Vec::new(), vendors: vec![known.vendor] };
        reviews::actions::answer(tx, &vendor, known.trial, "Demo: cảm ơn anh/chị đã góp ý.".to_owned())?;
        reviews::actions::decide(tx, &staff, known.trial, Part::Answer, None)?;
    }
    Ok(())
}
