//! The table that a bench ends with.

/// One line: a bar, and what was measured.
pub struct Line {
    pub what: String,
    pub measured: String,
    pub bar: String,
    pub reached: bool,
}

/// A figure that is to stay below its bar.
pub fn below(what: &str, measured: f64, bar: f64, unit: &str) -> Line {
    Line {
        what: what.to_owned(),
        measured: format!("{measured:.2} {unit}"),
        bar: format!("< {bar} {unit}"),
        reached: measured < bar,
    }
}

pub fn print(lines: &[Line]) {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    println!("\n{cores} cores; absolute figures are this machine's, the bars are ratios to limits of the same run\n");
    println!("| what | measured | bar | |\n| --- | --- | --- | --- |");
    for Line { what, measured, bar, reached } in lines {
        println!("| {what} | {measured} | {bar} | {} |", if *reached { "reached" } else { "MISSED" });
    }
    println!();
}
