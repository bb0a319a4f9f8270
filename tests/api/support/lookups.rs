//! What is looked up: every query of every connection of this process is seen, with the values bound to it.

use diesel::connection::{InstrumentationEvent, set_default_instrumentation};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, Once};

/// Texts that are watched for, and how many queries have had them.
static WATCHED: Mutex<BTreeMap<String, usize>> = Mutex::new(BTreeMap::new());

fn watched() -> MutexGuard<'static, BTreeMap<String, usize>> {
    WATCHED.lock().expect("what is watched for")
}

fn see(event: InstrumentationEvent<'_>) {
    let InstrumentationEvent::StartQuery { query, .. } = event else { return };
    let mut watched = watched();
    if watched.is_empty() {
        return;
    }
    let query = query.to_string();
    watched.iter_mut().filter(|(text, _)| query.contains(text.as_str())).for_each(|(_, times)| *times += 1);
}

/// From here on, every connection that is opened is seen.
pub fn see_all() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| set_default_instrumentation(|| Some(Box::new(see))).expect("to be told of queries"));
}

/// What was answered, and how many queries had this text in them meanwhile. No other test may use the text.
pub async fn of<T>(text: &str, asked: impl Future<Output = T>) -> (T, usize) {
    watched().insert(text.to_owned(), 0);
    let answer = asked.await;
    let times = watched().remove(text).expect("what was watched for");
    (answer, times)
}
