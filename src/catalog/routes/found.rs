//! What a search of the catalog answers.

use super::PlatformOut;
use crate::catalog::search::facets::Facets;
use crate::catalog::search::index::Field;
use crate::catalog::search::ranking::Points;
use crate::catalog::search::{Met, Snippet};
use serde::Serialize;
use utoipa::ToSchema;

/// A page of the catalog.
#[derive(Serialize, ToSchema)]
pub struct FoundPlatforms {
    #[schema(max_items = 100)]
    pub data: Vec<PlatformOut>,
    /// For the next page, with the same filters; null on the last.
    #[schema(max_length = 1000)]
    pub next_cursor: Option<String>,
    /// Null unless asked for.
    pub facets: Option<Facets>,
    /// The words as they were understood, where one of them was taken for another; where nothing is found, what may have been meant and finds
    /// something. Null where neither is so.
    #[schema(max_length = 400, example = "hợp đồng điện tử")]
    pub did_you_mean: Option<String>,
    /// What the order of equals is drawn from: that of the day, in Asia/Ho_Chi_Minh, on which the walk began. Nobody knows it before.
    #[schema(
        max_length = 64,
        pattern = "^[0-9a-f]{64}$",
        example = "6b7a1f0c52e94d83a1c6f2b09e3d7745c8a0f1d2b3e4958677a8b9c0d1e2f304"
    )]
    pub seed: String,
}

/// How a platform fits the words that were searched for.
#[derive(Serialize, ToSchema)]
pub struct MatchOut {
    /// Points; those of different searches say nothing of each other.
    #[schema(minimum = 0, maximum = 100_000_000)]
    score: i64,
    /// Where the words stand, as segments of plain text.
    #[schema(max_items = 3)]
    snippets: Vec<Snippet>,
    /// What the points are made of; they sum up to the score. Null unless asked for.
    #[schema(max_items = 1000)]
    parts: Option<Vec<PartOut>>,
}

impl From<Met> for MatchOut {
    fn from(it: Met) -> Self {
        let parts = it.parts.map(|parts| parts.into_iter().map(PartOut::from).collect());
        Self { score: it.points, snippets: it.snippets, parts }
    }
}

/// Points of a match.
#[derive(Serialize, ToSchema)]
pub struct PartOut {
    /// Where it was met; null: points that are taken off for the words that were not.
    field: Option<Field>,
    /// What was met there: words of the query without marks, or another name for them; null beside a null `field`.
    #[schema(max_length = 200, example = "ke toan")]
    term: Option<String>,
    /// Below 0 where they are taken off.
    #[schema(minimum = -100_000_000, maximum = 100_000_000)]
    points: i64,
}

impl From<Points> for PartOut {
    fn from(it: Points) -> Self {
        let (field, term) = it.met.unzip();
        Self { field, term, points: it.points }
    }
}
