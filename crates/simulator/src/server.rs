//! One port that serves one trial after another: the tap in front, wiremock behind, the contract in between.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use bytes::Bytes;
use contract::Contracts;
use jiff::Timestamp;
use tokio::sync::Notify;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Respond, ResponseTemplate};

use crate::answer::{Memory, Served, answer};
use crate::recording::{RecordedExchange, WireEvent, WireRecording};
use crate::stage::Stage;
use crate::tap::{After, Answer, Answering, Event, Fault, Planned, ReceivedRequest, Response, Tap};
use crate::validate::Validator;

/// A server for clients under test: one port, one trial at a time.
#[derive(Debug)]
pub struct Server {
    tap: Tap,
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
    /// `AddrInUse` if somebody has the port.
    pub async fn start_at(port: u16, contracts: Arc<Contracts>) -> io::Result<Self> {
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(io::Error::other)?;
        let shared = Arc::new(Shared {
            validators: contracts
                .operations()
                .map(|operation| (operation.id.clone(), Validator::new(operation)))
                .collect(),
            contracts,
            http,
            current: Mutex::new(None),
            retired: Mutex::new(VecDeque::new()),
            pending: Mutex::new(HashMap::new()),
            upstream: tokio::sync::Mutex::new(None),
            next_tag: std::sync::atomic::AtomicU64::new(1),
        });
        let tap = Tap::start_at(port, Arc::new(Door(Arc::clone(&shared))))?;
        Ok(Self { tap, shared })
    }

    /// The address to give to a client, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> String {
        self.tap.url()
    }

    /// Begins a trial; one that runs already is ended and its recording lost.
    ///
    /// # Errors
    /// If the port cannot be had back after a trial that refused.
    pub async fn begin(&self, stage: Stage) -> io::Result<()> {
        drop(self.finish().await?);
        if stage.refuses_at_once() {
            self.tap.refuse().await;
        }
        let tag = self.shared.next_tag.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        *lock(&self.shared.current) = Some(Arc::new(Trial {
            tag,
            begun: Instant::now(),
            stage,
            memory: Mutex::new(Memory::default()),
            recorder: Mutex::new(Recorder::default()),
            settled: Notify::new(),
        }));
        Ok(())
    }

    /// What has been recorded so far of the trial that runs.
    #[must_use]
    pub fn so_far(&self) -> WireRecording {
        lock(&self.shared.current)
            .as_ref()
            .map(|trial| lock(&trial.recorder).recording.clone())
            .unwrap_or_default()
    }

    /// Ends the trial and gives its recording; an empty one if none runs.
    ///
    /// # Errors
    /// If the port cannot be had back after a trial that refused.
    pub async fn finish(&self) -> io::Result<WireRecording> {
        let Some(trial) = lock(&self.shared.current).clone() else { return Ok(WireRecording::default()) };
        // The events of the last answer follow its bytes, which the client may have acted on already.
        if tokio::time::timeout(SETTLING, trial.settle()).await.is_err() {
            self.tap.close_connections().await;
            // Bounded, for what is closed settles at once.
            drop(tokio::time::timeout(SETTLING, trial.settle()).await);
        }
        *lock(&self.shared.current) = None;
        {
            let mut retired = lock(&self.shared.retired);
            retired.push_back(trial.stage.credentials.access_key_id.clone());
            if retired.len() > REMEMBERED_KEYS {
                retired.pop_front();
            }
        }
        self.tap.accept_again().await?;
        let recording = std::mem::take(&mut lock(&trial.recorder).recording);
        Ok(recording)
    }
}

/// How long to wait for the events of an answer that the client has already.
const SETTLING: Duration = Duration::from_millis(60);

/// How many trials back a late request is still recognised as not belonging to the one that runs.
const REMEMBERED_KEYS: usize = 256;

/// wiremock keeps some 5 KB a request even when told to record nothing, so a server is retired after so many.
const REQUESTS_PER_UPSTREAM: usize = 2_000;

/// The header by which the responder finds the exact bytes again, which wiremock parses and loses.
const EXCHANGE_HEADER: &str = "x-tap-exchange";

#[derive(Debug)]
struct Shared {
    contracts: Arc<Contracts>,
    validators: HashMap<String, Validator>,
    http: reqwest::Client,
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
struct Trial {
    tag: u64,
    begun: Instant,
    stage: Stage,
    memory: Mutex<Memory>,
    recorder: Mutex<Recorder>,
    settled: Notify,
}

#[derive(Debug, Default)]
struct Recorder {
    recording: WireRecording,
    /// Exchange number of the tap to index in the recording.
    indices: HashMap<u64, usize>,
    open: usize,
    kept: usize,
}

#[derive(Debug)]
struct Pending {
    trial: Arc<Trial>,
    request: Arc<ReceivedRequest>,
    served: Option<Served>,
}

impl Trial {
    async fn settle(&self) {
        loop {
            let settled = self.settled.notified();
            if lock(&self.recorder).open == 0 {
                return;
            }
            settled.await;
        }
    }
}

/// Stands between the tap and wiremock.
struct Door(Arc<Shared>);

impl Answer for Door {
    fn answer(&self, request: Arc<ReceivedRequest>) -> Answering<'_> {
        Box::pin(async move {
            let Some(trial) = self.0.trial_of(&request) else { return stray() };
            lock(&trial.recorder).open += 1;
            let number = request.exchange;
            lock(&self.0.pending).insert(
                number,
                Pending { trial: Arc::clone(&trial), request: Arc::clone(&request), served: None },
            );
            let response = self.0.forward(number, &request).await;
            let pending = lock(&self.0.pending).remove(&number);
            let served = pending.and_then(|pending| pending.served);
            let (response, served) = match (response, served) {
                (Ok(response), Some(served)) => (response, served),
                (outcome, _) => {
                    lock(&trial.recorder).open -= 1;
                    return unreachable_upstream(
                        &outcome.err().map_or_else(String::new, |error| error.to_string()),
                    );
                }
            };
            let after = if trial.refuses_next() { After::RefuseFromNowOn } else { After::Nothing };
            let fault = served.fault.clone();
            trial.record(&request, served);
            Planned { response, fault, after, tag: Some(trial.tag) }
        })
    }

    fn observe(&self, event: Event) {
        let Some(trial) = lock(&self.0.current).clone() else { return };
        trial.observe(event);
    }
}

impl Trial {
    fn refuses_next(&self) -> bool {
        let requests = lock(&self.memory).requests();
        self.stage.fault(self.stage.exchange(requests)) == Some(Fault::Refuse)
    }

    fn record(&self, request: &Arc<ReceivedRequest>, served: Served) {
        let mut recorder = lock(&self.recorder);
        let index = recorder.recording.exchanges.len();
        recorder.indices.insert(request.exchange, index);
        let at = request.complete.saturating_duration_since(self.begun);
        let wall = Timestamp::now();
        recorder.recording.exchanges.push(RecordedExchange {
            request: Arc::clone(request),
            at,
            wall,
            served,
            finish: None,
            sent: Bytes::new(),
        });
    }

    fn observe(&self, event: Event) {
        let at = event.at().saturating_duration_since(self.begun);
        let connection = event.connection();
        let mut recorder = lock(&self.recorder);
        let (what, bytes, inward) = match event {
            Event::ConnectionOpened { .. } => ("connection opened".to_owned(), Bytes::new(), true),
            Event::BytesIn { bytes, .. } => (format!("{} bytes in", bytes.len()), bytes, true),
            Event::BytesOut { bytes, exchange, tag, .. } => {
                if tag.is_some_and(|tag| tag != self.tag) {
                    return;
                }
                if let Some(index) = exchange.and_then(|exchange| recorder.indices.get(&exchange).copied()) {
                    let sent = &mut recorder.recording.exchanges[index].sent;
                    *sent = if sent.is_empty() {
                        bytes.clone()
                    } else {
                        Bytes::from([&sent[..], &bytes[..]].concat())
                    };
                }
                (format!("{} bytes out", bytes.len()), bytes, false)
            }
            Event::RequestComplete { .. } => return,
            Event::RequestCut { received, .. } => {
                (format!("the client went away after {received} bytes of a request"), Bytes::new(), true)
            }
            Event::NotHttp { problem, bytes, .. } => {
                recorder.recording.not_http.push(problem.to_string());
                (problem.to_string(), bytes, true)
            }
            Event::ResponseFinished { exchange, tag, how, .. } => {
                if tag != Some(self.tag) {
                    return;
                }
                if let Some(index) = recorder.indices.get(&exchange).copied() {
                    recorder.recording.exchanges[index].finish = Some(how.clone());
                    recorder.open -= 1;
                    self.settled.notify_waiters();
                }
                (format!("answer ended: {how:?}"), Bytes::new(), false)
            }
            Event::ClientClosed { how, .. } => (format!("the client closed: {how:?}"), Bytes::new(), true),
            Event::ConnectionClosed { .. } => ("connection closed".to_owned(), Bytes::new(), false),
            Event::Refusing { .. } => ("the port refuses".to_owned(), Bytes::new(), false),
            Event::Accepting { .. } => ("the port accepts again".to_owned(), Bytes::new(), false),
            Event::Elsewhere { head, body, .. } => {
                let all = Bytes::from([&head[..], &body[..]].concat());
                recorder.recording.elsewhere.push(all.clone());
                ("a request came to another host".to_owned(), all, true)
            }
        };
        // A client that never stops must not fill the memory; its requests are counted in the exchanges all the same.
        recorder.kept += bytes.len() + 64;
        if recorder.kept <= KEPT_BYTES {
            recorder.recording.events.push(WireEvent { at, connection, what, bytes, inward });
        }
    }
}

/// How many bytes of events a trial keeps.
const KEPT_BYTES: usize = 8 * 1024 * 1024;

impl Shared {
    /// The trial that a request belongs to: the one that runs, unless the request bears the key of an older one.
    fn trial_of(&self, request: &ReceivedRequest) -> Option<Arc<Trial>> {
        let trial = lock(&self.current).clone()?;
        let head = &request.raw_head;
        let bears =
            |key: &str| !key.is_empty() && head.windows(key.len()).any(|window| window == key.as_bytes());
        if !bears(&trial.stage.credentials.access_key_id) && lock(&self.retired).iter().any(|key| bears(key))
        {
            lock(&trial.recorder).recording.strays += 1;
            return None;
        }
        Some(trial)
    }

    async fn forward(self: &Arc<Self>, number: u64, request: &ReceivedRequest) -> io::Result<Response> {
        let server = self.upstream().await;
        let method = reqwest::Method::from_bytes(request.method.as_bytes()).unwrap_or(reqwest::Method::GET);
        let answer = self
            .http
            .request(method, server.uri())
            .header(EXCHANGE_HEADER, number)
            .send()
            .await
            .map_err(io::Error::other)?;
        let status = answer.status().as_u16();
        let headers = answer
            .headers()
            .iter()
            .map(|(name, value)| {
                (name.as_str().to_owned(), value.as_bytes().iter().map(|byte| char::from(*byte)).collect())
            })
            .collect();
        let body = answer.bytes().await.map_err(io::Error::other)?;
        Ok(Response { status, reason: None, headers, body, close: false, chunked: false })
    }

    async fn upstream(self: &Arc<Self>) -> Arc<MockServer> {
        let mut upstream = self.upstream.lock().await;
        if let Some(running) = upstream.as_mut().filter(|running| running.left > 0) {
            running.left -= 1;
            return Arc::clone(&running.server);
        }
        let server = MockServer::builder().disable_request_recording().start().await;
        Mock::given(any()).respond_with(Responder(Arc::downgrade(self))).mount(&server).await;
        let server = Arc::new(server);
        *upstream = Some(Upstream { server: Arc::clone(&server), left: REQUESTS_PER_UPSTREAM });
        server
    }
}

/// The one dynamic responder: finds the exact request by its number and answers it by the contract.
struct Responder(Weak<Shared>);

impl Respond for Responder {
    fn respond(&self, request: &wiremock::Request) -> ResponseTemplate {
        self.answer(request).unwrap_or_else(|| ResponseTemplate::new(503))
    }
}

impl Responder {
    fn answer(&self, request: &wiremock::Request) -> Option<ResponseTemplate> {
        let shared = self.0.upgrade()?;
        let number: u64 = request.headers.get(EXCHANGE_HEADER)?.to_str().ok()?.parse().ok()?;
        let (trial, received) = {
            let pending = lock(&shared.pending);
            let pending = pending.get(&number)?;
            (Arc::clone(&pending.trial), Arc::clone(&pending.request))
        };
        let validator = shared.validators.get(&trial.stage.operation)?;
        let served = answer(&shared.contracts, validator, &trial.stage, &mut lock(&trial.memory), &received);
        let mut template = ResponseTemplate::new(served.status);
        for (name, value) in &served.headers {
            template = template.append_header(name.as_str(), value.as_str());
        }
        template = template.set_body_bytes(served.body.to_vec());
        lock(&shared.pending).get_mut(&number)?.served = Some(served);
        Some(template)
    }
}

fn stray() -> Planned {
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

/// A poisoned lock only says that some task panicked; what it guards is still whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
