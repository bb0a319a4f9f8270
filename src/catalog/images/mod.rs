//! Logos and screenshots: read and written anew by this server, so that nothing but pixels is served; found by the SHA-256 of
//! their bytes. One that no listing has named is forgotten after seven days.

mod actions;
mod picture;
mod routes;
mod store;

pub use actions::forget_unnamed;
pub use picture::{MediaType, Picture};
pub use routes::routes;
pub use store::{exist, name};

/// Whether a text may be the hash of an image.
pub fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}
