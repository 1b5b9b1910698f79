//! A request and an answer of HTTP/1.1, taken apart so that one thing of them can be changed.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Map, Value};

use contract::{Operation, RequestMembers, Side, ValueType};

/// A request that can be changed before it is sent on.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The method.
    pub method: String,
    /// Path and query as they are sent.
    pub target: String,
    /// The minor version of HTTP.
    pub minor: u8,
    /// The headers in their order, their case kept.
    pub headers: Vec<(String, String)>,
    /// The body, freed of its chunks.
    pub body: Vec<u8>,
    /// Whether the body is sent in chunks.
    pub chunked: bool,
}

/// A whole answer that can be changed before the client gets it.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers in their order, framing left out.
    pub headers: Vec<(String, String)>,
    /// The body, freed of its chunks.
    pub body: Vec<u8>,
    /// Whether the connection ends after it.
    pub closes: bool,
}

// RFC 3986, section 2.3: what is unreserved is not encoded.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A text as it stands in a query.
#[must_use]
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// A text of a query as it is meant.
#[must_use]
pub(crate) fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

impl Request {
    /// The path of the target.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split_once('?').map_or(self.target.as_str(), |(path, _)| path)
    }

    /// The pairs of the query, encoded as they are.
    #[must_use]
    pub fn query(&self) -> Vec<(String, String)> {
        let Some((_, query)) = self.target.split_once('?') else { return Vec::new() };
        query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    /// Puts other pairs in place of the query, encoded as they are.
    pub fn set_query(&mut self, pairs: &[(String, String)]) {
        let query = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
        let path = self.path().to_owned();
        self.target = if query.is_empty() { path } else { format!("{path}?{query}") };
    }

    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// Gives a header a value, in its place if there is one already.
    pub fn set_header(&mut self, name: &str, value: &str) {
        set_header(&mut self.headers, name, value);
    }

    /// Takes a header out.
    pub fn remove_header(&mut self, name: &str) {
        self.headers.retain(|(found, _)| !found.eq_ignore_ascii_case(name));
    }

    /// The documented members that the request gives; values of a query are texts.
    #[must_use]
    pub fn members(&self, operation: &Operation) -> Map<String, Value> {
        match operation.request_members {
            RequestMembers::Query => self
                .query()
                .into_iter()
                .map(|(name, value)| (decoded(&name), decoded(&value)))
                .filter(|(name, _)| !is_constant(operation, name))
                .map(|(name, value)| (name, Value::from(value)))
                .collect(),
            RequestMembers::Body => match serde_json::from_slice(&self.body) {
                Ok(Value::Object(members)) => members,
                _ => Map::new(),
            },
        }
    }

    /// Puts other members in place of those that it gives.
    pub fn set_members(&mut self, operation: &Operation, members: &Map<String, Value>) {
        match operation.request_members {
            RequestMembers::Query => {
                let mut pairs = self.query();
                pairs.retain(|(name, _)| is_constant(operation, &decoded(name)));
                pairs.extend(members.iter().map(|(name, value)| (encoded(name), encoded(&text(value)))));
                self.set_query(&pairs);
            }
            RequestMembers::Body => self.body = serde_json::to_vec(members).unwrap_or_default(),
        }
    }

    /// Changes the members that it gives.
    pub fn change_members(&mut self, operation: &Operation, change: impl FnOnce(&mut Map<String, Value>)) {
        let before = self.members(operation);
        let mut members = before.clone();
        change(&mut members);
        if members != before {
            self.set_members(operation, &members);
        }
    }

    /// The bytes to send.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(512 + self.body.len());
        bytes.extend(format!("{} {} HTTP/1.{}\r\n", self.method, self.target, self.minor).bytes());
        for (name, value) in &self.headers {
            let framing = ["content-length", "transfer-encoding"];
            if !framing.iter().any(|own| name.eq_ignore_ascii_case(own)) {
                put_header(&mut bytes, name, value);
            }
        }
        if self.chunked {
            put_header(&mut bytes, "transfer-encoding", "chunked");
            bytes.extend(b"\r\n");
            for piece in self.body.chunks(7) {
                bytes.extend(format!("{:x}\r\n", piece.len()).bytes());
                bytes.extend(piece);
                bytes.extend(b"\r\n");
            }
            bytes.extend(b"0\r\n\r\n");
            return bytes;
        }
        if !self.body.is_empty() || self.header("content-length").is_some() {
            put_header(&mut bytes, "content-length", &self.body.len().to_string());
        }
        bytes.extend(b"\r\n");
        bytes.extend(&self.body);
        bytes
    }
}

impl Answer {
    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    /// Gives a header a value, in its place if there is one already.
    pub fn set_header(&mut self, name: &str, value: &str) {
        set_header(&mut self.headers, name, value);
    }

    /// Takes a header out.
    pub fn remove_header(&mut self, name: &str) {
        self.headers.retain(|(found, _)| !found.eq_ignore_ascii_case(name));
    }

    /// The body as JSON.
    #[must_use]
    pub fn value(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// Changes the body where it is JSON.
    pub fn change(&mut self, change: impl FnOnce(&mut Value)) {
        if let Some(mut value) = self.value() {
            change(&mut value);
            self.body = serde_json::to_vec(&value).unwrap_or_default();
        }
    }

    /// Whether it is an error by its status.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.status >= 400
    }

    /// The bytes to send.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(512 + self.body.len());
        bytes.extend(format!("HTTP/1.1 {} \r\n", self.status).bytes());
        for (name, value) in &self.headers {
            put_header(&mut bytes, name, value);
        }
        if !matches!(self.status, 100..=199 | 204 | 304) {
            put_header(&mut bytes, "content-length", &self.body.len().to_string());
        }
        if self.closes {
            put_header(&mut bytes, "connection", "close");
        }
        bytes.extend(b"\r\n");
        bytes.extend(&self.body);
        bytes
    }
}

/// A value as a query writes it.
#[must_use]
pub(crate) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A text of a query as the type that the contract gives its member.
#[must_use]
pub(crate) fn typed(operation: &Operation, name: &str, value: &Value) -> Value {
    let at = contract::Location { side: Side::Request, path: vec![name.to_owned()] };
    match (operation.value_type(&at), value) {
        (Some(ValueType::Integer | ValueType::Number | ValueType::Boolean), Value::String(text)) => {
            serde_json::from_str(text).unwrap_or_else(|_| value.clone())
        }
        _ => value.clone(),
    }
}

fn is_constant(operation: &Operation, name: &str) -> bool {
    operation.query_constants().any(|(constant, _)| constant == name)
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

fn set_header(headers: &mut Vec<(String, String)>, name: &str, value: &str) {
    match headers.iter_mut().find(|(found, _)| found.eq_ignore_ascii_case(name)) {
        Some((_, found)) => value.clone_into(found),
        None => headers.push((name.to_owned(), value.to_owned())),
    }
}

/// Writes a header; its value is Latin-1, as it was read.
fn put_header(bytes: &mut Vec<u8>, name: &str, value: &str) {
    bytes.extend(name.bytes());
    bytes.extend(b": ");
    bytes.extend(value.chars().map(|character| u8::try_from(character).unwrap_or(b'?')));
    bytes.extend(b"\r\n");
}
