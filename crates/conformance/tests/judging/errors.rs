//! Errors, spoilt answers, and retries.

use client_protocol::{ErrorKind, OutcomeResult};
use conformance::{ClientAnswer, Judgement};
use serde_json::json;
use simulator::tap::{Fault, Finish};

use crate::scene::{By, Scene, check, page};

/// A call that the service answers by an error, and a client that tells it.
fn refused() -> Scene {
    let mut scene = page(By::Token);
    scene.errs(0, 400, "ValidationException");
    scene.case.outcome = serde_json::from_value(json!({"fails": {"code": "ValidationException"}})).unwrap();
    scene.fails(ErrorKind::Service, Some("ValidationException"));
    scene
}

#[test]
fn what_a_caller_can_read_of_an_error() {
    check(
        refused,
        &[
            ("all of it", |scene| tell(scene, Some("no"), Some(400), Some("id-1")), &[]),
            ("another status", |scene| tell(scene, None, Some(500), None), &["remark client/error-status"]),
            ("another message", |scene| tell(scene, Some("yes"), None, None), &["remark error-message"]),
            ("another request id", |scene| tell(scene, None, None, Some("id-2")), &["remark request-id"]),
            ("no code", |scene| scene.fails(ErrorKind::Service, None), &["remark error-code"]),
            (
                "another code",
                |scene| scene.fails(ErrorKind::Service, Some("Other")),
                &["violation paging/every-job-once", "violation error-code"],
            ),
            ("a value", |scene| scene.returns(json!({}), 1), &["violation http/status-is-error"]),
            ("no request", |scene| scene.exchanges.clear(), &["violation protocol/asks-before-answering"]),
        ],
    );
}

#[test]
fn an_error_told_as_a_value_is_a_remark_where_answers_and_errors_share_an_envelope() {
    let told = |by: By, value: serde_json::Value| {
        let mut scene = page(by);
        scene.errs(0, 400, "InvalidParameter");
        scene.exchanges[0].body = value.clone();
        scene.returns(value, 1);
        scene.findings()
    };
    let error = json!({"Error": {"Code": "InvalidParameter", "Message": "no"}});
    assert_eq!(told(By::Number, json!({"ResponseMetadata": error})), ["remark http/status-is-error"]);
    assert_eq!(told(By::Number, json!({"ResponseMetadata": {}})), ["violation http/status-is-error"]);
    let error = json!({"requestId": "id", "code": "InvalidParameter", "message": "no"});
    assert_eq!(told(By::Marker, error), ["violation http/status-is-error"]);
}

#[test]
fn an_envelope_under_a_good_status_is_an_error() {
    let mut scene = page(By::Marker);
    scene.exchanges[0].body = json!({"requestId": "id", "code": "InternalError", "message": "no"});
    scene.returns(json!({"requestId": "id"}), 1);
    assert_eq!(scene.findings(), ["violation error-envelope"]);
    let mut scene = page(By::Number);
    scene.exchanges[0].body = json!({"ResponseMetadata": {"Error": {"Code": "X", "Message": "no"}}});
    scene.returns(json!({}), 1);
    assert_eq!(scene.findings(), ["remark error-envelope"]);
}

#[test]
fn an_empty_body_is_no_answer_where_answers_have_members() {
    let mut scene = page(By::Marker);
    scene.exchanges[0].finish = Some(Finish::Broken(Fault::EmptyBody));
    scene.exchanges[0].fault = Some(Fault::EmptyBody);
    assert_eq!(scene.findings(), ["violation json/empty-is-no-answer"]);
}

#[test]
fn a_spoilt_answer_is_no_answer() {
    let rows: [(Fault, &[&str]); 10] = [
        (Fault::CutAfter { bytes: 10 }, &["violation http/whole-message"]),
        (Fault::CutChunked { bytes: 10 }, &["violation http/whole-message"]),
        (Fault::ResetAfter { bytes: 10 }, &["violation http/whole-message"]),
        (Fault::BrokenChunk { after_chunks: None }, &["violation http/whole-message"]),
        (Fault::ContentLength { difference: 5 }, &["violation http/whole-message"]),
        (Fault::StallInBody { bytes: 10, ms: None }, &["violation http/whole-message"]),
        (Fault::Garble { at: None }, &["violation json/valid"]),
        // Where a page could be an object without members, nobody says whether no bytes are one.
        (Fault::EmptyBody, &[]),
        (Fault::Html { status: None }, &["violation json/valid"]),
        (Fault::Html { status: Some(502) }, &["violation http/status-is-error"]),
    ];
    for (fault, due) in rows {
        let mut scene = page(By::Token);
        scene.exchanges[0].finish = Some(Finish::Broken(fault.clone()));
        scene.exchanges[0].fault = Some(fault.clone());
        assert_eq!(scene.findings(), due, "{fault:?} taken for a value");
        scene.case.outcome = serde_json::from_value(json!({"fails": {}})).unwrap();
        scene.fails(ErrorKind::Transport, None);
        assert_eq!(scene.findings(), [""; 0], "{fault:?} told as an error");
    }
    for (fault, due) in [
        (Fault::Gzip, "violation http/content-coding"),
        (Fault::StallBeforeHead { ms: Some(5) }, "violation job-summary/job-name/member"),
        // Who takes the type at its word may read the bytes by another charset.
        (Fault::ContentType { value: "text/plain".to_owned() }, "remark job-summary/job-name/member"),
    ] {
        let mut scene = page(By::Token);
        scene.exchanges[0].finish = Some(Finish::Broken(fault.clone()));
        scene.exchanges[0].fault = Some(fault.clone());
        assert_eq!(scene.findings(), [""; 0], "{fault:?} and the right value");
        scene.jobs()[0]["jobName"] = json!("garbled");
        assert_eq!(scene.findings(), [due], "{fault:?} and a wrong value");
    }
    let mut scene = page(By::Token);
    scene.exchanges[0].finish = Some(Finish::Abandoned);
    assert_eq!(
        scene.findings(),
        ["violation http/whole-message"],
        "an answer that the client did not wait for"
    );
}

#[test]
fn an_error_in_place_of_a_good_answer() {
    let right = || page(By::Token);
    check(
        right,
        &[("decode", |scene| scene.fails(ErrorKind::Decode, None), &["violation http/answer-returned"])],
    );
    let mut scene = right();
    scene.exchanges.clear();
    scene.fails(ErrorKind::Refused, None);
    // The page documents what was asked for, so it does not leave a client free to refuse it.
    assert_eq!(scene.findings(), ["violation inputs-sent"]);
    scene.case.clause = "client/valid-input-accepted".to_owned();
    let both = ["violation inputs-sent", "remark client/valid-input-accepted"];
    assert_eq!(scene.findings(), both, "and of the case's own promise");
    scene.case.clause = "paging/every-job-once".to_owned();
    // Nothing was asked for that a page allows or forbids: not verified, and nobody is wrong.
    scene.case.input.clear();
    let not_applicable = |scene: &Scene| match scene.judgement() {
        Judgement::NotApplicable(reason, findings) => {
            assert!(reason.contains("refused"), "{reason}");
            findings
                .iter()
                .map(|finding| format!("{} {}", finding.severity, finding.clause))
                .collect::<Vec<_>>()
        }
        other => panic!("judged: {other:?}"),
    };
    assert_eq!(not_applicable(&scene), ["remark paging/every-job-once"], "told of the case's own promise");
    scene.case.clause = "job-summaries/items".to_owned();
    assert_eq!(not_applicable(&scene), [""; 0], "a doubt turns the clause off");
}

#[test]
fn retries() {
    check(
        refused,
        &[("tried again though it will not go away", |scene| again(scene, 1), &["remark client/no-retry"])],
    );
    check(
        throttled,
        &[
            (
                "tried again, since the code says more than the status",
                |scene| {
                    scene.errs(0, 400, "ThrottlingException");
                    again(scene, 1);
                },
                &[],
            ),
            ("as often as is allowed", |scene| again(scene, 2), &[]),
            ("once more than is allowed", |scene| again(scene, 3), &["remark client/retry-bounded"]),
            ("much more often than is allowed", |scene| again(scene, 9), &["remark client/retry-bounded"]),
        ],
    );
}

fn throttled() -> Scene {
    let mut scene = refused();
    scene.errs(0, 429, "ThrottlingException");
    scene.case.outcome = serde_json::from_value(json!({"fails": {"code": "ThrottlingException"}})).unwrap();
    scene.fails(ErrorKind::Service, Some("ThrottlingException"));
    scene
}

#[test]
fn what_cannot_be_judged() {
    let mut scene = page(By::Token);
    scene.answer = ClientAnswer::Unusable("it died".to_owned());
    assert_eq!(scene.judgement(), Judgement::CouldNotRun("it died".to_owned()));
    scene.answer = ClientAnswer::Outcome(OutcomeResult::Broken { reason: "bad".to_owned(), trace: None });
    assert!(matches!(scene.judgement(), Judgement::CouldNotRun(reason) if reason.contains("bad")));
    scene.answer = ClientAnswer::Outcome(OutcomeResult::Unsupported { reason: "typed".to_owned() });
    assert_eq!(scene.judgement(), Judgement::NotApplicable("typed".to_owned(), Vec::new()));
}

fn again(scene: &mut Scene, times: usize) {
    let first = scene.exchanges[0].clone();
    scene.exchanges.extend(std::iter::repeat_n(first, times));
}

fn tell(scene: &mut Scene, said: Option<&str>, status: Option<u16>, id: Option<&str>) {
    if let ClientAnswer::Outcome(OutcomeResult::Failed { error, .. }) = &mut scene.answer {
        error.message = said.map(str::to_owned);
        error.http_status = status;
        error.request_id = id.map(str::to_owned);
    }
}
