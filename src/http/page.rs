//! Pages of lists: `limit`, an opaque cursor bound to the list and its filters, `{data, next_cursor}`.

use crate::error::{Code, Error, FaultCode, Result};
use crate::faults::Fault;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// Items on a page when the caller names no number.
const DEFAULT_LIMIT: i64 = 20;
pub const MAX_LIMIT: i64 = 100;

/// Where a page begins and how long it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub limit: i64,
    /// The sort key of the last item of the page before: its columns, ending in the id.
    pub after: Option<Vec<String>>,
    /// The list and its filters: cursors of others are refused.
    binding: String,
}

impl Page {
    /// `list` and `filters` are what the cursor is bound to.
    ///
    /// Errors: 400 for a limit outside 1–100 or a cursor of another list or other filters.
    pub fn new(list: &str, filters: &impl Serialize, limit: Option<i64>, cursor: Option<&str>) -> Result<Self> {
        let limit = limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            let fault = Fault {
                pointer: "limit".to_owned(),
                code: FaultCode::OutOfRange,
                possible: format!("1 – {MAX_LIMIT}"),
            };
            return Err(Error::faulty(Code::InvalidQuery, vec![fault]));
        }
        let filters = serde_json::to_string(filters).map_err(Error::internal)?;
        let digest = Sha256::digest(format!("{list}\0{filters}"));
        let binding = URL_SAFE_NO_PAD.encode(digest.get(..9).unwrap_or_default());
        let after =
            cursor.map(|cursor| read(cursor, &binding).ok_or_else(|| Error::new(Code::InvalidCursor))).transpose()?;
        Ok(Self { limit, after, binding })
    }

    /// Rows to ask the store for: one more than the page, to know whether another follows.
    pub fn rows(&self) -> i64 {
        self.limit + 1
    }

    /// The page of `rows`; `key` gives the sort key of a row, ending in its id.
    pub fn of<T, O>(&self, mut rows: Vec<T>, key: impl Fn(&T) -> Vec<String>, out: impl Fn(T) -> O) -> Paged<O> {
        let limit = usize::try_from(self.limit).unwrap_or_default();
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().filter(|_| more).map(|last| self.cursor(&key(last)));
        Paged { data: rows.into_iter().map(out).collect(), next_cursor }
    }

    fn cursor(&self, key: &[String]) -> String {
        let json = serde_json::to_vec(&(&self.binding, key)).unwrap_or_default();
        URL_SAFE_NO_PAD.encode(json)
    }
}

fn read(cursor: &str, binding: &str) -> Option<Vec<String>> {
    let json = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let (bound, key): (String, Vec<String>) = serde_json::from_slice(&json).ok()?;
    let sound = bound == binding && !key.is_empty() && key.iter().all(|part| !part.contains('\0'));
    sound.then_some(key)
}

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Paged<T> {
    #[schema(max_items = 100)]
    pub data: Vec<T>,
    /// For the next page, with the same filters; null on the last.
    #[schema(max_length = 1000)]
    pub next_cursor: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_holds_for_its_list_and_filters_alone() {
        let page = Page::new("platforms", &("q", 1), Some(2), None).expect("a page");
        let first = page.of(vec!["a", "b", "c"], |row| vec![(*row).to_owned()], |row| row);
        assert_eq!(first.data, ["a", "b"]);
        let cursor = first.next_cursor.expect("more follows");
        let second = Page::new("platforms", &("q", 1), Some(2), Some(&cursor)).expect("the same filters");
        assert_eq!(second.after.as_deref(), Some(&["b".to_owned()][..]));
        assert!(second.of(vec!["c"], |row| vec![(*row).to_owned()], |row| row).next_cursor.is_none());
        for (list, filter, cursor) in [
            ("platforms", 2, cursor.as_str()),
            ("trials", 1, &cursor),
            ("platforms", 1, "nonsense"),
            ("platforms", 1, ""),
        ] {
            let refused = Page::new(list, &("q", filter), Some(2), Some(cursor)).expect_err("a foreign cursor");
            assert_eq!(refused.code(), Code::InvalidCursor);
        }
        for limit in [0, -1, 101, i64::MAX] {
            assert_eq!(Page::new("platforms", &0, Some(limit), None).expect_err("limit").code(), Code::InvalidQuery);
        }
    }
}
