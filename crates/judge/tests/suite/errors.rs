//! Errors, unusable responses, and retries.

use client_protocol::{ErrorKind, OutcomeResult};
use judge::{ClientAnswer, Judgement};
use serde_json::json;
use wire::{Fault, Finish};

use crate::trial::{By, Trial, check, page};

/// A call that the service answers by an error, and a client that tells it.
fn refused() -> Trial {
    let mut trial = page(By::Token);
    trial.errs(0, 400, "ValidationException");
    trial.question.expectation =
        serde_json::from_value(json!({"fails": {"code": "ValidationException"}})).unwrap();
    trial.fails(ErrorKind::Service, Some("ValidationException"));
    trial
}

#[test]
fn what_a_caller_can_read_of_an_error() {
    check(
        refused,
        &[
            ("all of it", |trial| tell(trial, Some("no"), Some(400), Some("id-1")), &[]),
            ("another status", |trial| tell(trial, None, Some(500), None), &["warning client/error-status"]),
            ("another message", |trial| tell(trial, Some("yes"), None, None), &["warning error-message"]),
            ("another request id", |trial| tell(trial, None, None, Some("id-2")), &["warning request-id"]),
            ("no code", |trial| trial.fails(ErrorKind::Service, None), &["warning error-code"]),
            (
                "another code",
                |trial| trial.fails(ErrorKind::Service, Some("Other")),
                &["violation paging/every-item-once", "violation error-code"],
            ),
            ("a value", |trial| trial.returns(json!({}), 1), &["violation http/status-is-error"]),
            ("no request", |trial| trial.exchanges.clear(), &["violation protocol/asks-before-answering"]),
        ],
    );
}

#[test]
fn an_error_returned_as_a_value_is_a_warning_where_answers_and_errors_share_an_envelope() {
    let returned = |by: By, value: serde_json::Value| {
        let mut trial = page(by);
        trial.errs(0, 400, "InvalidParameter");
        trial.exchanges[0].body = value.clone();
        trial.returns(value, 1);
        trial.findings()
    };
    let error = json!({"Error": {"Code": "InvalidParameter", "Message": "no"}});
    assert_eq!(returned(By::Number, json!({"ResponseMetadata": error})), ["warning http/status-is-error"]);
    assert_eq!(returned(By::Number, json!({"ResponseMetadata": {}})), ["violation http/status-is-error"]);
    let error = json!({"requestId": "id", "code": "InvalidParameter", "message": "no"});
    assert_eq!(returned(By::Marker, error), ["violation http/status-is-error"]);
}

#[test]
fn an_envelope_under_a_good_status_is_an_error() {
    let mut trial = page(By::Marker);
    trial.exchanges[0].body = json!({"requestId": "id", "code": "InternalError", "message": "no"});
    trial.returns(json!({"requestId": "id"}), 1);
    assert_eq!(trial.findings(), ["violation error-envelope"]);
    let mut trial = page(By::Number);
    trial.exchanges[0].body = json!({"ResponseMetadata": {"Error": {"Code": "X", "Message": "no"}}});
    trial.returns(json!({}), 1);
    assert_eq!(trial.findings(), ["warning error-envelope"]);
}

#[test]
fn an_empty_body_is_no_answer_where_answers_have_members() {
    let mut trial = page(By::Marker);
    trial.exchanges[0].finish = Some(Finish::Broken(Fault::EmptyBody));
    trial.exchanges[0].fault = Some(Fault::EmptyBody);
    assert_eq!(trial.findings(), ["violation json/empty-is-no-answer"]);
}

#[test]
fn an_unusable_response_is_not_a_value() {
    let rows: [(Fault, &[&str]); 10] = [
        (Fault::CutAfter { bytes: 10 }, &["violation http/whole-message"]),
        (Fault::CutChunked { bytes: 10 }, &["violation http/whole-message"]),
        (Fault::ResetAfter { bytes: 10 }, &["violation http/whole-message"]),
        (Fault::BrokenChunk { after_chunks: None }, &["violation http/whole-message"]),
        (Fault::ContentLength { difference: 5 }, &["violation http/whole-message"]),
        (Fault::StallInBody { bytes: 10, ms: None }, &["violation http/whole-message"]),
        (Fault::Garble { at: None }, &["violation json/valid"]),
        // Where a page could be an object without members, no reference says whether an empty body is one.
        (Fault::EmptyBody, &[]),
        (Fault::Html { status: None }, &["violation json/valid"]),
        (Fault::Html { status: Some(502) }, &["violation http/status-is-error"]),
    ];
    for (fault, due) in rows {
        let mut trial = page(By::Token);
        trial.exchanges[0].finish = Some(Finish::Broken(fault.clone()));
        trial.exchanges[0].fault = Some(fault.clone());
        assert_eq!(trial.findings(), due, "{fault:?} taken for a value");
        trial.question.expectation = serde_json::from_value(json!({"fails": {}})).unwrap();
        trial.fails(ErrorKind::Transport, None);
        assert_eq!(trial.findings(), [""; 0], "{fault:?} reported as an error");
    }
    for (fault, due) in [
        (Fault::Gzip, "violation http/content-coding"),
        (Fault::StallBeforeHead { ms: Some(5) }, "violation job-summary/job-name/member"),
        // Who takes the type at its word may read the bytes by another charset.
        (Fault::ContentType { value: "text/plain".to_owned() }, "warning job-summary/job-name/member"),
    ] {
        let mut trial = page(By::Token);
        trial.exchanges[0].finish = Some(Finish::Broken(fault.clone()));
        trial.exchanges[0].fault = Some(fault.clone());
        assert_eq!(trial.findings(), [""; 0], "{fault:?} and the right value");
        trial.jobs()[0]["jobName"] = json!("garbled");
        assert_eq!(trial.findings(), [due], "{fault:?} and a wrong value");
    }
    let mut trial = page(By::Token);
    trial.exchanges[0].finish = Some(Finish::Abandoned);
    assert_eq!(
        trial.findings(),
        ["violation http/whole-message"],
        "an answer that the client did not wait for"
    );
}

#[test]
fn an_error_in_place_of_a_good_answer() {
    let right = || page(By::Token);
    check(
        right,
        &[("decode", |trial| trial.fails(ErrorKind::Decode, None), &["violation http/answer-returned"])],
    );
    let mut trial = right();
    trial.exchanges.clear();
    trial.fails(ErrorKind::Refused, None);
    // The reference documents this input, so it does not leave a client free to refuse it.
    assert_eq!(trial.findings(), ["violation inputs-sent"]);
    trial.question.clause = "client/valid-input-accepted".to_owned();
    let both = ["violation inputs-sent", "warning client/valid-input-accepted"];
    assert_eq!(trial.findings(), both, "and of the case's own requirement");
    trial.question.clause = "paging/every-item-once".to_owned();
    // The caller gave no input that the reference allows or forbids: not verified, and no violation.
    trial.question.input.clear();
    let skipped = |trial: &Trial| match trial.judgement() {
        Judgement::Skipped(reason, findings) => {
            assert!(reason.contains("refused"), "{reason}");
            findings
                .iter()
                .map(|finding| format!("{} {}", finding.severity, finding.clause))
                .collect::<Vec<_>>()
        }
        other => panic!("judged: {other:?}"),
    };
    assert_eq!(
        skipped(&trial),
        ["warning paging/every-item-once"],
        "a warning on the case's own requirement"
    );
    trial.question.clause = "job-summaries/items".to_owned();
    assert_eq!(skipped(&trial), [""; 0], "an ambiguity suspends the clause");
}

#[test]
fn retries() {
    check(
        refused,
        &[("tried again though it will not go away", |trial| again(trial, 1), &["warning client/no-retry"])],
    );
    check(
        throttled,
        &[
            (
                "tried again, since the code says more than the status",
                |trial| {
                    trial.errs(0, 400, "ThrottlingException");
                    again(trial, 1);
                },
                &[],
            ),
            ("as often as is allowed", |trial| again(trial, 2), &[]),
            ("once more than is allowed", |trial| again(trial, 3), &["warning client/retry-bounded"]),
            ("much more often than is allowed", |trial| again(trial, 9), &["warning client/retry-bounded"]),
        ],
    );
}

fn throttled() -> Trial {
    let mut trial = refused();
    trial.errs(0, 429, "ThrottlingException");
    trial.question.expectation =
        serde_json::from_value(json!({"fails": {"code": "ThrottlingException"}})).unwrap();
    trial.fails(ErrorKind::Service, Some("ThrottlingException"));
    trial
}

#[test]
fn what_cannot_be_judged() {
    let mut trial = page(By::Token);
    trial.answer = ClientAnswer::Unusable("it died".to_owned());
    assert_eq!(trial.judgement(), Judgement::Error("it died".to_owned()));
    trial.answer = ClientAnswer::Outcome(OutcomeResult::Broken { reason: "bad".to_owned(), trace: None });
    assert!(matches!(trial.judgement(), Judgement::Error(reason) if reason.contains("bad")));
    trial.answer = ClientAnswer::Outcome(OutcomeResult::Unsupported { reason: "typed".to_owned() });
    assert_eq!(trial.judgement(), Judgement::Skipped("typed".to_owned(), Vec::new()));
}

fn again(trial: &mut Trial, times: usize) {
    let first = trial.exchanges[0].clone();
    trial.exchanges.extend(std::iter::repeat_n(first, times));
}

fn tell(trial: &mut Trial, said: Option<&str>, status: Option<u16>, id: Option<&str>) {
    if let ClientAnswer::Outcome(OutcomeResult::Failed { error, .. }) = &mut trial.answer {
        error.message = said.map(str::to_owned);
        error.http_status = status;
        error.request_id = id.map(str::to_owned);
    }
}
