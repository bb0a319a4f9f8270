//! An SMTP server on loopback that keeps what it is sent, and can be told to refuse.

use mail_parser::MessageParser;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// One mail, as it was received.
#[derive(Clone, Debug)]
pub struct Received {
    pub raw: String,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub message_id: String,
}

#[derive(Default)]
struct State {
    received: Vec<Received>,
    /// The answer to MAIL FROM instead of 250.
    refusal: Option<&'static str>,
}

#[derive(Clone)]
pub struct Relay {
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl Relay {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let relay = Self { address: listener.local_addr().expect("an address"), state: Arc::default() };
        let state = relay.state.clone();
        tokio::task::spawn_local(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::task::spawn_local(session(stream, state.clone()));
            }
        });
        relay
    }

    pub fn refuse(&self, answer: Option<&'static str>) {
        self.state.lock().expect("the relay").refusal = answer;
    }

    /// What has arrived since the last look.
    pub fn take(&self) -> Vec<Received> {
        std::mem::take(&mut self.state.lock().expect("the relay").received)
    }
}

async fn session(stream: TcpStream, state: Arc<Mutex<State>>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 relay.example ESMTP\r\n").await?;
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let verb = line.split([' ', '\r', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let refusal = state.lock().expect("the relay").refusal;
        let answer = match (verb.as_str(), refusal) {
            ("EHLO", _) => "250-relay.example\r\n250 8BITMIME",
            ("MAIL", Some(refusal)) => refusal,
            ("DATA", _) => {
                stream.write_all(b"354 go on\r\n").await?;
                let raw = data(&mut stream).await?;
                state.lock().expect("the relay").received.push(read(&raw));
                "250 taken"
            }
            ("QUIT", _) => {
                stream.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => "250 ok",
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
}

async fn data(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut raw = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 || line == ".\r\n" {
            return Ok(raw);
        }
        raw.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

/// Reads a message as a mail program would.
pub fn read(raw: &str) -> Received {
    let message = MessageParser::default().parse(raw.as_bytes()).expect("a message");
    Received {
        raw: raw.to_owned(),
        to: message.to().and_then(|to| to.first()?.address().map(str::to_owned)).unwrap_or_default(),
        subject: message.subject().unwrap_or_default().to_owned(),
        text: message.body_text(0).unwrap_or_default().into_owned(),
        html: message.body_html(0).unwrap_or_default().into_owned(),
        message_id: message.message_id().unwrap_or_default().to_owned(),
    }
}

impl Received {
    /// The path of the link in the text that begins with `public_url`.
    pub fn link(&self, public_url: &str) -> String {
        let start = format!("{public_url}/pages/");
        let url = self
            .text
            .split_whitespace()
            .find(|word| word.starts_with(&start))
            .unwrap_or_else(|| panic!("no link in {}", self.text));
        url[public_url.len()..].to_owned()
    }
}
