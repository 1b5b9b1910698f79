//! A trial made by hand: correct in every way until a row changes it.

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use client_protocol::{ClientError, Drive, ErrorKind, OutcomeResult, Stopped};
use contract::{Contracts, Impact, Operation, PagingStyle};
use jiff::Timestamp;
use judge::{ClientAnswer, Judgement, Question, TrialRecording, judge};
use serde_json::{Map, Value, json};
use signing::Credentials;
use wire::{ErrorAnswer, Exchange, Fault, Finish, ReceivedRequest, RecordedExchange, Response};

use crate::texts;
use crate::written::Written;

pub(crate) static CONTRACTS: LazyLock<Contracts> = LazyLock::new(|| Contracts::bundled().unwrap());

/// What a row does to a right trial, and the findings that follow, as `severity clause`.
pub(crate) type Row = (&'static str, fn(&mut Trial), &'static [&'static str]);

/// Judges every row's trial; the texts of the findings are a snapshot, for people to read.
pub(crate) fn check(right: fn() -> Trial, rows: &[Row]) {
    assert_eq!(right().findings(), [""; 0], "the right client");
    let mut texts = String::new();
    for (what, change, due) in rows {
        let mut trial = right();
        change(&mut trial);
        assert_eq!(trial.findings(), *due, "{what}");
        texts.extend(finding_texts(what, &trial.judgement()));
    }
    texts::check("findings", &texts);
}

/// The findings of one row as a person reads them.
fn finding_texts(what: &str, judgement: &Judgement) -> Option<String> {
    let Judgement::Judged(findings) = judgement else { return None };
    let texts = findings.iter().map(|finding| {
        format!(
            "  {}, {}: {}: {}\n    source    {}\n    expected  {}\n    actual    {}\n",
            finding.severity,
            finding.impact,
            finding.clause,
            finding.requirement,
            finding.source,
            finding.expected,
            finding.actual
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
pub(crate) struct Trial {
    pub(crate) operation: &'static Operation,
    pub(crate) question: Question,
    pub(crate) exchanges: Vec<Scripted>,
    pub(crate) answer: ClientAnswer,
    pub(crate) redirected_requests: Vec<Bytes>,
    pub(crate) not_http: Vec<String>,
    /// Requests with the key of an earlier trial.
    pub(crate) late_requests: usize,
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
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) fault: Option<Fault>,
    pub(crate) finish: Option<Finish>,
}

/// A walk over five jobs in three pages, with a filter, by a right client.
pub(crate) fn walk(by: By) -> Trial {
    let pages = [&[1, 2][..], &[3, 4], &[5]];
    let bodies: Vec<Value> = (0..3).map(|index| body(by, index, pages[index], 5)).collect();
    let mut trial = trial(by, Drive::Walk, &bodies);
    trial.returns_all();
    trial
}

/// The first of those pages alone.
pub(crate) fn page(by: By) -> Trial {
    let mut trial = trial(by, Drive::Page, &[body(by, 0, &[1, 2], 5)]);
    let output = trial.exchanges[0].body.clone();
    trial.returns(output, 1);
    trial
}

fn trial(by: By, drive: Drive, bodies: &[Value]) -> Trial {
    let operation = operation(by);
    let input = match by {
        By::Token => {
            json!({"maxResults": 2, "statusEquals": "Completed", "creationTimeAfter": "2024-01-01T00:00:00Z"})
        }
        By::Marker => json!({"maxKeys": 2, "evalType": "auto", "keyFilter": "a b"}),
        By::Number => json!({"PageSize": 2, "Filter": {"Phases": ["Completed"]}}),
    };
    let input = input.as_object().unwrap().clone();
    let region = CONTRACTS.provider(operation).endpoint.region.clone();
    let mut question =
        Question::new(operation.id.as_str(), drive, "AKIDTRIAL", "secret/of+the/TRIAL", region.as_str());
    question.clause = "paging/every-item-once".to_owned();
    question.input = input.clone();
    let credentials = question.credentials.clone();
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
            region: region.clone(),
            signed: now(),
            at: Duration::from_millis(10 * index as u64),
            status: 200,
            body: body.clone(),
            headers: Vec::new(),
            fault: None,
            finish: Some(Finish::Whole),
        }
    });
    Trial {
        operation,
        question,
        exchanges: exchanges.collect(),
        answer: ClientAnswer::Silent,
        redirected_requests: Vec::new(),
        not_http: Vec::new(),
        late_requests: 0,
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

impl Trial {
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

    /// An exchange is answered by an error in the envelope, as the case's script says from there on.
    pub(crate) fn errs(&mut self, index: usize, status: u16, code: &str) {
        self.refuses(index, status, code, "no");
        let error =
            ErrorAnswer { code: code.to_owned(), status: Some(status), message: Some("no".to_owned()) };
        self.question.script.resize(index, Exchange::default());
        self.question.script.push(Exchange { error: Some(error), for_ever: true, ..Exchange::default() });
    }

    /// An exchange is answered by an error in the envelope that no script asks for.
    pub(crate) fn refuses(&mut self, index: usize, status: u16, code: &str, message: &str) {
        let envelope = &CONTRACTS.provider(self.operation).error;
        let text = |text: &str| {
            text.replace("{code}", code).replace("{message}", message).replace("{request-id}", "id")
        };
        let exchange = &mut self.exchanges[index];
        exchange.status = status;
        exchange.body = serde_json::from_str(&text(&envelope.body.to_string())).unwrap();
        exchange.headers = envelope.headers.iter().map(|(name, value)| (name.clone(), text(value))).collect();
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
    pub(crate) fn impact(&self) -> Option<Impact> {
        match self.judgement() {
            Judgement::Judged(findings) => findings.iter().map(|finding| finding.impact).min(),
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
        let wire = wire::Recording {
            exchanges: self.exchanges.iter().map(|exchange| exchange.recorded(self.operation)).collect(),
            redirected_requests: self.redirected_requests.clone(),
            not_http: self.not_http.clone(),
            late_requests: self.late_requests,
            ..wire::Recording::default()
        };
        let answer = self.answer.clone();
        judge(&CONTRACTS, &self.question, &TrialRecording { wire, answer })
    }
}

impl Scripted {
    fn recorded(&self, operation: &Operation) -> RecordedExchange {
        let mut written = Written::new(operation, "127.0.0.1:8080", &self.input);
        (self.before)(&mut written);
        written.sign(&CONTRACTS, operation, &self.credentials, &self.region, self.signed);
        (self.after)(&mut written);
        let instant = Instant::now();
        let header = &CONTRACTS.provider(operation).request_id.header;
        let request_id = header.as_ref().map(|name| (name.clone(), "id-1".to_owned()));
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
            response: Response {
                status: self.status,
                reason: None,
                headers: self.headers.iter().cloned().chain(request_id).collect(),
                body: Bytes::from(self.body.to_string()),
                close: false,
                chunked: false,
            },
            fault: self.fault.clone(),
            finish: self.finish.clone(),
            ended: None,
            sent: Bytes::new(),
        }
    }
}
