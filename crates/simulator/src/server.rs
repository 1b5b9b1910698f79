//! One port that serves one trial after another: the fault proxy in front, wiremock behind, the contract in between.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use bytes::Bytes;
use contract::{Contracts, RequestConstraints};
use http_body_util::{BodyExt, Empty};
use hyper::Method;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use wire::{ReceivedRequest, Recording, Response};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Respond, ResponseTemplate};

use crate::answer::{Served, answer};
use crate::lock::lock;
use crate::proxy::{After, Answer, Answering, Event, FaultProxy, Planned};
use crate::responder::template;
use crate::scenario::Scenario;
use crate::trial::Trial;

/// A server for clients under test: one port, one trial at a time.
#[derive(Debug)]
pub struct Server {
    proxy: FaultProxy,
    shared: Arc<Shared>,
}

impl Server {
    /// Listens on a free port of 127.0.0.1. Needs a tokio runtime around it.
    ///
    /// # Errors
    /// If no port can be had or wiremock cannot be reached.
    pub async fn start(contracts: Arc<Contracts>) -> io::Result<Self> {
        Self::start_at(0, contracts).await
    }

    /// Listens on this port of 127.0.0.1; 0 is any free port.
    ///
    /// # Errors
    /// `AddrInUse` if the port is in use.
    pub async fn start_at(port: u16, contracts: Arc<Contracts>) -> io::Result<Self> {
        let http = Client::builder(TokioExecutor::new()).build_http();
        let shared = Arc::new(Shared {
            constraints: contracts
                .operations()
                .map(|operation| (operation.id.clone(), RequestConstraints::of(operation)))
                .collect(),
            contracts,
            http,
            current: Mutex::new(None),
            retired: Mutex::new(VecDeque::new()),
            pending: Mutex::new(HashMap::new()),
            upstream: tokio::sync::Mutex::new(None),
            next_tag: std::sync::atomic::AtomicU64::new(1),
        });
        let proxy = FaultProxy::start_at(port, Arc::new(Backend(Arc::clone(&shared))))?;
        Ok(Self { proxy, shared })
    }

    /// The address to give to a client, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> String {
        self.proxy.url()
    }

    /// The port, the same for the whole life of the server.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.proxy.port()
    }

    /// Begins a trial; one that runs already is ended and its recording lost.
    ///
    /// # Errors
    /// If the port cannot be had back after a trial that refused.
    pub async fn begin(&self, scenario: Scenario) -> io::Result<()> {
        drop(self.finish().await?);
        if scenario.refuses_at_once() {
            self.proxy.refuse().await;
        }
        let tag = self.shared.next_tag.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        *lock(&self.shared.current) = Some(Arc::new(Trial::new(tag, scenario)));
        Ok(())
    }

    /// What has been recorded so far of the trial that runs.
    #[must_use]
    pub fn so_far(&self) -> Recording {
        lock(&self.shared.current).as_ref().map(|trial| trial.so_far()).unwrap_or_default()
    }

    /// Ends the trial and gives its recording; an empty one if none runs.
    ///
    /// # Errors
    /// If the port cannot be had back after a trial that refused.
    pub async fn finish(&self) -> io::Result<Recording> {
        let Some(trial) = lock(&self.shared.current).clone() else { return Ok(Recording::default()) };
        // The events of the last answer follow its bytes, which the client may have acted on already.
        if tokio::time::timeout(SETTLING, trial.settle()).await.is_err() {
            self.proxy.close_connections().await;
            // Bounded, for what is closed settles at once.
            drop(tokio::time::timeout(SETTLING, trial.settle()).await);
        }
        *lock(&self.shared.current) = None;
        {
            let mut retired = lock(&self.shared.retired);
            retired.push_back(trial.scenario.credentials.access_key_id.clone());
            if retired.len() > REMEMBERED_KEYS {
                retired.pop_front();
            }
        }
        self.proxy.accept_again().await?;
        Ok(trial.take())
    }
}

/// How long to wait for the events of an answer that the client has already.
const SETTLING: Duration = Duration::from_millis(60);

/// How many trials back a late request is still recognised as not belonging to the one that runs.
const REMEMBERED_KEYS: usize = 256;

/// wiremock keeps some 5 KB a request even when recording is off, so a server is retired after so many.
const REQUESTS_PER_UPSTREAM: usize = 2_000;

/// The header by which the responder finds the exact bytes again, which wiremock parses and loses.
const EXCHANGE_HEADER: &str = "x-exchange-number";

#[derive(Debug)]
struct Shared {
    contracts: Arc<Contracts>,
    constraints: HashMap<String, RequestConstraints>,
    http: Client<HttpConnector, Empty<Bytes>>,
    current: Mutex<Option<Arc<Trial>>>,
    retired: Mutex<VecDeque<String>>,
    pending: Mutex<HashMap<u64, Pending>>,
    upstream: tokio::sync::Mutex<Option<Upstream>>,
    next_tag: std::sync::atomic::AtomicU64,
}

#[derive(Debug)]
struct Upstream {
    server: Arc<MockServer>,
    left: usize,
}

#[derive(Debug)]
struct Pending {
    trial: Arc<Trial>,
    request: Arc<ReceivedRequest>,
    served: Option<Served>,
}

/// Connects the fault proxy to wiremock.
struct Backend(Arc<Shared>);

/// An exchange between its request and its answer. A client that goes away meanwhile drops it half way.
struct Opened<'a> {
    shared: &'a Shared,
    number: u64,
    trial: Arc<Trial>,
    kept: bool,
}

impl<'a> Opened<'a> {
    fn new(shared: &'a Shared, number: u64, trial: &Arc<Trial>, request: &Arc<ReceivedRequest>) -> Self {
        trial.open();
        let pending = Pending { trial: Arc::clone(trial), request: Arc::clone(request), served: None };
        lock(&shared.pending).insert(number, pending);
        Self { shared, number, trial: Arc::clone(trial), kept: false }
    }

    fn served(&mut self) -> Option<Served> {
        lock(&self.shared.pending).remove(&self.number)?.served
    }

    /// The answer is under way, and the fault proxy will report its end.
    fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Opened<'_> {
    fn drop(&mut self) {
        lock(&self.shared.pending).remove(&self.number);
        if !self.kept {
            self.trial.give_up();
        }
    }
}

impl Answer for Backend {
    fn answer(&self, request: Arc<ReceivedRequest>) -> Answering<'_> {
        Box::pin(async move {
            let Some(trial) = self.0.trial_of(&request) else { return late() };
            let number = request.exchange;
            let mut opened = Opened::new(&self.0, number, &trial, &request);
            let response = self.0.forward(number, &request).await;
            let served = opened.served();
            let (response, served) = match (response, served) {
                (Ok(response), Some(served)) => (response, served),
                (outcome, _) => {
                    return unreachable_upstream(
                        &outcome.err().map_or_else(String::new, |error| error.to_string()),
                    );
                }
            };
            let after = if trial.refuses_next() { After::RefuseFromNowOn } else { After::Nothing };
            let fault = served.fault.clone();
            trial.record(&request, served);
            opened.keep();
            Planned { response, fault, after, tag: Some(trial.tag) }
        })
    }

    fn observe(&self, event: Event) {
        let Some(trial) = lock(&self.0.current).clone() else { return };
        trial.observe(event);
    }
}

impl Shared {
    /// The trial that a request belongs to: the one that runs, unless the request bears the key of an older one.
    fn trial_of(&self, request: &ReceivedRequest) -> Option<Arc<Trial>> {
        let trial = lock(&self.current).clone()?;
        let head = &request.raw_head;
        let bears =
            |key: &str| !key.is_empty() && head.windows(key.len()).any(|window| window == key.as_bytes());
        if !bears(&trial.scenario.credentials.access_key_id)
            && lock(&self.retired).iter().any(|key| bears(key))
        {
            trial.late_request();
            return None;
        }
        Some(trial)
    }

    async fn forward(self: &Arc<Self>, number: u64, request: &ReceivedRequest) -> io::Result<Response> {
        let server = self.upstream().await;
        let method = Method::from_bytes(request.method.as_bytes()).unwrap_or(Method::GET);
        let request = hyper::Request::builder()
            .method(method)
            .uri(server.uri())
            .header(EXCHANGE_HEADER, number)
            .body(Empty::new())
            .map_err(io::Error::other)?;
        let (head, body) = self.http.request(request).await.map_err(io::Error::other)?.into_parts();
        let headers = head
            .headers
            .iter()
            .map(|(name, value)| {
                (name.as_str().to_owned(), value.as_bytes().iter().map(|byte| char::from(*byte)).collect())
            })
            .collect();
        let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
        Ok(Response {
            status: head.status.as_u16(),
            reason: None,
            headers,
            body,
            close: false,
            chunked: false,
        })
    }

    async fn upstream(self: &Arc<Self>) -> Arc<MockServer> {
        let mut upstream = self.upstream.lock().await;
        if let Some(running) = upstream.as_mut().filter(|running| running.left > 0) {
            running.left -= 1;
            return Arc::clone(&running.server);
        }
        let server = MockServer::builder().disable_request_recording().start().await;
        Mock::given(any()).respond_with(ByNumber(Arc::downgrade(self))).mount(&server).await;
        let server = Arc::new(server);
        *upstream = Some(Upstream { server: Arc::clone(&server), left: REQUESTS_PER_UPSTREAM });
        server
    }
}

/// The one dynamic responder: finds the exact request by its number and answers it by the contract.
struct ByNumber(Weak<Shared>);

impl Respond for ByNumber {
    fn respond(&self, request: &wiremock::Request) -> ResponseTemplate {
        self.answer(request).unwrap_or_else(|| ResponseTemplate::new(503))
    }
}

impl ByNumber {
    fn answer(&self, request: &wiremock::Request) -> Option<ResponseTemplate> {
        let shared = self.0.upgrade()?;
        let number: u64 = request.headers.get(EXCHANGE_HEADER)?.to_str().ok()?.parse().ok()?;
        let (trial, received) = {
            let pending = lock(&shared.pending);
            let pending = pending.get(&number)?;
            (Arc::clone(&pending.trial), Arc::clone(&pending.request))
        };
        let constraints = shared.constraints.get(&trial.scenario.operation)?;
        let served =
            answer(&shared.contracts, constraints, &trial.scenario, &mut lock(&trial.memory), &received);
        let template = template(&served);
        lock(&shared.pending).get_mut(&number)?.served = Some(served);
        Some(template)
    }
}

fn late() -> Planned {
    Planned::from(Response {
        close: true,
        ..Response::json(503, "{\"message\":\"this key belongs to a trial that is over\"}")
    })
}

fn unreachable_upstream(problem: &str) -> Planned {
    Planned::from(Response {
        close: true,
        ..Response::json(
            503,
            format!("{{\"message\":\"the harness could not answer: {}\"}}", problem.replace('"', "'")),
        )
    })
}
