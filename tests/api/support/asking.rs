//! What tests of refusals and of lists ask again and again.

use super::app::TestApp;
use super::client::{Client, Reply};
use serde_json::Value;

impl TestApp {
    /// Waits for an answer that changes no row of any table: nothing was done, and no mail will be sent.
    #[track_caller]
    pub fn unchanged<T>(&self, asked: impl Future<Output = T>) -> impl Future<Output = T> {
        let caller = std::panic::Location::caller();
        async move {
            let before = self.digest().await;
            let answer = asked.await;
            let after = self.digest().await;
            let changed = before.lines().zip(after.lines()).find(|(before, after)| before != after);
            assert!(changed.is_none(), "{caller}: {changed:?}");
            answer
        }
    }
}

impl Client {
    /// A POST with a body, or without one.
    pub async fn ask(&self, path: &str, body: Option<&Value>) -> Reply {
        match body {
            Some(body) => self.post(path, body.clone()).await,
            None => self.act(path).await,
        }
    }

    /// Every item of a list, page by page. `path` ends in its query.
    pub async fn walk(&self, path: &str) -> Vec<Vec<Value>> {
        let (mut pages, mut at) = (Vec::new(), path.to_owned());
        loop {
            let page = self.get(&at).await.ok(200);
            pages.push(page["data"].as_array().expect("a list").clone());
            assert!(pages.len() <= 200, "{path} never ends");
            match page["next_cursor"].as_str() {
                Some(cursor) => at = format!("{path}&cursor={cursor}"),
                None => return pages,
            }
        }
    }
}

impl Reply {
    /// The answer without what no two answers share: its id, its date, what is left of a quota, and whether the connection
    /// goes on (that depends on how much of a body had arrived).
    pub fn essence(&self) -> (u16, Vec<(String, String)>, String) {
        let id = self.header("request-id").expect("a request id").to_owned();
        let own =
            |name: &str| ["request-id", "date", "ratelimit", "connection"].contains(&name.to_lowercase().as_str());
        let mut headers: Vec<_> = self.headers.iter().filter(|(name, _)| !own(name)).cloned().collect();
        headers.sort();
        (self.status, headers, self.text().replace(&id, "<request id>"))
    }

    /// A refusal of values: each fault's pointer and code.
    #[track_caller]
    pub fn faults(&self, status: u16, code: &str) -> Vec<(String, String)> {
        let problem = self.problem(status, code);
        let text = |fault: &Value, member: &str| fault[member].as_str().expect("a text").to_owned();
        let errors = problem["errors"].as_array().expect("errors");
        errors.iter().map(|fault| (text(fault, "pointer"), text(fault, "code"))).collect()
    }

    /// A refusal of exactly one value.
    #[track_caller]
    pub fn fault(&self, status: u16, code: &str, pointer: &str, fault: &str) {
        assert_eq!(self.faults(status, code), [(pointer.to_owned(), fault.to_owned())], "{}", self.text());
    }
}
