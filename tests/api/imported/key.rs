//! The key by which households are found again: another one would keep them so that nobody finds them.

use super::{csv, platform};
use crate::support::json;
use dungthu::config::Config;
use dungthu::import::{Import, run};

engines! {
    async fn with_another_key_than_the_databases_nothing_is_imported(app) {
        let (_, slug) = platform(app, &app.person("vendor@demo.example", None).await).await;
        let mut body = app.business_body();
        body["tax_code"] = json!("999000000123");
        app.person("household@demo.example", None).await.post("/v1/businesses", body).await.ok(201);
        let file = csv(&[format!("999000000789,Hộ kinh doanh Demo (demo),34,79,,I,,{slug},2022-03-02,,")]);
        let folder = tempfile::tempdir().expect("a folder");
        let config = Config { secret_file: folder.path().join("other.key"), database_url: app.db.url().clone(), ..app.config.clone() };
        for dry_run in [true, false] {
            let import = Import { file: file.path().to_owned(), sheet: None, dry_run };
            let refused = app.unchanged(run(&config, &import)).await.expect_err("a missing key");
            assert!(refused.contains("is missing") && refused.contains("Restore the file from its backup"), "{refused}");
            assert!(!config.secret_file.exists(), "no key is made in its place");
        }
        dungthu::secrets::Key::load_or_make(&config.secret_file).expect("a key");
        let import = Import { file: file.path().to_owned(), sheet: None, dry_run: false };
        let refused = app.unchanged(run(&config, &import)).await.expect_err("a wrong key");
        assert!(refused.contains("is not the key"), "{refused}");
        run(&Config { secret_file: app.config.secret_file.clone(), ..config }, &import).await.expect("imported");
    }

    async fn a_household_alone_holds_the_database_to_its_key(app) {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| Config { secret_file: folder.path().join(name), database_url: app.db.url().clone(), ..app.config.clone() };
        // Nothing was stored with the first yet: any other will do, and the first again.
        for config in [&at("other.key"), &app.config] {
            dungthu::key::of(config, &app.db).await.expect("a key");
        }
        let mut body = app.business_body();
        body["tax_code"] = json!("999000000123");
        app.person("household@demo.example", None).await.post("/v1/businesses", body).await.ok(201);
        for (name, what) in [("other.key", "is not the key"), ("third.key", "is missing")] {
            let refused = app.unchanged(dungthu::key::of(&at(name), &app.db)).await.expect_err(what);
            assert!(refused.contains(what) && refused.contains("0 second factor(s) and 1 household(s)"), "{refused}");
        }
        assert!(!folder.path().join("third.key").exists(), "no key is made in its place");
        app.unchanged(dungthu::key::of(&app.config, &app.db)).await.expect("its own key");
    }
}
