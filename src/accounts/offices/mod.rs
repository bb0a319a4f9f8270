//! Who is in office, as the accounts know it; how offices change stands in `staff`.

mod store;

pub use store::{
    StaffMember, able, all, check_proposer, end_sessions_of, lock, lock_making, locked_administrators, office,
    overseeing, set_office, verified,
};
