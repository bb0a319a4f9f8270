//! Many listings at once: saved as a file, changed in a spreadsheet, brought in again.

mod bounds;
mod changes;
mod lines;
mod refusals;
mod round_trip;
mod thousand;

use crate::support::json;
use crate::support::{Client, Reply};
use serde_json::Value;
use std::collections::BTreeMap;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
pub const FORMATS: [(&str, &str); 3] = [("csv", "text/csv"), ("xlsx", XLSX), ("ndjson", "application/x-ndjson")];

/// A file is sent as what it is said to be; `query` begins with its question mark.
pub async fn sent_as(who: &Client, vendor: &str, media_type: &str, query: &str, bytes: Vec<u8>) -> Reply {
    let path = format!("/v1/vendors/{vendor}/listings-import{query}");
    who.send("POST", &path, &[("Content-Type", media_type)], bytes).await
}

async fn sent(who: &Client, vendor: &str, csv: &str) -> Reply {
    sent_as(who, vendor, "text/csv", "", csv.as_bytes().to_vec()).await
}

/// All that a vendor lists, as a file.
pub async fn saved(who: &Client, vendor: &str, format: &str) -> Vec<u8> {
    let file = who.get(&format!("/v1/vendors/{vendor}/listings-export?format={format}")).await;
    assert_eq!((file.status, file.header("content-type")), (200, Some("application/octet-stream")), "{}", file.text());
    let name = format!("attachment; filename=\"listings.{format}\"");
    assert_eq!(
        (file.header("content-disposition"), file.header("cache-control")),
        (Some(name.as_str()), Some("no-store"))
    );
    file.bytes
}

/// New, changed, unchanged.
#[track_caller]
pub fn counts(reply: &Reply) -> [i64; 3] {
    let out = reply.ok(200);
    let all = ["new", "changed", "unchanged"].map(|member| out[member].as_i64().expect("a number"));
    let mut listed = [0; 3];
    for row in out["rows"].as_array().expect("rows") {
        let place = ["new", "changed", "unchanged"].iter().position(|known| row["outcome"] == *known);
        listed[place.expect("an outcome")] += 1;
    }
    assert_eq!((all, all.iter().sum::<i64>()), (listed, out["listings"].as_i64().expect("a number")));
    all
}

/// The cells of a row by their headings.
type Row = BTreeMap<String, String>;

fn row(cells: &[(&str, &str)]) -> Row {
    cells.iter().map(|(heading, cell)| ((*heading).to_owned(), (*cell).to_owned())).collect()
}

/// A CSV file of these rows, with every heading that one of them has.
fn csv(rows: &[Row]) -> String {
    let mut headings: Vec<&String> = rows.iter().flat_map(BTreeMap::keys).collect();
    headings.sort();
    headings.dedup();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&headings).expect("headings");
    for row in rows {
        writer
            .write_record(headings.iter().map(|heading| row.get(*heading).map_or("", String::as_str)))
            .expect("a row");
    }
    String::from_utf8(writer.into_inner().expect("a file")).expect("UTF-8")
}

/// The rows of a CSV file.
fn rows(bytes: &[u8]) -> Vec<Row> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::Reader::from_reader(bytes);
    let headings: Vec<String> = reader.headers().expect("headings").iter().map(str::to_owned).collect();
    let row = |record: csv::StringRecord| headings.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
    reader.records().map(|record| row(record.expect("a row"))).collect()
}

/// A listing of one offer, as a row: what it needs.
fn listed(slug: &str) -> Row {
    row(&[
        ("slug", slug),
        ("name", "Sổ Sách Demo (demo)"),
        ("category_code", "accounting_finance"),
        ("summary_vi", "Sổ sách cho cửa hàng nhỏ."),
        ("summary_en", "Books for small shops."),
        ("valid_from", "2026-11-16"),
        ("micro_days", "90"),
        ("price_vnd_per_month", "250000"),
    ])
}

fn with(mut row: Row, cells: &[(&str, &str)]) -> Row {
    row.extend(cells.iter().map(|(heading, cell)| ((*heading).to_owned(), (*cell).to_owned())));
    row
}

/// The newest version of a vendor's listing of this slug, as its people read it.
async fn of_slug(who: &Client, slug: &str) -> Value {
    let all = who.walk("/v1/listings?limit=100").await;
    let listing = all.iter().flatten().find(|it| it["slug"] == slug).unwrap_or_else(|| panic!("no {slug}"));
    who.get(&format!("/v1/listings/{}", listing["id"].as_str().expect("an id"))).await.ok(200)
}

/// All that can be said, with much that a spreadsheet could take for something else.
fn tricky() -> Value {
    json!({"name": "=SUM(A1) \"Demo\" (demo)", "summary_vi": "-10% cho năm đầu; «đặc biệt», thật", "summary_en": "'=quoted, \"twice\"; and @again",
    "profile": {
        "description_vi": "- một\n- hai\n\nvăn bản _x0041_ với\ttab", "description_en": "+ one\n+ two",
        "problems": [{"text_vi": "Chậm tờ khai", "text_en": "=Late returns"}, {"text_vi": "Mất hóa đơn", "text_en": "Lost; invoices"}],
        "industries": [{"version": "2018", "section": "G"}, {"version": "2018", "section": "C"}],
        "sizes": ["household", "micro"], "integrations": ["+Zalo OA", "A; B", "'=C"],
        "support": {"hours_vi": "8:00–17:30", "hours_en": "''+8 to 5", "languages": ["vi", "en"]},
        "hosting": {"country": "VN", "place": "'đơn"}, "security_level": 3, "make_in_vietnam": {"vietnamese_ownership_percent": 51}},
    "offers": [
        {"valid_from": "2026-11-16", "valid_until": "2026-12-31", "days": {"household": 30, "micro": 180}, "max_employees": 49,
            "discount": {"months": 6, "price_vnd_per_month": 1}, "price_vnd_per_month": 1_000_000_000_000_000_i64,
            "included_vi": ["-Ba người", "Kho"], "included_en": ["@Three", "Stock"], "at_end": "free_tier"},
        {"valid_from": "2027-01-01", "days": {"small": 1, "medium": 366}, "price_vnd_per_month": 0}
    ]})
}
