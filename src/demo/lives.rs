//! What each demo business is and does, and when: planned from a seed, so that every demo is alike.

use crate::businesses::size::Figures;
use crate::businesses::{NewBusiness, model::Identity, model::Profile};
use crate::reference::{Industry, Province};
use crate::secrets::Key;
use crate::values::{TaxCode, Timestamp, Vnd};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// Businesses in the demo.
pub const BUSINESSES: usize = 300;

/// Days that the demo looks back: the first cohorts have ended, the last have just begun.
const DAYS: u32 = 330;

/// One step in the life of a business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Register,
    Request,
    Accept,
    Decline,
    Provision,
    Activate,
    Heartbeat,
    Cancel,
    /// The vendor claims; `already` when the business paid before the trial.
    Claim {
        already: bool,
    },
    Confirm,
    Dispute,
    /// Staff let the business try the platform once more.
    Grant,
    /// The business reviews the platform; some write a text, which staff publish, and some vendors answer.
    Review,
}

/// A step and when it happens, in minutes after the beginning.
#[derive(Clone, Copy, Debug)]
pub struct Planned {
    pub minute: u32,
    pub step: Step,
}

/// One business: who it is, whose, which platform it prefers, and its steps in order.
#[derive(Clone, Debug)]
pub struct Life {
    pub number: usize,
    /// The number of the life whose person owns it: a firm's branches are of who owns its head.
    pub owner: usize,
    pub business: NewBusiness,
    pub preference: usize,
    pub steps: Vec<Planned>,
}

/// Where businesses can be and what they can do.
#[derive(Clone, Debug)]
pub struct Map {
    pub provinces: Vec<Province>,
    pub industries: Vec<Industry>,
}

/// When the demo begins, if it is to end at `until`.
pub fn beginning(until: Timestamp) -> Timestamp {
    until.local_day().minus_days(DAYS).start()
}

/// Every life, always the same: only the household's keyed digest differs from server to server.
///
/// `None` when the reference data lacks what the demo needs.
pub fn plan(map: &Map, key: &Key) -> Option<Vec<Life>> {
    let mut rng = ChaCha8Rng::seed_from_u64(2021);
    let mut lives: Vec<Life> = Vec::with_capacity(BUSINESSES);
    for number in 1..=BUSINESSES {
        let head = lives.last().filter(|life| number % 25 == 0 && tax_code(life).is_some());
        let owner = head.map_or(number, |life| life.number);
        let business = business(&mut rng, number, head, map, key)?;
        let (preference, steps) = match number {
            1 => (0, guest()),
            _ => (rng.random_range(0..1_000), reviewed(number, steps(&mut rng))),
        };
        let steps = head.map_or(steps.clone(), |head| after(head, steps));
        lives.push(Life { number, owner, business, preference, steps });
    }
    Some(lives)
}

fn tax_code(life: &Life) -> Option<&TaxCode> {
    match &life.business.identity {
        Identity::Firm(code) if !code.is_branch() => Some(code),
        _ => None,
    }
}

/// The steps of a branch, so many days later that its head is there before.
fn after(head: &Life, mut steps: Vec<Planned>) -> Vec<Planned> {
    let day = |steps: &[Planned]| steps.first().map_or(0, |first| first.minute / 1_440);
    let later = (day(&head.steps) + 1).saturating_sub(day(&steps));
    for planned in &mut steps {
        planned.minute += later * 1_440;
    }
    steps
}

/// A plainly demo business: of every kind, size, place and industry; under a head its branch. `None` when the reference data lacks what it needs.
pub fn business(rng: &mut ChaCha8Rng, number: usize, head: Option<&Life>, map: &Map, key: &Key) -> Option<NewBusiness> {
    let household = number.is_multiple_of(10);
    let branch = head.and_then(tax_code).and_then(|root| TaxCode::parse(&format!("{}-001", root.parent())).ok());
    let identity = match branch {
        Some(branch) => Identity::Firm(branch),
        None if household => {
            // Twelve digits that no registry gives out: they begin with 999.
            let digits = format!("999{number:09}");
            Identity::Household { digest: key.digest(&digits), last3: digits.chars().skip(9).collect() }
        }
        None => firm(number),
    };
    let sections = ["A", "C", "C", "F", "G", "G", "G", "G", "H", "I", "I", "J", "M", "N", "P", "Q", "S"];
    let section = pick(rng, &sections).unwrap_or(&"G");
    let profile = Profile {
        name: name(&identity, head.map_or(number, |head| head.number)),
        province: province(rng, number, map)?,
        industry: map.industries.iter().find(|industry| industry.section == *section)?.clone(),
        figures: figures(rng, household),
    };
    Some(NewBusiness { identity, profile })
}

/// Made-up codes begin with 99. Some serials have no code: the next one that has is taken.
fn firm(number: usize) -> Identity {
    let mut serial = 2_000 + number * 3;
    loop {
        if let Some(code) = TaxCode::with_check_digit(&format!("99{serial:07}")) {
            return Identity::Firm(code);
        }
        serial += 1;
    }
}

fn name(identity: &Identity, number: usize) -> String {
    match identity {
        Identity::Household { .. } => format!("Hộ kinh doanh Demo {number} (demo)"),
        Identity::Firm(code) if code.is_branch() => format!("Chi nhánh Công ty TNHH Demo {number} (demo)"),
        Identity::Firm(_) => format!("Công ty TNHH Demo {number} (demo)"),
    }
}

/// All provinces occur; Hà Nội, Hồ Chí Minh and Đà Nẵng most, as in the programme's own reports.
fn province(rng: &mut ChaCha8Rng, number: usize, map: &Map) -> Option<Province> {
    let everywhere = map.provinces.get(number % map.provinces.len().max(1))?;
    let code = match rng.random_range(0..100) {
        0..28 => "01",
        28..55 => "79",
        55..64 => "48",
        _ => &everywhere.code,
    };
    map.provinces.iter().find(|province| province.code == code).cloned()
}

fn figures(rng: &mut ChaCha8Rng, household: bool) -> Figures {
    let (employees, revenue) = match rng.random_range(0..100) {
        _ if household => (rng.random_range(1..=5), 1),
        0..60 => (rng.random_range(1..=10), rng.random_range(1..=3)),
        60..90 => (rng.random_range(11..=48), rng.random_range(4..=48)),
        _ => (rng.random_range(51..=98), rng.random_range(60..=190)),
    };
    Figures { employees, revenue: Some(Vnd::billions(revenue)), capital: None }
}

fn pick<'a, T>(rng: &mut ChaCha8Rng, from: &'a [T]) -> Option<&'a T> {
    from.get(rng.random_range(0..from.len().max(1)))
}

/// A minute of a day at which somebody in an office does something.
pub fn office_hours(rng: &mut ChaCha8Rng, day: u32) -> u32 {
    day * 1_440 + rng.random_range(8 * 60..17 * 60)
}

/// The business of the person who logs in: its trial runs, so that there is something to go on with.
fn guest() -> Vec<Planned> {
    let steps = [Step::Register, Step::Request, Step::Accept, Step::Provision, Step::Activate, Step::Heartbeat];
    let at = |(day, step)| Planned { minute: day * 1_440 + 600, step };
    (DAYS - 40..).step_by(2).zip(steps).map(at).collect()
}

/// The steps of a life: most firms get their trial, some are declined, forgotten or cancel, and some stay.
fn steps(rng: &mut ChaCha8Rng) -> Vec<Planned> {
    let mut course: Vec<(std::ops::Range<u32>, Step)> = vec![(0..1, Step::Register), (1..6, Step::Request)];
    match rng.random_range(0..100) {
        0..9 => course.push((1..3, Step::Decline)),
        9..15 => {}
        15..19 => course.push((1..4, Step::Cancel)),
        _ => course.extend(started(rng)),
    }
    let mut day = rng.random_range(0..DAYS - 1);
    let mut at = |(after, step): (std::ops::Range<u32>, Step)| {
        day += rng.random_range(after);
        Planned { minute: office_hours(rng, day), step }
    };
    course.into_iter().map(&mut at).collect()
}

/// Every third business that has used its platform reviews it, hours after all else.
fn reviewed(number: usize, mut steps: Vec<Planned>) -> Vec<Planned> {
    let used = steps.iter().any(|planned| planned.step == Step::Activate);
    if let Some(last) = steps.last().filter(|_| used && number.is_multiple_of(3)) {
        steps.push(Planned { minute: last.minute + 300, step: Step::Review });
    }
    steps
}

fn started(rng: &mut ChaCha8Rng) -> Vec<(std::ops::Range<u32>, Step)> {
    let mut course = vec![(1..3, Step::Accept)];
    let fate = rng.random_range(0..100);
    if fate < 4 {
        return course;
    }
    course.push((1..3, Step::Provision));
    if fate < 12 {
        return course;
    }
    course.push((1..15, Step::Activate));
    course.extend((0..rng.random_range(0..4)).map(|_| (7..8, Step::Heartbeat)));
    match fate {
        12..22 => course.push((10..40, Step::Cancel)),
        22..30 => course.push((20..90, Step::Claim { already: false })),
        30..34 => course.extend([(20..90, Step::Claim { already: false }), (1..9, Step::Dispute)]),
        34..38 => course.extend([(20..90, Step::Claim { already: true }), (1..9, Step::Confirm)]),
        38..52 => course.extend([(20..120, Step::Claim { already: false }), (1..12, Step::Confirm)]),
        _ => {}
    }
    course
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Codes of the list of 34, and all sections as services.
    fn map() -> Map {
        let codes = crate::reference::seed_rows("provinces.csv").expect("the seed");
        let province = |code: &str| Province {
            list: crate::reference::ProvinceList::Since2025,
            code: code.to_owned(),
            name: String::new(),
            full_name: String::new(),
            current_code: code.to_owned(),
        };
        let industry = |section: char| Industry {
            version: "2018".to_owned(),
            section: section.to_string(),
            name_vi: String::new(),
            name_en: String::new(),
            size_sector: crate::reference::SizeSector::TradeServices,
        };
        Map {
            provinces: codes.iter().map(|row| province(&row[0])).collect(),
            industries: ('A'..='U').map(industry).collect(),
        }
    }

    #[test]
    fn the_demo_has_every_province_and_every_outcome() {
        let map = map();
        let folder = tempfile::tempdir().expect("a folder");
        let key = Key::load_or_make(&folder.path().join("key")).expect("a key");
        let lives = plan(&map, &key).expect("a plan");
        assert_eq!(lives.len(), BUSINESSES);
        for province in &map.provinces {
            let there = |life: &Life| life.business.profile.province.code == province.code;
            assert!(lives.iter().any(there), "{}", province.code);
        }
        let seen = |wanted: Step| lives.iter().any(|life| life.steps.iter().any(|planned| planned.step == wanted));
        for step in [
            Step::Decline,
            Step::Cancel,
            Step::Heartbeat,
            Step::Dispute,
            Step::Confirm,
            Step::Claim { already: true },
            Step::Review,
        ] {
            assert!(seen(step), "{step:?}");
        }
        for life in &lives {
            assert!(life.steps.is_sorted_by_key(|planned| planned.minute), "life {}", life.number);
            if let Identity::Firm(code) = &life.business.identity {
                assert!(code.as_str().starts_with("99"), "{code}");
                // A firm is one: its branches are registered by who owns the head, once that is there.
                let head = &lives[life.owner - 1];
                assert_eq!(head.business.identity.root_key(), code.parent());
                assert_eq!(code.is_branch(), head.steps[0].minute < life.steps[0].minute, "{code}");
            }
        }
        assert!(lives.iter().filter(|life| life.owner != life.number).count() >= 10);
    }
}
