//! Walks that end too early, go on from an answer that is none, or find nothing where more is promised.

use serde_json::json;
use simulator::tap::{Fault, Finish};

use crate::scene::{By, body, check, position, walk};

#[test]
fn an_end_that_comes_too_early() {
    let mut scene = walk(By::Token);
    scene.exchanges.truncate(2);
    scene.returns_all();
    assert_eq!(scene.findings(), ["violation paging/end"]);
    scene.case.clause = "paging/pass-on".to_owned();
    assert_eq!(
        scene.findings(),
        ["violation paging/pass-on"],
        "where the case asks for the token to be passed on"
    );
}

#[test]
fn an_answer_that_is_none_is_no_page() {
    check(
        || walk(By::Token),
        &[
            (
                "went on from it",
                |scene| {
                    scene.exchanges[1].fault = Some(Fault::ContentLength { difference: 1 });
                    scene.exchanges[1].finish = Some(Finish::Whole);
                },
                &["violation http/whole-message"],
            ),
            (
                "asked again, without the token",
                |scene| {
                    let mut again = scene.exchanges[1].clone();
                    again.input.remove("nextToken");
                    scene.exchanges[1].fault = Some(Fault::CutAfter { bytes: 3 });
                    scene.exchanges.insert(2, again);
                },
                &["violation paging/pass-on"],
            ),
        ],
    );
}

#[test]
fn numbered_pages_that_say_nothing_of_the_next() {
    let empty = |count: usize| {
        let mut scene = walk(By::Number);
        scene.exchanges.truncate(1);
        for index in 1..=count {
            let mut exchange = scene.exchanges[0].clone();
            exchange.input.insert("PageNumber".to_owned(), position(By::Number, index));
            exchange.body = body(By::Number, index, &[], 5);
            scene.exchanges.push(exchange);
        }
        scene.returns_all();
        scene
    };
    assert_eq!(empty(3).findings(), [""; 0], "two requests behind an empty page");
    assert_eq!(empty(4).findings(), ["remark paging/repeated"], "three of them");
    let mut moved = walk(By::Number);
    moved.exchanges.truncate(2);
    moved.exchanges[0].body["Result"]["TotalCount"] = json!(4);
    moved.returns_all();
    assert_eq!(moved.findings(), [""; 0], "stopped at one of two totals");
    moved.exchanges[0].body["Result"]["TotalCount"] = json!(5);
    assert_eq!(moved.findings(), ["remark paging/end"], "stopped below the only total");
}
