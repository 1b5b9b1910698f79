//! A contract as a responder for a wiremock server of one's own.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use bytes::Bytes;
use contract::Contracts;
use wire::ReceivedRequest;
use wiremock::{Request, Respond, ResponseTemplate};

use crate::answer::Served;
use crate::lock::lock;
use crate::offline::OfflineSimulator;
use crate::scenario::Scenario;
use crate::start_error::StartError;

/// Answers by the contract of one operation; mount it on a wiremock server of your own.
///
/// wiremock decides which mock a request reaches, by matchers and priorities, how often it may, and what is answered
/// where none matches. The responder decides the whole answer: it checks path, method, signature and members by the
/// contract, so that `any()` is all the matcher it needs. Pages and scripted exchanges are counted by responder, not by
/// connection. wiremock passes requests parsed: the case and order of header names are gone and the URL is
/// normalized, so that signatures over an unusual spelling of a URL may fail to verify. The `fault` of a scripted
/// exchange is not applied, since wiremock cannot break a connection; a [`Server`](crate::Server) can.
#[derive(Debug)]
pub struct Responder {
    simulator: Mutex<OfflineSimulator>,
}

/// Serves so many items of one operation, `provider/operation`, with the example keys of [`Scenario::new`].
///
/// ```
/// use wiremock::{Mock, MockServer, matchers::any};
///
/// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # tls::install();
/// let server = MockServer::start().await;
/// Mock::given(any()).respond_with(simulator::responder("amazon-bedrock/list-evaluation-jobs", 12)?).mount(&server).await;
/// // Point your client at server.uri(). What is not signed is refused, as the service would:
/// let answer = reqwest::get(format!("{}/evaluation-jobs", server.uri())).await?;
/// assert_eq!(answer.status(), 403);
/// assert_eq!(answer.headers()["x-amzn-errortype"], "AccessDeniedException");
/// # Ok(()) }
/// ```
///
/// # Errors
/// [`StartError::Contracts`] and [`StartError::UnknownOperation`].
pub fn responder(operation: &str, items: usize) -> Result<Responder, StartError> {
    Responder::of_scenario(Scenario::new(operation, items))
}

impl Responder {
    /// Answers by a scenario: other keys, a script, or any signature time with `freshness: None`.
    ///
    /// # Errors
    /// As [`responder`].
    pub fn of_scenario(scenario: Scenario) -> Result<Self, StartError> {
        let contracts = Arc::new(Contracts::bundled()?);
        let operation = scenario.operation.clone();
        let simulator = OfflineSimulator::new(Arc::clone(&contracts), scenario)
            .ok_or_else(|| StartError::unknown_operation(&contracts, operation))?;
        Ok(Self { simulator: Mutex::new(simulator) })
    }
}

impl Respond for Responder {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        template(&lock(&self.simulator).answer(&received(request)))
    }
}

/// An answer as wiremock sends it.
pub(crate) fn template(served: &Served) -> ResponseTemplate {
    let template =
        served.headers.iter().fold(ResponseTemplate::new(served.status), |template, (name, value)| {
            template.append_header(name.as_str(), value.as_str())
        });
    template.set_body_bytes(served.body.to_vec())
}

fn received(request: &Request) -> ReceivedRequest {
    let now = Instant::now();
    let target = match request.url.query() {
        Some(query) => format!("{}?{query}", request.url.path()),
        None => request.url.path().to_owned(),
    };
    let latin1 = |value: &[u8]| value.iter().map(|byte| char::from(*byte)).collect();
    ReceivedRequest {
        connection: 0,
        exchange: 0,
        method: request.method.to_string(),
        target,
        version_minor: 1,
        headers: request
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), latin1(value.as_bytes())))
            .collect(),
        body: Bytes::copy_from_slice(&request.body),
        raw_head: Bytes::new(),
        started: now,
        complete: now,
    }
}
