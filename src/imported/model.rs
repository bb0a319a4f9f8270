//! An imported trial, parsed from a row, and as stored.

use crate::businesses::SizeClass;
use crate::businesses::model::Identity;
use crate::reference::{Industry, Province};
use crate::secrets::hex;
use crate::values::{LocalDay, PlatformId};
use diesel::prelude::*;
use sha2::{Digest, Sha256};

/// What a row of a file says.
#[derive(Clone, Debug)]
pub struct NewImported {
    /// The row's number in its file.
    pub row: i64,
    pub identity: Identity,
    pub name: String,
    pub province: Province,
    pub industry: Option<Industry>,
    pub size_class: Option<SizeClass>,
    pub platform: PlatformId,
    pub started_on: LocalDay,
    pub ended_on: Option<LocalDay>,
    pub converted_on: Option<LocalDay>,
}

/// A firm, its branches included, and a platform: there is one trial of them.
pub type Pair = (String, PlatformId);

impl NewImported {
    pub fn pair(&self) -> Pair {
        (self.identity.root_key(), self.platform)
    }

    /// SHA-256 of everything that the row says: the same again is the same row. A personal number is in it only as its
    /// keyed digest.
    pub fn digest(&self) -> Vec<u8> {
        let who = match &self.identity {
            Identity::Firm(code) => code.to_string(),
            Identity::Household { digest, .. } => hex(digest),
        };
        let industry = self.industry.as_ref().map(|it| format!("{}:{}", it.version, it.section)).unwrap_or_default();
        let size = self.size_class.map(|size| size.to_string()).unwrap_or_default();
        let day = |day: Option<LocalDay>| day.map(|day| day.to_string()).unwrap_or_default();
        // No value holds a line break.
        let said = [
            who,
            self.name.clone(),
            format!("{}:{}", self.province.list, self.province.code),
            industry,
            size,
            self.platform.to_string(),
            self.started_on.to_string(),
            day(self.ended_on),
            day(self.converted_on),
        ];
        Sha256::digest(said.join("\n")).to_vec()
    }
}

/// An imported trial by what it is known again.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::imported_trials)]
pub struct Imported {
    pub root_key: String,
    pub platform_id: PlatformId,
    pub digest: Vec<u8>,
}
