//! What the OpenAPI document promises of each path, held against requests: which methods it takes (routes alone would
//! answer 404 to a wrong one) and which query parameters.

use crate::error::{Code, Error, FaultCode, Result};
use crate::values::faults::Fault;
use actix_web::dev::ServiceRequest;
use std::collections::HashMap;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::{OpenApi, PathItem, RefOr};

/// Methods and query parameters by path template.
pub struct Contract {
    operations: HashMap<String, Vec<(&'static str, Vec<String>)>>,
}

impl Contract {
    pub fn of(document: &OpenApi) -> Self {
        let read = |(path, item): (&String, &PathItem)| (path.clone(), operations(item));
        Self { operations: document.paths.paths.iter().map(read).collect() }
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
        match query.iter().find(|(name, _)| !known.contains(name)) {
            None => Ok(()),
            Some((name, _)) => {
                let pointer = name.chars().take(100).collect();
                let fault = Fault { pointer, code: FaultCode::UnknownParameter, possible: known.join(", ") };
                Err(Error::faulty(Code::InvalidQuery, vec![fault]))
            }
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
