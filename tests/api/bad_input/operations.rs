//! Every operation of the kept OpenAPI document, as the sweeps over all of them need it.

use super::row::Ask;
use super::world::World;
use crate::support::Client;
use serde_json::Value;

pub struct Operation {
    /// What the document calls it.
    pub id: String,
    pub method: String,
    pub path: String,
    /// The prefix of the id in the path.
    pub prefix: Option<String>,
    /// Whether it needs the version that was read.
    pub conditional: bool,
    /// The names of its query parameters.
    pub query: Vec<String>,
    /// The example of its body, and the members that may not lack.
    pub body: Option<(Value, Vec<String>)>,
}

pub fn operations() -> Vec<Operation> {
    let document = std::fs::read_to_string("openapi/openapi.json").expect("the document");
    let document: Value = serde_json::from_str(&document).expect("JSON");
    let paths = document["paths"].as_object().expect("paths");
    let each =
        paths.iter().flat_map(|(path, item)| item.as_object().expect("operations").iter().map(move |it| (path, it)));
    let found: Vec<Operation> = each.map(|(path, (method, it))| read(&document, method, path, it)).collect();
    assert!(found.len() > 40, "only {} operations", found.len());
    found
}

fn read(document: &Value, method: &str, path: &str, operation: &Value) -> Operation {
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let of = |place: &str| parameters.iter().filter(|it| it["in"] == place).cloned().collect::<Vec<_>>();
    let schema = operation.pointer("/requestBody/content/application~1json/schema/$ref").and_then(Value::as_str);
    Operation {
        id: operation["operationId"].as_str().expect("an id").to_owned(),
        method: method.to_uppercase(),
        path: path.to_owned(),
        prefix: of("path").first().map(|id| prefix(document, id)),
        conditional: of("header").iter().any(|it| it["name"] == "If-Match"),
        query: of("query").iter().filter_map(|it| it["name"].as_str().map(str::to_owned)).collect(),
        body: schema.map(|name| {
            let schema = document.pointer(name.trim_start_matches('#')).expect("a schema");
            let required = schema["required"].as_array().into_iter().flatten();
            (schema["example"].clone(), required.filter_map(|name| name.as_str().map(str::to_owned)).collect())
        }),
    }
}

/// The prefix of a path's id: of its pattern, or of a platform's id where its slug may stand too.
fn prefix(document: &Value, parameter: &Value) -> String {
    let Some(name) = parameter["schema"]["$ref"].as_str() else { return "plt".to_owned() };
    let pattern = &document.pointer(name.trim_start_matches('#')).expect("a schema")["pattern"];
    pattern.as_str().and_then(|pattern| pattern.strip_prefix('^')?.get(..3)).expect("a prefix").to_owned()
}

impl Operation {
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Whether it is answered of a platform in the public catalog, which is in memory; it goes by its id or its slug.
    pub fn is_of_catalog(&self) -> bool {
        let by_slug = [
            "get_platform",
            "list_platform_versions",
            "get_platform_version",
            "list_platform_reviews",
            "get_platform_rating",
        ];
        by_slug.contains(&self.id.as_str())
    }

    /// An id that this operation's path takes, of nothing.
    pub fn unknown_id(&self) -> String {
        format!("{}_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e", self.prefix.as_deref().unwrap_or_default())
    }

    /// An id that gets past who may: an organization of `everyone`'s, else of nothing.
    pub fn reachable_id(&self, world: &World) -> String {
        match self.path.split('/').nth(2) {
            Some("businesses") if self.prefix.is_some() => world.own_business.clone(),
            Some("vendors") if self.prefix.is_some() => world.own_vendor.clone(),
            _ => self.unknown_id(),
        }
    }

    /// The operation's example, sent to this id, with this query.
    pub fn ask(&self, who: &Client, id: &str, query: &str) -> Ask {
        self.ask_with(who, id, query, self.body.as_ref().map(|(example, _)| example.to_string()))
    }

    /// As [`Operation::ask`], with this body.
    pub fn ask_with(&self, who: &Client, id: &str, query: &str, body: Option<String>) -> Ask {
        self.sent(who, format!("{}{query}", self.path_at(&self.path, id)), body)
    }

    /// The operation's example, sent to this path.
    pub fn ask_at(&self, who: &Client, path: String) -> Ask {
        self.sent(who, path, self.body.as_ref().map(|(example, _)| example.to_string()))
    }

    fn sent(&self, who: &Client, path: String, body: Option<String>) -> Ask {
        let ask = Ask::new(who, &self.method, path, body.clone().unwrap_or_default());
        let ask = if self.conditional { ask.header("If-Match", "\"1\"") } else { ask };
        if body.is_some() { ask.header("Content-Type", "application/json") } else { ask }
    }

    /// This operation's path, or what of it is filled in already, about this id.
    pub fn path_at(&self, path: &str, id: &str) -> String {
        // What stands in the path beside the organization is nobody and nothing.
        let path = path.replace("{member}", "acc_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e");
        let path = path.replace("{invitation}", "inv_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e");
        let path = path.replace("{request}", "jrq_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e");
        let path = path.replace("{key}", "key_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e");
        let path = path.replace("{rule}", "no_such_rule").replace("{number}", "1").replace("{hash}", &"0".repeat(64));
        path.replace("{id}", id)
    }
}
