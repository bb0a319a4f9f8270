//! Somebody who uses the server over a real socket.

use serde_json::Value;
use std::cell::RefCell;
use std::rc::Rc;

/// An HTTP client with or without a session.
#[derive(Clone)]
pub struct Client {
    http: awc::Client,
    base: String,
    /// Shared by all that speak for the same session, as its token is renewed.
    token: Option<Rc<RefCell<String>>>,
}

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub bytes: Vec<u8>,
}

impl Client {
    pub fn new(base: String) -> Self {
        let http = awc::Client::builder()
            .timeout(std::time::Duration::from_secs(60))
            .no_default_headers()
            .disable_redirects()
            .finish();
        Self { http, base, token: None }
    }

    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(Rc::new(RefCell::new(token.to_owned()))), ..self.clone() }
    }

    /// The same person at another server.
    #[must_use]
    pub fn at(&self, other: &Self) -> Self {
        Self { token: self.token.clone(), ..other.clone() }
    }

    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Reply {
        self.try_send(method, path, headers, body).await.unwrap_or_else(|e| panic!("{e}"))
    }

    /// As [`Client::send`], where it may be that no answer comes: what went wrong instead.
    pub async fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Result<Reply, String> {
        let mut request = self.http.request(method.parse().expect("a method"), format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.insert_header(("Authorization", format!("Bearer {}", token.borrow())));
        }
        for (name, value) in headers {
            request = request.append_header((*name, *value));
        }
        let mut response = if body.is_empty() { request.send().await } else { request.send_body(body).await }
            .map_err(|e| format!("{method} {path}: {e}"))?;
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let status = response.status().as_u16();
        let bytes = response.body().limit(8 << 20).await.map_err(|e| format!("{method} {path}: {e}"))?.to_vec();
        self.go_on_with(path, status, &bytes);
        Ok(Reply { status, headers, bytes })
    }

    /// As every client must: who has proved anew who they are goes on with the new token.
    fn go_on_with(&self, path: &str, status: u16, bytes: &[u8]) {
        let session = match path {
            "/v1/sessions/current/reauthentication" => "",
            "/v1/me/totp/activation" => "/session",
            _ => return,
        };
        if let (200, Some(mine)) = (status, &self.token) {
            let answer: Value = serde_json::from_slice(bytes).expect("JSON");
            let token = answer.pointer(&format!("{session}/token")).and_then(Value::as_str).expect("a token");
            token.clone_into(&mut mine.borrow_mut());
        }
    }

    /// Where the server listens.
    pub fn address(&self) -> &str {
        self.base.trim_start_matches("http://")
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[], Vec::new()).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send("POST", path, &[("Content-Type", "application/json")], body.to_string().into_bytes()).await
    }

    /// A POST that has no body.
    pub async fn act(&self, path: &str) -> Reply {
        self.send("POST", path, &[], Vec::new()).await
    }

    pub async fn post_with_key(&self, path: &str, key: &str, body: Value) -> Reply {
        self.send(
            "POST",
            path,
            &[("Content-Type", "application/json"), ("Idempotency-Key", key)],
            body.to_string().into_bytes(),
        )
        .await
    }

    /// As [`Client::post_with_key`], where nobody may be listening: the status, if an answer came.
    pub async fn try_post_with_key(&self, path: &str, key: &str, body: Value) -> Option<u16> {
        let request = self.http.post(format!("{}{path}", self.base)).insert_header(("Idempotency-Key", key));
        let mut answer =
            request.insert_header(("Content-Type", "application/json")).send_body(body.to_string()).await.ok()?;
        answer.body().await.ok()?;
        Some(answer.status().as_u16())
    }

    pub async fn patch(&self, path: &str, etag: &str, body: Value) -> Reply {
        self.send(
            "PATCH",
            path,
            &[("Content-Type", "application/json"), ("If-Match", etag)],
            body.to_string().into_bytes(),
        )
        .await
    }

    /// What a page's button sends.
    pub async fn press(&self, path: &str, form: &str) -> Reply {
        self.send("POST", path, &[("Content-Type", "application/x-www-form-urlencoded")], form.as_bytes().to_vec())
            .await
    }

    /// Presses the button of a verification mail's page.
    pub async fn verify(&self, link: &str, password: &str) -> Reply {
        let form = serde_urlencoded::to_string([("password", password)]).expect("a form");
        self.press(link, &form).await
    }
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The JSON of an answer that has this status.
    #[track_caller]
    pub fn ok(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), Some("application/json"));
        self.json()
    }

    /// A problem of this status and code; the document itself.
    #[track_caller]
    pub fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        let problem = self.json();
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["status"], status);
        assert_eq!(problem["type"], format!("urn:dungthu:problem:{code}"));
        assert_eq!(problem["request_id"].as_str(), self.header("request-id"));
        problem
    }
}

/// A member of a JSON object as text.
#[track_caller]
pub fn text(value: &Value, member: &str) -> String {
    value[member].as_str().unwrap_or_else(|| panic!("no {member} in {value}")).to_owned()
}
