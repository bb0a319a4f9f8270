//! API keys of provinces' and ministries' systems, which administrators look after. What a key is stands in
//! [`crate::accounts::keys`]; here is what provinces add to it.

pub mod routes;
