//! The program as a process that serves, waited for until it is ready.

use crate::common::process::Process;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

/// Starts a command that serves, on a port of its own, and waits until /readyz is 200.
pub fn start(folder: &Path, arguments: &[&str]) -> (Process, SocketAddr) {
    let mut process = Process::start(folder, &[arguments, &["--listen", "127.0.0.1:0"]].concat());
    let mut lines = BufReader::new(process.child.stdout.take().expect("a pipe")).lines();
    let address = loop {
        let line = lines.next().expect("it goes on").expect("a line");
        if let Some((_, rest)) = line.split_once("http://") {
            break rest.split(['/', ' ']).next().unwrap_or_default().parse().expect("an address");
        }
    };
    // Whatever else it says is read by nobody and must not stop it.
    std::thread::spawn(move || lines.for_each(drop));
    while !ready(address) {
        assert!(process.began.elapsed() < Duration::from_secs(60), "never ready");
        std::thread::sleep(Duration::from_millis(2));
    }
    (process, address)
}

fn ready(address: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let asked = stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    asked.is_ok() && stream.read_to_string(&mut answer).is_ok() && answer.starts_with("HTTP/1.1 200")
}
