//! Files as people have them: XLSX with dates, formulas and numbers, CSV with semicolons; and what is no such file.

use super::workbook::{ADDRESSES, Cell, addressed, archive, workbook};
use super::{HEAD, csv, import, imported, platform, row, written};
use crate::support::json;
use dungthu::sheet::{COMMAND, Sheet, Stop};
use proptest::prelude::*;
use std::path::Path;

fn shared(text: &str) -> Cell {
    Cell::Shared(text.to_owned())
}

/// The headings in Vietnamese, as an XLSX file has them.
fn headings() -> Vec<Cell> {
    [
        "Mã số thuế",
        "TÊN DOANH NGHIỆP",
        "Danh mục tỉnh",
        "Mã tỉnh",
        "Nền tảng",
        "Ngành",
        "Quy mô",
        "Ngày bắt đầu",
        "Ngày kết thúc",
        "Ngày chuyển đổi",
    ]
    .map(shared)
    .to_vec()
}

/// The same as [`row`] of the firm, with every kind of cell. 44621 is 1 March 2022.
fn cells(code: &str, slug: &str) -> Vec<Cell> {
    vec![
        Cell::Number(code.parse().expect("a number")),
        Cell::Formula("Công ty Demo (demo)".to_owned()),
        Cell::Number(34.0),
        Cell::Text("79".to_owned()),
        shared(slug),
        shared("G"),
        shared("micro"),
        Cell::Day(44_621),
        Cell::Text("30/05/2022".to_owned()),
        Cell::Nothing,
    ]
}

engines! {
    async fn an_xlsx_file_says_the_same_as_a_csv_file(app) {
        let (_, slug) = platform(app, &app.person("vendor@demo.example", None).await).await;
        let code = app.tax_code();
        let blank = vec![Cell::Nothing; 10];
        let book = written(&workbook(&[blank.clone(), headings(), blank.clone(), cells(&code, &slug), blank]));
        assert_eq!(imported(app, book.path()).await, [1, 1, 0]);
        let rows = [row(&code, &slug, "")];
        assert_eq!(app.unchanged(imported(app, csv(&rows).path())).await, [1, 0, 1]);
        let vietnamese = HEAD.replace("tax_code", "\u{feff}Mã số thuế").replace("started_on", "NGAY BAT DAU");
        let semicolons = format!("{vietnamese}\r\n{}\r\n", rows[0].replace("2022-03-01", "1/3/2022")).replace(',', ";");
        assert_eq!(app.unchanged(imported(app, written(semicolons.as_bytes()).path())).await, [1, 0, 1]);
    }

    async fn cells_that_cannot_be_read_are_faults(app) {
        let (_, slug) = platform(app, &app.person("vendor@demo.example", None).await).await;
        let mut broken = cells(&app.tax_code(), &slug);
        broken[1] = Cell::Error;
        broken[7] = Cell::Day(3_000_000);
        broken[8] = Cell::Number(44_621.0);
        let book = written(&workbook(&[headings(), broken]));
        let (outcome, faults) = app.unchanged(import(app, book.path(), false)).await;
        assert_eq!(outcome.map(|outcome| outcome.faults), Ok(3), "{faults:?}");
        let wanted = ["row 2, name: holds what cannot be read: #DIV/0!", "row 2, started_on: holds what cannot be read: ", "row 2, ended_on: Not a day"];
        assert!(faults.iter().zip(wanted).all(|(fault, wanted)| fault.starts_with(wanted)), "{faults:?}");
    }

    async fn the_example_of_the_documentation_is_imported(app) {
        let owner = app.person("vendor@demo.example", None).await;
        let vendor = app.vendor(&owner).await;
        for slug in ["demo-quan-tri-sen", "demo-nhan-su-tre"] {
            let mut body = app.platform_body(&vendor);
            body["slug"] = json!(slug);
            owner.post("/v1/platforms", body).await.ok(201);
        }
        app.mails().await;
        assert_eq!(imported(app, Path::new("docs/import_example.csv")).await, [4, 4, 0]);
        let page = std::fs::read_to_string("docs/import.md").expect("the page");
        assert!(HEAD.split(',').all(|column| page.contains(&format!("| `{column}` |"))), "it names every column");
    }
}

fn said(bytes: &[u8], sheet: Option<&str>) -> String {
    let file = written(bytes);
    let opened = match Sheet::open(file.path(), sheet.map(str::to_owned), COMMAND) {
        Ok(opened) => opened,
        Err(sentence) => return sentence,
    };
    match opened.each_row(&mut |_| Ok(())) {
        Ok(()) => "read".to_owned(),
        Err(Stop::File(why)) => why.about("demo"),
        Err(Stop::Told(error)) => panic!("{error}"),
    }
}

#[test]
fn archives_that_are_no_spreadsheet_are_called_so() {
    let book = workbook(&[headings()]);
    assert_eq!(said(&book, None), "read");
    assert_eq!(said(&book, Some("Ghi chú")), "read");
    assert!(said(&book, Some("Tờ 9")).contains("has no sheet «Tờ 9», only: Danh sách, Ghi chú"));
    assert!(said(b"a,b\n", Some("Danh sách")).contains("has no sheets: leave --sheet out"));
    assert!(said(&archive(&[("word/document.xml", "<document/>")]), None).contains("no spreadsheet"));
    assert!(said(&book[..book.len() / 2], None).contains("no spreadsheet"));
    for address in ADDRESSES {
        for sheet in [None, Some("Danh sách")] {
            assert!(said(&addressed(address), sheet).contains("no spreadsheet"), "{address}");
        }
    }
    assert_eq!(["A1048576", "CV2"].map(|address| said(&addressed(address), None)), ["read"; 2]);
    // Zeros pack well: an archive of half a megabyte unpacks to more than can be held.
    let bomb = archive(&[("xl/sharedStrings.xml", &"0".repeat(420 * 1_048_576))]);
    assert!(said(&bomb, None).contains("unpacks to more than 400 MB"), "{} bytes", bomb.len());
}

proptest! {
    #[test]
    fn no_damage_breaks_the_reader(hits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), end in any::<prop::sample::Index>()) {
        let mut book = workbook(&[headings(), cells("9900000016", "demo")]);
        for (place, byte) in hits {
            let place = place.index(book.len());
            book[place] = byte;
        }
        said(&book, None);
        book.truncate(end.index(book.len()));
        said(&book, None);
    }
}
