//! How well a platform fits a query: whole points, made of parts that can be shown. The same texts always have the same
//! points; nothing but texts has any.

use super::index::{Field, Index, Posting};
use super::query::{Kind, Query, Reached, Unit};
use super::spelling::SHORT;

/// A platform that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scored {
    pub place: u32,
    pub points: i64,
}

/// Points that a platform has for one thing that was met in one field; `None`: taken off for what was not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Points {
    pub met: Option<(Field, String)>,
    pub points: i64,
}

/// Points of a common word in a field of weight 1 and of usual length, about.
const SCALE: f64 = 100.0;

/// What is met again in other fields counts a fifth there.
const AGAIN: i64 = 5;

/// The share of its points that a platform keeps that meets next to nothing of the query.
const KEPT: f64 = 0.15;

/// A syllable that is met alone covers this much of its word.
const SYLLABLE: f64 = 0.5;

/// What a text begins with counts more.
const FIRST: f64 = 1.2;

fn weight(field: Field, kind: Kind) -> f64 {
    match field {
        // A name may be made of plain words; they say no more there than elsewhere.
        Field::Name if matches!(kind, Kind::Group(_)) => 1.4,
        Field::Name => 3.0,
        Field::Vendor => 2.2,
        Field::Problem => 1.5,
        Field::SummaryVi | Field::SummaryEn => 1.4,
        Field::Category => 0.5,
        Field::Description => 0.4,
    }
}

/// Best points of one unit by field.
type ByField = [i64; Field::ALL.len()];

/// What one unit is worth: its best field wholly, the others in part.
fn counted(by_field: &ByField) -> (usize, i64) {
    let mut best = (0, 0);
    for (field, points) in by_field.iter().enumerate() {
        if *points > best.1 {
            best = (field, *points);
        }
    }
    let again = by_field.iter().enumerate().filter(|(field, _)| *field != best.0).map(|(_, points)| points / AGAIN);
    (best.0, best.1 + again.sum::<i64>())
}

fn points(index: &Index, unit: &Unit<'_>, reached: &Reached<'_>, posting: &Posting) -> i64 {
    let place = if posting.first { FIRST } else { 1.0 };
    let field = weight(posting.field, unit.kind) * index.density(posting.place, posting.field);
    rounded(SCALE * unit.weight * reached.quality(posting) * place * field)
}

/// The nearest whole number to one that is not below 0.
fn rounded(points: f64) -> i64 {
    (points + 0.5) as i64
}

/// What of a query a platform has met so far.
#[derive(Clone, Copy, Debug, Default)]
struct Met {
    points: i64,
    wholly: u64,
    partly: u64,
    /// It is what the query stands for.
    meant: bool,
    /// Its name or its vendor's was typed.
    named: bool,
}

impl Met {
    fn add(&mut self, unit: &Unit<'_>, by_field: &ByField) {
        let (best, points) = counted(by_field);
        let named = best == Field::Name as usize || best == Field::Vendor as usize;
        self.named |= named && matches!(unit.kind, Kind::Word | Kind::Joined);
        self.points += points;
        match unit.kind {
            Kind::Syllable => self.partly |= unit.covers,
            Kind::Group(_) => {
                self.wholly |= unit.covers;
                self.meant = true;
            }
            Kind::Joined | Kind::Pair | Kind::Word => self.wholly |= unit.covers,
        }
    }

    /// How much of the query was met: 0 to 1.
    fn coverage(&self, query: &Query<'_>) -> f64 {
        let (mut met, mut all) = (0.0, 0.0);
        for (number, share) in query.shares.iter().enumerate() {
            let bit = 1_u64 << number.min(63);
            all += share;
            if self.wholly & bit != 0 {
                met += share;
            } else if self.partly & bit != 0 {
                met += SYLLABLE * share;
            }
        }
        if all > 0.0 { met / all } else { 0.0 }
    }

    /// The platform's points; `None` where it does not fit.
    fn settled(&self, query: &Query<'_>) -> Option<i64> {
        let coverage = self.coverage(query);
        let enough = if query.length() <= SHORT && !self.named { 0.6 } else { 0.4 };
        let fits = self.points > 0 && (self.meant || coverage >= enough);
        fits.then(|| rounded(self.points as f64 * (KEPT + (1.0 - KEPT) * coverage)))
    }
}

/// A platform that meets something of a query.
struct Row {
    place: u32,
    met: Met,
    /// Of the unit that is looked at.
    best: ByField,
}

/// A row for each platform that meets something: of most queries few do.
struct Rows {
    /// The number of its row, from 1 on, by the platform's place; 0: it has none.
    numbers: Vec<u32>,
    rows: Vec<Row>,
}

impl Rows {
    fn of(platforms: usize) -> Self {
        Self { numbers: vec![0; platforms], rows: Vec::new() }
    }

    fn number(&mut self, place: u32) -> Option<usize> {
        let number = self.numbers.get_mut(place as usize)?;
        if *number == 0 {
            self.rows.push(Row { place, met: Met::default(), best: ByField::default() });
            *number = u32::try_from(self.rows.len()).ok()?;
        }
        Some(*number as usize - 1)
    }
}

/// Every platform that fits, in their order in the index.
pub fn score(index: &Index, query: &Query<'_>) -> Vec<Scored> {
    let mut found = Rows::of(index.platforms());
    let mut touched: Vec<usize> = Vec::new();
    for unit in &query.units {
        let postings = unit.reached.iter().flat_map(|it| it.postings.iter().map(move |posting| (it, posting)));
        for (reached, posting) in postings {
            let Some(number) = found.number(posting.place) else { continue };
            let Some(row) = found.rows.get_mut(number) else { continue };
            if row.best.iter().all(|points| *points == 0) {
                touched.push(number);
            }
            if let Some(known) = row.best.get_mut(posting.field as usize) {
                *known = points(index, unit, reached, posting).max(*known);
            }
        }
        for number in touched.drain(..) {
            let Some(row) = found.rows.get_mut(number) else { continue };
            let best = std::mem::take(&mut row.best);
            if best.iter().any(|points| *points > 0) {
                row.met.add(unit, &best);
            }
        }
    }
    let settled = |row: &Row| Some(Scored { place: row.place, points: row.met.settled(query)? });
    let mut scored: Vec<Scored> = found.rows.iter().filter_map(settled).collect();
    scored.sort_unstable_by_key(|it| it.place);
    scored
}

/// What a platform's points are made of; they sum up to those of [`score`].
pub fn parts(index: &Index, query: &Query<'_>, place: u32) -> Vec<Points> {
    let (mut met, mut parts) = (Met::default(), Vec::new());
    for unit in &query.units {
        let by_field = of_platform(index, unit, place);
        let (first, sum) = counted(&by_field);
        if sum == 0 {
            continue;
        }
        met.add(unit, &by_field);
        for (number, field) in Field::ALL.into_iter().enumerate() {
            let all = by_field.get(number).copied().unwrap_or_default();
            let points = if number == first { all } else { all / AGAIN };
            if points > 0 {
                parts.push(Points { met: Some((field, unit.text.clone())), points });
            }
        }
    }
    let taken = met.settled(query).unwrap_or_default() - met.points;
    if taken != 0 {
        parts.push(Points { met: None, points: taken });
    }
    parts
}

fn of_platform(index: &Index, unit: &Unit<'_>, place: u32) -> ByField {
    let mut by_field = ByField::default();
    for reached in &unit.reached {
        let begin = reached.postings.partition_point(|posting| posting.place < place);
        for posting in reached.postings.iter().skip(begin).take_while(|posting| posting.place == place) {
            let points = points(index, unit, reached, posting);
            if let Some(known) = by_field.get_mut(posting.field as usize) {
                *known = points.max(*known);
            }
        }
    }
    by_field
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::search::index::Texts;
    use crate::catalog::search::synonyms::Synonyms;
    use proptest::prelude::*;

    fn synonyms() -> Synonyms {
        let rows = [["sign", "same", "chữ ký số"], ["sign", "hint", "ký"], ["sign", "near", "hợp đồng điện tử"]];
        Synonyms::of(rows.into_iter(), ["và", "cho"].into_iter())
    }

    fn index() -> Index {
        let texts = [
            ["Alpha Ký", "Chữ ký số từ xa"],
            ["KiotViet", "Bán hàng cho cửa hàng"],
            ["Beta", "Kế toán, hợp đồng điện tử và chấm công"],
            ["Gamma", "Hóa đơn của cửa hàng"],
        ];
        let of =
            |[name, summary]: [&'static str; 2]| Texts { of: vec![(Field::Name, name), (Field::SummaryVi, summary)] };
        Index::of(&texts.map(of), &synonyms())
    }

    fn order(typed: &str) -> Vec<u32> {
        let (index, synonyms) = (index(), synonyms());
        let mut found = score(&index, &Query::of(&index, &synonyms, typed));
        found.sort_by_key(|it| std::cmp::Reverse(it.points));
        found.iter().map(|it| it.place).collect()
    }

    #[test]
    fn what_is_named_stands_before_what_is_near() {
        assert_eq!(order("chữ ký số"), [0, 2]);
        assert_eq!(order("Kiot Viet"), [1]);
        assert_eq!(order("kiotveit"), [1]);
        assert_eq!(order("cham c"), [2]);
        assert_eq!(order("hàng không"), [] as [u32; 0]);
        // Of three letters two may stand the wrong way round, beside a word that the catalog has beside them.
        assert_eq!(order("hao don"), [3]);
        for nothing in ["hao", "hao cong", "hia don", "đơn hao"] {
            assert_eq!(order(nothing), [] as [u32; 0], "{nothing}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_read_in_bounded_work_and_its_parts_sum_up(typed in "(\\PC{0,100}|([a-zđươêáạ]{1,9} ){0,60}|a{0,100})") {
            let (index, synonyms) = (index(), synonyms());
            for query in [Query::of(&index, &synonyms, &typed), Query::guessed(&index, &synonyms, &typed)] {
                prop_assert!(query.asked.len() <= 128 && query.units.len() <= 4 * 128);
                prop_assert!(query.units.iter().all(|unit| unit.reached.len() <= 65 * 8 + 64));
                for found in score(&index, &query) {
                    let sum: i64 = parts(&index, &query, found.place).iter().map(|part| part.points).sum();
                    prop_assert_eq!(sum, found.points);
                    prop_assert!(found.points > 0);
                }
            }
        }
    }
}
