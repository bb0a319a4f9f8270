//! Many targets at once, as a file: an administrator saves them, changes them in a spreadsheet, and brings them in again.
//!
//! Words: an *entry* is a row, which says one target. A file that is brought in is compared with the targets that hold: what is new is set,
//! what has another value is changed; what the file does not name stays. Every fault is told by row and column, and of a file with faults
//! nothing is brought in.

mod actions;
mod compare;
mod export;
pub mod routes;
mod rows;

/// Targets of one file.
pub const MOST: usize = 5_000;

/// The columns of a file, with their headings in Vietnamese.
pub const COLUMNS: [(&str, &str); 10] = [
    ("metric", "Chỉ số"),
    ("programme", "Chương trình"),
    ("ministry_code", "Mã bộ"),
    ("province_code", "Mã tỉnh"),
    ("category_code", "Mã nhóm"),
    ("vendor_id", "Mã nhà cung cấp"),
    ("from", "Từ ngày"),
    ("to", "Đến ngày"),
    ("value", "Chỉ tiêu"),
    ("reason", "Lý do"),
];
