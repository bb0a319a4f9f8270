//! Settings that hold passwords: read from files, as orchestrators mount them, and never repeated.

use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};
use std::ffi::OsStr;
use std::path::Path;

/// Parses what may hold a password: a refusal says what is wanted and, unlike clap's own, never what was given.
#[derive(Clone)]
pub struct Secretly<T>(pub fn(&str) -> Result<T, String>);

impl<T: Clone + Send + Sync + 'static> TypedValueParser for Secretly<T> {
    type Value = T;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<T, clap::Error> {
        let parsed = value.to_str().ok_or_else(|| "text in UTF-8".to_owned()).and_then(self.0);
        let flag = arg.and_then(Arg::get_long).unwrap_or_default();
        parsed
            .map_err(|why| clap::Error::raw(ErrorKind::ValueValidation, format!("--{flag}: {why}\n")).with_cmd(command))
    }
}

/// What the file says in place of a setting. A line break at its end is no part of it.
///
/// Errors: what to type instead; never what the file holds.
pub fn read<T>(
    matches: &ArgMatches,
    setting: &str,
    path: &Path,
    parse: fn(&str) -> Result<T, String>,
) -> Result<T, String> {
    let (flag, variable, shown) = (setting.replace('_', "-"), setting.to_uppercase(), path.display());
    if matches.value_source(setting).is_some_and(|source| source != ValueSource::DefaultValue) {
        return Err(format!(
            "--{flag} (DUNGTHU_{variable}) and --{flag}-file (DUNGTHU_{variable}_FILE) are both given: leave one of them out, \
             e.g. type «unset DUNGTHU_{variable}»"
        ));
    }
    let refused = |why: String| format!("--{flag}-file {shown}: {why}");
    let text = std::fs::read_to_string(path).map_err(|e| refused(e.to_string()))?;
    let line = text.trim_end_matches(['\r', '\n']);
    if line.is_empty() || line.contains(['\r', '\n']) {
        return Err(refused(format!("one line is wanted, what --{flag} would say")));
    }
    warn_of_readers(path);
    parse(line).map_err(refused)
}

/// Mounted secrets are often readable by all within their container, where nobody else is: that is told, not refused.
fn warn_of_readers(path: &Path) {
    #[cfg(unix)]
    if std::fs::metadata(path).is_ok_and(|it| std::os::unix::fs::PermissionsExt::mode(&it.permissions()) & 0o004 != 0) {
        let path = path.display();
        tracing::warn!(%path, "everybody on this machine can read this secret: chmod o-r, unless it is a container's own");
    }
}
