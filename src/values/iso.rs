//! Which codes of two letters are a country's (ISO 3166-1, as of 2026) and a language's (ISO 639-1).

const COUNTRIES: &str = "\
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI \
    BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN \
    CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK \
    FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM \
    HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN \
    KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK \
    ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP \
    NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW \
    SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF \
    TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI \
    VN VU WF WS YE YT ZA ZM ZW";

const LANGUAGES: &str = "\
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce \
    ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr \
    fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is \
    it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln \
    lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv \
    ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk \
    sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw \
    ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Whether a country has this code: two capital letters.
pub fn is_country(code: &str) -> bool {
    stands_in(COUNTRIES, code)
}

/// Whether a language has this code: two small letters.
pub fn is_language(code: &str) -> bool {
    stands_in(LANGUAGES, code)
}

fn stands_in(all: &str, code: &str) -> bool {
    all.split_ascii_whitespace().any(|known| known == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_two_letters_each_once_and_in_order() {
        for (all, count) in [(COUNTRIES, 249), (LANGUAGES, 183)] {
            let codes: Vec<&str> = all.split_ascii_whitespace().collect();
            assert_eq!(codes.len(), count);
            assert!(codes.iter().zip(codes.iter().skip(1)).all(|(one, next)| one < next));
            assert!(codes.iter().all(|code| code.len() == 2 && code.bytes().all(|b| b.is_ascii_alphabetic())));
        }
        for code in ["VN", "SG", "US", "JP"] {
            assert!(is_country(code), "{code}");
        }
        for code in ["vi", "en", "zh", "ko", "fr"] {
            assert!(is_language(code), "{code}");
        }
        for none in ["XX", "ZZ", "UK", "EU", "vn", "zz", "xx", "VI ", "", "V"] {
            assert!(!is_country(none) && !is_language(none), "{none}");
        }
    }
}
