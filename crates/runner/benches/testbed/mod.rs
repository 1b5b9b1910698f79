//! What the benchmarks measure with: a bare server, a port with one client, and runs of many trials.

use std::convert::Infallible;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use client_protocol::{Call, Credentials, Drive, Limits, ToClient, write_line};
use contract::{Contracts, Operation, PagingStyle};
use fixtures::Folder;
use http_body_util::Full;
use hyper_util::rt::TokioIo;
use runner::{Client, Progress, Selection, Settings};
use secrecy::ExposeSecret;
use serde_json::json;
use simulator::{Scenario, Server};
use suite::{Loaded, Verdict};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::TcpListener;
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::request::Written;

pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

const CLIENT: &str = env!("CARGO_BIN_EXE_misbehaving-client");

/// The right request of an operation, signed with a scenario's keys.
pub(crate) fn written(
    contracts: &Contracts,
    operation: &Operation,
    host: &str,
    scenario: &Scenario,
) -> Written {
    let required = operation.clauses.iter().filter_map(|clause| match &clause.fact {
        contract::Fact::Required { at } if at.side == contract::Side::Request => {
            Some((at.name().to_owned(), json!("auto")))
        }
        _ => None,
    });
    // Pages of one size, so that answers out of few and many items compare.
    let size = operation.paging().map(|style| (style.size().name().to_owned(), json!(5)));
    let mut written = Written::new(operation, host, &required.chain(size).collect());
    written.sign(contracts, operation, &scenario.credentials, &scenario.region, jiff::Timestamp::now());
    written
}

/// A port of the simulator and one HTTP client that asks it the same thing again and again.
pub(crate) struct Port {
    server: Server,
    scenario: Scenario,
    request: reqwest::Request,
    http: reqwest::Client,
}

impl Port {
    pub(crate) async fn open(
        contracts: &Arc<Contracts>,
        operation: &Operation,
        items: usize,
    ) -> Result<Self, Failure> {
        let server = Server::start(Arc::clone(contracts)).await?;
        let mut scenario = Scenario::new(&operation.id, items);
        scenario.freshness = None;
        let url = server.url();
        let written = written(contracts, operation, url.trim_start_matches("http://"), &scenario);
        // A build of the whole workspace has TLS without a provider of its own.
        tls::install();
        let http = reqwest::Client::builder().no_proxy().build()?;
        let method = reqwest::Method::from_bytes(written.method.as_bytes())?;
        let mut request = http.request(method, format!("{url}{}", written.target()));
        for (name, value) in written.headers.iter().filter(|(name, _)| name != "content-length") {
            request = request.header(name, value);
        }
        let request = request.body(written.body).build()?;
        Ok(Self { server, scenario, request, http })
    }

    /// Plays so many trials of so many exchanges each; gives how long all but each trial's first took.
    pub(crate) async fn trials(&self, trials: usize, exchanges: usize) -> Result<Duration, Failure> {
        let mut took = Duration::ZERO;
        for _ in 0..trials {
            self.server.begin(self.scenario.clone()).await?;
            // The first answer of a trial applies the filters to every job; the others are what is measured.
            self.exchange().await?;
            let begun = Instant::now();
            for _ in 1..exchanges {
                self.exchange().await?;
            }
            took += begun.elapsed();
            let recording = self.server.finish().await?;
            if recording.exchanges.len() != exchanges {
                return Err("exchanges were lost".into());
            }
        }
        Ok(took)
    }

    async fn exchange(&self) -> Result<(), Failure> {
        let request = self.request.try_clone().ok_or("a request that cannot be sent twice")?;
        self.http.execute(request).await?.error_for_status()?.bytes().await?;
        Ok(())
    }
}

/// A client process pointed at a server that gives fixed bytes: no fault proxy, no wiremock, no judge.
pub(crate) struct Bare {
    call: Call,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    _child: Child,
}

impl Bare {
    pub(crate) async fn start(contracts: &Arc<Contracts>) -> Result<Self, Failure> {
        let operation = tokens(contracts)?;
        let port = Port::open(contracts, operation, 5).await?;
        port.server.begin(port.scenario.clone()).await?;
        let request = port.request.try_clone().ok_or("a request that cannot be sent twice")?;
        let body = port.http.execute(request).await?.bytes().await?;
        let endpoint = format!("http://{}", serve(body).await?);
        let mut child = Command::new(CLIENT)
            .arg("right")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let (mut input, output) =
            child.stdin.take().zip(child.stdout.take()).ok_or("a client without streams")?;
        let mut output = BufReader::new(output).lines();
        input.write_all(write_line(&ToClient::Hello { protocol: 1 })?.as_bytes()).await?;
        output.next_line().await?.ok_or("a client that is not ready")?;
        let call = Call {
            seq: 0,
            operation: operation.id.clone(),
            drive: Drive::Page,
            endpoint,
            region: port.scenario.region.clone(),
            credentials: Credentials {
                access_key_id: port.scenario.credentials.access_key_id.clone(),
                secret_access_key: port.scenario.credentials.secret_access_key.expose_secret().to_owned(),
                session_token: None,
            },
            input: json!({}),
            limits: Limits { deadline_ms: Some(10_000), attempts: Some(3), pages: Some(50) },
        };
        Ok(Self { call, input, output, _child: child })
    }

    /// One call and its outcome.
    pub(crate) async fn exchange(&mut self) -> Result<(), Failure> {
        self.call.seq += 1;
        let line = write_line(&ToClient::Call(Box::new(self.call.clone())))?;
        self.input.write_all(line.as_bytes()).await?;
        let line = self.output.next_line().await?.ok_or("a client that ended")?;
        if line.contains("\"returned\"") { Ok(()) } else { Err(line.into()) }
    }
}

/// Serves these bytes to every request.
async fn serve(body: Bytes) -> Result<std::net::SocketAddr, Failure> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let body = body.clone();
            let answer = hyper::service::service_fn(move |_| {
                let body = Full::new(body.clone());
                std::future::ready(Ok::<_, Infallible>(hyper::Response::new(body)))
            });
            // A client that goes away ends its connection, and nothing else.
            tokio::spawn(
                hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), answer),
            );
        }
    });
    Ok(address)
}

/// A run of so many trials, all of one page.
pub(crate) struct RunOf {
    loaded: Loaded,
    selection: Selection,
    client: Client,
    trials: usize,
    folder: Folder,
}

/// Writes so many cases that are alike.
pub(crate) fn run_of(trials: usize) -> Result<RunOf, Failure> {
    let folder = Folder::empty();
    fixtures::copy(&fixtures::schemas(), folder.root());
    let bundled = Contracts::bundled()?;
    let cases: Vec<_> = (0..trials)
        .map(|number| json!({"name": format!("page-{number}"), "clause": "paging/every-item-once", "drive": "page"}))
        .collect();
    let cases_folder = folder.path(&tokens(&bundled)?.folder.to_string_lossy()).join("cases");
    std::fs::create_dir_all(&cases_folder)?;
    std::fs::write(cases_folder.join("own.json"), json!({"subject": "own", "cases": cases}).to_string())?;
    let loaded = folder.load_suite();
    let selection = Selection::new(&loaded.suite, &["*/*/own/*".to_owned()], 0)?;
    let command = format!("{} right", shell_words::quote(CLIENT));
    let client = Client::of_command(&command, folder.root(), folder.root())?;
    Ok(RunOf { loaded, selection, client, trials, folder })
}

impl RunOf {
    /// How long one trial takes, from the end of the first to the end of the last.
    pub(crate) async fn time_of_one(&self) -> Result<Duration, Failure> {
        let settings =
            Settings { jobs: 1, trace: false, offline: false, root: self.folder.root().to_owned() };
        let clients = vec![self.client.clone()];
        let ends = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&ends);
        let progress = move |progress: Progress<'_>| {
            if let (Progress::Done { .. }, Ok(mut ends)) = (progress, noted.lock()) {
                ends.push(Instant::now());
            }
        };
        let run =
            runner::run(self.loaded.clone(), clients, &self.selection, settings, Arc::new(progress)).await?;
        let right = run.trials.iter().filter(|trial| trial.verdict == Verdict::Passed).count();
        if right != self.trials {
            return Err(format!("{right} of {} passed", self.trials).into());
        }
        let ends = ends.lock().map_err(|_| "a poisoned lock")?;
        let (first, last) = ends.first().zip(ends.last()).ok_or("no trial ended")?;
        Ok(last.duration_since(*first) / u32::try_from(ends.len().saturating_sub(1).max(1))?)
    }
}

fn tokens(contracts: &Contracts) -> Result<&Operation, Failure> {
    let mut operations = contracts.operations();
    let found = operations.find(|operation| matches!(operation.paging(), Some(PagingStyle::Token { .. })));
    found.ok_or_else(|| "no operation pages by tokens".into())
}
