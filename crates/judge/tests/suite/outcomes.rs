//! What a case allows a client to answer, which requirement the rest breaks, and which request the finding names.

use client_protocol::ErrorKind;
use serde_json::{Value, json};
use wire::{Fault, Finish};

use crate::trial::{By, Trial, check, page, walk};

#[test]
fn a_value_where_the_case_has_no_room_for_one() {
    for (allowed, due) in [
        (json!("returns"), &[][..]),
        (json!({"any-of": ["returns", {"fails": {}}]}), &[]),
        (json!({"fails": {}}), &["violation paging/every-item-once"]),
        (json!("refused"), &["violation paging/every-item-once"]),
        (json!({"any-of": ["refused", {"fails": {}}]}), &["violation paging/every-item-once"]),
    ] {
        let mut trial = page(By::Token);
        allow(&mut trial, &allowed);
        assert_eq!(trial.findings(), due, "{allowed}");
    }
}

#[test]
fn what_may_be_refused_is_refused_before_any_request() {
    check(
        || {
            let mut trial = page(By::Token);
            allow(&mut trial, &json!("refused"));
            trial.exchanges.clear();
            trial.fails(ErrorKind::Refused, None);
            trial
        },
        &[(
            "refused after a request",
            |trial| {
                trial.exchanges = page(By::Token).exchanges;
                trial.fails(ErrorKind::Other, None);
            },
            &["violation paging/every-item-once"],
        )],
    );
}

#[test]
fn an_input_that_is_right_and_refused_breaks_the_requirement_of_the_case_where_that_is_about_the_request() {
    let inputs_sent = "violation inputs-sent";
    for (clause, due) in [
        ("status-equals/member", &["violation status-equals/member"][..]),
        // The case is about leaving this one out.
        ("name-contains/member", &[inputs_sent, "violation name-contains/member"]),
        // Nothing was answered, so that no requirement about answers is broken.
        ("job-summaries/member", &[inputs_sent]),
    ] {
        let mut trial = page(By::Token);
        trial.question.clause = clause.to_owned();
        trial.exchanges.clear();
        trial.fails(ErrorKind::Refused, None);
        assert_eq!(trial.findings(), due, "{clause}");
    }
}

#[test]
fn an_error_in_place_of_a_value_is_about_the_case_where_its_answers_are_special() {
    for (exchanges, due) in [
        (json!([]), "violation http/answer-returned"),
        (json!([{}]), "violation http/answer-returned"),
        (json!([{"items": 2}]), "violation paging/every-item-once"),
        (json!([{}, {"items": 2}]), "violation paging/every-item-once"),
    ] {
        let mut trial = page(By::Token);
        trial.question.script = serde_json::from_value(exchanges.clone()).unwrap();
        trial.fails(ErrorKind::Decode, None);
        assert_eq!(trial.findings(), [due], "{exchanges}");
    }
}

#[test]
fn an_unusable_response_is_described_by_its_fault() {
    check(
        || page(By::Token),
        &[
            (
                "cut and taken",
                |trial| serve_with(trial, Fault::CutAfter { bytes: 10 }),
                &["violation http/whole-message"],
            ),
            (
                "garbled and taken",
                |trial| serve_with(trial, Fault::Garble { at: None }),
                &["violation json/valid"],
            ),
        ],
    );
}

#[test]
fn a_finding_names_the_request_that_it_is_about() {
    let mut taken_for_the_end = walk(By::Token);
    taken_for_the_end.exchanges.truncate(2);
    taken_for_the_end.errs(1, 500, "InternalServerException");
    taken_for_the_end.jobs().truncate(2);
    assert_eq!(taken_for_the_end.places(), [("http/status-is-error".to_owned(), Some(1))]);

    let mut another_code = page(By::Token);
    another_code.errs(0, 429, "ThrottlingException");
    let again = another_code.exchanges[0].clone();
    another_code.exchanges.push(again);
    allow(&mut another_code, &json!({"fails": {}}));
    another_code.fails(ErrorKind::Service, Some("Other"));
    assert_eq!(another_code.places(), [("error-code".to_owned(), Some(1))]);
}

#[test]
fn what_follows_from_a_refused_request_is_reported_once() {
    let value_in_place_of_an_error = |why: Option<&str>| {
        let mut trial = page(By::Token);
        trial.exchanges[0].input.insert("maxResults".to_owned(), json!(0));
        let output = trial.output().clone();
        match why {
            Some(why) => trial.refuses(0, 400, "ValidationException", why),
            None => trial.errs(0, 400, "ValidationException"),
        }
        trial.returns(output, 1);
        trial.findings()
    };
    let request = "violation max-results/member";
    assert_eq!(value_in_place_of_an_error(Some("maxResults = 0 is below 1")), [request]);
    assert_eq!(
        value_in_place_of_an_error(None),
        ["violation http/status-is-error", request],
        "an error that has nothing to do with the request"
    );
}

#[test]
fn a_refused_connection_counts_as_reaching_the_fault() {
    let findings = |exchanges: Value, requests: usize, answer: fn(&mut Trial)| {
        let mut trial = walk(By::Token);
        trial.exchanges.truncate(requests);
        trial.question.script = serde_json::from_value(exchanges).unwrap();
        allow(&mut trial, &json!({"fails": {}}));
        answer(&mut trial);
        trial.findings()
    };
    let error: fn(&mut Trial) = |trial| trial.fails(ErrorKind::Transport, None);
    let value: fn(&mut Trial) = |trial| trial.jobs().truncate(2);
    let at_once = json!([{"fault": "refuse"}]);
    let second = json!([{}, {"fault": "refuse"}]);
    assert_eq!(findings(at_once.clone(), 0, error), [""; 0]);
    assert_eq!(
        findings(at_once, 0, value),
        ["violation paging/every-item-once", "violation protocol/asks-before-answering"],
        "jobs out of nowhere"
    );
    assert_eq!(findings(second.clone(), 1, error), [""; 0]);
    assert_eq!(
        findings(second, 1, value),
        ["violation paging/end", "violation paging/every-item-once"],
        "half a walk given for the whole"
    );
}

fn allow(trial: &mut Trial, outcome: &Value) {
    trial.question.expectation = serde_json::from_value(outcome.clone()).unwrap();
}

fn serve_with(trial: &mut Trial, fault: Fault) {
    trial.exchanges[0].finish = Some(Finish::Broken(fault.clone()));
    trial.exchanges[0].fault = Some(fault);
}
