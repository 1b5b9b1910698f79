//! One operation of an endpoint being asked: the plain request first, then probe by probe.

use std::time::Instant;

use jiff::Timestamp;
use serde_json::Value;

use crate::endpoint::Endpoint;
use crate::preflight::{Preflight, read};
use crate::redact::Redactor;
use crate::request::Outgoing;
use crate::results::{ProbeResult, ShownAnswer, ShownExchange, ShownRequest};
use crate::send::{Fault, Sender};
use crate::signer::Signer;
use contract::OperationContext;
use contract::{Finding, Severity};
use suite::Verdict;
use suite::{NextStep, Probe, ProbeOutcome, ProbeRequest, ProbeResponse};

/// The most requests that one probe may send, so that a walk that never ends does.
pub(crate) const REQUESTS: usize = 64;

/// One operation of an endpoint, and who asks it.
pub(crate) struct Session<'a> {
    pub(crate) context: OperationContext<'a>,
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) signer: Signer,
    pub(crate) sender: &'a Sender,
}

/// What one probe has said and response so far.
struct Transcript {
    redactor: Redactor,
    response: Vec<ProbeResponse>,
    shown: Vec<ShownExchange>,
}

impl Transcript {
    fn new(signer: &Signer) -> Self {
        Self { redactor: Redactor::of(&signer.credentials), response: Vec::new(), shown: Vec::new() }
    }
}

impl Session<'_> {
    /// One plain request, to see whether probes make sense.
    pub(crate) async fn preflight(&self) -> (Preflight, Option<Fault>) {
        let mut transcript = Transcript::new(&self.signer);
        let answer = self.ask(&mut transcript, ProbeRequest::input(self.context.minimal_input())).await;
        let asked = transcript.shown.last().map_or_else(String::new, |exchange| {
            format!("{} {}{}", exchange.request.method, self.endpoint.origin, exchange.request.target)
        });
        let preflight = match read(self.context, &asked, &answer, Timestamp::now()) {
            Preflight::Unusable(said) => Preflight::Unusable(transcript.redactor.redact(&said)),
            Preflight::NotOffered(said) => Preflight::NotOffered(transcript.redactor.redact(&said)),
            other => other,
        };
        (preflight, answer.err())
    }

    /// Asks until the probe has its verdict.
    pub(crate) async fn run(&self, probe: &Probe<'_>) -> (ProbeResult, Option<Fault>) {
        let begun = Instant::now();
        let mut transcript = Transcript::new(&self.signer);
        let (answered, fault) = loop {
            let request = match probe.next(&transcript.response) {
                NextStep::Done(answered) => break (Ok(answered), None),
                NextStep::Ask(request) => request,
            };
            if transcript.response.len() >= REQUESTS {
                break (Err(format!("no end after {REQUESTS} requests")), None);
            }
            match self.ask(&mut transcript, request).await {
                Ok(response) => transcript.response.push(response),
                Err(fault) => {
                    break (Err(format!("request {}: {fault}", transcript.response.len() + 1)), Some(fault));
                }
            }
        };
        let report = self.report(probe, answered, transcript);
        (ProbeResult { took_ms: begun.elapsed().as_millis(), ..report }, fault)
    }

    /// The report of a probe that was not asked to its end.
    pub(crate) fn could_not_run(&self, probe: &Probe<'_>, reason: String) -> ProbeResult {
        self.report(probe, Err(reason), Transcript::new(&self.signer))
    }

    async fn ask(&self, transcript: &mut Transcript, request: ProbeRequest) -> Result<ProbeResponse, Fault> {
        let unsigned = Outgoing::unsigned(self.context, &request, self.endpoint);
        let Transcript { redactor, shown, .. } = transcript;
        let signed = || {
            // Signed anew for each attempt, since a signature has a time.
            let signed =
                Outgoing::signed(self.context, &request, self.endpoint, &self.signer, Timestamp::now());
            redactor.add_signature(&signed.signature);
            signed
        };
        let answer = self.sender.send(self.endpoint, signed).await;
        shown.push(ShownExchange { request: shown_request(&unsigned, redactor), answer: None });
        let answer = answer?;
        let value: Option<Value> = serde_json::from_slice(&answer.body).ok();
        let response = ProbeResponse {
            request,
            status: answer.status,
            headers: answer.headers,
            body: answer.body,
            value,
        };
        if let Some(exchange) = shown.last_mut() {
            exchange.answer = Some(shown_answer(&response, redactor));
        }
        Ok(response)
    }

    fn report(
        &self,
        probe: &Probe<'_>,
        answered: Result<ProbeOutcome, String>,
        transcript: Transcript,
    ) -> ProbeResult {
        let redact = |text: &str| transcript.redactor.redact(text);
        let (verdict, reason, finding) = match answered {
            Ok(ProbeOutcome::Passed) => (Verdict::Passed, None, None),
            Ok(ProbeOutcome::Skipped(reason)) => (Verdict::Skipped, Some(redact(&reason)), None),
            Err(reason) => (Verdict::Error, Some(redact(&reason)), None),
            Ok(ProbeOutcome::Broken(expected, seen, impact)) => {
                let finding = probe.finding(&redact(&expected), &redact(&seen));
                self.broken(&probe.clause.id, finding.map(|finding| finding.with_impact(impact)))
            }
            Ok(ProbeOutcome::BrokenElsewhere(clause, expected, seen, impact)) => {
                let finding = probe.finding_for(&clause, &redact(&expected), &redact(&seen));
                self.broken(&clause, finding.map(|finding| finding.with_impact(impact)))
            }
        };
        let last = transcript.shown.len().checked_sub(1);
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
            exchanges: transcript.shown,
            took_ms: 0,
        }
    }

    /// What a broken requirement comes to: it fails where its clause binds, and is nobody's fault where an ambiguity turns it off.
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
                        format!("the page leaves this open [{}]: {}", ambiguity.id, ambiguity.reading)
                    },
                );
                (Verdict::Skipped, Some(reason), None)
            }
        }
    }
}

/// How much of a body that is no JSON is kept.
const SHOWN: usize = 4_096;

fn shown_request(request: &Outgoing, redactor: &Redactor) -> ShownRequest {
    ShownRequest {
        method: request.method.clone(),
        target: redactor.redact(&request.target),
        headers: request.headers.clone(),
        body: redactor.redact(&String::from_utf8_lossy(&request.body)),
    }
}

fn shown_answer(response: &ProbeResponse, redactor: &Redactor) -> ShownAnswer {
    let text = redactor.redact(&String::from_utf8_lossy(&response.body));
    let body = serde_json::from_str(&text)
        .unwrap_or_else(|_| Value::from(text.chars().take(SHOWN).collect::<String>()));
    let headers = response
        .headers
        .iter()
        // A cookie is a secret of its kind.
        .filter(|(name, _)| !name.eq_ignore_ascii_case("set-cookie"))
        .map(|(name, value)| (name.clone(), redactor.redact(value)))
        .collect();
    ShownAnswer { status: response.status, headers, body }
}
