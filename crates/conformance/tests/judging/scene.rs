//! A trial made by hand: right in every way until a row spoils it.

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use client_protocol::{ClientError, ErrorKind, OutcomeResult, Stopped};
use conformance::{ClientAnswer, Harm, Judgement, Recording, Trial, judge};
use contract::{Case, Contracts, Operation, PagingStyle};
use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::{Map, Value, json};
use signing::Credentials;
use simulator::tap::{Fault, Finish, ReceivedRequest};
use simulator::{RecordedExchange, Served, ServedError, WireRecording};

use crate::request::Written;
use crate::texts;

pub(crate) static CONTRACTS: LazyLock<Contracts> = LazyLock::new(|| Contracts::bundled().unwrap());

/// What a row does to a right trial, and the findings that follow, as `severity clause`.
pub(crate) type Row = (&'static str, fn(&mut Scene), &'static [&'static str]);

/// Judges every row's trial; the texts of the findings are a snapshot, for people to read.
pub(crate) fn check(right: fn() -> Scene, rows: &[Row]) {
    assert_eq!(right().findings(), [""; 0], "the right client");
    let mut texts = String::new();
    for (what, spoil, due) in rows {
        let mut scene = right();
        spoil(&mut scene);
        assert_eq!(scene.findings(), *due, "{what}");
        texts.extend(told(what, &scene.judgement()));
    }
    texts::check("findings", &texts);
}

/// The findings of one row as a person gets to read them.
fn told(what: &str, judgement: &Judgement) -> Option<String> {
    let Judgement::Judged(findings) = judgement else { return None };
    let texts = findings.iter().map(|finding| {
        format!(
            "  {}, {}: {}: {}\n    source    {}\n    expected  {}\n    seen      {}\n",
            finding.severity,
            finding.harm,
            finding.clause,
            finding.promise,
            finding.source,
            finding.expected,
            finding.seen
        )
    });
    (!findings.is_empty()).then(|| format!("{what}\n{}", texts.collect::<String>()))
}

/// How an operation pages.
#[derive(Clone, Copy)]
pub(crate) enum By {
    Token,
    Marker,
    Number,
}

pub(crate) fn operation(by: By) -> &'static Operation {
    let fits = |operation: &&Operation| {
        matches!(
            (by, operation.paging()),
            (By::Token, Some(PagingStyle::Token { .. }))
                | (By::Marker, Some(PagingStyle::Marker { .. }))
                | (By::Number, Some(PagingStyle::PageNumber { .. }))
        )
    };
    CONTRACTS.operations().find(fits).unwrap()
}

/// A trial before it is judged.
pub(crate) struct Scene {
    pub(crate) operation: &'static Operation,
    pub(crate) case: Case,
    pub(crate) credentials: Credentials,
    pub(crate) exchanges: Vec<Scripted>,
    pub(crate) answer: ClientAnswer,
    pub(crate) elsewhere: Vec<Bytes>,
    pub(crate) not_http: Vec<String>,
    /// Requests with the key of an earlier trial.
    pub(crate) strays: usize,
}

/// One request and its answer.
#[derive(Clone)]
pub(crate) struct Scripted {
    pub(crate) input: Map<String, Value>,
    /// Changes the request before it is signed.
    pub(crate) before: fn(&mut Written),
    /// Changes it afterwards.
    pub(crate) after: fn(&mut Written),
    pub(crate) credentials: Credentials,
    pub(crate) region: String,
    pub(crate) signed: Timestamp,
    pub(crate) at: Duration,
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) error: Option<ServedError>,
    /// Why the simulator refused the request by itself.
    pub(crate) refusal: Option<String>,
    pub(crate) fault: Option<Fault>,
    pub(crate) finish: Option<Finish>,
}

/// A walk over five jobs in three pages, with a filter, by a right client.
pub(crate) fn walk(by: By) -> Scene {
    let pages = [&[1, 2][..], &[3, 4], &[5]];
    let bodies: Vec<Value> = (0..3).map(|index| body(by, index, pages[index], 5)).collect();
    let mut scene = scene(by, "walk", &bodies);
    scene.returns_all();
    scene
}

/// The first of those pages alone.
pub(crate) fn page(by: By) -> Scene {
    let mut scene = scene(by, "page", &[body(by, 0, &[1, 2], 5)]);
    let output = scene.exchanges[0].body.clone();
    scene.returns(output, 1);
    scene
}

fn scene(by: By, drive: &str, bodies: &[Value]) -> Scene {
    let operation = operation(by);
    let input = match by {
        By::Token => {
            json!({"maxResults": 2, "statusEquals": "Completed", "creationTimeAfter": "2024-01-01T00:00:00Z"})
        }
        By::Marker => json!({"maxKeys": 2, "evalType": "auto", "keyFilter": "a b"}),
        By::Number => json!({"PageSize": 2, "Filter": {"Phases": ["Completed"]}}),
    };
    let input = input.as_object().unwrap().clone();
    let mut case: Case = serde_json::from_value(json!({
        "name": "by-hand", "clause": "paging/every-job-once", "drive": drive, "input": input,
    }))
    .unwrap();
    case.id = format!("{}/hand/by-hand", operation.id);
    let credentials = Credentials {
        access_key_id: "AKIDTRIAL".to_owned(),
        secret_access_key: SecretString::from("secret/of+the/TRIAL"),
        session_token: None,
    };
    let exchanges = bodies.iter().enumerate().map(|(index, body)| {
        let mut input = input.clone();
        if index > 0 {
            input.insert(operation.paging().unwrap().position().name().to_owned(), position(by, index));
        }
        Scripted {
            input,
            before: |_| {},
            after: |_| {},
            credentials: credentials.clone(),
            region: CONTRACTS.provider(operation).endpoint.region.clone(),
            signed: now(),
            at: Duration::from_millis(10 * index as u64),
            status: 200,
            body: body.clone(),
            error: None,
            refusal: None,
            fault: None,
            finish: Some(Finish::Whole),
        }
    });
    Scene {
        operation,
        case,
        exchanges: exchanges.collect(),
        credentials: credentials.clone(),
        answer: ClientAnswer::Silent,
        elsewhere: Vec::new(),
        not_http: Vec::new(),
        strays: 0,
    }
}

/// When every hand-made trial takes place.
pub(crate) fn now() -> Timestamp {
    "2026-01-02T03:04:05Z".parse().unwrap()
}

/// The position of page number `index`, counted from 0.
pub(crate) fn position(by: By, index: usize) -> Value {
    match by {
        By::Number => json!(index + 1),
        By::Token | By::Marker => json!(format!("p{index}+/=")),
    }
}

/// A page as the service sends it.
pub(crate) fn body(by: By, index: usize, jobs: &[usize], total: usize) -> Value {
    let last = jobs.contains(&total) || jobs.is_empty();
    match by {
        By::Token => {
            let mut body = json!({"jobSummaries": jobs.iter().map(|job| json!({
                "jobName": format!("job-{job}"), "status": "Completed", "modelIdentifiers": ["m", null],
                "creationTime": "2024-04-01T11:48:48.125Z", "unheard": {"of": job},
            })).collect::<Vec<_>>()});
            if !last {
                body["nextToken"] = position(by, index + 1);
            }
            body
        }
        By::Marker => {
            let mut info = json!({"marker": "", "maxKeys": 2, "isTruncated": !last});
            if !last {
                info["nextMarker"] = position(by, index + 1);
            }
            json!({"requestId": "id", "result": {"pageInfo": info, "evalTaskList": jobs.iter().map(|job| json!({
                "taskId": format!("task-{job}"), "evalType": "auto", "createTime": "2023-05-31 23:34:38",
            })).collect::<Vec<_>>()}})
        }
        By::Number => json!({"ResponseMetadata": {"RequestId": "id"}, "Result": {
            "TotalCount": total, "PageNumber": index + 1, "PageSize": 2,
            "Items": jobs.iter().map(|job| json!({"Id": format!("job-{job}"), "Name": "n"})).collect::<Vec<_>>(),
        }}),
    }
}

impl Scene {
    /// The client tells its caller this value.
    pub(crate) fn returns(&mut self, output: Value, pages: u32) {
        let outcome =
            OutcomeResult::Returned { output, part: None, pages: Some(pages), stopped: Stopped::End };
        self.answer = ClientAnswer::Outcome(outcome);
    }

    /// The client tells its caller the jobs of all pages that were served.
    pub(crate) fn returns_all(&mut self) {
        let list = self.operation.paging().unwrap().list();
        let mut whole = self.exchanges[0].body.clone();
        let jobs: Vec<Value> = self
            .exchanges
            .iter()
            .filter_map(|exchange| list.value(&exchange.body)?.as_array())
            .flatten()
            .cloned()
            .collect();
        *whole.pointer_mut(&list.pointer()).unwrap() = Value::Array(jobs);
        self.returns(whole, u32::try_from(self.exchanges.len()).unwrap());
    }

    /// The value that the client returns, to be changed.
    pub(crate) fn output(&mut self) -> &mut Value {
        match &mut self.answer {
            ClientAnswer::Outcome(OutcomeResult::Returned { output, .. }) => output,
            other => panic!("no value is returned: {other:?}"),
        }
    }

    /// The list of jobs in that value.
    pub(crate) fn jobs(&mut self) -> &mut Vec<Value> {
        let pointer = self.operation.paging().unwrap().list().pointer();
        self.output().pointer_mut(&pointer).unwrap().as_array_mut().unwrap()
    }

    /// The client tells its caller an error.
    pub(crate) fn fails(&mut self, kind: ErrorKind, code: Option<&str>) {
        let error = ClientError {
            kind,
            code: code.map(str::to_owned),
            message: None,
            http_status: None,
            request_id: None,
            native: "Error".to_owned(),
        };
        self.answer =
            ClientAnswer::Outcome(OutcomeResult::Failed { error, output: None, part: None, pages: None });
    }

    /// An exchange is answered by an error in the envelope.
    pub(crate) fn errs(&mut self, index: usize, status: u16, code: &str) {
        let exchange = &mut self.exchanges[index];
        (exchange.status, exchange.body) = (status, json!({"message": "no"}));
        exchange.error =
            Some(ServedError { code: code.to_owned(), message: "no".to_owned(), in_envelope: true });
    }

    /// Every finding as `severity clause`.
    pub(crate) fn findings(&self) -> Vec<String> {
        match self.judgement() {
            Judgement::Judged(findings) => {
                findings.iter().map(|finding| format!("{} {}", finding.severity, finding.clause)).collect()
            }
            other => panic!("not judged: {other:?}"),
        }
    }

    /// The worst that the findings say would come of it.
    pub(crate) fn harm(&self) -> Option<Harm> {
        match self.judgement() {
            Judgement::Judged(findings) => findings.iter().map(|finding| finding.harm).min(),
            other => panic!("not judged: {other:?}"),
        }
    }

    /// The clause of every finding, and the request that it is about.
    pub(crate) fn places(&self) -> Vec<(String, Option<usize>)> {
        match self.judgement() {
            Judgement::Judged(findings) => {
                findings.into_iter().map(|finding| (finding.clause, finding.exchange)).collect()
            }
            other => panic!("not judged: {other:?}"),
        }
    }

    pub(crate) fn judgement(&self) -> Judgement {
        let trial = Trial {
            index: 0,
            operation: self.operation.id.clone(),
            case: Arc::new(self.case.clone()),
            client: 0,
            credentials: self.credentials.clone(),
            region: CONTRACTS.provider(self.operation).endpoint.region.clone(),
        };
        let wire = WireRecording {
            exchanges: self.exchanges.iter().map(|exchange| exchange.recorded(self.operation)).collect(),
            elsewhere: self.elsewhere.clone(),
            not_http: self.not_http.clone(),
            strays: self.strays,
            ..WireRecording::default()
        };
        let answer = self.answer.clone();
        let recording = Recording { wire, answer, took: Duration::ZERO, stderr: String::new() };
        judge(&CONTRACTS, &trial, &recording)
    }
}

impl Scripted {
    fn recorded(&self, operation: &Operation) -> RecordedExchange {
        let mut written = Written::new(operation, "127.0.0.1:8080", &self.input);
        (self.before)(&mut written);
        written.sign(&CONTRACTS, operation, &self.credentials, &self.region, self.signed);
        (self.after)(&mut written);
        let instant = Instant::now();
        RecordedExchange {
            request: Arc::new(ReceivedRequest {
                connection: 1,
                exchange: 1,
                method: written.method.clone(),
                target: written.target(),
                version_minor: 1,
                headers: written.headers.clone(),
                body: Bytes::from(written.body.clone()),
                raw_head: Bytes::from(written.head()),
                started: instant,
                complete: instant,
            }),
            at: self.at,
            wall: now() + jiff::SignedDuration::try_from(self.at).unwrap(),
            served: Served {
                status: self.status,
                headers: Vec::new(),
                body: Bytes::from(self.body.to_string()),
                error: self.error.clone(),
                request_id: "id-1".to_owned(),
                fault: self.fault.clone(),
                refusal: self.refusal.clone(),
                refused_by: None,
            },
            finish: self.finish.clone(),
            ended: None,
            sent: Bytes::new(),
        }
    }
}
