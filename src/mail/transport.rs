//! Where mails go: an SMTP relay, or a folder with one `.eml` each.

use crate::error::{Error, Result};
use crate::values::ServiceUrl;
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// Where mails go. Its `Display` never shows a password.
#[derive(Clone, PartialEq, Eq)]
pub enum MailUrl {
    /// `file:FOLDER`
    Folder(PathBuf),
    /// `smtp://user:password@host:port` or `smtps://…`
    Relay(String),
}

impl MailUrl {
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Some(folder) = text.strip_prefix("file:") {
            let named = !folder.is_empty();
            return if named {
                Ok(Self::Folder(PathBuf::from(folder)))
            } else {
                Err("file: needs a folder, e.g. file:data/mail".to_owned())
            };
        }
        if text.starts_with("smtp://") || text.starts_with("smtps://") {
            ServiceUrl::parse(text)?;
            // The reason that lettre gives could repeat what was typed.
            let known = AsyncSmtpTransport::<Tokio1Executor>::from_url(text).map(|_| Self::Relay(text.to_owned()));
            return known.map_err(|_| "a relay is e.g. smtp://user:password@host:587?tls=required".to_owned());
        }
        Err("mails go to file:FOLDER, smtp://host:port or smtps://host:port".to_owned())
    }

    /// Who logs in to the relay, and where.
    pub fn service(&self) -> Option<ServiceUrl> {
        match self {
            Self::Folder(_) => None,
            Self::Relay(text) => ServiceUrl::parse(text).ok(),
        }
    }

    pub fn is_default(&self, default: &str) -> bool {
        Self::parse(default).as_ref() == Ok(self)
    }
}

impl fmt::Display for MailUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "file:{}", folder.display()),
            Self::Relay(url) => {
                let (scheme, rest) = url.split_once("://").unwrap_or_default();
                write!(f, "{scheme}://{}", rest.rsplit_once('@').map_or(rest, |(_, place)| place))
            }
        }
    }
}

impl fmt::Debug for MailUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What became of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The relay took the mail; its answer.
    Sent(String),
    /// Not now: refused connection, time-out, 4yz.
    Later(String),
    /// Not ever: 5yz.
    Never(String),
}

#[derive(Clone)]
pub enum Transport {
    Folder(PathBuf, AsyncFileTransport<Tokio1Executor>),
    Relay(AsyncSmtpTransport<Tokio1Executor>),
}

impl Transport {
    pub fn open(url: &MailUrl) -> Result<Self> {
        match url {
            MailUrl::Folder(folder) => {
                crate::secrets::private_folder(folder)
                    .map_err(|e| Error::internal(format!("{}: {e}", folder.display())))?;
                Ok(Self::Folder(folder.clone(), AsyncFileTransport::new(folder)))
            }
            MailUrl::Relay(url) => {
                let relay = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(Error::internal)?;
                Ok(Self::Relay(relay.timeout(Some(Duration::from_secs(30))).build()))
            }
        }
    }

    pub async fn send(&self, message: Message) -> Outcome {
        match self {
            Self::Folder(folder, files) => match files.send(message).await {
                Ok(name) => Outcome::Sent(folder.join(format!("{name}.eml")).display().to_string()),
                Err(error) => Outcome::Later(error.to_string()),
            },
            Self::Relay(relay) => match relay.send(message).await {
                Ok(answer) => Outcome::Sent(format!("{}", answer.code())),
                Err(error) if error.is_permanent() => Outcome::Never(error.to_string()),
                Err(error) => Outcome::Later(error.to_string()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MailUrl;

    #[test]
    fn the_scheme_decides_and_a_password_is_never_shown() {
        let relay = MailUrl::parse("smtp://someone:hush@relay.example:2525").expect("a url");
        assert_eq!(format!("{relay} {relay:?}"), "smtp://relay.example:2525 smtp://relay.example:2525");
        assert!(MailUrl::parse("file:data/mail").is_ok());
        for wrong in ["", "file:", "http://relay.example", "smtp:relay.example", "smtp://", "smtp://u:p@q@relay"] {
            assert!(MailUrl::parse(wrong).is_err(), "{wrong}");
        }
    }
}
