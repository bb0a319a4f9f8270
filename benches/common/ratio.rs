//! Rates beside their limits.

use crate::common::table::Line;

/// The middle of some figures.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// A ratio of two rates, taken from medians of rounds that alternated.
pub fn ratio(what: &str, limit: Vec<f64>, ours: Vec<f64>, bar: f64) -> Line {
    let rounds: Vec<String> = limit.iter().zip(&ours).map(|(limit, ours)| format!("{:.2}", ours / limit)).collect();
    let (limit, ours) = (median(limit), median(ours));
    let measured = format!("{:.3} = {ours:.0}/s of {limit:.0}/s (rounds {})", ours / limit, rounds.join(" "));
    Line { what: what.to_owned(), measured, bar: format!(">= {bar}"), reached: ours / limit >= bar }
}
