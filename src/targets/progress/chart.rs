//! A target's progress as a picture (SVG): the plan, what was there week by week, and what it will come to.

use super::{Forecast, Point, Progress};
use crate::targets::model::{Metric, Target, Unit};
use crate::values::{LocalDay, Locale};
use std::fmt::Write as _;

/// The picture and the field in it, in pixels.
const SIZE: (f64, f64) = (760.0, 380.0);
const LEFT: f64 = 112.0;
const TOP: f64 = 72.0;
const RIGHT: f64 = 736.0;
const BOTTOM: f64 = 320.0;

const GREY: &str = "#6b7280";
const BLUE: &str = "#1d4ed8";
const INK: &str = "#111827";

/// What stands in the picture, in a language.
struct Words {
    metric: &'static str,
    target: &'static str,
    as_of: &'static str,
    planned: &'static str,
    actual: &'static str,
    forecast: &'static str,
}

impl Words {
    const fn of(metric: Metric, locale: Locale) -> Self {
        let (vi, en) = match metric {
            Metric::Requested => ("Yêu cầu dùng thử", "Trials asked for"),
            Metric::Started => ("Bắt đầu dùng thử", "Trials started"),
            Metric::Activated => ("Bắt đầu sử dụng", "Trials activated"),
            Metric::Engaged => ("Dùng thường xuyên", "Trials in weekly use"),
            Metric::Conversions => ("Chuyển đổi", "Conversions"),
            Metric::AcceptedInTime => ("Chấp nhận đúng hạn", "Accepted in time"),
            Metric::ActivatedByDay30 => ("Sử dụng trong 30 ngày", "Activated by day 30"),
            Metric::CohortRate => ("Tỷ lệ chuyển đổi của lứa", "Cohort rate"),
            Metric::EndedRate => ("Tỷ lệ khi kết thúc", "Ended rate"),
        };
        match locale {
            Locale::Vi => Self {
                metric: vi,
                target: "Chỉ tiêu",
                as_of: "tính đến",
                planned: "kế hoạch",
                actual: "thực tế",
                forecast: "dự báo và khoảng tin cậy 95%",
            },
            Locale::En => Self {
                metric: en,
                target: "Target",
                as_of: "as of",
                planned: "plan",
                actual: "actual",
                forecast: "forecast with its 95% interval",
            },
        }
    }
}

/// Where values and days stand.
struct Field {
    days: f64,
    top: i64,
    unit: Unit,
}

impl Field {
    fn x(&self, days: i64) -> f64 {
        LEFT + (RIGHT - LEFT) * days as f64 / self.days
    }

    fn y(&self, value: i64) -> f64 {
        BOTTOM - (BOTTOM - TOP) * value as f64 / self.top as f64
    }

    /// A value as people write it.
    fn said(&self, value: i64, locale: Locale) -> String {
        match (self.unit, locale) {
            (Unit::TenthsOfPercent, Locale::Vi) => format!("{},{}%", value / 10, value % 10),
            (Unit::TenthsOfPercent, Locale::En) => format!("{}.{}%", value / 10, value % 10),
            (Unit::Count, Locale::Vi) => grouped(value, '.'),
            (Unit::Count, Locale::En) => grouped(value, ','),
        }
    }
}

/// The picture.
pub fn svg(target: &Target, progress: &Progress, weeks: &[Point], (on, locale): (LocalDay, Locale)) -> String {
    let (words, unit) = (Words::of(target.aim.metric, locale), target.aim.metric.unit());
    let period = target.aim.period;
    let known = weeks.iter().filter_map(|point| Some((i64::from(point.on.days_since(period.from)) + 1, point.actual?)));
    let mut known: Vec<(i64, i64)> = known.collect();
    // As far as it is known today.
    let today = (i64::from(on.days_since(period.from)) + 1).min(progress.days);
    known.extend(progress.actual.filter(|_| today > 0).map(|actual| (today, actual)));
    known.dedup();
    let highest = known.iter().map(|(_, actual)| *actual).chain(progress.forecast.map(|it| it.high));
    let top = round_up(highest.fold(target.value, i64::max));
    let field = Field { days: progress.days as f64, top: if unit == Unit::Count { top } else { top.min(1_000) }, unit };
    let mut out = String::new();
    let title = format!("{}: {} – {}", words.metric, period.from, period.to);
    let (width, height) = SIZE;
    // Writing to a text cannot fail.
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" \
         font-family=\"sans-serif\" font-size=\"13\" fill=\"{INK}\"><title>{title}</title>\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/><text x=\"{LEFT}\" y=\"24\" font-size=\"17\" font-weight=\"bold\">{title}</text>"
    );
    let value = field.said(target.value, locale);
    let _ = write!(out, "<text x=\"{LEFT}\" y=\"46\">{}: {value} · {} {on}</text>", words.target, words.as_of);
    axes(&mut out, &field, target, locale);
    let first = if unit == Unit::Count { 0 } else { target.value };
    line(
        &mut out,
        &[(field.x(0), field.y(first)), (field.x(progress.days), field.y(target.value))],
        GREY,
        " stroke-dasharray=\"6 4\"",
    );
    if let Some(forecast) = progress.forecast {
        fan(&mut out, &field, known.last().copied(), progress.days, &forecast);
    }
    let start = (unit == Unit::Count).then_some((0, 0));
    let points: Vec<_> = start.into_iter().chain(known).map(|(days, value)| (field.x(days), field.y(value))).collect();
    line(&mut out, &points, BLUE, "");
    legend(&mut out, &words, progress.forecast.is_some());
    out.push_str("</svg>\n");
    out
}

fn axes(out: &mut String, field: &Field, target: &Target, locale: Locale) {
    for value in [0, field.top / 2, field.top] {
        let (y, said) = (field.y(value), field.said(value, locale));
        let _ = write!(
            out,
            "<path d=\"M{LEFT} {y:.1}H{RIGHT}\" stroke=\"#e5e7eb\"/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{said}</text>",
            LEFT - 8.0,
            y + 4.0
        );
    }
    let (below, period) = (BOTTOM + 22.0, target.aim.period);
    let _ = write!(
        out,
        "<text x=\"{LEFT}\" y=\"{below}\">{}</text><text x=\"{RIGHT}\" y=\"{below}\" text-anchor=\"end\">{}</text>",
        period.from, period.to
    );
}

fn line(out: &mut String, points: &[(f64, f64)], colour: &str, dashes: &str) {
    let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let points = points.join(" ");
    let _ = write!(out, "<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"{dashes}/>");
}

/// The forecast: from what is there to its interval at the period's end, and the interval as a bar.
fn fan(out: &mut String, field: &Field, from: Option<(i64, i64)>, end: i64, forecast: &Forecast) {
    let end = field.x(end);
    let [expected, low, high] = [forecast.expected, forecast.low, forecast.high].map(|value| field.y(value));
    if let Some((days, value)) = from {
        let from = (field.x(days), field.y(value));
        let _ = write!(
            out,
            "<polygon points=\"{:.1},{:.1} {end:.1},{high:.1} {end:.1},{low:.1}\" fill=\"{BLUE}\" fill-opacity=\"0.15\"/>",
            from.0, from.1
        );
        line(out, &[from, (end, expected)], BLUE, " stroke-dasharray=\"2 4\"");
    }
    let _ = write!(
        out,
        "<path d=\"M{end:.1} {low:.1}V{high:.1}\" stroke=\"{BLUE}\" stroke-width=\"3\"/><circle cx=\"{end:.1}\" cy=\"{expected:.1}\" r=\"4\" fill=\"{BLUE}\"/>"
    );
}

fn legend(out: &mut String, words: &Words, has_forecast: bool) {
    let entries = [(words.planned, GREY, "6 4"), (words.actual, BLUE, "none"), (words.forecast, BLUE, "2 4")];
    let y = BOTTOM + 46.0;
    for (place, (word, colour, dashes)) in entries.iter().take(if has_forecast { 3 } else { 2 }).enumerate() {
        let x = LEFT + 170.0 * place as f64;
        let _ = write!(
            out,
            "<path d=\"M{x} {:.1}h28\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/><text x=\"{}\" y=\"{y}\">{word}</text>",
            y - 4.0,
            x + 36.0
        );
    }
}

/// The next value with one digit or two that people like: 1, 2, 5, 10, 20 …
fn round_up(value: i64) -> i64 {
    let mut power = 1;
    loop {
        for digit in [1, 2, 5] {
            if digit * power >= value {
                return (digit * power).max(2);
            }
        }
        power *= 10;
    }
}

fn grouped(value: i64, by: char) -> String {
    let digits = value.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(by);
        }
        out.push(digit);
    }
    out
}
