//! The simplest client there is: it writes its whole request before it reads any of the answer.

use crate::support::Reply;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How the end of a body is told.
#[derive(Clone, Copy)]
pub enum Framing {
    Length,
    Chunks,
}

/// The body as it stands on the wire, and the header that says how.
fn framed(body: &[u8], framing: Framing) -> (String, Vec<u8>) {
    match framing {
        Framing::Length => (format!("Content-Length: {}", body.len()), body.to_vec()),
        Framing::Chunks => {
            let chunk = |part: &[u8]| [format!("{:x}\r\n", part.len()).as_bytes(), part, b"\r\n"].concat();
            let chunks: Vec<u8> = body.chunks(16 * 1024).flat_map(chunk).chain(*b"0\r\n\r\n").collect();
            ("Transfer-Encoding: chunked".to_owned(), chunks)
        }
    }
}

/// A request whose body has not arrived yet.
pub struct Begun {
    stream: TcpStream,
    body: Vec<u8>,
}

impl Begun {
    /// Sends the head of a request, and nothing of its body.
    pub async fn new(address: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Self {
        let (length, body) = framed(body, Framing::Length);
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        stream.write_all(head(address, method, path, headers, &length).as_bytes()).await.expect("written");
        Self { stream, body }
    }

    /// Sends its body.
    pub async fn ended(mut self) -> Reply {
        self.stream.write_all(&self.body).await.expect("written");
        read(&mut self.stream).await.expect("an answer")
    }
}

fn head(address: &str, method: &str, path: &str, headers: &[(&str, &str)], length: &str) -> String {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\n{headers}{length}\r\n\r\n")
}

/// The answer, or how the connection broke before all of it was read.
pub async fn written_whole(
    address: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
    framing: Framing,
) -> Result<Reply, String> {
    let (length, body) = framed(body, framing);
    let head = head(address, method, path, headers, &length);
    let broken = |when: &'static str| move |e: std::io::Error| format!("{method} {path}: {when}: {e}");
    let mut stream = TcpStream::connect(address).await.map_err(broken("connecting"))?;
    stream.write_all(head.as_bytes()).await.map_err(broken("writing the head"))?;
    stream.write_all(&body).await.map_err(broken("writing the body"))?;
    read(&mut stream).await.map_err(broken("reading"))
}

async fn read(stream: &mut TcpStream) -> std::io::Result<Reply> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let (status, headers) = head.trim_end().split_once("\r\n").expect("a status line");
    let status = status.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    let headers: Vec<(String, String)> = headers
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let reply = Reply { status, headers, bytes: Vec::new() };
    let length = reply.header("content-length").and_then(|length| length.parse().ok()).expect("a length");
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes).await?;
    Ok(Reply { bytes, ..reply })
}
