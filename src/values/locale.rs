//! The two languages of the product.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Vietnamese or English.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    Vi,
    En,
}

crate::values::text_enum::text_enum!(Locale { Vi = "vi", En = "en" });

impl Locale {
    /// The language that an `Accept-Language` header prefers (RFC 9110, 12.5.4); English where it names neither,
    /// because what sends none is a program.
    pub fn from_accept_language(header: &str) -> Self {
        let mut best = (0.0, Self::En);
        for part in header.split(',') {
            let (tag, weight) = part.split_once(';').unwrap_or((part, "q=1"));
            let weight = weight.trim().trim_start_matches(['q', 'Q']).trim_start().trim_start_matches('=');
            let weight: f32 = weight.trim().parse().unwrap_or(0.0);
            let primary = tag.trim().split('-').next().unwrap_or_default();
            let known = if primary.eq_ignore_ascii_case("vi") {
                Self::Vi
            } else if primary.eq_ignore_ascii_case("en") {
                Self::En
            } else {
                continue;
            };
            if weight > best.0 {
                best = (weight, known);
            }
        }
        best.1
    }
}

/// A text in both languages, written into the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bilingual {
    pub vi: &'static str,
    pub en: &'static str,
}

impl Bilingual {
    pub const fn in_locale(&self, locale: Locale) -> &'static str {
        match locale {
            Locale::Vi => self.vi,
            Locale::En => self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Locale;

    #[test]
    fn the_heaviest_known_language_wins() {
        for (header, want) in [
            ("", Locale::En),
            ("vi", Locale::Vi),
            ("vi-VN,vi;q=0.9,en;q=0.8", Locale::Vi),
            ("en-GB, vi;q=0.5", Locale::En),
            ("fr, vi;q=0.2, en;q=0.1", Locale::Vi),
            ("en;q=0.5, vi; q=0.9", Locale::Vi),
            ("vi ;Q=1", Locale::Vi),
            ("vi;q=0", Locale::En),
            ("vi;q=x", Locale::En),
        ] {
            assert_eq!(Locale::from_accept_language(header), want, "{header}");
        }
    }
}
