//! Puts each broken server in front of the simulator and asks it the probes that were made for it.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use conformance::live::{self, Endpoint, Keys, LiveError, ProbeReport, Wanted};
use conformance::{Harm, Severity, Verdict};
use contract::Contracts;
use globset::{Glob, GlobMatcher};
use signing::Credentials;
use simulator::{Scenario, Server};

use super::{ServerDefect, Twist, server_defects};
use crate::matrix::Came;
use crate::message::{Answer, Request};
use crate::proxy::{Between, listen};
use crate::scene::Ground;
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
    pub came: Came,
    /// What the finding says it would do to whoever asks; `None` where nothing was found.
    pub harm: Option<Harm>,
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
        let missed = |pair: &ProbePair| matches!(pair.came, Came::Missed(_));
        self.blamed.is_empty()
            && self.rows.iter().all(|row| !row.pairs.is_empty() && !row.pairs.iter().any(missed))
    }
}

/// Jobs enough for several pages of the usual size.
const JOBS: usize = 25;

/// Asks every broken server whose name matches.
///
/// # Errors
/// [`ServerMatrixError`] if nothing could be asked.
pub async fn server_matrix(
    contracts: &Arc<Contracts>,
    names: Option<&GlobMatcher>,
) -> Result<ServerMatrix, ServerMatrixError> {
    let mut matrix = ServerMatrix { rows: Vec::new(), unclaimed: Vec::new(), blamed: Vec::new() };
    let wanted: Vec<&'static ServerDefect> =
        server_defects().filter(|defect| names.is_none_or(|glob| glob.is_match(defect.name))).collect();
    matrix.rows = wanted.iter().map(|defect| ServerRow { defect, pairs: Vec::new() }).collect();
    for operation in contracts.operations() {
        let Some(ground) = Ground::of(contracts, &operation.id).map(Arc::new) else { continue };
        let stand = Stand::start(contracts, ground).await?;
        let sound = stand.ask(contracts, None, &[]).await?;
        let blamed = sound.iter().filter(|report| !report.findings.is_empty());
        matrix.blamed.extend(blamed.map(|report| format!("{}: {}", report.probe, told(report))));
        let ids: Vec<&str> = sound
            .iter()
            .filter(|report| report.verdict != Verdict::NotApplicable)
            .map(|report| report.probe.as_str())
            .collect();
        let mut claimed: Vec<&str> = Vec::new();
        for row in &mut matrix.rows {
            let globs = claims(&operation.id, row.defect);
            let mine: Vec<&str> =
                ids.iter().copied().filter(|id| globs.iter().any(|glob| glob.is_match(id))).collect();
            if mine.is_empty() {
                continue;
            }
            let patterns: Vec<String> = mine.iter().map(|id| (*id).to_owned()).collect();
            let reports = stand.ask(contracts, Some(row.defect), &patterns).await?;
            // A probe that can say nothing of this server neither catches it nor lets it pass.
            let said = reports.iter().filter(|report| report.verdict != Verdict::NotApplicable);
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

fn pair(report: &ProbeReport) -> ProbePair {
    // A probe of a whole body speaks of the member that is wrong in it.
    let whole_body = report.law == "schema";
    let about = report.findings.iter().filter(|finding| whole_body || finding.clause == report.clause);
    let came = match about.map(|finding| finding.severity).min() {
        Some(Severity::Violation) => Came::Violation,
        Some(Severity::Remark) => Came::Remark,
        None => Came::Missed(told(report)),
    };
    let harm = report.findings.iter().map(|finding| finding.harm).min();
    ProbePair { probe: report.probe.clone(), came, harm }
}

fn told(report: &ProbeReport) -> String {
    let findings: Vec<String> = report
        .findings
        .iter()
        .map(|finding| format!("{} (seen: {})", finding.clause, finding.seen))
        .collect();
    format!("{} {} {}", report.verdict, report.reason.as_deref().unwrap_or_default(), findings.join("; "))
}

/// A simulator of one operation with the proxy in front of it.
struct Stand {
    ground: Arc<Ground>,
    server: Server,
    front: Arc<Front>,
    address: SocketAddr,
}

struct Front {
    ground: Arc<Ground>,
    upstream: SocketAddr,
    credentials: Credentials,
    region: String,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    defect: Option<&'static ServerDefect>,
    came: Option<Request>,
    answered: usize,
}

impl Stand {
    async fn start(contracts: &Arc<Contracts>, ground: Arc<Ground>) -> io::Result<Self> {
        let server = Server::start(Arc::clone(contracts)).await?;
        let scenario = scenario(&ground);
        let front = Arc::new(Front {
            ground: Arc::clone(&ground),
            upstream: SocketAddr::from(([127, 0, 0, 1], server.port())),
            credentials: scenario.credentials.clone(),
            region: scenario.region.clone(),
            state: Mutex::new(State::default()),
        });
        let address = listen(Arc::clone(&front) as Arc<dyn Between>).await?;
        Ok(Self { ground, server, front, address })
    }

    /// Asks some probes of the server with a defect, all where none is named.
    async fn ask(
        &self,
        contracts: &Contracts,
        defect: Option<&'static ServerDefect>,
        probes: &[String],
    ) -> Result<Vec<ProbeReport>, ServerMatrixError> {
        let scenario = scenario(&self.ground);
        let settings = live::Settings {
            endpoint: Endpoint::new(&format!("http://{}", self.address))?,
            wanted: Wanted::new(contracts, std::slice::from_ref(&self.ground.operation.id), probes)?,
            keys: Keys::from([(self.ground.provider.id.clone(), scenario.credentials.clone())]),
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

fn scenario(ground: &Ground) -> Scenario {
    Scenario::new(&ground.operation.id, JOBS)
}

impl Front {
    fn state(&self) -> MutexGuard<'_, State> {
        // A poisoned lock only says that some task panicked; what it guards is still whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Between for Front {
    fn upstream(&self) -> Option<SocketAddr> {
        Some(self.upstream)
    }

    fn request(&self, came: Request) -> Request {
        let mut state = self.state();
        state.came = Some(came.clone());
        let mut request = came.clone();
        if let Some(Twist::Request(change)) = state.defect.map(|defect| defect.does) {
            change(&self.ground, &mut request);
        }
        if request != came {
            let keys = self.credentials.clone();
            Signature::due(&self.ground.provider, &came, &self.region, keys).put_on(&mut request);
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
        if let (Some(Twist::Answer(change)), Some(came)) =
            (state.defect.map(|defect| defect.does), &state.came)
        {
            change(&self.ground, came, state.answered, &mut answer);
        }
        state.answered += 1;
        (answer, Vec::new())
    }
}
