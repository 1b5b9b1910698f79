//! Recordings that lie on a bound: judged like any other, neither blamed nor passed by chance.

use std::time::Duration;

use client_protocol::ErrorKind;
use conformance::ClientAnswer;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::scene::{By, Scene, now, page, walk};

/// What only a sample shows is told and fails nobody.
const STOPPED_EARLY: &[&str] = &["remark paging/end"];

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
        let mut scene = walk(By::Number);
        scene.exchanges.truncate(1);
        scene.case.input.insert("PageNumber".to_owned(), number.clone());
        scene.exchanges[0].input.insert("PageNumber".to_owned(), number.clone());
        scene.exchanges[0].body["Result"]["PageSize"] = size.clone();
        scene.returns_all();
        assert_eq!(scene.findings(), due, "page {number} of {size}");
    }
}

#[test]
fn a_total_that_nobody_can_reach_leads_on_as_long_as_there_are_numbers() {
    let mut scene = walk(By::Number);
    for exchange in &mut scene.exchanges {
        exchange.body["Result"]["TotalCount"] = json!(u64::MAX);
    }
    scene.returns_all();
    assert_eq!(scene.findings(), STOPPED_EARLY);
    scene.exchanges.truncate(1);
    scene.case.input.insert("PageNumber".to_owned(), json!(i64::MAX));
    scene.exchanges[0].input.insert("PageNumber".to_owned(), json!(i64::MAX));
    scene.exchanges[0].body["Result"]["PageSize"] = json!(0);
    scene.returns_all();
    assert_eq!(scene.findings(), [""; 0]);
}

#[test]
fn keys_of_an_earlier_call_are_told_once() {
    let judged = |strays: usize, requests: usize, answer: fn(&mut Scene)| {
        let mut scene = page(By::Token);
        scene.strays = strays;
        scene.exchanges.truncate(requests);
        answer(&mut scene);
        scene.findings()
    };
    let value: fn(&mut Scene) = |_| {};
    let error: fn(&mut Scene) = |scene| scene.fails(ErrorKind::Service, None);
    // That no request came with the right key is what happened; a value out of nowhere is not told besides.
    assert_eq!(judged(2, 0, value), ["violation signature"]);
    assert_eq!(judged(1, 0, error), ["violation signature"]);
    assert_eq!(judged(0, 0, value), ["violation protocol/asks-before-answering"]);
    // A late request of the trial before harms nobody who asks rightly, and excuses nobody either.
    assert_eq!(judged(2, 1, value), [""; 0]);
    assert_eq!(judged(2, 1, error), ["violation http/answer-returned"]);
    assert_eq!(judged(2, 0, |scene| scene.answer = ClientAnswer::Silent), ["violation protocol/call-ends"]);
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
        let mut scene = page(By::Token);
        scene.exchanges[0].signed = now() + SignedDuration::from_secs(seconds);
        assert_eq!(scene.findings(), due, "signed {seconds} s from now");
    }
}

#[test]
fn attempts_of_one_time_are_two_seconds_apart_at_most() {
    for (apart, due) in [(2000, &[][..]), (2001, &["remark client/signed-anew"])] {
        let mut scene = page(By::Token);
        let again = scene.exchanges[0].clone();
        scene.errs(0, 429, "ThrottlingException");
        scene.exchanges.push(again);
        scene.exchanges[1].at = Duration::from_millis(apart);
        assert_eq!(scene.findings(), due, "{apart} ms");
    }
}

#[test]
fn a_walk_in_circles_is_one_from_the_third_round_on() {
    for (rounds, due) in [(1, 0), (2, 0), (3, 1), (4, 1)] {
        let mut scene = walk(By::Token);
        // Every page but the last names the token that it was asked for with.
        let round = scene.exchanges[1].clone();
        scene.exchanges.truncate(1);
        for _ in 0..=rounds {
            let mut exchange = round.clone();
            exchange.body["nextToken"] = exchange.input["nextToken"].clone();
            scene.exchanges.push(exchange);
        }
        scene.returns_all();
        let found = scene.findings();
        let circles = found.iter().filter(|finding| finding.ends_with("paging/repeated")).count();
        assert_eq!(circles, due, "{rounds} rounds: {found:?}");
    }
}

/// A walk that begins with a token of the caller's, and an answer that names that token again.
fn round_at_once(requests: usize) -> Scene {
    let mut scene = walk(By::Token);
    let round = &mut scene.exchanges[0];
    round.input.insert("nextToken".to_owned(), json!("p1"));
    round.body["nextToken"] = json!("p1");
    scene.case.input = round.input.clone();
    scene.exchanges = vec![scene.exchanges[0].clone(); requests];
    scene.returns_all();
    scene
}

#[test]
fn a_round_counts_from_the_first_answer_on() {
    for (requests, due) in [(1, &[][..]), (3, &[]), (4, &["remark paging/repeated"])] {
        assert_eq!(round_at_once(requests).findings(), due, "{requests} requests");
    }
}

#[test]
fn another_token_than_the_one_that_stays_the_same_is_no_token_passed_on() {
    let mut scene = round_at_once(2);
    scene.exchanges[1].input.insert("nextToken".to_owned(), json!("p2"));
    assert_eq!(scene.findings(), ["violation paging/pass-on"]);
}

#[test]
fn more_pages_than_the_call_allows() {
    for (pages, due) in [(2, &[][..]), (3, &[]), (4, &["violation protocol/outcome-is-true"])] {
        let mut scene = walk(By::Token);
        scene.case.pages = 3;
        let output = scene.output().clone();
        scene.returns(output, pages);
        assert_eq!(scene.findings(), due, "{pages} pages told");
    }
}
