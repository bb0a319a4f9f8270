//! The link of a registration that another one of the same address has overtaken.

use super::{OTHER_PASSWORD, register};
use crate::support::actors::PASSWORD;

engines! {
    async fn the_page_of_an_overtaken_registration_is_gone(app) {
        let mut links = Vec::new();
        for password in [PASSWORD, OTHER_PASSWORD] {
            register(app, "new@demo.example", password).await.ok(202);
            links.push(app.one_mail().await.link(&app.config.public_url));
        }
        assert_eq!(app.anon.verify(&links[0], PASSWORD).await.status, 200);
        for link in &links {
            let page = app.unchanged(app.anon.get(link)).await;
            assert_eq!(page.status, 410, "its button could only answer 410: {}", page.text());
        }
    }
}
