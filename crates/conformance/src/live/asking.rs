//! One operation of an endpoint being asked: the plain request first, then probe by probe.

use std::time::Instant;

use jiff::Timestamp;
use serde_json::Value;

use super::caller::Caller;
use super::endpoint::Endpoint;
use super::outcome::{ProbeReport, ShownAnswer, ShownExchange, ShownRequest};
use super::preflight::{Preflight, read};
use super::request::Outgoing;
use super::send::{Fault, Sender};
use super::veil::Veil;
use crate::finding::{Finding, Severity};
use crate::laws::Ground;
use crate::probe::{Answered, Ask, Heard, Next, Probe};
use crate::report::curl;
use crate::verdict::Verdict;

/// The most requests that one probe may send, so that a walk that never ends does.
pub(crate) const REQUESTS: usize = 64;

/// One operation of an endpoint, and who asks it.
pub(crate) struct Asking<'a> {
    pub(crate) ground: Ground<'a>,
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) caller: Caller,
    pub(crate) sender: &'a Sender,
}

/// What one probe has said and heard so far.
struct Talk {
    veil: Veil,
    heard: Vec<Heard>,
    shown: Vec<ShownExchange>,
}

impl Talk {
    fn new(caller: &Caller) -> Self {
        Self { veil: Veil::of(&caller.credentials), heard: Vec::new(), shown: Vec::new() }
    }
}

impl Asking<'_> {
    /// One plain request, to see whether probes make sense.
    pub(crate) async fn preflight(&self) -> (Preflight, Option<Fault>) {
        let mut talk = Talk::new(&self.caller);
        let answer = self.ask(&mut talk, Ask::input(self.ground.input())).await;
        let asked = talk.shown.last().map_or_else(String::new, |exchange| {
            format!("{} {}{}", exchange.request.method, self.endpoint.origin, exchange.request.target)
        });
        let preflight = match read(self.ground, &asked, &answer, Timestamp::now()) {
            Preflight::Unusable(said) => Preflight::Unusable(talk.veil.cover(&said)),
            Preflight::NotOffered(said) => Preflight::NotOffered(talk.veil.cover(&said)),
            other => other,
        };
        (preflight, answer.err())
    }

    /// Asks until the probe has its verdict.
    pub(crate) async fn run(&self, probe: &Probe<'_>) -> (ProbeReport, Option<Fault>) {
        let begun = Instant::now();
        let mut talk = Talk::new(&self.caller);
        let (answered, fault) = loop {
            let ask = match probe.next(&talk.heard) {
                Next::Done(answered) => break (Ok(answered), None),
                Next::Ask(ask) => ask,
            };
            if talk.heard.len() >= REQUESTS {
                break (Err(format!("no end after {REQUESTS} requests")), None);
            }
            match self.ask(&mut talk, ask).await {
                Ok(heard) => talk.heard.push(heard),
                Err(fault) => {
                    break (Err(format!("request {}: {fault}", talk.heard.len() + 1)), Some(fault));
                }
            }
        };
        let report = self.report(probe, answered, talk);
        (ProbeReport { took_ms: begun.elapsed().as_millis(), ..report }, fault)
    }

    /// The report of a probe that was not asked to its end.
    pub(crate) fn could_not_run(&self, probe: &Probe<'_>, reason: String) -> ProbeReport {
        self.report(probe, Err(reason), Talk::new(&self.caller))
    }

    async fn ask(&self, talk: &mut Talk, ask: Ask) -> Result<Heard, Fault> {
        let unsigned = Outgoing::unsigned(self.ground, &ask, self.endpoint);
        let Talk { veil, shown, .. } = talk;
        let request = || {
            // Signed anew for each attempt, since a signature has a time.
            let request = Outgoing::signed(self.ground, &ask, self.endpoint, &self.caller, Timestamp::now());
            veil.hide_signature(&request.signature);
            request
        };
        let answer = self.sender.send(self.endpoint, request).await;
        shown.push(ShownExchange { request: shown_request(&unsigned, veil), answer: None });
        let answer = answer?;
        let value: Option<Value> = serde_json::from_slice(&answer.body).ok();
        let heard = Heard { ask, status: answer.status, headers: answer.headers, body: answer.body, value };
        if let Some(exchange) = shown.last_mut() {
            exchange.answer = Some(shown_answer(&heard, veil));
        }
        Ok(heard)
    }

    fn report(&self, probe: &Probe<'_>, answered: Result<Answered, String>, talk: Talk) -> ProbeReport {
        let cover = |text: &str| talk.veil.cover(text);
        let (verdict, reason, finding) = match answered {
            Ok(Answered::Kept) => (Verdict::Conforms, None, None),
            Ok(Answered::NotApplicable(reason)) => (Verdict::NotApplicable, Some(cover(&reason)), None),
            Err(reason) => (Verdict::CouldNotRun, Some(cover(&reason)), None),
            Ok(Answered::Broken(expected, seen, harm)) => {
                let finding = probe.finding(&cover(&expected), &cover(&seen));
                self.broken(&probe.clause.id, finding.map(|finding| finding.harming(harm)))
            }
            Ok(Answered::BrokenElsewhere(clause, expected, seen, harm)) => {
                let finding = probe.finding_elsewhere(&clause, &cover(&expected), &cover(&seen));
                self.broken(&clause, finding.map(|finding| finding.harming(harm)))
            }
        };
        let last = talk.shown.len().checked_sub(1);
        let findings = finding
            .into_iter()
            .map(|finding| last.map_or(finding.clone(), |last| finding.at(last)))
            .collect();
        let curl = talk.shown.last().map(|exchange| {
            let request = &exchange.request;
            let url = format!("{}{}", self.endpoint.origin, request.target);
            curl::command(&request.method, &request.headers, request.body.as_bytes(), &url)
        });
        ProbeReport {
            probe: probe.id.clone(),
            law: probe.law,
            subject: probe.subject,
            clause: probe.clause.id.clone(),
            verdict,
            reason,
            findings,
            curl,
            exchanges: talk.shown,
            took_ms: 0,
        }
    }

    /// What a broken promise comes to: it fails where its clause binds, and is nobody's fault where a doubt turns it off.
    fn broken(&self, clause: &str, finding: Option<Finding>) -> (Verdict, Option<String>, Option<Finding>) {
        match finding {
            Some(finding) if finding.severity == Severity::Violation => {
                (Verdict::Violates, None, Some(finding))
            }
            Some(remark) => (Verdict::Conforms, None, Some(remark)),
            None => {
                let doubt = self.ground.operation.doubt_about(clause);
                let reason = doubt.map_or_else(
                    || format!("no contract states {clause}"),
                    |doubt| format!("the page leaves this open [{}]: {}", doubt.id, doubt.reading),
                );
                (Verdict::NotApplicable, Some(reason), None)
            }
        }
    }
}

/// How much of a body that is no JSON is kept.
const SHOWN: usize = 4_096;

fn shown_request(request: &Outgoing, veil: &Veil) -> ShownRequest {
    ShownRequest {
        method: request.method.clone(),
        target: veil.cover(&request.target),
        headers: request.headers.clone(),
        body: veil.cover(&String::from_utf8_lossy(&request.body)),
    }
}

fn shown_answer(heard: &Heard, veil: &Veil) -> ShownAnswer {
    let text = veil.cover(&String::from_utf8_lossy(&heard.body));
    let body = serde_json::from_str(&text)
        .unwrap_or_else(|_| Value::from(text.chars().take(SHOWN).collect::<String>()));
    let headers = heard
        .headers
        .iter()
        // A cookie is a secret of its kind.
        .filter(|(name, _)| !name.eq_ignore_ascii_case("set-cookie"))
        .map(|(name, value)| (name.clone(), veil.cover(value)))
        .collect();
    ShownAnswer { status: heard.status, headers, body }
}
