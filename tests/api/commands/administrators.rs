//! `admin create`: two administrators, and no more.

use super::process::run;
use crate::support::{TestApp, database};
use dungthu::accounts::model::StaffRole;
use dungthu::admin::{self, NewStaff};
use dungthu::secrets::Key;
use futures_util::future::join_all;

async fn create(app: &TestApp, number: u32) -> Result<(), String> {
    let email = format!("administrator{number}@demo.example");
    let staff = NewStaff { email, name: "Demo".to_owned(), role: StaffRole::Administrator, province: None };
    let key = Key::load_or_make(&app.config.secret_file).expect("the server's key");
    admin::create(&app.db, &key, staff, false, false, &app.config.public_url).await
}

engines! {
    async fn of_many_that_are_made_at_once_two_are(app) {
        let made = join_all((0..8).map(|number| create(app, number))).await;
        let refused: Vec<&String> = made.iter().filter_map(|made| made.as_ref().err()).collect();
        assert_eq!(refused.len(), 6, "{made:?}");
        assert!(refused.iter().all(|told| told.starts_with("there are 2 administrators")), "{refused:?}");
    }

    async fn of_many_first_starts_at_once_each_finds_all_there(app) {
        let folder = tempfile::tempdir().expect("a folder");
        let url = database::empty(app.engine, folder.path());
        let create = |number: u32| {
            let email = format!("analyst{number}@demo.example");
            let database = ["--database-url", &url, "admin", "create", "--email", &email];
            run(folder.path(), &[&database[..], &["--name", "Demo", "--role", "analyst"]].concat(), "")
        };
        std::thread::scope(|scope| {
            let all: Vec<_> = (0..5).map(|number| scope.spawn(move || create(number))).collect();
            for made in all {
                let made = made.join().expect("its end");
                assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
            }
        });
    }
}
