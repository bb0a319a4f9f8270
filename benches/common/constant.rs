//! The limit of reads: what this machine can answer when nothing but the answering is done. A constant from actix-web, without
//! middleware.
//!
//! Changes to the server never touch this file: a figure beside a weaker limit says nothing.

use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse, HttpServer};
use std::net::SocketAddr;

/// Serves `body` at every path.
pub fn constant(body: Bytes, workers: usize) -> (actix_web::dev::Server, SocketAddr) {
    let server = HttpServer::new(move || {
        let body = body.clone();
        let answer = move || {
            let body = body.clone();
            async move { HttpResponse::Ok().content_type("application/json").body(body) }
        };
        App::new().default_service(web::to(answer))
    });
    let server = server.workers(workers).disable_signals().bind("127.0.0.1:0").expect("a port");
    let address = server.addrs()[0];
    (server.run(), address)
}
