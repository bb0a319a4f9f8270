//! A light client: keep-alive connections on one thread, requests rendered beforehand, answers read by their length. The
//! same drives the server and its limit, so that both pay the same for being asked.

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What came of some requests.
pub struct Driven {
    pub took: Duration,
    /// The first answer's body.
    pub sample: Vec<u8>,
}

/// Sends the requests over so many connections, each connection one after the other; every answer has this status.
pub fn drive(address: SocketAddr, connections: usize, status: &'static str, requests: Vec<Vec<u8>>) -> Driven {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    tokio::task::LocalSet::new().block_on(&runtime, async {
        let requests: Rc<[Vec<u8>]> = requests.into();
        let (next, sample) = (Rc::new(Cell::new(0)), Rc::new(RefCell::new(Vec::new())));
        let mut streams = Vec::new();
        for _ in 0..connections {
            let stream = TcpStream::connect(address).await.expect("a connection");
            stream.set_nodelay(true).expect("a socket");
            streams.push(stream);
        }
        let began = Instant::now();
        let tasks: Vec<_> = streams
            .into_iter()
            .map(|stream| tokio::task::spawn_local(ask(stream, status, requests.clone(), next.clone(), sample.clone())))
            .collect();
        for task in tasks {
            task.await.expect("a connection");
        }
        Driven { took: began.elapsed(), sample: sample.take() }
    })
}

async fn ask(
    mut stream: TcpStream,
    status: &str,
    requests: Rc<[Vec<u8>]>,
    next: Rc<Cell<usize>>,
    sample: Rc<RefCell<Vec<u8>>>,
) {
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let Some(request) = requests.get(next.replace(next.get() + 1)) else { return };
        stream.write_all(request).await.expect("a request goes out");
        let (mut read, mut whole) = (0, usize::MAX);
        while read < whole {
            let more = stream.read(&mut buffer[read..]).await.expect("an answer");
            assert!(more > 0, "the server hung up: {}", String::from_utf8_lossy(&buffer[..read]));
            read += more;
            if whole == usize::MAX {
                whole = length(&buffer[..read]).unwrap_or(usize::MAX);
            }
        }
        assert!(buffer[9..].starts_with(status.as_bytes()), "{}", String::from_utf8_lossy(&buffer[..read]));
        if sample.borrow().is_empty() {
            let body = body_at(&buffer[..read]).expect("a head");
            sample.borrow_mut().extend_from_slice(&buffer[body..read]);
        }
    }
}

/// Where the head ends and the body begins.
fn body_at(answer: &[u8]) -> Option<usize> {
    answer.windows(4).position(|four| four == b"\r\n\r\n").map(|end| end + 4)
}

/// The length of the whole answer, once its head is there.
fn length(answer: &[u8]) -> Option<usize> {
    let head = body_at(answer)?;
    let name = b"content-length: ";
    let at = answer[..head].windows(name.len()).position(|some| some.eq_ignore_ascii_case(name))? + name.len();
    let digits = answer[at..].iter().take_while(|byte| byte.is_ascii_digit());
    Some(head + digits.fold(0, |sum, digit| sum * 10 + usize::from(digit - b'0')))
}
