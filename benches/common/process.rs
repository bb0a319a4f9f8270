//! The program as a process of its own, in a folder of its own; it ends with its owner.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

pub struct Process {
    pub child: Child,
    pub began: Instant,
}

impl Process {
    pub fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dungthu"));
        let began = Instant::now();
        let command = command.args(arguments).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::piped());
        Self { child: command.stderr(Stdio::null()).spawn().expect("the binary"), began }
    }

    /// A figure of /proc/…/status in megabytes: `VmRSS` now, `VmHWM` at most.
    pub fn memory(&self, name: &str) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        line.split_whitespace().next()?.parse().ok().map(|kilobytes: f64| kilobytes / 1024.0)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
