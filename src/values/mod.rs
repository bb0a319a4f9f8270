//! Values parsed at the edge that every room shares: ids, instants, money, people's text, tax codes,
//! languages. Each is valid by construction: what carries the type has been checked.

pub mod columns;
pub mod ids;
pub mod integer;
mod iso;
pub mod locale;
pub mod money;
mod month;
pub mod organization;
pub mod personal_number;
mod scripts;
pub mod service_url;
pub mod tax_code;
pub mod text;
pub mod text_enum;
pub mod time;
mod whose;

pub(crate) use columns::{bigint_column, text_column};
pub use ids::*;
pub use integer::{integer, integers, optional_integer};
pub use iso::{is_country, is_language};
pub use locale::{Bilingual, Locale};
pub use money::Vnd;
pub use month::Month;
pub use organization::Organization;
pub use service_url::ServiceUrl;
pub use tax_code::TaxCode;
pub use time::{LocalDay, Timestamp};
pub use whose::Whose;
