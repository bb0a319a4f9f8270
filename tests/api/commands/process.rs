//! A running `dungthu`, in a folder of its own; it ends with its test.

use crate::support::Client;
use crate::support::database::GENEROUS;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

pub const BINARY: &str = env!("CARGO_BIN_EXE_dungthu");

pub struct Running {
    child: Child,
    pub client: Client,
    pub base: String,
    pub greeting: String,
}

/// Runs a command to its end.
pub fn run(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(BINARY);
    command.args(arguments).current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the binary");
    // What is refused at once does not wait for its input.
    drop(child.stdin.take().expect("a pipe").write_all(input.as_bytes()));
    child.wait_with_output().expect("its end")
}

/// Starts `dungthu …` and waits until it says where it listens.
pub fn start(folder: &Path, command: &mut Command) -> Running {
    start_with(folder, command, Stdio::null())
}

/// As [`start`], with its log in this file.
pub fn start_logged(folder: &Path, command: &mut Command, log: &Path) -> Running {
    start_with(folder, command, std::fs::File::create(log).expect("a log").into())
}

fn start_with(folder: &Path, command: &mut Command, log: Stdio) -> Running {
    let command = command.env("DUNGTHU_LIMITS", GENEROUS).current_dir(folder);
    let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().expect("the binary");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let (mut greeting, mut base) = (String::new(), None);
    while base.is_none() || !(greeting.contains("Ctrl-C") || greeting.contains("listens on")) {
        let line = lines.next().unwrap_or_else(|| panic!("it ended: {greeting}")).expect("a line");
        let url = line.split_whitespace().find(|word| word.starts_with("http://"));
        base = base.or(url.map(|url| url.trim_end_matches("/v1").to_owned()));
        greeting.push_str(&line);
        greeting.push('\n');
    }
    let base = base.expect("an address");
    Running { child, client: Client::new(base.clone()), base, greeting }
}

impl Running {
    /// Asks it to stop, as an operating system does; whether it ended well.
    pub fn terminate(self) -> bool {
        self.ask_to_stop();
        self.ended_well()
    }

    pub fn ask_to_stop(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().expect("kill").success());
    }

    /// Waits for its end.
    pub fn ended_well(mut self) -> bool {
        self.child.wait().expect("its end").success()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
