//! Probes one operation of an endpoint: the plain request first, then probe by probe.

use std::time::Instant;

use jiff::Timestamp;
use serde_json::Value;

use crate::endpoint::Endpoint;
use crate::preflight::{Preflight, read};
use crate::redact::Redactor;
use crate::request::Outgoing;
use crate::results::{ProbeResult, RedactedExchange, RedactedRequest, RedactedResponse};
use crate::send::{Fault, Sender};
use crate::signer::Signer;
use contract::OperationContext;
use contract::{Finding, Severity};
use suite::Verdict;
use suite::{NextStep, Probe, ProbeOutcome, ProbeRequest, ProbeResponse};

/// The most requests that one probe may send, so that a walk without a last page ends.
pub(crate) const REQUESTS: usize = 64;

/// One operation of an endpoint, and who signs its requests.
pub(crate) struct Session<'a> {
    pub(crate) context: OperationContext<'a>,
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) signer: Signer,
    pub(crate) sender: &'a Sender,
}

/// The exchanges of one probe so far.
struct Transcript {
    redactor: Redactor,
    responses: Vec<ProbeResponse>,
    exchanges: Vec<RedactedExchange>,
}

impl Transcript {
    fn new(signer: &Signer) -> Self {
        Self { redactor: Redactor::of(&signer.credentials), responses: Vec::new(), exchanges: Vec::new() }
    }
}

impl Session<'_> {
    /// One plain request, to see whether probes make sense.
    pub(crate) async fn preflight(&self) -> (Preflight, Option<Fault>) {
        let mut transcript = Transcript::new(&self.signer);
        let answer = self.ask(&mut transcript, ProbeRequest::input(self.context.minimal_input())).await;
        let request = transcript.exchanges.last().map_or_else(String::new, |exchange| {
            format!("{} {}{}", exchange.request.method, self.endpoint.origin, exchange.request.target)
        });
        let preflight = match read(self.context, &request, &answer, Timestamp::now()) {
            Preflight::Unusable(problem) => Preflight::Unusable(transcript.redactor.redact(&problem)),
            Preflight::NotOffered(answer) => Preflight::NotOffered(transcript.redactor.redact(&answer)),
            other => other,
        };
        (preflight, answer.err())
    }

    /// Sends requests until the probe has its verdict.
    pub(crate) async fn run(&self, probe: &Probe<'_>) -> (ProbeResult, Option<Fault>) {
        let begun = Instant::now();
        let mut transcript = Transcript::new(&self.signer);
        let (outcome, fault) = loop {
            let request = match probe.next(&transcript.responses) {
                NextStep::Done(outcome) => break (Ok(outcome), None),
                NextStep::Ask(request) => request,
            };
            if transcript.responses.len() >= REQUESTS {
                break (Err(format!("the probe did not finish within {REQUESTS} requests")), None);
            }
            match self.ask(&mut transcript, request).await {
                Ok(response) => transcript.responses.push(response),
                Err(fault) => {
                    break (Err(format!("request {}: {fault}", transcript.responses.len() + 1)), Some(fault));
                }
            }
        };
        let result = self.result(probe, outcome, transcript);
        (ProbeResult { took_ms: begun.elapsed().as_millis(), ..result }, fault)
    }

    /// The result of a probe that was not sent.
    pub(crate) fn not_asked(&self, probe: &Probe<'_>, reason: String) -> ProbeResult {
        self.result(probe, Err(reason), Transcript::new(&self.signer))
    }

    async fn ask(&self, transcript: &mut Transcript, request: ProbeRequest) -> Result<ProbeResponse, Fault> {
        let unsigned = Outgoing::unsigned(self.context, &request, self.endpoint);
        let Transcript { redactor, exchanges, .. } = transcript;
        let signed = || {
            // Signed anew for each attempt, since a signature has a time.
            let signed =
                Outgoing::signed(self.context, &request, self.endpoint, &self.signer, Timestamp::now());
            redactor.add_signature(&signed.signature);
            signed
        };
        let answer = self.sender.send(self.endpoint, signed).await;
        exchanges.push(RedactedExchange { request: redacted_request(&unsigned, redactor), answer: None });
        let answer = answer?;
        let value: Option<Value> = serde_json::from_slice(&answer.body).ok();
        let response = ProbeResponse {
            request,
            status: answer.status,
            headers: answer.headers,
            body: answer.body,
            value,
        };
        if let Some(exchange) = exchanges.last_mut() {
            exchange.answer = Some(redacted_response(&response, redactor));
        }
        Ok(response)
    }

    fn result(
        &self,
        probe: &Probe<'_>,
        outcome: Result<ProbeOutcome, String>,
        transcript: Transcript,
    ) -> ProbeResult {
        let redact = |text: &str| transcript.redactor.redact(text);
        let (verdict, reason, finding) = match outcome {
            Ok(ProbeOutcome::Passed) => (Verdict::Passed, None, None),
            Ok(ProbeOutcome::Skipped(reason)) => (Verdict::Skipped, Some(redact(&reason)), None),
            Err(reason) => (Verdict::Error, Some(redact(&reason)), None),
            Ok(ProbeOutcome::Broken(expected, actual, impact)) => {
                let finding = probe.finding(&redact(&expected), &redact(&actual));
                self.broken(&probe.clause.id, finding.map(|finding| finding.with_impact(impact)))
            }
            Ok(ProbeOutcome::BrokenElsewhere(clause, expected, actual, impact)) => {
                let finding = probe.finding_for(&clause, &redact(&expected), &redact(&actual));
                self.broken(&clause, finding.map(|finding| finding.with_impact(impact)))
            }
        };
        let last = transcript.exchanges.len().checked_sub(1);
        let findings = finding
            .into_iter()
            .map(|finding| last.map_or(finding.clone(), |last| finding.at(last)))
            .collect();
        ProbeResult {
            probe: probe.id.clone(),
            generator: probe.generator,
            subject: probe.subject,
            clause: probe.clause.id.clone(),
            verdict,
            reason,
            findings,
            exchanges: transcript.exchanges,
            took_ms: 0,
        }
    }

    /// The verdict on a broken requirement: it fails where its clause binds, and is skipped where an ambiguity suspends it.
    fn broken(&self, clause: &str, finding: Option<Finding>) -> (Verdict, Option<String>, Option<Finding>) {
        match finding {
            Some(finding) if finding.severity == Severity::Violation => {
                (Verdict::Failed, None, Some(finding))
            }
            Some(warning) => (Verdict::Passed, None, Some(warning)),
            None => {
                let ambiguity = self.context.operation.ambiguity_about(clause);
                let reason = ambiguity.map_or_else(
                    || format!("no contract states {clause}"),
                    |ambiguity| {
                        format!("the reference is ambiguous here [{}]: {}", ambiguity.id, ambiguity.reading)
                    },
                );
                (Verdict::Skipped, Some(reason), None)
            }
        }
    }
}

/// How many characters of a body that is not JSON are kept.
const LONGEST_TEXT: usize = 4_096;

fn redacted_request(request: &Outgoing, redactor: &Redactor) -> RedactedRequest {
    RedactedRequest {
        method: request.method.clone(),
        target: redactor.redact(&request.target),
        headers: request.headers.clone(),
        body: redactor.redact(&String::from_utf8_lossy(&request.body)),
    }
}

fn redacted_response(response: &ProbeResponse, redactor: &Redactor) -> RedactedResponse {
    let text = redactor.redact(&String::from_utf8_lossy(&response.body));
    let body = serde_json::from_str(&text)
        .unwrap_or_else(|_| Value::from(text.chars().take(LONGEST_TEXT).collect::<String>()));
    let headers = response
        .headers
        .iter()
        // A cookie is a secret of its kind.
        .filter(|(name, _)| !name.eq_ignore_ascii_case("set-cookie"))
        .map(|(name, value)| (name.clone(), redactor.redact(value)))
        .collect();
    RedactedResponse { status: response.status, headers, body }
}
