//! What every test stands on: the bundled contracts, a server, and requests that are right until a test changes them.

use std::sync::{Arc, LazyLock};

use contract::{Contracts, Fact, Operation, PagingStyle, RequestMembers, Side};
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::SecretString;
use serde_json::{Map, Value};
use signing::{Credentials, Request, Scope};
use simulator::{Scenario, Server};

pub(crate) static CONTRACTS: LazyLock<Arc<Contracts>> =
    LazyLock::new(|| Arc::new(Contracts::bundled().unwrap()));

const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Every operation there is.
pub(crate) fn operations() -> impl Iterator<Item = &'static Operation> {
    CONTRACTS.operations()
}

/// The operation that pages by tokens.
pub(crate) fn tokens() -> &'static Operation {
    operations().find(|operation| matches!(operation.paging(), Some(PagingStyle::Token { .. }))).unwrap()
}

/// The operation that pages by markers.
pub(crate) fn markers() -> &'static Operation {
    operations().find(|operation| matches!(operation.paging(), Some(PagingStyle::Marker { .. }))).unwrap()
}

/// The operations that number their pages: batch jobs first, evaluation jobs second.
pub(crate) fn numbered() -> [&'static Operation; 2] {
    let mut found = operations()
        .filter(|operation| matches!(operation.paging(), Some(PagingStyle::PageNumber { .. })))
        .collect::<Vec<_>>();
    found.sort_by_key(|operation| &operation.title);
    found.try_into().unwrap()
}

/// The smallest input that the contract accepts: the first choice for each required member.
pub(crate) fn least(operation: &Operation) -> Map<String, Value> {
    let required = operation.clauses.iter().filter_map(|clause| match &clause.fact {
        Fact::Required { at } if at.side == Side::Request => Some(at),
        _ => None,
    });
    required
        .map(|at| {
            let choice = operation.clauses_at(at).find_map(|clause| match &clause.fact {
                Fact::Choice { values, .. } => values.last().cloned(),
                _ => None,
            });
            (at.name().to_owned(), choice.unwrap_or_else(|| Value::from("any")))
        })
        .collect()
}

/// The smallest input with some members more, or other ones.
pub(crate) fn least_and(operation: &Operation, more: &Value) -> Map<String, Value> {
    let mut input = least(operation);
    input.extend(more.as_object().unwrap().clone());
    input
}

/// The schema of an operation's answers or errors as it is checked in.
pub(crate) fn schema(operation: &Operation, of: &str) -> jsonschema::Validator {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../schemas")
        .join(&operation.folder)
        .join(format!("{of}.schema.json"));
    let schema: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

/// A request before it is signed.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) credentials: Credentials,
    pub(crate) region: String,
    pub(crate) time: Timestamp,
    pub(crate) signed: bool,
}

impl Asked {
    pub(crate) fn target(&self) -> String {
        let pairs: Vec<String> = self
            .query
            .iter()
            .map(|(name, value)| {
                format!(
                    "{}={}",
                    utf8_percent_encode(name, UNRESERVED),
                    utf8_percent_encode(value, UNRESERVED)
                )
            })
            .collect();
        if pairs.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, pairs.join("&")) }
    }

    /// The headers with Host and, unless the test says no, the signature.
    pub(crate) fn all_headers(&self, operation: &Operation, host: &str) -> Vec<(String, String)> {
        let mut headers = self.headers.clone();
        headers.push(("host".to_owned(), host.to_owned()));
        if self.signed {
            let signing = &CONTRACTS.provider(operation).signing;
            let scope = Scope { region: self.region.clone(), service: signing.service.clone() };
            let request =
                Request { method: &self.method, target: &self.target(), headers: &headers, body: &self.body };
            let added = signing::sign(signing.scheme, &request, &self.credentials, &scope, self.time);
            headers.extend(added);
        }
        headers
    }
}

/// An answer as it came.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The code of the error in the provider's envelope, wherever the provider puts it.
    pub(crate) fn code(&self, operation: &Operation) -> Option<String> {
        match &CONTRACTS.provider(operation).error.code {
            contract::Place::Header(name) => self.header(name).map(str::to_owned),
            contract::Place::Body(pointer) => {
                self.json().pointer(pointer).and_then(Value::as_str).map(str::to_owned)
            }
        }
    }

    /// The numbers of the jobs on the page, read off their names.
    pub(crate) fn numbers(&self, operation: &Operation) -> Vec<usize> {
        assert_eq!(self.status, 200, "{}", String::from_utf8_lossy(&self.bytes));
        let body = self.json();
        let list = operation.paging().unwrap().list().value(&body).unwrap().as_array().unwrap();
        list.iter().map(number).collect()
    }
}

/// The number of a job, read off the member that ends with it.
pub(crate) fn number(job: &Value) -> usize {
    let name = ["jobName", "taskId", "Name"].iter().find_map(|name| job[name].as_str()).unwrap();
    let digits = name.trim_end_matches(|character: char| character.is_ascii_digit()).len();
    name[digits..].parse().unwrap()
}

/// A server of one operation.
pub(crate) struct Testbed {
    pub(crate) operation: &'static Operation,
    pub(crate) server: Server,
    http: reqwest::Client,
    scenario: Scenario,
}

impl Testbed {
    pub(crate) async fn start(operation: &'static Operation, jobs: usize) -> Self {
        Self::with(operation, Scenario::new(&operation.id, jobs)).await
    }

    /// A server that first does what a script says.
    pub(crate) async fn script(operation: &'static Operation, jobs: usize, exchanges: Value) -> Self {
        let exchanges = serde_json::from_value(exchanges).unwrap();
        Self::with(operation, Scenario::new(&operation.id, jobs).with_exchanges(exchanges)).await
    }

    pub(crate) async fn with(operation: &'static Operation, scenario: Scenario) -> Self {
        let server = Server::start(Arc::clone(&CONTRACTS)).await.unwrap();
        server.begin(scenario.clone()).await.unwrap();
        // A build of the whole workspace has TLS without a provider of its own.
        tls::install();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { operation, server, http, scenario }
    }

    /// Begins another trial of the same jobs by another key.
    pub(crate) async fn begin_as(&mut self, access_key_id: &str) {
        self.scenario.credentials = keys(access_key_id);
        self.server.begin(self.scenario.clone()).await.unwrap();
    }

    /// The right request for an input.
    pub(crate) fn right(&self, input: &Map<String, Value>) -> Asked {
        let operation = self.operation;
        let constant = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let mut query: Vec<(String, String)> = operation.query_constants().map(constant).collect();
        let mut body = Vec::new();
        match operation.request_members {
            RequestMembers::Query => query.extend(input.iter().map(|(name, value)| {
                (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            })),
            RequestMembers::Body => body = serde_json::to_vec(input).unwrap(),
        }
        let headers = operation.clauses.iter().filter_map(|clause| match &clause.fact {
            Fact::RequestHeader { name, value: Some(value) } => Some((name.clone(), value.clone())),
            _ => None,
        });
        Asked {
            method: operation.method().unwrap().to_owned(),
            path: operation.path().unwrap().to_owned(),
            query,
            headers: headers.collect(),
            body,
            credentials: self.scenario.credentials.clone(),
            region: self.scenario.region.clone(),
            time: Timestamp::now(),
            signed: true,
        }
    }

    /// Sends the right request for an input.
    pub(crate) async fn ask(&self, input: &Map<String, Value>) -> Answer {
        self.send(&self.right(input)).await.unwrap()
    }

    pub(crate) async fn send(&self, asked: &Asked) -> reqwest::Result<Answer> {
        self.send_to(&self.server.url(), asked).await
    }

    /// Sends a request to another server, signed for it.
    pub(crate) async fn send_to(&self, url: &str, asked: &Asked) -> reqwest::Result<Answer> {
        let host = url.strip_prefix("http://").unwrap();
        let method = reqwest::Method::from_bytes(asked.method.as_bytes()).unwrap();
        let mut request = self.http.request(method, format!("{url}{}", asked.target()));
        for (name, value) in asked.all_headers(self.operation, host) {
            request = request.header(name, value);
        }
        let answer = request.body(asked.body.clone()).send().await?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Ok(Answer { status, headers, bytes: answer.bytes().await?.to_vec() })
    }

    /// Follows the pages by the documented rules; gives each page's answer.
    pub(crate) async fn walk(&self, input: &Map<String, Value>) -> Vec<Answer> {
        let style = self.operation.paging().unwrap();
        let mut input = input.clone();
        let mut answers: Vec<Answer> = Vec::new();
        let mut seen = 0;
        loop {
            let answer = self.ask(&input).await;
            let body = answer.json();
            assert_eq!(answer.status, 200, "{body}");
            seen += style.list().value(&body).unwrap().as_array().unwrap().len();
            answers.push(answer);
            assert!(answers.len() <= 200, "the walk has no end");
            let position = match style {
                PagingStyle::Token { next, .. } => next.value(&body).cloned(),
                PagingStyle::Marker { next, truncated, .. } => {
                    let more = truncated.value(&body).unwrap().as_bool().unwrap();
                    assert_eq!(next.value(&body).is_some(), more, "{body}");
                    next.value(&body).cloned()
                }
                PagingStyle::PageNumber { total, first, .. } => {
                    let total = total.value(&body).unwrap().as_u64().unwrap() as usize;
                    (seen < total).then(|| Value::from(first + answers.len() as i64))
                }
            };
            let Some(position) = position else { return answers };
            input.insert(style.position().name().to_owned(), position);
        }
    }

    /// The numbers of all jobs of a walk.
    pub(crate) async fn walked(&self, input: &Map<String, Value>) -> Vec<usize> {
        self.walk(input).await.iter().flat_map(|answer| answer.numbers(self.operation)).collect()
    }
}

/// Keys that bear a name.
pub(crate) fn keys(access_key_id: &str) -> Credentials {
    Credentials {
        access_key_id: access_key_id.to_owned(),
        secret_access_key: SecretString::from(format!("secret of {access_key_id}")),
        session_token: None,
    }
}
