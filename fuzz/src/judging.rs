//! Judging: every recording comes to a judgement, the same each time, and every finding names a clause that is not suspended.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use client_protocol::OutcomeResult;
use contract::{Operation, Severity};
use jiff::Timestamp;
use judge::{ClientAnswer, Judgement, Question, TrialRecording, judge};
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use suite::Case;
use wire::{Fault, Finish, RecordedExchange, Response};

use crate::message::Message;
use crate::requests::{CONTRACTS, credentials, received, signed};

/// A trial as an input describes it. What is not stated is usual.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Input {
    operation: usize,
    /// A case without its name.
    case: Map<String, Value>,
    #[serde(default)]
    exchanges: Vec<Exchange>,
    /// An outcome of the client protocol, `null` for silence, a text for a client that could not be used.
    answer: Value,
    #[serde(default)]
    late_requests: usize,
    #[serde(default)]
    redirected_requests: Vec<String>,
    #[serde(default)]
    not_http: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Exchange {
    /// A request written as in the corpora of `requests`.
    request: String,
    #[serde(default)]
    unsigned: bool,
    #[serde(default = "ok")]
    status: u16,
    /// A text stands for itself, anything else for its JSON.
    body: Value,
    /// The code of an error in the provider's envelope, in place of the body.
    error: Option<String>,
    fault: Option<Fault>,
    #[serde(default = "yes")]
    whole: bool,
    #[serde(default)]
    at: u32,
}

/// The bytes are a trial in JSON; anything else is only read.
pub(crate) fn check(data: &[u8]) {
    let Ok(input) = serde_json::from_slice::<Input>(data) else { return };
    let operations: Vec<&Operation> = CONTRACTS.operations().collect();
    let operation = operations[input.operation % operations.len()];
    let Some((question, recording)) = recorded(operation, input) else { return };
    let judgement = judge(&CONTRACTS, &question, &recording);
    assert_eq!(judgement, judge(&CONTRACTS, &question, &recording), "two judgements of one recording");
    check_judgement(operation, &question, &recording, &judgement, data);
}

fn recorded(operation: &Operation, input: Input) -> Option<(Question, TrialRecording)> {
    let mut case = input.case;
    case.entry("name").or_insert_with(|| json!("fuzzed"));
    case.entry("clause").or_insert_with(|| json!("paging/every-item-once"));
    case.entry("drive").or_insert_with(|| json!("walk"));
    let case: Case = serde_json::from_value(Value::Object(case)).ok()?;
    let answer = match input.answer {
        Value::Null => ClientAnswer::Silent,
        Value::String(reason) => ClientAnswer::Unusable(reason),
        outcome => ClientAnswer::Outcome(serde_json::from_value::<OutcomeResult>(outcome).ok()?),
    };
    let wire = wire::Recording {
        exchanges: input.exchanges.into_iter().take(6).map(|exchange| exchange.recorded(operation)).collect(),
        events: Vec::new(),
        late_requests: input.late_requests,
        redirected_requests: input.redirected_requests.into_iter().map(Bytes::from).collect(),
        not_http: input.not_http,
    };
    let question = Question {
        operation: operation.id.clone(),
        clause: case.clause,
        drive: case.drive,
        input: case.input,
        credentials: credentials(),
        region: "us-east-1".to_owned(),
        attempts: case.attempts,
        pages: case.pages,
        deadline_ms: case.deadline_ms,
        script: case.exchanges,
        expectation: case.outcome,
    };
    Some((question, TrialRecording { wire, answer }))
}

impl Exchange {
    fn recorded(self, operation: &Operation) -> RecordedExchange {
        let mut message = Message::read(self.request.as_bytes());
        if !self.unsigned {
            message = signed(&CONTRACTS, operation, &message);
        }
        let body = match self.body {
            Value::String(text) => text,
            value => value.to_string(),
        };
        let at = Duration::from_millis(self.at.into());
        let now: Timestamp = "2026-01-02T03:04:05Z".parse().expect("a time");
        let provider = CONTRACTS.provider(operation);
        let header = provider.request_id.header.iter().map(|name| (name.clone(), "id-1".to_owned()));
        let (body, headers) = match &self.error {
            Some(code) => {
                let text = |text: &str| text.replace("{code}", code).replace("{message}", "no");
                let headers = provider.error.headers.iter().map(|(name, value)| (name.clone(), text(value)));
                (text(&provider.error.body.to_string()), headers.chain(header).collect())
            }
            None => (body, header.collect()),
        };
        RecordedExchange {
            request: Arc::new(received(message)),
            at,
            wall: now,
            response: Response {
                status: self.status,
                reason: None,
                headers,
                body: Bytes::from(body),
                close: false,
                chunked: false,
            },
            fault: self.fault,
            finish: self.whole.then_some(Finish::Whole),
            ended: None,
            sent: Bytes::new(),
        }
    }
}

fn check_judgement(
    operation: &Operation,
    question: &Question,
    recording: &TrialRecording,
    judgement: &Judgement,
    data: &[u8],
) {
    let could_not = matches!(
        recording.answer,
        ClientAnswer::Unusable(_) | ClientAnswer::Outcome(OutcomeResult::Broken { .. })
    );
    assert_eq!(matches!(judgement, Judgement::Error(_)), could_not, "{judgement:?}");
    let unsupported = matches!(recording.answer, ClientAnswer::Outcome(OutcomeResult::Unsupported { .. }));
    let Judgement::Judged(findings) = judgement else { return };
    assert!(!unsupported, "a client that does not support the call is judged: {judgement:?}");
    let violated = findings.iter().any(|finding| finding.severity == Severity::Violation);
    assert!(violated || recording.answer != ClientAnswer::Silent, "a silent client passes");
    for finding in findings {
        let clause = CONTRACTS.clause(operation, &finding.clause);
        let clause = clause.unwrap_or_else(|| panic!("a finding about no clause: {finding:?}"));
        assert!(
            operation.ambiguity_about(&clause.id).is_none(),
            "a finding about a suspended clause: {finding:?}"
        );
        assert!(clause.evidence.binds() || finding.severity == Severity::Warning, "{finding:?}");
        assert!(finding.exchange.is_none_or(|index| index < recording.wire.exchanges.len()), "{finding:?}");
        assert_ne!(finding.expected, finding.actual, "a finding that says nothing: {finding:?}");
        let secret = question.credentials.secret_access_key.expose_secret();
        let has_secret = |bytes: &[u8]| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        let shown = format!("{finding:?}");
        assert!(!has_secret(shown.as_bytes()) || has_secret(data), "a finding shows the secret: {shown}");
    }
}

fn ok() -> u16 {
    200
}

fn yes() -> bool {
    true
}
