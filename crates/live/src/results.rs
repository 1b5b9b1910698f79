//! The results of probing an endpoint: each operation's preflight, and each probe with its verdict.

use serde::Serialize;
use serde_json::Value;

use crate::preflight::Preflight;
use contract::{Finding, Severity};
use suite::Verdict;

/// A finished run of probes.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct LiveRun {
    /// The endpoint's address.
    pub endpoint: String,
    /// The operations in the order of the run.
    pub operations: Vec<OperationRun>,
}

/// One operation of an endpoint.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct OperationRun {
    /// `provider/operation`.
    pub operation: String,
    /// The region that was signed for.
    pub region: String,
    /// What one plain request showed.
    pub preflight: Preflight,
    /// Its probes; none where the operation is not offered.
    pub probes: Vec<ProbeResult>,
}

/// One probe as the reports show it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ProbeResult {
    /// The probe's id.
    pub probe: String,
    /// The generator that made it.
    pub generator: &'static str,
    /// The column of the table.
    pub subject: &'static str,
    /// The clause that it asks about.
    pub clause: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Why, where a finding does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The broken requirement, or a warning.
    pub findings: Vec<Finding>,
    /// All requests and responses, without secrets and signatures.
    pub exchanges: Vec<RedactedExchange>,
    /// How long it took, in milliseconds.
    pub took_ms: u128,
}

/// One request and its response, without secrets and signatures.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct RedactedExchange {
    /// The request.
    pub request: RedactedRequest,
    /// The response; `None` where there was none.
    pub answer: Option<RedactedResponse>,
}

/// A request without what signing added.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct RedactedRequest {
    /// The method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
}

/// A response without secrets.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct RedactedResponse {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body: as JSON where it is JSON, else as text.
    pub body: Value,
}

impl LiveRun {
    /// Every probe that ran.
    pub fn probes(&self) -> impl Iterator<Item = &ProbeResult> {
        self.operations.iter().flat_map(|operation| &operation.probes)
    }

    /// 0 PASS, 1 FAIL where the server breaks a requirement, 2 ERROR where a request failed or nothing was judged.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        let unusable = |operation: &OperationRun| {
            matches!(operation.preflight, Preflight::Unusable(_) | Preflight::NotAsked)
        };
        let judged = self.probes().any(|probe| matches!(probe.verdict, Verdict::Passed | Verdict::Failed));
        if !judged
            || self.operations.iter().any(unusable)
            || self.probes().any(|probe| probe.verdict == Verdict::Error)
        {
            2
        } else {
            u8::from(self.probes().any(|probe| probe.verdict == Verdict::Failed))
        }
    }
}

impl ProbeResult {
    /// The findings that fail the probe.
    pub fn violations(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.severity == Severity::Violation)
    }
}
