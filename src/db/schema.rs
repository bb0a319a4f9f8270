//! The tables as Diesel sees them on both engines, in files by rooms, and which of them are read together. The migrations are
//! the source; every test reads and writes by both.

mod catalog;
mod ground;
mod outcomes;
mod people;
mod trying;

pub use catalog::*;
pub use ground::*;
pub use outcomes::*;
pub use people::*;
pub use trying::*;

diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(memberships -> accounts (account_id));
diesel::joinable!(api_keys -> accounts (made_by));
diesel::joinable!(holiday_change_days -> holiday_changes (change_id));
diesel::joinable!(offers -> platforms (platform_id));
diesel::joinable!(platform_profiles -> platforms (platform_id));
diesel::joinable!(listing_versions -> platforms (platform_id));
diesel::joinable!(conversions -> trials (trial_id));
diesel::joinable!(unsettled_conversions -> conversions (conversion_id));
diesel::allow_tables_to_appear_in_same_query!(accounts, sessions, memberships, second_factors, api_keys);
diesel::allow_tables_to_appear_in_same_query!(holiday_changes, holiday_change_days);
diesel::allow_tables_to_appear_in_same_query!(platforms, offers, platform_profiles, listing_versions);
diesel::allow_tables_to_appear_in_same_query!(assessments, conflicts_of_interest, listing_versions);

diesel::allow_tables_to_appear_in_same_query!(imported_trials, trials);
diesel::joinable!(extensions -> trials (trial_id));
diesel::allow_tables_to_appear_in_same_query!(trials, conversions, unsettled_conversions, extensions, retention_checks);
