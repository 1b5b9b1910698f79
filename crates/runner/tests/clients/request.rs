//! Writes a contract's right request: the least that a client has to send, signed.

use contract::{Contracts, Fact, Operation, RequestMembers};
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};
use signing::{Credentials, Request, Scope};

const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A request as it goes over the wire.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Written {
    /// The request for an input, not signed yet.
    pub(crate) fn new(operation: &Operation, host: &str, input: &Map<String, Value>) -> Self {
        let constants = operation.query_constants();
        let mut query: Vec<(String, String)> =
            constants.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let mut headers = vec![("host".to_owned(), host.to_owned())];
        let mut body = Vec::new();
        match operation.request_members {
            RequestMembers::Query => query.extend(input.iter().map(|(name, value)| {
                (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            })),
            RequestMembers::Body => body = Value::Object(input.clone()).to_string().into_bytes(),
        }
        headers.extend(operation.clauses.iter().filter_map(|clause| match &clause.fact {
            Fact::RequestHeader { name, value: Some(value) } => Some((name.clone(), value.clone())),
            _ => None,
        }));
        if !body.is_empty() {
            headers.push(("content-length".to_owned(), body.len().to_string()));
        }
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Self { method: text(operation.method()), path: text(operation.path()), query, headers, body }
    }

    pub(crate) fn target(&self) -> String {
        let encoded = |text: &str| utf8_percent_encode(text, UNRESERVED).to_string();
        let pairs: Vec<String> =
            self.query.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        if pairs.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, pairs.join("&")) }
    }

    /// Adds the signature's headers.
    pub(crate) fn sign(
        &mut self,
        contracts: &Contracts,
        operation: &Operation,
        credentials: &Credentials,
        region: &str,
        time: Timestamp,
    ) {
        let signing = &contracts.provider(operation).signing;
        let scope = Scope { region: region.to_owned(), service: signing.service.clone() };
        let target = self.target();
        let request =
            Request { method: &self.method, target: &target, headers: &self.headers, body: &self.body };
        let added = signing::sign(signing.scheme, &request, credentials, &scope, time);
        self.headers.extend(added);
    }

    /// The head's bytes.
    pub(crate) fn head(&self) -> String {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.target());
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head + "\r\n"
    }
}
