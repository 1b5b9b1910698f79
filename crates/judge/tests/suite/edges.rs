//! Recordings that lie on a bound: judged like any other, neither blamed nor passed by chance.

use std::time::Duration;

use client_protocol::ErrorKind;
use jiff::SignedDuration;
use judge::ClientAnswer;
use serde_json::{Value, json};

use crate::trial::{By, Trial, now, page, walk};

/// A requirement that only a sample shows gives a warning, not a violation.
const STOPPED_EARLY: &[&str] = &["warning paging/end"];

#[test]
fn numbers_that_are_too_large_to_count_with_are_judged() {
    // Two of five jobs came: whether that is all depends on how many lie on the pages before.
    for (number, size, due) in [
        (json!(i64::MIN), json!(u64::MAX), STOPPED_EARLY),
        (json!(i64::MIN), json!(3), STOPPED_EARLY),
        (json!(-1), json!(i64::MAX), STOPPED_EARLY),
        (json!(0), json!(3), STOPPED_EARLY),
        (json!(2), json!(0), STOPPED_EARLY),
        (json!(2), Value::Null, STOPPED_EARLY),
        (json!(2), json!(2), STOPPED_EARLY),
        (json!(2), json!(3), &[]),
        (json!(2), json!(4), &[]),
        (json!(3), json!(u64::MAX), &[]),
        (json!(i64::MAX), json!(3), &[]),
        (json!(i64::MAX), json!(u64::MAX), &[]),
        (json!(u64::MAX), json!(3), &[]),
    ] {
        let mut trial = walk(By::Number);
        trial.exchanges.truncate(1);
        trial.question.input.insert("PageNumber".to_owned(), number.clone());
        trial.exchanges[0].input.insert("PageNumber".to_owned(), number.clone());
        trial.exchanges[0].body["Result"]["PageSize"] = size.clone();
        trial.returns_all();
        assert_eq!(trial.findings(), due, "page {number} of {size}");
    }
}

#[test]
fn a_total_that_nobody_can_reach_leads_on_as_long_as_there_are_numbers() {
    let mut trial = walk(By::Number);
    for exchange in &mut trial.exchanges {
        exchange.body["Result"]["TotalCount"] = json!(u64::MAX);
    }
    trial.returns_all();
    assert_eq!(trial.findings(), STOPPED_EARLY);
    trial.exchanges.truncate(1);
    trial.question.input.insert("PageNumber".to_owned(), json!(i64::MAX));
    trial.exchanges[0].input.insert("PageNumber".to_owned(), json!(i64::MAX));
    trial.exchanges[0].body["Result"]["PageSize"] = json!(0);
    trial.returns_all();
    assert_eq!(trial.findings(), [""; 0]);
}

#[test]
fn keys_of_an_earlier_call_are_reported_once() {
    let judged = |late_requests: usize, requests: usize, answer: fn(&mut Trial)| {
        let mut trial = page(By::Token);
        trial.late_requests = late_requests;
        trial.exchanges.truncate(requests);
        answer(&mut trial);
        trial.findings()
    };
    let value: fn(&mut Trial) = |_| {};
    let error: fn(&mut Trial) = |trial| trial.fails(ErrorKind::Service, None);
    // The finding is that no request used the right key; the value without a request is not reported as well.
    assert_eq!(judged(2, 0, value), ["violation signature"]);
    assert_eq!(judged(1, 0, error), ["violation signature"]);
    assert_eq!(judged(0, 0, value), ["violation protocol/asks-before-answering"]);
    // A late request of the previous trial neither blames a client whose own requests are right, nor excuses one.
    assert_eq!(judged(2, 1, value), [""; 0]);
    assert_eq!(judged(2, 1, error), ["violation http/answer-returned"]);
    assert_eq!(judged(2, 0, |trial| trial.answer = ClientAnswer::Silent), ["violation protocol/call-ends"]);
}

#[test]
fn a_signature_is_fresh_for_a_quarter_of_an_hour() {
    for (seconds, due) in [
        (-900, &[][..]),
        (-901, &["violation signature"]),
        (0, &[]),
        (900, &[]),
        (901, &["violation signature"]),
    ] {
        let mut trial = page(By::Token);
        trial.exchanges[0].signed = now() + SignedDuration::from_secs(seconds);
        assert_eq!(trial.findings(), due, "signed {seconds} s from now");
    }
}

#[test]
fn attempts_of_one_time_are_two_seconds_apart_at_most() {
    for (apart, due) in [(2000, &[][..]), (2001, &["warning client/signed-anew"])] {
        let mut trial = page(By::Token);
        let again = trial.exchanges[0].clone();
        trial.errs(0, 429, "ThrottlingException");
        trial.exchanges.push(again);
        trial.exchanges[1].at = Duration::from_millis(apart);
        assert_eq!(trial.findings(), due, "{apart} ms");
    }
}

#[test]
fn a_walk_in_circles_is_one_from_the_third_round_on() {
    for (rounds, due) in [(1, 0), (2, 0), (3, 1), (4, 1)] {
        let mut trial = walk(By::Token);
        // Every page but the last names the token that it was asked for with.
        let round = trial.exchanges[1].clone();
        trial.exchanges.truncate(1);
        for _ in 0..=rounds {
            let mut exchange = round.clone();
            exchange.body["nextToken"] = exchange.input["nextToken"].clone();
            trial.exchanges.push(exchange);
        }
        trial.returns_all();
        let found = trial.findings();
        let circles = found.iter().filter(|finding| finding.ends_with("paging/repeated")).count();
        assert_eq!(circles, due, "{rounds} rounds: {found:?}");
    }
}

/// A walk that begins with a token of the caller's, and an answer that names that token again.
fn round_at_once(requests: usize) -> Trial {
    let mut trial = walk(By::Token);
    let round = &mut trial.exchanges[0];
    round.input.insert("nextToken".to_owned(), json!("p1"));
    round.body["nextToken"] = json!("p1");
    trial.question.input = round.input.clone();
    trial.exchanges = vec![trial.exchanges[0].clone(); requests];
    trial.returns_all();
    trial
}

#[test]
fn a_round_counts_from_the_first_answer_on() {
    for (requests, due) in [(1, &[][..]), (3, &[]), (4, &["warning paging/repeated"])] {
        assert_eq!(round_at_once(requests).findings(), due, "{requests} requests");
    }
}

#[test]
fn another_token_than_the_one_that_stays_the_same_is_no_token_passed_on() {
    let mut trial = round_at_once(2);
    trial.exchanges[1].input.insert("nextToken".to_owned(), json!("p2"));
    assert_eq!(trial.findings(), ["violation paging/pass-on"]);
}

#[test]
fn more_pages_than_the_call_allows() {
    for (pages, due) in [(2, &[][..]), (3, &[]), (4, &["violation protocol/outcome-is-true"])] {
        let mut trial = walk(By::Token);
        trial.question.pages = 3;
        let output = trial.output().clone();
        trial.returns(output, pages);
        assert_eq!(trial.findings(), due, "{pages} pages reported");
    }
}
