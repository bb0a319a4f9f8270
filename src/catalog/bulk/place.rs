//! What cells say, put where it stands in the JSON of a listing, and taken from there.

use super::columns::{Column, GROUPS, Kind, OFFER_GROUPS};
use crate::sheet::written::Written;
use serde_json::{Map, Value, json};

/// Puts what a cell says into a listing, or an offer; `None` leaves it out.
pub fn put(root: &mut Value, column: &Column, value: Option<&Value>) {
    let Some((above, member)) = column.place.rsplit_once('/') else { return };
    let Some(object) = object_at(root, above) else { return };
    match (column.kind, value) {
        (Kind::Each(each), value) => {
            let list = object.entry(member).or_insert_with(|| json!([]));
            put_each(list, each, value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default());
        }
        (_, Some(value)) => drop(object.insert(member.to_owned(), value.clone())),
        (_, None) => drop(object.remove(member)),
    }
}

/// The object at a place; made where there is none.
fn object_at<'v>(root: &'v mut Value, pointer: &str) -> Option<&'v mut Map<String, Value>> {
    let mut at = root;
    for member in pointer.split('/').skip(1) {
        at = at.as_object_mut()?.entry(member).or_insert(Value::Null);
        if !at.is_object() {
            *at = json!({});
        }
    }
    at.as_object_mut()
}

/// One member of each object of a list; the other one of its objects is said by another column.
fn put_each(list: &mut Value, member: &str, texts: &[Value]) {
    let Some(list) = list.as_array_mut() else { return };
    while list.len() < texts.len() {
        list.push(json!({"text_vi": "", "text_en": ""}));
    }
    for (place, object) in list.iter_mut().enumerate() {
        if let Some(object) = object.as_object_mut() {
            object.insert(member.to_owned(), texts.get(place).cloned().unwrap_or_else(|| json!("")));
        }
    }
}

/// Takes out what no cell says anything of any more: groups that are blank as a whole, and the blank end of a list.
pub fn tidy(root: &mut Value) {
    for group in GROUPS.iter().chain(&OFFER_GROUPS) {
        let Some((above, member)) = group.rsplit_once('/') else { continue };
        let blank = |value: &Value| value.as_object().is_some_and(|object| object.values().all(is_blank));
        if root.pointer(group).is_some_and(blank)
            && let Some(object) = object_at(root, above)
        {
            object.remove(member);
        }
    }
    if let Some(problems) = root.pointer_mut("/profile/problems").and_then(Value::as_array_mut) {
        let blank = |value: &Value| value.as_object().is_some_and(|object| object.values().all(is_blank));
        while problems.last().is_some_and(blank) {
            problems.pop();
        }
    }
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

/// What a column's cell says of a listing, or of an offer.
pub fn taken(root: &Value, column: &Column) -> Written {
    let Some(value) = root.pointer(column.place) else { return Written::Nothing };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |of: &dyn Fn(&Value) -> String, between: &str| {
        let all: Vec<String> = value.as_array().into_iter().flatten().map(of).collect();
        all.join(between)
    };
    let said = match column.kind {
        Kind::Number { .. } => return value.as_i64().map_or(Written::Nothing, Written::Number),
        Kind::Text | Kind::Optional | Kind::Day | Kind::OptionalDay => text(value),
        Kind::Lines => list(&text, "\n"),
        Kind::Words => list(&text, "; "),
        Kind::Each(member) => list(&|object| text(object.get(member).unwrap_or(&Value::Null)), "\n"),
        Kind::Industries => {
            let member = |object: &Value, member: &str| text(object.get(member).unwrap_or(&Value::Null));
            list(&|object| format!("{}:{}", member(object, "version"), member(object, "section")), "; ")
        }
    };
    if said.is_empty() { Written::Nothing } else { Written::Text(said) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::bulk::columns::COLUMNS;

    fn put_as(root: &mut Value, heading: &str, value: Option<Value>) {
        put(root, Column::named(heading).expect("a column"), value.as_ref());
    }

    #[test]
    fn a_group_is_there_as_a_whole_or_not_at_all() {
        let mut said = json!({"profile": {"support": null, "hosting": {"country": "VN", "place": null}}});
        put_as(&mut said, "support_hours_vi", Some(json!("")));
        put_as(&mut said, "support_languages", Some(json!([])));
        put_as(&mut said, "hosting_country", Some(json!("")));
        tidy(&mut said);
        assert_eq!(said, json!({"profile": {}}));
        put_as(&mut said, "support_languages", Some(json!(["vi"])));
        tidy(&mut said);
        assert_eq!(said, json!({"profile": {"support": {"languages": ["vi"]}}}));
    }

    #[test]
    fn two_columns_say_the_two_halves_of_a_list() {
        let mut said = json!({"profile": {"problems": [{"text_vi": "a", "text_en": "b"}]}});
        put_as(&mut said, "problems_vi", Some(json!(["một", "hai"])));
        tidy(&mut said);
        assert_eq!(
            said["profile"]["problems"],
            json!([{"text_vi": "một", "text_en": "b"}, {"text_vi": "hai", "text_en": ""}])
        );
        put_as(&mut said, "problems_vi", Some(json!([])));
        put_as(&mut said, "problems_en", Some(json!(["one"])));
        tidy(&mut said);
        assert_eq!(said["profile"]["problems"], json!([{"text_vi": "", "text_en": "one"}]));
    }

    #[test]
    fn what_is_taken_is_what_was_put() {
        let mut said = json!({});
        for column in COLUMNS.iter().filter(|it| !it.of_offer) {
            assert_eq!(taken(&said, column), Written::Nothing, "{}", column.heading);
        }
        put_as(
            &mut said,
            "industries",
            Some(json!([{"version": "2018", "section": "G"}, {"version": "2025", "section": "C"}])),
        );
        put_as(&mut said, "sizes", Some(json!(["micro", "small"])));
        put_as(&mut said, "security_level", Some(json!(3)));
        for (heading, wanted) in [
            ("industries", Written::Text("2018:G; 2025:C".to_owned())),
            ("sizes", Written::Text("micro; small".to_owned())),
            ("security_level", Written::Number(3)),
        ] {
            assert_eq!(taken(&said, Column::named(heading).expect("a column")), wanted);
        }
    }
}
