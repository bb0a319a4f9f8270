//! The operations of the API, named once by their rooms and used in three ways: they answer requests, they say what is held
//! against requests, and they are the document.

use super::Contract;
use actix_web::dev::HttpServiceFactory;
use actix_web::web::ServiceConfig;
use utoipa::openapi::{OpenApi, Paths};
use utoipa_actix_web::OpenApiFactory;

/// Where the API is.
pub const PREFIX: &str = "/v1";

/// What is made of the operations. A thread that answers requests makes no document: it is large, and one is enough.
pub enum Routes<'a> {
    Served(&'a mut ServiceConfig),
    Known(&'a mut Contract),
    Documented(&'a mut OpenApi),
}

impl Routes<'_> {
    /// The operations of a room.
    pub fn configure(&mut self, room: impl FnOnce(&mut Routes<'_>)) -> &mut Self {
        room(self);
        self
    }

    /// One operation; its path is relative to [`PREFIX`].
    pub fn service(&mut self, operation: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        match self {
            Self::Served(config) => {
                config.service(operation);
            }
            Self::Known(contract) => contract.add(&paths(&operation)),
            Self::Documented(document) => {
                document.paths.merge(paths(&operation));
                let mut schemas = Vec::new();
                operation.schemas(&mut schemas);
                document.components.get_or_insert_default().schemas.extend(schemas);
            }
        }
        self
    }
}

fn paths(operation: &impl OpenApiFactory) -> Paths {
    let mut paths = operation.paths();
    paths.paths = paths.paths.into_iter().map(|(path, item)| (format!("{PREFIX}{path}"), item)).collect();
    paths
}
