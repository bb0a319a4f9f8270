//! The shapes of answers, said as exactly as they are sent: every member is there, and a page refers to what it lists.

use serde_json::Value;
use std::collections::BTreeSet;
use utoipa::openapi::path::{Operation, PathItem, Paths};
use utoipa::openapi::schema::{ArrayItems, Schema, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{Components, Ref, RefOr};

/// Says it for every schema.
pub fn say(paths: &Paths, components: &mut Components) {
    let sent = sent(paths, components);
    for (name, schema) in &mut components.schemas {
        let RefOr::T(Schema::Object(object)) = schema else { continue };
        if let Some(listed) = name.strip_prefix("Paged_").or_else(|| name.strip_prefix("Whole_"))
            && let Some(RefOr::T(Schema::Array(data))) = object.properties.get_mut("data")
        {
            data.items = ArrayItems::RefOrSchema(Box::new(RefOr::Ref(Ref::from_schema_name(listed))));
        }
        // serde writes every member of an answer, null where there is nothing; only what callers send may leave some out.
        if sent.contains(name) {
            object.properties.values_mut().for_each(name_text);
        } else {
            object.required = object.properties.keys().cloned().collect();
        }
    }
}

/// What people type freely is a `text`: at least one character, and what the document's description says of texts.
fn name_text(schema: &mut RefOr<Schema>) {
    let RefOr::T(Schema::Object(object)) = schema else { return };
    let is_text = match &object.schema_type {
        SchemaType::Type(kind) => *kind == Type::String,
        SchemaType::Array(kinds) => kinds.contains(&Type::String),
        SchemaType::AnyValue => false,
    };
    if is_text && object.format.is_none() && object.pattern.is_none() && object.enum_values.is_none() {
        object.format = Some(SchemaFormat::Custom("text".to_owned()));
        object.min_length.get_or_insert(1);
    }
}

/// The schemas that stand in a request, directly or within another.
fn sent(paths: &Paths, components: &Components) -> BTreeSet<String> {
    let bodies = paths.paths.values().flat_map(operations).filter_map(|operation| operation.request_body.as_ref());
    let mut waiting: Vec<Value> = bodies.filter_map(|body| serde_json::to_value(body).ok()).collect();
    let mut sent = BTreeSet::new();
    while let Some(value) = waiting.pop() {
        if let Some(name) = value.get("$ref").and_then(Value::as_str).and_then(|place| place.rsplit('/').next())
            && sent.insert(name.to_owned())
        {
            waiting.extend(components.schemas.get(name).and_then(|schema| serde_json::to_value(schema).ok()));
        }
        match value {
            Value::Object(members) => waiting.extend(members.into_iter().map(|(_, inner)| inner)),
            Value::Array(items) => waiting.extend(items),
            _ => {}
        }
    }
    sent
}

fn operations(item: &PathItem) -> impl Iterator<Item = &Operation> {
    [&item.get, &item.post, &item.patch, &item.put, &item.delete].into_iter().flatten()
}
