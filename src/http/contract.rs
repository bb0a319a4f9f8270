//! What the OpenAPI document promises of each path, held against requests: which methods it takes (routes alone would
//! answer 404 to a wrong one), which query parameters, whether a version may be named, and whom its operations are for.

use crate::access::{self, Rule};
use crate::error::{Code, Error, FaultCode, Result};
use crate::faults::Fault;
use actix_web::dev::ServiceRequest;
use actix_web::http::{Method, header};
use std::collections::HashMap;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::{PathItem, Paths, RefOr};

/// What is served beside the API.
const BESIDE: [(&str, &[&str]); 12] = [
    ("/livez", &["GET"]),
    ("/readyz", &["GET"]),
    ("/openapi.json", &["GET"]),
    ("/docs/", &["GET"]),
    ("/pages/verification/{token}", &["GET", "POST"]),
    ("/pages/conversion/{token}", &["GET", "POST"]),
    ("/pages/retention/{token}", &["GET", "POST"]),
    ("/pages/invitation/{token}", &["GET", "POST"]),
    ("/pages/password-reset/{token}", &["GET", "POST"]),
    ("/pages/address/{token}", &["GET", "POST"]),
    ("/pages/address-stop/{token}", &["GET", "POST"]),
    ("/pages/address-return/{token}", &["GET", "POST"]),
];

/// What an operation takes that takes no file.
const JSON: &str = "application/json";

/// Methods and query parameters by path template.
pub struct Contract {
    operations: HashMap<String, Vec<Known>>,
}

/// One operation.
#[derive(Default)]
pub struct Known {
    method: &'static str,
    query: Vec<String>,
    /// Whether it looks at the version that `If-Match` names.
    versions: bool,
    /// Whether it takes a file.
    file: bool,
    /// Whom it is for; an operation of the API that has none is for nobody.
    rule: Option<&'static Rule>,
}

/// What is served beside the API; the operations are added by [`Routes`](super::Routes).
impl Default for Contract {
    fn default() -> Self {
        let beside = BESIDE.map(|(path, methods)| {
            (path.to_owned(), methods.iter().map(|method| Known { method, ..Known::default() }).collect())
        });
        Self { operations: HashMap::from(beside) }
    }
}

impl Contract {
    pub fn add(&mut self, paths: &Paths) {
        for (path, item) in &paths.paths {
            self.operations.entry(path.clone()).or_default().extend(operations(item));
        }
    }

    /// Methods that a path takes, in alphabetical order; none where there is nothing. A path that is named is not one of the ids that
    /// stand in the same place.
    pub fn methods(&self, path: &str) -> Vec<&'static str> {
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |template: &str| {
            let template: Vec<&str> = template.split('/').collect();
            let alike = |(t, p): (&&str, &&str)| t == p || t.starts_with('{') && !p.is_empty();
            template.len() == parts.len() && template.iter().zip(&parts).all(alike)
        };
        let blanks = |template: &str| template.matches('{').count();
        let least = self.operations.keys().filter(|template| fits(template)).map(|template| blanks(template)).min();
        let fitting = self.operations.iter().filter(|(template, _)| fits(template) && least == Some(blanks(template)));
        let mut found: Vec<&str> = fitting.flat_map(|(_, methods)| methods.iter().map(|known| known.method)).collect();
        if found.contains(&"GET") {
            found.push("HEAD");
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The operation that a request asks for, by its path template.
    pub fn operation(&self, pattern: Option<&str>, method: &Method) -> Option<&Known> {
        self.operations.get(pattern?)?.iter().find(|known| known.method == method.as_str())
    }
}

impl Known {
    /// Whom the operation is for; nothing for what is served beside the API.
    ///
    /// Errors: 403 for an operation that no line of the table of access names.
    pub fn rule(&self, path: &str) -> Result<Option<&'static Rule>> {
        let of_api = path.starts_with("/v1/");
        if of_api && self.rule.is_none() { Err(Error::with(Code::Forbidden, "nobody")) } else { Ok(self.rule) }
    }

    /// Whether the operation's body is a file.
    pub const fn takes_file(&self) -> bool {
        self.file
    }

    /// Errors: 400 for a version named to an operation that looks at none, before anything is done: no precondition is passed
    /// over in silence (RFC 9110, 13.1.1).
    pub fn check_versions(&self, request: &ServiceRequest) -> Result<()> {
        let named = request.method() != Method::GET && request.headers().contains_key(header::IF_MATCH);
        if named && !self.versions { Err(Error::new(Code::VersionNotTaken)) } else { Ok(()) }
    }

    /// Errors: 400 for a query parameter that the operation does not have.
    pub fn check_query(&self, request: &ServiceRequest) -> Result<()> {
        if request.query_string().is_empty() {
            return Ok(());
        }
        let query: Vec<(String, String)> =
            serde_urlencoded::from_str(request.query_string()).map_err(|e| Error::because(Code::InvalidQuery, e))?;
        let refused = |name: &str, code, possible| {
            let fault = Fault { pointer: name.chars().take(100).collect(), code, possible };
            Err(Error::faulty(Code::InvalidQuery, vec![fault]))
        };
        if let Some((name, _)) = query.iter().find(|(name, _)| !self.query.contains(name)) {
            return refused(name, FaultCode::UnknownParameter, self.query.join(", "));
        }
        match query.iter().find(|(_, value)| value.contains('\0')) {
            Some((name, _)) => refused(name, FaultCode::ForbiddenCharacter, String::new()),
            None => Ok(()),
        }
    }
}

fn operations(item: &PathItem) -> Vec<Known> {
    let known = [
        ("GET", &item.get),
        ("POST", &item.post),
        ("PATCH", &item.patch),
        ("PUT", &item.put),
        ("DELETE", &item.delete),
    ];
    let read = |(method, operation): (&'static str, &Option<Operation>)| {
        let operation = operation.as_ref()?;
        let rule = operation.operation_id.as_deref().and_then(access::rule);
        let file = matches!(&operation.request_body, Some(RefOr::T(body)) if !body.content.contains_key(JSON));
        let versions = parameters(operation, ParameterIn::Header).any(|name| name == "If-Match");
        Some(Known { method, query: parameters(operation, ParameterIn::Query).collect(), versions, file, rule })
    };
    known.into_iter().filter_map(read).collect()
}

/// The names of an operation's parameters in this place.
fn parameters(operation: &Operation, place: ParameterIn) -> impl Iterator<Item = String> {
    let inline = operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
        RefOr::T(parameter) => Some(parameter),
        RefOr::Ref(_) => None,
    });
    inline.filter(move |p| p.parameter_in == place).map(|p| p.name.clone())
}
