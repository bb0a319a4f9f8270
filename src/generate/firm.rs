//! What a generated firm is, and its trials: each firm from a stream of random numbers of its own, so that a batch can be
//! made by itself.

use super::cast::{Cast, Stage};
use super::life::{Frame, Lived, live};
use super::store::{Person, Rows};
use crate::businesses::model::{Identity, NewBusiness};
use crate::businesses::size::{SizeClass, classify};
use crate::catalog::AtEnd;
use crate::deadlines::{Deadline, DeadlineKind};
use crate::demo::lives::{Map, business};
use crate::error::{Error, Result};
use crate::replay::plan::{Fate, Wanted, fates};
use crate::secrets::Key;
use crate::tasks::lifecycle::of_trial;
use crate::tasks::model::{Check, Standing, Task, Wish};
use crate::trials::model::{Channel, Counted};
use crate::trials::{Side, Trial, TrialStatus};
use crate::values::{AccountId, BusinessId, ExtensionId, GrantId, RetentionCheckId, Timestamp, TrialId, TypedId};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use std::time::Duration;

/// Trials of a firm.
pub const TRIALS: usize = 4;

const HOUR: Duration = Duration::from_secs(3_600);

/// Days from a first trial's request to the granted second one of the same platform.
const SECOND_AFTER: u32 = 110;

/// What all firms have in common.
pub struct World {
    pub seed: u64,
    pub from: Timestamp,
    pub frame: Frame,
    pub map: Map,
    pub key: Key,
    pub cast: Cast,
    /// Of the first firm's person.
    pub password_hash: String,
    /// Trials in all.
    pub trials: usize,
}

/// A firm and its person.
struct Firm {
    id: BusinessId,
    person: AccountId,
    business: NewBusiness,
    size: SizeClass,
    since: Timestamp,
    number: usize,
}

impl World {
    pub fn firms(&self) -> usize {
        self.trials.div_ceil(TRIALS)
    }

    /// The rows of some firms, counted from 1.
    pub fn rows(&self, numbers: std::ops::Range<usize>) -> Result<Rows> {
        let mut rows = Rows::default();
        for number in numbers {
            self.add(number, &mut rows)?;
        }
        Ok(rows)
    }

    /// The stream of a firm; that of 0 is everybody else's.
    pub fn stream(seed: u64, number: usize) -> ChaCha8Rng {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(number as u64);
        rng
    }

    fn add(&self, number: usize, rows: &mut Rows) -> Result<()> {
        let mut rng = Self::stream(self.seed, number);
        let firm = self.firm(&mut rng, number)?;
        let left = self.trials - (number - 1) * TRIALS;
        let mut stages = self.platforms(&mut rng).into_iter();
        let mut first: Option<(&Stage, Fate, Timestamp)> = None;
        for nth in 0..left.min(TRIALS) {
            let at = firm.since.plus(HOUR * (1 + nth as u32));
            let fate = fate(&mut rng);
            let again = first.filter(|(_, fate, at)| nth == 3 && *fate == Fate::SecondTrial && self.has_time(*at));
            let (stage, fate, at) = match again {
                Some((stage, _, at)) => (stage, Fate::Stays, at.plus_days(SECOND_AFTER)),
                None => (stages.next().ok_or_else(|| Error::internal("too few platforms"))?, fate, at),
            };
            first = first.or(Some((stage, fate, at)));
            let (mut trial, counted) = self.request(&mut rng, &firm, stage, at)?;
            trial.granted = again.is_some();
            let lived = live(&mut rng, &self.frame, trial, fate, stage.member)?;
            self.take(&mut rng, &firm, counted, lived, rows);
        }
        let Firm { id, person, business, size, since, .. } = firm;
        let email = format!("sme{number}@demo.example");
        let name = format!("Chủ Doanh nghiệp Demo {number}");
        let password_hash = (number == 1).then(|| self.password_hash.clone());
        rows.people.push(Person { id: person, email, name, password_hash, office: None, since });
        rows.businesses.push((id, person, business, size, since));
        Ok(())
    }

    fn has_time(&self, first: Timestamp) -> bool {
        first.plus_days(SECOND_AFTER) < self.frame.until
    }

    /// Firms register one after the other, evenly: ids of what belongs together lie together.
    fn firm(&self, rng: &mut ChaCha8Rng, number: usize) -> Result<Firm> {
        let span = self.frame.until.minus(HOUR * 12).as_micros() - self.from.as_micros();
        let share = i128::from(span) * (number as i128 - 1) / self.firms() as i128;
        let since = self.from.plus(Duration::from_micros(share.unsigned_abs() as u64));
        let business = business(rng, number, None, &self.map, &self.key)
            .ok_or_else(|| Error::internal("seed/ lacks provinces or industries"))?;
        let household = matches!(business.identity, Identity::Household { .. });
        let profile = &business.profile;
        let size = if household {
            Some(SizeClass::Household)
        } else {
            classify(profile.industry.size_sector, profile.figures)
        };
        let size = size.ok_or_else(|| Error::internal("a firm that is too large"))?;
        let (id, person) = (BusinessId::of(since, rng.random()), AccountId::of(since, rng.random()));
        Ok(Firm { id, person, business, size, since, number })
    }

    /// As many different platforms as a firm tries; those of the first vendors more often.
    fn platforms(&self, rng: &mut ChaCha8Rng) -> Vec<&Stage> {
        let stages = &self.cast.stages;
        let mut taken: Vec<usize> = Vec::new();
        while taken.len() < TRIALS.min(stages.len()) {
            let place = rng.random_range(0..stages.len()).min(rng.random_range(0..stages.len()));
            if !taken.contains(&place) {
                taken.push(place);
            }
        }
        taken.into_iter().filter_map(|place| stages.get(place)).collect()
    }

    fn request(&self, rng: &mut ChaCha8Rng, firm: &Firm, stage: &Stage, at: Timestamp) -> Result<(Trial, Counted)> {
        let (profile, rules) = (&firm.business.profile, &self.frame.rules);
        let counted = Counted {
            root_key: firm.business.identity.root_key(),
            vendor: stage.vendor,
            province_code: profile.province.current_code.clone(),
            legacy_province_code: None,
            industry_version: profile.industry.version.clone(),
            industry_section: profile.industry.section.clone(),
            size_class: firm.size,
            category_code: stage.category.clone(),
            ministry_code: stage.ministry.clone(),
            days: stage.days,
            discount: None,
            price: stage.price,
            at_end: AtEnd::Stops,
            rules: rules.id,
        };
        let respond_by = self.frame.calendar.after(at, rules.answer_working_days)?.end();
        let id = TrialId::of(at, rng.random());
        Ok((requested(id, firm, stage, &counted, at, respond_by), counted))
    }

    fn take(&self, rng: &mut ChaCha8Rng, firm: &Firm, counted: Counted, lived: Lived, rows: &mut Rows) {
        let trial = &lived.trial;
        if trial.granted {
            let at = trial.requested_at.minus(HOUR);
            rows.grants.push((GrantId::of(at, rng.random()), self.cast.reviewer, at, trial.id));
        }
        if let Some(at) = trial.engaged_at {
            rows.heartbeats.push((trial.id, at.local_day().monday(), at));
        }
        // Every tenth trial that runs waits for an answer to a wish for more days.
        let waits = trial.status.runs() && rng.random_range(0..10) == 0;
        let asked_at = trial.updated_at;
        let wish = waits.then(|| Wish { id: ExtensionId::of(asked_at, rng.random()), by: Side::Business, asked_at });
        rows.wishes.extend(wish.map(|wish| (wish, trial.id, firm.person)));
        let mut checks = Vec::new();
        if let Some(it) = &lived.conversion {
            rows.unsettled.extend(lived.unsettled_since.map(|since| (it.id, trial.id, since)));
            for (days, asked_at) in &lived.checks {
                for side in Side::ALL {
                    let id = RetentionCheckId::of(*asked_at, rng.random());
                    checks.push(Check { id, side: *side, asked_at: *asked_at });
                    rows.checks.push((id, it.id, trial.id, *days, *side, *asked_at));
                }
            }
        }
        rows.tasks.extend(waiting(&lived, wish, checks));
        let went_out = |it: &Deadline| it.due_at <= self.frame.until;
        rows.went_out.extend(lived.last_reminder.filter(went_out));
        rows.conversions.extend(lived.conversion);
        rows.deadlines.extend(lived.deadlines);
        rows.trials.push((lived.trial, counted));
    }
}

/// What waits for whom, as `reactions` would write it.
fn waiting(lived: &Lived, wish: Option<Wish>, checks: Vec<Check>) -> Vec<Task> {
    let end = lived.deadlines.iter().find(|it| it.kind == DeadlineKind::TrialUnanswered);
    of_trial(&Standing {
        trial: &lived.trial,
        answerable_until: end.map(|it| it.due_at.minus(Duration::from_micros(1))),
        wish,
        conversion: lived.conversion.as_ref(),
        last_reminder: lived.last_reminder.as_ref().map(|it| it.due_at),
        unsettled_since: lived.unsettled_since,
        checks,
        review: None,
    })
}

/// A fate by the replay's shares.
fn fate(rng: &mut ChaCha8Rng) -> Fate {
    let shares = fates(&Wanted { started: 80, confirmed: 10, days: 365 });
    let mut drawn = rng.random_range(0..shares.iter().map(|(_, share)| share).sum::<u32>());
    for (fate, share) in shares {
        match drawn.checked_sub(share) {
            None => return fate,
            Some(rest) => drawn = rest,
        }
    }
    Fate::Leaves
}

fn requested(
    id: TrialId,
    firm: &Firm,
    stage: &Stage,
    counted: &Counted,
    at: Timestamp,
    respond_by: Timestamp,
) -> Trial {
    let number = firm.number;
    Trial {
        id,
        business_id: firm.id,
        platform_id: stage.platform,
        vendor_id: stage.vendor,
        requested_by: firm.person,
        granted: false,
        channel: Channel::ALL.get(number % 4).copied().unwrap_or(Channel::Direct),
        province_code: counted.province_code.clone(),
        size_class: counted.size_class,
        category_code: counted.category_code.clone(),
        ministry_code: counted.ministry_code.clone(),
        days: counted.days,
        price_vnd_per_month: counted.price,
        need: Some("Nhu cầu demo: làm nhanh hơn việc hằng ngày.".to_owned()),
        contact_name: Some(format!("Chủ Doanh nghiệp Demo {number}")),
        contact_email: Some(format!("sme{number}@demo.example")),
        contact_phone: None,
        status: TrialStatus::Requested,
        requested_at: at,
        respond_by,
        accepted_at: None,
        provisioned_at: None,
        activated_at: None,
        engaged_at: None,
        declined_at: None,
        cancelled_at: None,
        cancelled_by: None,
        trial_end: None,
        started_on: None,
        access_reference: None,
        reason_code: None,
        reason_text: None,
        updated_at: at,
        version: 1,
        rules_id: counted.rules,
        window_end: None,
        nudged_at: None,
        escalated_at: None,
        unanswered_at: None,
        expired_at: None,
        consent_withdrawn_at: None,
        holds_place: true,
        discount_months: None,
        discount_price_vnd_per_month: None,
        at_end: counted.at_end,
    }
}
