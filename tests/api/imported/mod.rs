//! What was before: imported from people's own spreadsheets, counted apart, never twice.

mod faults;
mod files;
mod kept;
mod key;
mod long;
mod race;
mod story;
mod waiting;
pub mod workbook;

use crate::support::client::text;
use crate::support::{Client, TestApp};
use dungthu::import::{Fault, Outcome, Tell, bring_in};
use dungthu::secrets::Key;
use dungthu::sheet::{COMMAND, Sheet};
use indicatif::ProgressBar;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

const HEAD: &str = "tax_code,name,province_list,province_code,industry_version,industry_section,size_class,platform,\
    started_on,ended_on,converted_on";

/// A file of these rows under the usual headings.
fn csv(rows: &[String]) -> tempfile::NamedTempFile {
    written(format!("{HEAD}\n{}\n", rows.join("\n")).as_bytes())
}

fn written(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(bytes).expect("written");
    file
}

/// A row of a firm in Hồ Chí Minh that tried the platform in the spring of 2022.
fn row(tax_code: &str, slug: &str, converted_on: &str) -> String {
    format!("{tax_code},Công ty Demo (demo),34,79,,G,micro,{slug},2022-03-01,2022-05-30,{converted_on}")
}

/// What a file comes to, and its faults.
async fn import(app: &TestApp, file: &Path, dry_run: bool) -> (Result<Outcome, String>, Vec<String>) {
    let key = Key::load_or_make(&app.config.secret_file).expect("the server's key");
    let faults = Arc::new(Mutex::new(Vec::new()));
    let heard = faults.clone();
    let tell: Tell = Arc::new(move |fault: &Fault| heard.lock().expect("the faults").push(fault.to_string()));
    let outcome = match Sheet::open(file, None, COMMAND) {
        Ok(sheet) => bring_in(&app.db, &sheet, &key, dry_run, tell, &ProgressBar::hidden()).await,
        Err(sentence) => Err(sentence),
    };
    let faults = faults.lock().expect("the faults").clone();
    (outcome, faults)
}

/// What a file without faults comes to: rows, new ones, known ones.
#[track_caller]
fn imported(app: &TestApp, file: &Path) -> impl Future<Output = [i64; 3]> {
    let caller = std::panic::Location::caller();
    async move {
        let (outcome, faults) = import(app, file, false).await;
        assert_eq!(faults, Vec::<String>::new(), "{caller}");
        let Outcome { rows, added, known, .. } = outcome.unwrap_or_else(|error| panic!("{caller}: {error}"));
        [rows, added, known]
    }
}

/// A published platform of a vendor: its id and slug.
async fn platform(app: &TestApp, owner: &Client) -> (String, String) {
    let vendor = app.vendor(owner).await;
    let id = app.platform(owner, &vendor).await;
    let slug = text(&app.anon.get(&format!("/v1/platforms/{id}")).await.ok(200), "slug");
    app.mails().await;
    (id, slug)
}
