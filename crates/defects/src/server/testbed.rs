//! Puts each broken server in front of the simulator and asks it the probes that were made for it.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use contract::{Contracts, Impact, Severity};
use globset::{Glob, GlobMatcher};
use live::{Endpoint, Filter, Keys, LiveError, ProbeResult};
use signing::Credentials;
use simulator::{Scenario, Server};
use suite::Verdict;

use super::defect::{ServerDefect, ServerMutation};
use super::server_defects;
use crate::context::OperationView;
use crate::matrix::Caught;
use crate::message::{Answer, Request};
use crate::proxy::{Interceptor, listen};
use crate::signed::Signature;

/// What became of every broken server.
#[derive(Debug, Clone)]
pub struct ServerMatrix {
    /// One for each defect.
    pub rows: Vec<ServerRow>,
    /// Probes that no defect was made for.
    pub unclaimed: Vec<String>,
    /// Probes that blame the simulator as it is.
    pub blamed: Vec<String>,
}

/// One defect and its probes.
#[derive(Debug, Clone)]
pub struct ServerRow {
    /// The defect.
    pub defect: &'static ServerDefect,
    /// Its probes; those that say nothing here are left out.
    pub pairs: Vec<ProbePair>,
}

/// One defect and one probe.
#[derive(Debug, Clone)]
pub struct ProbePair {
    /// The probe.
    pub probe: String,
    /// What became of it.
    pub caught: Caught,
    /// What the finding says it would do to whoever asks; `None` where nothing was found.
    pub impact: Option<Impact>,
}

/// Why the broken servers could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum ServerMatrixError {
    /// No port.
    #[error("no port to serve on: {0}")]
    Port(#[from] io::Error),
    /// Nothing could be asked.
    #[error(transparent)]
    Live(#[from] LiveError),
}

impl ServerMatrix {
    /// Whether every defect is caught by every probe that was made for it.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let missed = |pair: &ProbePair| matches!(pair.caught, Caught::Missed(_));
        self.blamed.is_empty()
            && self.rows.iter().all(|row| !row.pairs.is_empty() && !row.pairs.iter().any(missed))
    }
}

/// Items enough for several pages of the usual size.
const ITEMS: usize = 25;

/// Asks every broken server whose name matches.
///
/// # Errors
/// [`ServerMatrixError`] if nothing could be asked.
pub async fn server_matrix(
    contracts: &Arc<Contracts>,
    names: Option<&GlobMatcher>,
) -> Result<ServerMatrix, ServerMatrixError> {
    let mut matrix = ServerMatrix { rows: Vec::new(), unclaimed: Vec::new(), blamed: Vec::new() };
    let defects: Vec<&'static ServerDefect> =
        server_defects().filter(|defect| names.is_none_or(|glob| glob.is_match(defect.name))).collect();
    matrix.rows = defects.iter().map(|defect| ServerRow { defect, pairs: Vec::new() }).collect();
    for id in contracts.operations().map(|operation| operation.id.as_str()) {
        let Some(operation) = OperationView::of(contracts, id).map(Arc::new) else { continue };
        let testbed = Testbed::start(contracts, operation).await?;
        let sound = testbed.ask(contracts, None, &[]).await?;
        let blamed = sound.iter().filter(|report| !report.findings.is_empty());
        matrix.blamed.extend(blamed.map(|report| format!("{}: {}", report.probe, describe(report))));
        let ids: Vec<&str> = sound
            .iter()
            .filter(|report| report.verdict != Verdict::Skipped)
            .map(|report| report.probe.as_str())
            .collect();
        let mut claimed: Vec<&str> = Vec::new();
        for row in &mut matrix.rows {
            let globs = claims(id, row.defect);
            let mine: Vec<&str> =
                ids.iter().copied().filter(|id| globs.iter().any(|glob| glob.is_match(id))).collect();
            if mine.is_empty() {
                continue;
            }
            let patterns: Vec<String> = mine.iter().map(|id| (*id).to_owned()).collect();
            let reports = testbed.ask(contracts, Some(row.defect), &patterns).await?;
            // A probe that can say nothing of this server neither catches it nor lets it pass.
            let said = reports.iter().filter(|report| report.verdict != Verdict::Skipped);
            row.pairs.extend(said.map(pair));
            claimed.extend(mine);
        }
        if names.is_none() {
            matrix.unclaimed.extend(ids.iter().filter(|id| !claimed.contains(id)).map(|id| (*id).to_owned()));
        }
    }
    Ok(matrix)
}

/// The globs of the probes of an operation that were made for a defect.
pub(crate) fn claims(operation: &str, defect: &ServerDefect) -> Vec<GlobMatcher> {
    let globs = defect.made_for.iter();
    globs
        .filter_map(|glob| Glob::new(&format!("{operation}/{glob}")).ok())
        .map(|glob| glob.compile_matcher())
        .collect()
}

fn pair(report: &ProbeResult) -> ProbePair {
    // A probe of a whole body speaks of the member that is wrong in it.
    let whole_body = report.generator == "schema";
    let about = report.findings.iter().filter(|finding| whole_body || finding.clause == report.clause);
    let caught = match about.map(|finding| finding.severity).min() {
        Some(Severity::Violation) => Caught::Violation,
        Some(Severity::Warning) => Caught::Warning,
        None => Caught::Missed(describe(report)),
    };
    let impact = report.findings.iter().map(|finding| finding.impact).min();
    ProbePair { probe: report.probe.clone(), caught, impact }
}

fn describe(report: &ProbeResult) -> String {
    let findings: Vec<String> = report
        .findings
        .iter()
        .map(|finding| format!("{} (actual: {})", finding.clause, finding.actual))
        .collect();
    format!("{} {} {}", report.verdict, report.reason.as_deref().unwrap_or_default(), findings.join("; "))
}

/// A simulator of one operation with the proxy in front of it.
struct Testbed {
    operation: Arc<OperationView>,
    server: Server,
    front: Arc<Front>,
    address: SocketAddr,
}

struct Front {
    operation: Arc<OperationView>,
    upstream: SocketAddr,
    credentials: Credentials,
    region: String,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    defect: Option<&'static ServerDefect>,
    received: Option<Request>,
    answered: usize,
}

impl Testbed {
    async fn start(contracts: &Arc<Contracts>, operation: Arc<OperationView>) -> io::Result<Self> {
        let server = Server::start(Arc::clone(contracts)).await?;
        let scenario = scenario(&operation);
        let front = Arc::new(Front {
            operation: Arc::clone(&operation),
            upstream: SocketAddr::from(([127, 0, 0, 1], server.port())),
            credentials: scenario.credentials.clone(),
            region: scenario.region.clone(),
            state: Mutex::new(State::default()),
        });
        let address = listen(Arc::clone(&front) as Arc<dyn Interceptor>).await?;
        Ok(Self { operation, server, front, address })
    }

    /// Asks some probes of the server with a defect, all where none is named.
    async fn ask(
        &self,
        contracts: &Contracts,
        defect: Option<&'static ServerDefect>,
        probes: &[String],
    ) -> Result<Vec<ProbeResult>, ServerMatrixError> {
        let scenario = scenario(&self.operation);
        let settings = live::Settings {
            endpoint: Endpoint::new(&format!("http://{}", self.address))?,
            filter: Filter::new(contracts, std::slice::from_ref(&self.operation.contract.id), probes)?,
            keys: Keys::from([(self.operation.provider.id.clone(), scenario.credentials.clone())]),
            region: Some(scenario.region.clone()),
            timeout: Duration::from_secs(5),
        };
        self.server.begin(scenario).await?;
        *self.front.state() = State { defect, ..State::default() };
        let run = live::run(contracts, &settings, Arc::new(|_, _| {})).await?;
        self.server.finish().await?;
        Ok(run.operations.into_iter().flat_map(|operation| operation.probes).collect())
    }
}

fn scenario(operation: &OperationView) -> Scenario {
    Scenario::new(&operation.contract.id, ITEMS)
}

impl Front {
    fn state(&self) -> MutexGuard<'_, State> {
        // A poisoned lock only says that some task panicked; what it guards is still whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Interceptor for Front {
    fn upstream(&self) -> Option<SocketAddr> {
        Some(self.upstream)
    }

    fn request(&self, received: Request) -> Request {
        let mut state = self.state();
        state.received = Some(received.clone());
        let mut request = received.clone();
        if let Some(ServerMutation::Request(change)) = state.defect.map(|defect| defect.mutation) {
            change(&self.operation, &mut request);
        }
        if request != received {
            let keys = self.credentials.clone();
            Signature::due(&self.operation.provider, &received, &self.region, keys).put_on(&mut request);
        }
        request
    }

    fn reads_answers(&self) -> bool {
        true
    }

    fn broken(&self, _: &Request, _: &[u8]) -> Option<Answer> {
        None
    }

    fn answer(&self, _: &Request, mut answer: Answer) -> (Answer, Vec<(SocketAddr, Vec<u8>)>) {
        let mut state = self.state();
        if let (Some(ServerMutation::Answer(change)), Some(received)) =
            (state.defect.map(|defect| defect.mutation), &state.received)
        {
            change(&self.operation, received, state.answered, &mut answer);
        }
        state.answered += 1;
        (answer, Vec::new())
    }
}
