//! x
use crate::config::Config;
pub async fn run(_config: &Config) -> Result<(), String> {
    Ok(())
}
