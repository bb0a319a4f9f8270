//! Over a generated programme and random terms: the rules see what the reports say, and hold exactly where they should.

use crate::support::{Client, TestApp};
use diesel::connection::SimpleConnection;
use dungthu::accounts::model::StaffRole;
use dungthu::generate::{self, Generate};
use dungthu::reports::wilson::rate;
use dungthu::values::{LocalDay, PlatformId, TypedId};
use dungthu::warnings::model::{Counted, Finding, Rule, SubjectKind, Terms};
use dungthu::warnings::{Look, WarningRule, findings};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};

/// In a generated programme all platforms are alike, and each has one category. Here, whatever started on one was converted; another is
/// hardly used since August; and some trials are of another category than their platform's others.
const UNLIKE: &str = "
    INSERT INTO conversions (id, trial_id, business_id, vendor_id, claimed_by_side, claimed_by, claimed_at, plan, amount_vnd_per_month, starts_on, status,
            answered_by, converted_at, already_customer, evidence_level, updated_at, version)
        SELECT 'cnv' || substr(t.id, 4), t.id, t.business_id, t.vendor_id, 'business', t.requested_by, t.provisioned_at + 86400000000, 'Demo', 1, '2026-01-01',
            'confirmed', (SELECT min(a.id) FROM accounts a WHERE a.id <> t.requested_by), t.provisioned_at + 172800000000, false, 1,
            t.provisioned_at + 172800000000, 2
        FROM trials t WHERE t.provisioned_at < 1790000000000000 AND NOT EXISTS (SELECT 1 FROM conversions c WHERE c.trial_id = t.id)
            AND t.platform_id = (SELECT platform_id FROM trials GROUP BY platform_id ORDER BY count(*) DESC, platform_id LIMIT 1);
    UPDATE trials SET activated_at = NULL, engaged_at = NULL WHERE provisioned_at > 1785542400000000
        AND platform_id = (SELECT platform_id FROM trials GROUP BY platform_id ORDER BY count(*) DESC, platform_id LIMIT 1 OFFSET 1);
    UPDATE trials SET category_code = 'hr_organization' WHERE substr(id, 36, 1) IN ('3', '7', 'b');
";

/// A category, a platform's own part of a whole in it, and that of the others.
type Beside = (String, (i64, i64), (i64, i64));

type Shares = BTreeMap<String, (i64, i64)>;

/// A report about these days, as known on a day, by group.
struct Asker<'a> {
    who: &'a Client,
    as_of: LocalDay,
}

impl Asker<'_> {
    async fn lines(&self, report: &str, (from, to): (LocalDay, LocalDay), rest: &str) -> Vec<(String, Value)> {
        let path = format!("/v1/reports/{report}?from={from}&to={to}&as_of={}{rest}", self.as_of);
        let answer = self.who.get(&path).await.ok(200);
        let lines = answer["data"].as_array().expect("lines").iter();
        lines.filter_map(|line| Some((line["cell"]["groups"][0].as_str()?.to_owned(), line.clone()))).collect()
    }

    async fn shares(&self, report: &str, member: &str, days: (LocalDay, LocalDay), rest: &str) -> Shares {
        let share = |line: &Value| {
            (
                line[member]["numerator"].as_i64().expect("a number"),
                line[member]["denominator"].as_i64().expect("a number"),
            )
        };
        self.lines(report, days, rest).await.iter().map(|(group, line)| (group.clone(), share(line))).collect()
    }
}

fn tenths((part, whole): (i64, i64)) -> i64 {
    (part as f64 / whole as f64 * 1_000.0).round() as i64
}

fn share(it: &Counted) -> (i64, i64) {
    (it.numerator, it.denominator.expect("a share"))
}

fn back(from: LocalDay, days: i64) -> LocalDay {
    from.minus_days(u32::try_from(days).expect("days"))
}

/// What was found of each subject, and whether that is a warning.
fn seen(found: &[Finding], kind: SubjectKind) -> BTreeMap<String, (&Finding, bool)> {
    found.iter().filter(|it| it.subject_kind == kind).map(|it| (it.subject_id.clone(), (it, it.holds))).collect()
}

async fn check_unanswered(ask: &Asker<'_>, terms: Terms, found: &[Finding]) -> usize {
    let days = (back(ask.as_of, terms.days - 1), ask.as_of);
    let shares = ask.shares("service-levels", "answered_in_time", days, "&group_by=vendor").await;
    let seen = seen(found, SubjectKind::Vendor);
    assert_eq!(
        seen.keys().collect::<Vec<_>>(),
        shares.iter().filter(|(_, it)| it.1 > 0).map(|it| it.0).collect::<Vec<_>>()
    );
    for (vendor, (it, holds)) in &seen {
        let (in_time, due) = shares[vendor];
        assert_eq!((share(&it.facts.observed), it.facts.value), ((due - in_time, due), tenths((due - in_time, due))));
        assert_eq!(*holds, due >= terms.least_cases && tenths((due - in_time, due)) >= terms.threshold, "{it:?}");
    }
    seen.values().filter(|(_, holds)| *holds).count()
}

async fn check_conversion(ask: &Asker<'_>, terms: Terms, found: &[Finding]) -> usize {
    let days = (back(ask.as_of, terms.days - 1), ask.as_of);
    let whole = ask.shares("ended-rate", "ended_rate", days, "&group_by=category").await;
    let seen = seen(found, SubjectKind::Platform);
    let mut possible: BTreeMap<String, Vec<Beside>> = BTreeMap::new();
    for (category, all) in whole {
        let own =
            ask.shares("ended-rate", "ended_rate", days, &format!("&group_by=platform&category={category}")).await;
        for (platform, own) in own.into_iter().filter(|(_, own)| own.1 > 0 && own.1 < all.1) {
            possible.entry(platform).or_default().push((category.clone(), own, (all.0 - own.0, all.1 - own.1)));
        }
    }
    assert_eq!(seen.keys().collect::<Vec<_>>(), possible.keys().collect::<Vec<_>>());
    for (platform, (it, holds)) in &seen {
        let of = |(category, ..): &&Beside| Some(category) == it.facts.category_code.as_ref();
        let (_, own, others) = possible[platform].iter().find(of).expect("a category of its trials");
        assert!(possible[platform].iter().all(|it| it.1.1 <= own.1), "that of most of its trials");
        let (own, others) = (*own, *others);
        assert_eq!((share(&it.facts.observed), share(&it.facts.compared_with.expect("others"))), (own, others));
        let apart =
            rate(own.0, own.1).zip(rate(others.0, others.1)).is_some_and(|(a, b)| a.low > b.high || b.low > a.high);
        let far = (tenths(own) - tenths(others)).abs();
        assert_eq!(it.facts.value, far);
        assert_eq!(*holds, own.1.min(others.1) >= terms.least_cases && apart && far >= terms.threshold, "{it:?}");
    }
    seen.values().filter(|(_, holds)| *holds).count()
}

async fn check_silence(ask: &Asker<'_>, terms: Terms, found: &[Finding], on_offer: &HashSet<PlatformId>) -> usize {
    let mut held = 0;
    for (kind, group) in [(SubjectKind::Province, "province"), (SubjectKind::Platform, "platform")] {
        for (subject, (it, holds)) in seen(found, kind) {
            let before = it.facts.compared_with.expect("days before");
            assert!(
                kind == SubjectKind::Province || PlatformId::parse(&subject).is_some_and(|id| on_offer.contains(&id))
            );
            let asked = async |from: LocalDay, to: LocalDay| {
                let path = format!("/v1/reports/flow?from={from}&to={to}&as_of={}&{group}={subject}", ask.as_of);
                ask.who.get(&path).await.ok(200)["total"]["requested"].as_i64().expect("a number")
            };
            assert_eq!(asked(before.from, before.to).await, before.numerator);
            assert_eq!(asked(it.facts.observed.from, ask.as_of).await, it.facts.observed.numerator);
            let last = before.to;
            assert!(asked(last, last).await > 0);
            assert_eq!(i64::from(ask.as_of.days_since(last)), it.facts.value);
            assert!(last == ask.as_of || asked(last.plus_days(1), ask.as_of).await == 0);
            assert_eq!(holds, it.facts.value >= terms.threshold && before.numerator >= terms.least_cases, "{it:?}");
            held += usize::from(holds);
        }
    }
    held
}

#[derive(diesel::QueryableByName)]
struct Counts {
    #[diesel(sql_type = diesel::sql_types::Text)]
    subject: String,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    started: i64,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    used: i64,
}

/// No report counts first use by the thirtieth day: SQL on the raw table does, in local days.
async fn activated(app: &TestApp, column: &'static str, from: LocalDay, to: LocalDay) -> Shares {
    let (first, last) = (from.start().as_micros(), to.end().as_micros());
    let day = |column: &str| format!("(({column} + 25200000000) / 86400000000)");
    let (started, used) = (day("provisioned_at"), day("activated_at"));
    let sql = format!(
        "SELECT {column} AS subject, CAST(count(*) AS BIGINT) AS started, CAST(sum(CASE WHEN activated_at IS NOT NULL AND {used} <= {started} + 30 THEN 1 ELSE 0 END) AS BIGINT) AS used
         FROM trials WHERE NOT granted AND provisioned_at BETWEEN {first} AND {last} GROUP BY {column}"
    );
    let load = move |conn: &mut dungthu::db::Conn| {
        use diesel::RunQueryDsl;
        diesel::sql_query(sql).load::<Counts>(conn).expect("counts")
    };
    app.query(load).await.into_iter().map(|it| (it.subject, (it.used, it.started))).collect()
}

async fn check_activation(app: &TestApp, as_of: LocalDay, terms: Terms, found: &[Finding]) -> usize {
    let (last, mut held) = (back(as_of, 30), 0);
    for (kind, column) in [(SubjectKind::Province, "province_code"), (SubjectKind::Platform, "platform_id")] {
        let now = activated(app, column, back(last, terms.days - 1), last).await;
        let then = activated(app, column, back(last, 2 * terms.days - 1), back(last, terms.days)).await;
        let seen = seen(found, kind);
        assert_eq!(seen.keys().collect::<Vec<_>>(), now.keys().filter(|it| then.contains_key(*it)).collect::<Vec<_>>());
        for (subject, (it, holds)) in seen {
            let (recent, before) = (now[&subject], then[&subject]);
            assert_eq!(
                (share(&it.facts.observed), share(&it.facts.compared_with.expect("before"))),
                (recent, before),
                "{it:?}"
            );
            assert_eq!(it.facts.value, tenths(before) - tenths(recent));
            assert_eq!(holds, recent.1.min(before.1) >= terms.least_cases && it.facts.value >= terms.threshold);
            held += usize::from(holds);
        }
    }
    held
}

fn terms(rng: &mut ChaCha8Rng, of_days: bool) -> Terms {
    let mut draw = |least: i64, most: i64| rng.random_range(least..=most);
    let threshold = if of_days { draw(1, 20) } else { draw(1, 250) };
    Terms {
        active: true,
        threshold,
        days: draw(7, 150),
        least_cases: if of_days { draw(1, 12) } else { draw(10, 25) },
        due_working_days: 5,
    }
}

engines! {
    async fn what_the_rules_see_is_what_the_reports_say(app) {
        let wanted = Generate { trials: 6_000, seed: 5, on: LocalDay::parse("2026-11-16") };
        generate::run(&app.config, &wanted).await.expect("a generated database");
        let unlike = |tx: &mut dungthu::db::Tx<'_>| tx.batch_execute(UNLIKE).map_err(dungthu::error::Error::from);
        app.db.write(dungthu::db::Cause::default(), unlike).await.expect("some that are unlike");
        let who = app.person("a-figures@demo.example", Some(StaffRole::Analyst)).await;
        let on_offer = app.db.read(dungthu::catalog::on_offer).await.expect("platforms");
        let mut rng = ChaCha8Rng::seed_from_u64(2026);
        let mut held: BTreeMap<WarningRule, usize> = BTreeMap::new();
        for round in 0..32 {
            // Progress has a test of its own like this one.
            let rule = WarningRule::ALL[round % 4];
            let day = app.clock.now().local_day().minus_days(rng.random_range(0..100));
            let terms = terms(&mut rng, rule == WarningRule::NoSignUp);
            let look = Look { day, rules: vec![Rule { rule, terms, version: 1, proposed_terms: None, proposed_by: None, proposed_at: None, proposed_reason: None }], on_offer: on_offer.clone(), targets: Vec::new() };
            let asked = app.server.figures.ask(&app.db, move |table| findings(table, &look)).await;
            let (found, ask) = (asked.expect("findings"), Asker { who: &who, as_of: day.minus_days(1) });
            *held.entry(rule).or_default() += match rule {
                WarningRule::UnansweredShare => check_unanswered(&ask, terms, &found).await,
                WarningRule::ActivationDrop => check_activation(app, ask.as_of, terms, &found).await,
                WarningRule::ConversionFarFromCategory => check_conversion(&ask, terms, &found).await,
                WarningRule::NoSignUp | WarningRule::BehindPace => check_silence(&ask, terms, &found, &on_offer).await,
            };
        }
        assert!(held.values().all(|held| *held > 0), "{held:?}");
        app.expect_unsent();
    }
}
