//! A report as a file: its lines, each with the definition and all that was asked, so that no line is quoted without them.

use crate::catalog::FileFormat;
use crate::error::{Error, Result};
use crate::http::Answer;
use crate::sheet::written::{self, Written};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// What an answer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportFormat {
    #[default]
    Json,
    /// Text with commas, in UTF-8 with a byte-order mark, as spreadsheet programs like it.
    Csv,
    Xlsx,
    /// A JSON object in each line.
    Ndjson,
}

impl ReportFormat {
    /// The file, where it is one.
    pub const fn file(self) -> Option<FileFormat> {
        match self {
            Self::Json => None,
            Self::Csv => Some(FileFormat::Csv),
            Self::Xlsx => Some(FileFormat::Xlsx),
            Self::Ndjson => Some(FileFormat::Ndjson),
        }
    }
}

/// The members of `about` that each line carries, as far as it has them.
const CARRIED: [&str; 8] = ["definition", "from", "to", "interval", "province_code", "filters", "window_days", "as_of"];

/// The file of a report's lines, to be saved.
///
/// Errors: 500 where it cannot be written.
pub fn file(format: FileFormat, report: &impl Serialize) -> Result<Answer> {
    let report = serde_json::to_value(report).map_err(Error::internal)?;
    let lines = lines(&report);
    // A file without lines has these.
    let mut headings: Vec<String> = carried(&report).into_iter().map(|(name, _)| name).collect();
    if has_steps(&report) {
        headings.push("period".to_owned());
    }
    headings.extend(groups(&report));
    for name in lines.iter().flat_map(Map::keys) {
        if !headings.contains(name) {
            headings.push(name.clone());
        }
    }
    // What is null in some lines and has members in others stands in the columns of its members.
    let outer =
        |name: &String| headings.iter().any(|other| other.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')));
    let headings: Vec<String> = headings.iter().filter(|name| !outer(name)).cloned().collect();
    let cells = |line: &Map<String, Value>| headings.iter().map(|name| written(line.get(name))).collect();
    let bytes = match format {
        FileFormat::Csv => written::csv(&headings, lines.iter().map(cells).collect())?,
        FileFormat::Xlsx => written::xlsx(&headings, lines.iter().map(cells).collect())?,
        FileFormat::Ndjson => {
            let mut bytes = Vec::new();
            for line in &lines {
                serde_json::to_writer(&mut bytes, line).map_err(Error::internal)?;
                bytes.push(b'\n');
            }
            bytes
        }
    };
    let name = report.pointer("/about/definition").and_then(Value::as_str).unwrap_or("report").replace('/', "_");
    Ok(Answer::attachment(&name, format.extension(), bytes))
}

/// What each line says of the whole: lists as one text, e.g. `province=01,79; size_class=micro`.
fn carried(report: &Value) -> Vec<(String, Value)> {
    let about = |name: &&str| Some(((*name).to_owned(), said(report.get("about")?.get(*name)?)));
    CARRIED.iter().filter_map(about).collect()
}

fn said(value: &Value) -> Value {
    let Some(all) = value.as_array() else { return value.clone() };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let joined = |values: &Value| values.as_array().into_iter().flatten().map(text).collect::<Vec<_>>().join(",");
    let of_filter = |filter: &Value| match (filter.get("dimension"), filter.get("values")) {
        (Some(dimension), Some(values)) => format!("{}={}", text(dimension), joined(values)),
        _ => text(filter),
    };
    Value::String(all.iter().map(of_filter).collect::<Vec<_>>().join("; "))
}

/// Whether it is shown in steps of its period.
fn has_steps(report: &Value) -> bool {
    report.pointer("/about/interval").is_some()
}

/// What a report is grouped by.
fn groups(report: &Value) -> Vec<String> {
    let all = report.pointer("/about/group_by").and_then(Value::as_array).into_iter().flatten();
    all.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// One flat object for each line; where a line holds others (the weeks of a cohort), one for each of these.
fn lines(report: &Value) -> Vec<Map<String, Value>> {
    let carried: Map<String, Value> = carried(report).into_iter().collect();
    let (groups, has_steps) = (groups(report), has_steps(report));
    let mut all = Vec::new();
    for line in report.get("data").and_then(Value::as_array).into_iter().flatten() {
        let mut flat = carried.clone();
        if let Some(cell) = line.get("cell").filter(|_| has_steps) {
            flat.insert("period".to_owned(), cell.get("period").cloned().unwrap_or_default());
        }
        for (place, dimension) in groups.iter().enumerate() {
            let value = line.pointer(&format!("/cell/groups/{place}")).cloned().unwrap_or_default();
            flat.insert(dimension.clone(), value);
        }
        let mut within = Vec::new();
        for (name, value) in line.as_object().into_iter().flatten().filter(|(name, _)| *name != "cell") {
            match value.as_array() {
                Some(values) => within.extend(values.iter()),
                None => flatten(&mut flat, name, value),
            }
        }
        if within.is_empty() {
            all.push(flat);
            continue;
        }
        for part in within {
            let mut flat = flat.clone();
            part.as_object().into_iter().flatten().for_each(|(name, value)| flatten(&mut flat, name, value));
            all.push(flat);
        }
    }
    all
}

/// Members of members by both their names, e.g. `cohort_rate.numerator`.
fn flatten(flat: &mut Map<String, Value>, name: &str, value: &Value) {
    match value.as_object() {
        Some(members) => members.iter().for_each(|(inner, value)| flatten(flat, &format!("{name}.{inner}"), value)),
        None => {
            flat.insert(name.to_owned(), value.clone());
        }
    }
}

/// A value as it stands in a cell.
pub fn written(value: Option<&Value>) -> Written {
    match value {
        None | Some(Value::Null) => Written::Nothing,
        Some(Value::Number(number)) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Written::Number(whole),
            (None, Some(decimal)) => Written::Decimal(decimal),
            (None, None) => Written::Nothing,
        },
        Some(Value::String(text)) => Written::Text(text.clone()),
        Some(other) => Written::Text(other.to_string()),
    }
}
