//! `import` as an operator types it: a dry run, the real one, and the same file again.

use super::process::run;
use crate::support::client::text;
use dungthu::db::DatabaseUrl;

engines! {
    async fn an_operator_tries_a_file_out_and_imports_it(app) {
        let owner = app.person("vendor@demo.example", None).await;
        let vendor = app.vendor(&owner).await;
        let platform = app.platform(&owner, &vendor).await;
        let slug = text(&app.anon.get(&format!("/v1/platforms/{platform}")).await.ok(200), "slug");
        app.mails().await;
        let folder = tempfile::tempdir().expect("a folder");
        let row = |code: &str| format!("{code},Công ty Demo (demo),34,79,{slug},2022-03-01\n");
        let head = "tax_code,name,province_list,province_code,platform,started_on\n";
        let good = format!("{head}{}{}", row(&app.tax_code()), row(&app.tax_code()));
        std::fs::write(folder.path().join("good.csv"), &good).expect("a file");
        std::fs::write(folder.path().join("bad.csv"), good.replace("Công ty Demo (demo)", "")).expect("a file");
        let url = match app.db.url() {
            DatabaseUrl::Postgres(url) => url.clone(),
            DatabaseUrl::Sqlite(path) => format!("sqlite://{}", path.display()),
        };
        let secret = app.config.secret_file.display().to_string();
        let typed = |arguments: &[&str]| {
            let all = [&["import", "--database-url", &url, "--secret-file", &secret], arguments].concat();
            let ran = run(folder.path(), &all, "");
            let (said, errors) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
            (ran.status.success(), said.into_owned(), errors.into_owned())
        };
        let faults = "row 2, name: must not be blank\nrow 3, name: must not be blank\n";
        for arguments in [&["bad.csv", "--dry-run"][..], &["bad.csv"]] {
            let (done, said, errors) = app.unchanged(async { typed(arguments) }).await;
            assert!(!done && said == faults, "{said}{errors}");
            assert!(errors.contains("2 faults in 2 rows: nothing was imported"), "{errors}");
        }
        let (done, said, errors) = app.unchanged(async { typed(&["good.csv", "--dry-run"]) }).await;
        assert!(done && said == "2 rows: 2 new, 0 known; a dry run: nothing was written\n", "{said}{errors}");
        let (done, said, errors) = typed(&["good.csv"]);
        assert!(done && said == "2 rows: 2 new, 0 known\n", "{said}{errors}");
        let (done, said, errors) = app.unchanged(async { typed(&["good.csv"]) }).await;
        assert!(done && said == "2 rows: 0 new, 2 known\n", "{said}{errors}");
        let (done, _, errors) = app.unchanged(async { typed(&["none.csv"]) }).await;
        assert!(!done && errors.contains("none.csv: No such file"), "{errors}");
    }
}
