//! What the readers of JSON and of query strings say is English; here it is in Vietnamese, as far as it is known.

use crate::values::Locale;

/// Their phrases, those first that others are part of.
const PHRASES: [(&str, &str); 48] = [
    ("cannot parse integer from empty string", "để trống, cần số nguyên"),
    ("cannot parse float from empty string", "để trống, cần số"),
    ("invalid digit found in string", "không phải số nguyên"),
    ("invalid float literal", "không phải số"),
    ("number too large to fit in target type", "số quá lớn"),
    ("number too small to fit in target type", "số quá nhỏ"),
    ("number would be zero for non-zero type", "không được bằng 0"),
    ("provided string was not ", "cần "),
    ("EOF while parsing a value", "hết nội dung khi còn thiếu một giá trị"),
    ("EOF while parsing an object", "hết nội dung khi chưa đóng đối tượng"),
    ("EOF while parsing a list", "hết nội dung khi chưa đóng danh sách"),
    ("EOF while parsing a string", "hết nội dung khi chưa đóng chuỗi ký tự"),
    ("control character (\\u0000-\\u001F) found while parsing a string", "có ký tự điều khiển trong chuỗi ký tự"),
    ("lone leading surrogate in hex escape", "mã \\u thiếu nửa sau"),
    ("unexpected end of hex escape", "mã \\u bị cắt"),
    ("invalid escape", "ký tự thoát sai"),
    ("invalid unicode code point", "ký tự không hợp lệ"),
    ("invalid number", "số viết sai"),
    ("number out of range", "số quá lớn"),
    ("recursion limit exceeded", "lồng nhau quá sâu"),
    ("key must be a string", "tên trường phải là chuỗi ký tự"),
    ("trailing comma", "thừa dấu phẩy"),
    ("trailing characters", "thừa ký tự ở cuối"),
    ("expected value", "cần một giá trị"),
    ("expected ident", "cần true, false hoặc null"),
    (", line ", ", dòng "),
    (", column ", ", cột "),
    ("not an id that begins with ", "không phải mã bắt đầu bằng "),
    (" is no day", " không phải là ngày"),
    ("unknown variant ", "không có giá trị "),
    ("invalid type: ", "đã gửi "),
    ("invalid value: ", "đã gửi "),
    ("invalid length ", "đã gửi độ dài "),
    (", expected one of ", ", có thể dùng: "),
    (", expected ", ", cần "),
    ("expected ", "cần "),
    ("floating point", "số thập phân"),
    ("an integer", "số nguyên"),
    ("integer", "số nguyên"),
    ("a string", "chuỗi ký tự"),
    ("string", "chuỗi ký tự"),
    ("a boolean", "true hoặc false"),
    ("boolean", "giá trị"),
    ("a sequence", "danh sách"),
    ("sequence", "danh sách"),
    ("an object", "đối tượng"),
    ("map", "đối tượng"),
    (" or ", " hoặc "),
];

/// What the reader said, for people of this language. What was sent, between backticks or quotation marks, stays as it is.
pub fn in_locale(said: &str, locale: Locale) -> String {
    if locale == Locale::En {
        return said.to_owned();
    }
    let mut out = String::new();
    for (n, part) in said.split_inclusive(['`', '"']).enumerate() {
        match n % 2 {
            0 => out.push_str(&PHRASES.iter().fold(part.to_owned(), |text, (en, vi)| text.replace(en, vi))),
            _ => out.push_str(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::in_locale;
    use crate::values::Locale;

    #[test]
    fn what_is_no_json_is_told_in_vietnamese() {
        let english =
            ["EOF", "expected", "trailing", "while", "character", "found", "invalid", "escape", "number", "exceeded"];
        let deep = "[".repeat(200);
        for body in [
            "",
            "{",
            "{\"a\"",
            "{\"a\":",
            "[1",
            "\"a",
            "nul",
            "nulx",
            "tru",
            "{'a':1}",
            "{a:1}",
            "{\"a\":1,}",
            "[1,]",
            "{} {}",
            "{\"a\" 1}",
            "{\"a\":1 \"b\":2}",
            "[1 2]",
            "\"\\ud800\"",
            "\"\\u12",
            "\"\\q\"",
            "\"a\nb\"",
            "01",
            "-",
            "1e",
            "1e400",
            "\"\\ud800\\u0041\"",
            &deep,
        ] {
            let error = serde_json::from_str::<serde_json::Value>(body).expect_err(body).to_string();
            let said = error.replace(" at line", ", line").replace(" column", ", column");
            let told = in_locale(&said, Locale::Vi);
            let words: Vec<&str> = told.split(|c: char| !c.is_ascii_alphabetic()).collect();
            assert!(!english.iter().any(|word| words.contains(word)) && told.contains("dòng"), "{body}: {told}");
        }
    }

    #[test]
    fn what_is_no_number_and_no_truth_value_is_told_in_vietnamese() {
        let whole = |text: &str| text.parse::<i64>().expect_err(text).to_string();
        let number = |text: &str| text.parse::<f64>().expect_err(text).to_string();
        for (said, told) in [
            (whole("1.5"), "không phải số nguyên"),
            (whole("x"), "không phải số nguyên"),
            (whole(""), "để trống, cần số nguyên"),
            (whole("99999999999999999999999"), "số quá lớn"),
            (whole("-99999999999999999999999"), "số quá nhỏ"),
            ("0".parse::<std::num::NonZeroU8>().expect_err("zero").to_string(), "không được bằng 0"),
            (number("x"), "không phải số"),
            (number(""), "để trống, cần số"),
            ("yes".parse::<bool>().expect_err("no truth value").to_string(), "cần `true` hoặc `false`"),
        ] {
            assert_eq!(in_locale(&said, Locale::Vi), told);
            assert_eq!(in_locale(&said, Locale::En), said);
        }
    }

    #[test]
    fn what_the_reader_says_is_vietnamese_and_what_was_sent_stays() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Kind {
            Business,
            Vendor,
        }
        let said = |error: serde_json::Error| {
            let text = error.to_string();
            in_locale(text.split(" at line").next().expect("a text"), Locale::Vi)
        };
        let kind = |body: &str| said(serde_json::from_str::<Kind>(body).map(|it| format!("{it:?}")).expect_err(body));
        assert_eq!(kind("\"string or map\""), "không có giá trị `string or map`, cần `business` hoặc `vendor`");
        let number = |body: &str| said(serde_json::from_str::<String>(body).expect_err(body));
        assert_eq!(number("1"), "đã gửi số nguyên `1`, cần chuỗi ký tự");
        assert_eq!(number("1.5"), "đã gửi số thập phân `1.5`, cần chuỗi ký tự");
        assert_eq!(number("true"), "đã gửi giá trị `true`, cần chuỗi ký tự");
        assert_eq!(number("[]"), "đã gửi danh sách, cần chuỗi ký tự");
        assert_eq!(number("{}"), "đã gửi đối tượng, cần chuỗi ký tự");
        let flag = said(serde_json::from_str::<bool>("\"a map\"").expect_err("no boolean"));
        assert_eq!(flag, "đã gửi chuỗi ký tự \"a map\", cần true hoặc false");
        assert_eq!(
            in_locale("invalid type: map, expected a string", Locale::En),
            "invalid type: map, expected a string"
        );
    }
}
