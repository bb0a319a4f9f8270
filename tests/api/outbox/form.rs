//! How a mail looks to the programs and people that receive it.

use crate::support::actors::claim;
use crate::support::{json, smtp};
use dungthu::mail::{MailUrl, Transport};
use dungthu::worker::Worker;

engines! {
    async fn a_mail_has_every_header_that_it_should(app) {
        let person = json!({"email": "p@demo.example", "name": "Chủ, \"Demo\" <x>", "password": "bông sen trắng 42", "locale": "vi"});
        let reply = app.anon.post("/v1/accounts", person).await;
        assert_eq!(reply.status, 202);
        app.relay.refuse(Some("451 4.3.0 later"));
        app.work().await;
        app.relay.refuse(None);
        app.advance(std::time::Duration::from_secs(61));
        let mail = app.one_mail().await;
        for header in ["Auto-Submitted: auto-generated", "multipart/alternative", "Reply-To:", "References: <acc_", "Content-Language: vi", "MIME-Version: 1.0"] {
            assert!(mail.raw.contains(header), "{header}: {}", mail.raw);
        }
        assert!(mail.message_id.starts_with("eml_"), "{}", mail.message_id);
        assert!(mail.raw.contains(&format!("Request-Id: {}", reply.header("request-id").expect("an id"))));
        let (plain, html) = (mail.raw.find("text/plain").expect("text"), mail.raw.find("text/html").expect("HTML"));
        assert!(plain < html, "the complete text comes first");
        assert!(mail.html.contains("Chủ, &quot;Demo&quot; &lt;x&gt;"), "what a person typed is escaped: {}", mail.html);
        assert!(!mail.html.contains("src=") && !mail.html.contains("@import"), "nothing remote");
        assert!(!mail.subject.is_ascii(), "Vietnamese: {}", mail.subject);
    }

    async fn one_trial_is_one_thread(app) {
        let tried = app.activated().await;
        tried.vendor.post(&tried.path("/conversion"), claim()).await.ok(201);
        let asked = app.one_mail().await;
        tried.sme.post(&tried.path("/conversion/dispute"), json!({"reason_code": "wrong_plan"})).await.ok(200);
        let answered = app.one_mail().await;
        for mail in [&asked, &answered] {
            assert!(mail.raw.contains(&format!("References: <{}@", tried.trial_id)), "{}", mail.raw);
        }
        assert_eq!((asked.to, answered.to), (tried.sme_email, tried.vendor_email));
        assert_ne!(asked.message_id, answered.message_id);
    }

    async fn a_folder_gets_one_file_a_mail(app) {
        let folder = tempfile::tempdir().expect("a folder");
        let place = folder.path().join("mail");
        let mail = MailUrl::parse(&format!("file:{}", place.display())).expect("a url");
        let worker = Worker {
            db: app.db.clone(),
            uses: Default::default(),
            misses: Default::default(),
            figures: Default::default(),
            transport: Transport::open(&mail).expect("a transport"),
            public_url: app.config.public_url.clone(),
            mail_from: app.config.mail_from.clone(),
            mail_reply_to: None,
        };
        for n in 0..3 {
            let person = json!({"email": format!("p{n}@demo.example"), "name": "Demo", "password": "bông sen trắng 42"});
            app.anon.post("/v1/accounts", person).await.ok(202);
        }
        assert_eq!(worker.send_due().await.expect("a round"), 3);
        let files: Vec<_> = std::fs::read_dir(&place).expect("the folder").flatten().map(|entry| entry.path()).collect();
        assert_eq!(files.len(), 3);
        for file in files {
            assert!(file.extension().is_some_and(|extension| extension == "eml"));
            let mail = smtp::read(&std::fs::read_to_string(&file).expect("a mail"));
            assert!(mail.link(&app.config.public_url).starts_with("/pages/verification/"));
        }
    }
}

/// `smtps://` speaks TLS from the first byte, and hangs up where nobody vouches for the relay's certificate: neither the mail
/// nor the password is said.
#[test]
fn smtps_speaks_tls_and_waits_when_it_cannot_trust() {
    use dungthu::mail::Outcome;
    use std::sync::Arc;
    use tokio_rustls::TlsAcceptor;
    use tokio_rustls::rustls::{ServerConfig, crypto::ring::default_provider};
    actix_web::rt::System::new().block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("smtps://someone:hush@{}", listener.local_addr().expect("an address"));
        let transport = Transport::open(&MailUrl::parse(&url).expect("a url")).expect("a transport");
        let message = lettre::Message::builder()
            .from("a@demo.example".parse().expect("an address"))
            .to("b@demo.example".parse().expect("an address"))
            .body("demo".to_owned())
            .expect("a message");
        let signed = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
        let key = signed.signing_key.serialize_der().try_into().expect("a key");
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![signed.cert.der().clone()], key)
            .expect("a relay");
        let relay = async {
            let (stream, _) = listener.accept().await.expect("a connection");
            TlsAcceptor::from(Arc::new(config)).accept(stream).await.map(drop)
        };
        let (shaken, outcome) = futures_util::future::join(relay, transport.send(message)).await;
        let Outcome::Later(why) = outcome else { panic!("{outcome:?}") };
        assert!(why.contains("certificate"), "{why}");
        assert!(shaken.is_err(), "the hands were shaken");
    });
}
