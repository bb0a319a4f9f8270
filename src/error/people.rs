//! Whom an operation is for, as the rules of access name them; here it is in Vietnamese.

use crate::values::Locale;

/// In English and in Vietnamese.
const PEOPLE: [(&str, &str); 24] = [
    ("anybody", "mọi người"),
    ("nobody", "không ai"),
    ("who is logged in, for what is theirs", "người đã đăng nhập, với những gì của mình"),
    ("members of a business", "thành viên của một doanh nghiệp"),
    ("managers and owners of a business", "người quản lý và chủ sở hữu của một doanh nghiệp"),
    ("owners of a business", "chủ sở hữu của một doanh nghiệp"),
    ("members of a vendor", "thành viên của một nhà cung cấp"),
    ("managers and owners of a vendor", "người quản lý và chủ sở hữu của một nhà cung cấp"),
    ("owners of a vendor", "chủ sở hữu của một nhà cung cấp"),
    ("members of the business", "thành viên của doanh nghiệp"),
    ("managers and owners of the business", "người quản lý và chủ sở hữu của doanh nghiệp"),
    ("owners of the business", "chủ sở hữu của doanh nghiệp"),
    ("members of the vendor", "thành viên của nhà cung cấp"),
    ("managers and owners of the vendor", "người quản lý và chủ sở hữu của nhà cung cấp"),
    ("owners of the vendor", "chủ sở hữu của nhà cung cấp"),
    ("members of the organization", "thành viên của tổ chức"),
    ("managers and owners of the organization", "người quản lý và chủ sở hữu của tổ chức"),
    ("owners of the organization", "chủ sở hữu của tổ chức"),
    ("reviewers", "cán bộ thẩm định"),
    ("analysts", "cán bộ phân tích"),
    ("province officers", "cán bộ tỉnh"),
    ("auditors", "kiểm toán viên"),
    ("data-protection officers", "cán bộ bảo vệ dữ liệu"),
    ("administrators", "quản trị viên"),
];

/// A list of people, separated by commas, for readers of this language. What is nobody's name stays as it is.
pub fn in_locale(list: &str, locale: Locale) -> String {
    if locale == Locale::En {
        return list.to_owned();
    }
    // The longest first: one name of them holds a comma.
    let mut names = PEOPLE;
    names.sort_by_key(|(en, _)| std::cmp::Reverse(en.len()));
    let mut left = list;
    let mut told = Vec::new();
    while !left.is_empty() {
        let known = names.iter().find_map(|(en, vi)| Some((*vi, left.strip_prefix(en)?)));
        let known = known.filter(|(_, rest)| rest.is_empty() || rest.starts_with(", "));
        let (name, rest) = known.map(|(name, rest)| (name.to_owned(), rest)).unwrap_or_else(|| {
            let (name, rest) = left.split_at(left.find(", ").unwrap_or(left.len()));
            (of_province(name).unwrap_or_else(|| name.to_owned()), rest)
        });
        told.push(name);
        left = rest.strip_prefix(", ").unwrap_or(rest);
    }
    told.join(", ")
}

/// For which province alone, where that is said of an officer.
fn of_province(text: &str) -> Option<String> {
    let code = text.strip_prefix("for province ")?.strip_suffix(" alone")?;
    Some(format!("chỉ với tỉnh {code}"))
}

#[cfg(test)]
mod tests {
    use super::in_locale;
    use crate::accounts::members::{Act, MemberRole};
    use crate::values::Locale;

    #[test]
    fn people_are_named_in_the_readers_language() {
        let list =
            "who is logged in, for what is theirs, owners of a business, province officers, for province 48 alone";
        assert_eq!(in_locale(list, Locale::En), list);
        assert_eq!(
            in_locale(list, Locale::Vi),
            "người đã đăng nhập, với những gì của mình, chủ sở hữu của một doanh nghiệp, cán bộ tỉnh, chỉ với tỉnh 48"
        );
        assert_eq!(in_locale("", Locale::Vi), "");
    }

    #[test]
    fn everybody_whom_a_rule_names_has_a_name_in_vietnamese() {
        for rule in crate::access::RULES {
            let staff = rule.staff.iter().map(|role| role.plural());
            for name in rule.people.words().into_iter().chain(staff) {
                assert_ne!(in_locale(name, Locale::Vi), name);
            }
        }
        for act in [Act::ChangeData, Act::Govern] {
            let refused = act.check(Some(MemberRole::Member)).expect_err("too low");
            let detail = refused.problem(Locale::Vi, "").detail;
            assert!(detail.contains("của tổ chức") && !detail.contains("organization"), "{detail}");
        }
    }
}
