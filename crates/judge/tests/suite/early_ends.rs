//! Walks that end too early, continue from an unusable response, or find nothing where more is required.

use serde_json::json;
use wire::{Fault, Finish};

use crate::trial::{By, Trial, body, check, position, walk};

#[test]
fn an_end_that_comes_too_early() {
    let mut trial = walk(By::Token);
    trial.exchanges.truncate(2);
    trial.returns_all();
    assert_eq!(trial.findings(), ["violation paging/end"]);
    trial.question.clause = "paging/pass-on".to_owned();
    assert_eq!(
        trial.findings(),
        ["violation paging/pass-on"],
        "where the case asks for the token to be passed on"
    );
}

#[test]
fn an_unusable_response_is_not_a_page() {
    check(
        || walk(By::Token),
        &[
            (
                "went on from it",
                |trial| {
                    trial.exchanges[1].fault = Some(Fault::ContentLength { difference: 1 });
                    trial.exchanges[1].finish = Some(Finish::Whole);
                },
                &["violation http/whole-message"],
            ),
            (
                "asked again, without the token",
                |trial| {
                    let mut again = trial.exchanges[1].clone();
                    again.input.remove("nextToken");
                    trial.exchanges[1].fault = Some(Fault::CutAfter { bytes: 3 });
                    trial.exchanges.insert(2, again);
                },
                &["violation paging/pass-on"],
            ),
        ],
    );
}

#[test]
fn numbered_pages_that_say_nothing_of_the_next() {
    let empty = |count: usize| {
        let mut trial = walk(By::Number);
        trial.exchanges.truncate(1);
        for index in 1..=count {
            let mut exchange = trial.exchanges[0].clone();
            exchange.input.insert("PageNumber".to_owned(), position(By::Number, index));
            exchange.body = body(By::Number, index, &[], 5);
            trial.exchanges.push(exchange);
        }
        trial.returns_all();
        trial
    };
    assert_eq!(empty(3).findings(), [""; 0], "two requests behind an empty page");
    assert_eq!(empty(4).findings(), ["warning paging/repeated"], "three of them");
    let mut moved = walk(By::Number);
    moved.exchanges.truncate(2);
    moved.exchanges[0].body["Result"]["TotalCount"] = json!(4);
    moved.returns_all();
    assert_eq!(moved.findings(), [""; 0], "stopped at one of two totals");
    moved.exchanges[0].body["Result"]["TotalCount"] = json!(5);
    assert_eq!(moved.findings(), ["warning paging/end"], "stopped below the only total");
}

#[test]
fn a_walk_goes_on_behind_a_page_that_says_nothing_of_the_next() {
    let walking = |change: fn(&mut Trial)| {
        let mut trial = walk(By::Number);
        // The second of four pages is empty, though there are five jobs in all.
        let mut behind = trial.exchanges[1].clone();
        behind.body = body(By::Number, 1, &[], 5);
        trial.exchanges.insert(1, behind);
        for index in 2..4 {
            trial.exchanges[index].input.insert("PageNumber".to_owned(), position(By::Number, index));
        }
        trial.returns_all();
        change(&mut trial);
        trial.findings()
    };
    assert_eq!(walking(|_| {}), [""; 0]);
    assert_eq!(
        walking(|trial| drop(trial.exchanges[3].input.remove("Filter"))),
        ["warning paging/inputs-again"],
        "the filter is due behind it as before it"
    );
    assert_eq!(
        walking(|trial| drop(trial.exchanges[3].input.insert("PageNumber".to_owned(), json!(3)))),
        ["warning paging/pass-on"],
        "the third page was the last one asked for"
    );
}
