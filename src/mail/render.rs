//! From a kind, a language and plain data to a message (RFC 5322, MIME multipart/alternative).

use super::Kind;
use crate::error::{Error, Result};
use crate::values::{Locale, MailId, RequestId, text};
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use rust_embed::RustEmbed;
use std::collections::BTreeMap;
use std::sync::LazyLock;

#[derive(RustEmbed)]
#[folder = "src/mail/templates"]
struct Templates;

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(html_environment::<Templates>);

/// Every file of a folder as a template. What is not plain text is escaped as HTML; an unknown variable is an error.
pub fn html_environment<Files: RustEmbed>() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment
        .set_auto_escape_callback(|name| if name.contains(".txt") { AutoEscape::None } else { AutoEscape::Html });
    for path in Files::iter() {
        let source = Files::get(&path).map(|file| String::from_utf8_lossy(&file.data).into_owned()).unwrap_or_default();
        if let Err(error) = environment.add_template_owned(path.into_owned(), source) {
            tracing::error!(%error, "a template cannot be read");
        }
    }
    environment
}

/// The product's name, as people read it.
pub const fn brand(locale: Locale) -> &'static str {
    match locale {
        Locale::Vi => "Dùng thử",
        Locale::En => "Dùng thử (Try it out)",
    }
}

/// One mail to one reader, before it is a message.
#[derive(Debug, Clone)]
pub struct Letter {
    pub id: MailId,
    pub kind: Kind,
    pub locale: Locale,
    pub to_name: String,
    pub to_email: String,
    /// What the mails of one trial (or account) have in common: they form one thread.
    pub thread: String,
    pub request: Option<RequestId>,
    /// The template's variables.
    pub facts: BTreeMap<&'static str, String>,
}

impl Letter {
    /// The message, ready to send. Rendering it again gives the same `Message-ID`.
    ///
    /// Errors: a template's variable is missing, or an address that cannot be written in a header.
    pub fn message(&self, from: &str, reply_to: Option<&str>) -> Result<Message> {
        let from: Mailbox = from.parse().map_err(Error::internal)?;
        let host = from.email.domain().to_owned();
        // Nobody may have told the name of whose address it is.
        let name = Some(self.to_name.clone()).filter(|name| !name.is_empty());
        let to = Mailbox::new(name, self.to_email.parse().map_err(Error::internal)?);
        let reply_to: Mailbox = match reply_to {
            Some(text) => text.parse().map_err(Error::internal)?,
            None => from.clone(),
        };
        let subject = text::line(&self.part("subject.txt")?, 250)
            .map_err(|fault| Error::internal(format!("subject: {fault:?}")))?;
        let text = format!("{}\n", self.part("body.txt")?.trim_end());
        let html = self.part("body.html")?;
        let mut builder = Message::builder()
            .from(from)
            .to(to)
            .reply_to(reply_to)
            .subject(subject)
            .message_id(Some(format!("<{}@{host}>", self.id)))
            .references(format!("<{}@{host}>", self.thread))
            .raw_header(raw("Auto-Submitted", "auto-generated")?)
            .raw_header(raw("Content-Language", self.locale.as_str())?);
        if let Some(request) = self.request {
            builder = builder.raw_header(raw("Request-Id", request.as_str())?);
        }
        // Quoted-printable stays readable in a file, where Vietnamese would else become base64.
        let part = |kind: ContentType, body: String| {
            SinglePart::builder().header(kind).header(ContentTransferEncoding::QuotedPrintable).body(body)
        };
        let both = MultiPart::alternative()
            .singlepart(part(ContentType::TEXT_PLAIN, text))
            .singlepart(part(ContentType::TEXT_HTML, html));
        builder.multipart(both).map_err(Error::internal)
    }

    fn part(&self, part: &str) -> Result<String> {
        let name = format!("{}/{part}.{}", self.kind, self.locale);
        let template = TEMPLATES.get_template(&name).map_err(Error::internal)?;
        let mut variables = self.facts.clone();
        variables.insert("lang", self.locale.to_string());
        variables.insert("brand", brand(self.locale).to_owned());
        variables.insert("name", self.to_name.clone());
        template.render(variables).map_err(Error::internal)
    }
}

fn raw(name: &'static str, value: &str) -> Result<HeaderValue> {
    let name = HeaderName::new_from_ascii(name.to_owned()).map_err(Error::internal)?;
    Ok(HeaderValue::new(name, value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{Timestamp, TypedId};

    /// Every variable that any mail has.
    const NAMES: [&str; 62] = [
        "by_staff",
        "yours",
        "public_url",
        "link",
        "hours",
        "vendor",
        "platform",
        "business",
        "need",
        "contact_name",
        "contact_email",
        "contact_phone",
        "trial_id",
        "respond_by",
        "reason",
        "access_reference",
        "starts_on",
        "ends_on",
        "days",
        "claimed_by",
        "plan",
        "amount",
        "expires_on",
        "confirmed_on",
        "organization",
        "role",
        "left",
        "inviter",
        "minutes",
        "new_address",
        "office",
        "province",
        "by",
        "asker",
        "asker_email",
        "answer_by",
        "key_name",
        "key_prefix",
        "requested_on",
        "others",
        "new_end",
        "offered_until",
        "asked_by",
        "finding",
        "complained_on",
        "fits_need",
        "ease_of_use",
        "support",
        "value_for_money",
        "part",
        "changes",
        "due_on",
        "evidence",
        "comment",
        "new_vendor",
        "warning",
        "about",
        "seen",
        "warning_id",
        "own",
        "trials",
        "tax_code",
    ];

    /// A letter with every variable that any mail has.
    fn letter(kind: Kind, locale: Locale) -> Letter {
        let at = Timestamp::from_micros(1_795_280_399_000_000);
        let facts = NAMES.into_iter().map(|name| (name, format!("‹{name} & co›"))).collect();
        let (to_name, to_email) = ("Demo".to_owned(), "a@demo.example".to_owned());
        Letter {
            id: MailId::new_at(at),
            kind,
            locale,
            to_name,
            to_email,
            thread: "trl_1".to_owned(),
            request: None,
            facts,
        }
    }

    #[test]
    fn every_mail_renders_in_both_languages_with_all_its_facts() {
        for kind in Kind::ALL {
            for locale in Locale::ALL {
                let letter = letter(*kind, *locale);
                let message = letter.message("Demo <no-reply@demo.example>", None).expect("a message");
                assert_eq!(message.headers().get_raw("Auto-Submitted"), Some("auto-generated"));
                let (text, html) = (letter.part("body.txt").expect("text"), letter.part("body.html").expect("HTML"));
                for name in letter.facts.keys() {
                    assert_eq!(
                        text.contains(&format!("‹{name} ")),
                        html.contains(&format!("‹{name} ")),
                        "{kind} {locale}: {name}"
                    );
                }
                assert!(!html.contains(" & co"), "{kind} {locale}: what was typed is escaped");
                assert!(text.len() > 200 && !text.contains("{{"), "{kind} {locale}");
            }
        }
    }

    #[test]
    fn a_missing_fact_and_a_broken_header_are_errors() {
        let mut poor = letter(Kind::TrialDeclined, Locale::En);
        poor.facts.remove("reason");
        assert!(poor.message("Demo <no-reply@demo.example>", None).is_err());
        let mut forged = letter(Kind::TrialDeclined, Locale::En);
        forged.facts.insert("platform", "x\r\nBcc: all@demo.example".to_owned());
        assert!(forged.message("Demo <no-reply@demo.example>", None).is_err());
    }
}
