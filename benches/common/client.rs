//! A light client: one keep-alive connection, requests rendered beforehand, answers read by their length.

use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One connection: a request after the other.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// One answer, whole.
pub struct Answer<'a> {
    head: &'a [u8],
    pub body: &'a [u8],
}

impl Connection {
    pub async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.expect("a connection");
        stream.set_nodelay(true).expect("a socket");
        Self { stream, buffer: vec![0; 256 * 1024] }
    }

    pub async fn ask(&mut self, request: &[u8]) -> Answer<'_> {
        self.stream.write_all(request).await.expect("a request goes out");
        let (mut read, mut head, mut whole) = (0, 0, usize::MAX);
        while read < whole {
            if read == self.buffer.len() {
                self.buffer.resize(2 * read, 0);
            }
            let more = self.stream.read(&mut self.buffer[read..]).await.expect("an answer");
            assert!(more > 0, "the server hung up after {read} bytes");
            read += more;
            if whole == usize::MAX
                && let Some(end) = head_of(&self.buffer[..read])
            {
                let answer = Answer { head: &self.buffer[..end], body: &[] };
                let length: usize = answer.header("content-length").expect("a length").parse().expect("a number");
                (head, whole) = (end, end + length);
            }
        }
        Answer { head: &self.buffer[..head], body: &self.buffer[head..whole] }
    }
}

impl Answer<'_> {
    pub fn status(&self) -> u16 {
        self.head[9..12].iter().fold(0, |status, digit| status * 10 + u16::from(digit - b'0'))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.split(|byte| *byte == b'\n').filter_map(|line| std::str::from_utf8(line).ok());
        let mut fields = lines.filter_map(|line| line.split_once(':'));
        fields.find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&[self.head, self.body].concat()).into_owned()
    }
}

/// Where the head ends and the body begins.
fn head_of(answer: &[u8]) -> Option<usize> {
    answer.windows(4).position(|four| four == b"\r\n\r\n").map(|end| end + 4)
}
