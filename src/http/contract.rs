//! What the OpenAPI document promises of each path, held against requests: which methods it takes (routes alone would
//! answer 404 to a wrong one) and which query parameters.

use crate::error::{Code, Error, FaultCode, Result};
use crate::values::faults::Fault;
use actix_web::dev::ServiceRequest;
use std::collections::HashMap;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::{OpenApi, PathItem, RefOr};

/// What is served beside the API.
const BESIDE: [(&str, &[&str]); 6] = [
    ("/livez", &["GET"]),
    ("/readyz", &["GET"]),
    ("/openapi.json", &["GET"]),
    ("/docs/", &["GET"]),
    ("/pages/verification/{token}", &["GET", "POST"]),
    ("/pages/conversion/{token}", &["GET", "POST"]),
];

/// Methods and query parameters by path template.
pub struct Contract {
    operations: HashMap<String, Vec<(&'static str, Vec<String>)>>,
}

impl Contract {
    pub fn of(document: &OpenApi) -> Self {
        let read = |(path, item): (&String, &PathItem)| (path.clone(), operations(item));
        let beside =
            BESIDE.map(|(path, methods)| (path.to_owned(), methods.iter().map(|m| (*m, Vec::new())).collect()));
        Self { operations: document.paths.paths.iter().map(read).chain(beside).collect() }
    }

    /// Methods that a path takes, in alphabetical order; none where there is nothing.
    pub fn methods(&self, path: &str) -> Vec<&'static str> {
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |template: &str| {
            let template: Vec<&str> = template.split('/').collect();
            let alike = |(t, p): (&&str, &&str)| t == p || t.starts_with('{') && !p.is_empty();
            template.len() == parts.len() && template.iter().zip(&parts).all(alike)
        };
        let fitting = self.operations.iter().filter(|(template, _)| fits(template));
        let mut found: Vec<&str> = fitting.flat_map(|(_, methods)| methods.iter().map(|(method, _)| *method)).collect();
        if found.contains(&"GET") {
            found.push("HEAD");
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Errors: 400 for a query parameter that the operation does not have.
    pub fn check_query(&self, request: &ServiceRequest) -> Result<()> {
        if request.query_string().is_empty() {
            return Ok(());
        }
        let Some(methods) = request.match_pattern().and_then(|pattern| self.operations.get(&pattern)) else {
            return Ok(());
        };
        let asked = request.method().as_str();
        let Some((_, known)) = methods.iter().find(|(method, _)| *method == asked) else { return Ok(()) };
        let query: Vec<(String, String)> =
            serde_urlencoded::from_str(request.query_string()).map_err(|e| Error::because(Code::InvalidQuery, e))?;
        let refused = |name: &str, code, possible| {
            let fault = Fault { pointer: name.chars().take(100).collect(), code, possible };
            Err(Error::faulty(Code::InvalidQuery, vec![fault]))
        };
        if let Some((name, _)) = query.iter().find(|(name, _)| !known.contains(name)) {
            return refused(name, FaultCode::UnknownParameter, known.join(", "));
        }
        match query.iter().find(|(_, value)| value.contains('\0')) {
            Some((name, _)) => refused(name, FaultCode::ForbiddenCharacter, String::new()),
            None => Ok(()),
        }
    }
}

fn operations(item: &PathItem) -> Vec<(&'static str, Vec<String>)> {
    let known = [
        ("GET", &item.get),
        ("POST", &item.post),
        ("PATCH", &item.patch),
        ("PUT", &item.put),
        ("DELETE", &item.delete),
    ];
    let read =
        |(method, operation): (&'static str, &Option<Operation>)| Some((method, query_names(operation.as_ref()?)));
    known.into_iter().filter_map(read).collect()
}

fn query_names(operation: &Operation) -> Vec<String> {
    let inline = operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
        RefOr::T(parameter) => Some(parameter),
        RefOr::Ref(_) => None,
    });
    inline.filter(|p| matches!(p.parameter_in, ParameterIn::Query)).map(|p| p.name.clone()).collect()
}
