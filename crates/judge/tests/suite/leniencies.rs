//! What a client may do either way, and where that freedom ends.

use bytes::Bytes;
use client_protocol::ErrorKind;
use judge::Judgement;
use serde_json::{Value, json};
use wire::{Fault, Finish};

use crate::requests::header;
use crate::trial::{By, Trial, check, page, walk};
use crate::written::Written;

/// A response with a fault, in a case that allows a value and an error.
fn with_fault(trial: &mut Trial, index: usize, fault: &Fault) {
    trial.exchanges[index].fault = Some(fault.clone());
    trial.exchanges[index].finish = Some(Finish::Broken(fault.clone()));
    let mut exchanges = vec![json!({}); index];
    exchanges.push(json!({ "fault": fault }));
    trial.question.script = serde_json::from_value(json!(exchanges)).unwrap();
    trial.question.expectation =
        serde_json::from_value(json!({"any-of": ["returns", {"fails": {}}]})).unwrap();
}

/// What a request says of codings, and the findings that follow.
type Row = (&'static str, fn(&mut Written), &'static [&'static str]);

#[test]
fn a_client_may_refuse_gzip_that_it_did_not_accept() {
    let welcome = &["violation http/content-coding"][..];
    let rows: [Row; 8] = [
        ("nothing said", |_| {}, &[]),
        ("another coding", |written| accepts(written, "br"), &[]),
        ("other codings", |written| accepts(written, "deflate, br"), &[]),
        ("no coding", |written| accepts(written, "identity"), &[]),
        ("not gzip", |written| accepts(written, "gzip;q=0"), &[]),
        ("not gzip, with a blank", |written| accepts(written, "gzip; q=0.0"), &[]),
        ("gzip", |written| accepts(written, "gzip"), welcome),
        ("gzip among others", |written| accepts(written, "br, GZIP;q=0.5"), welcome),
    ];
    for (what, before, due) in rows {
        let mut trial = page(By::Token);
        with_fault(&mut trial, 0, &Fault::Gzip);
        trial.exchanges[0].before = before;
        assert_eq!(trial.findings(), [""; 0], "{what}, and the value");
        trial.fails(ErrorKind::Decode, None);
        assert_eq!(trial.findings(), due, "{what}, and an error");
    }
}

#[test]
fn an_ambiguous_answer_may_be_asked_for_again_or_taken() {
    for by in [By::Token, By::Marker, By::Number] {
        for index in 0..3 {
            let mut taken = walk(by);
            with_fault(&mut taken, index, &Fault::Gzip);
            assert_eq!(taken.findings(), [""; 0], "page {index} taken");
            let mut again = walk(by);
            let page = again.exchanges[index].clone();
            again.exchanges.insert(index + 1, page);
            with_fault(&mut again, index, &Fault::Gzip);
            assert_eq!(again.findings(), [""; 0], "page {index} asked for again");
            // Without an ambiguity about the answer it is the wrong page.
            let mut twice = walk(by);
            let page = twice.exchanges[index].clone();
            twice.exchanges.insert(index + 1, page);
            assert_ne!(twice.findings(), [""; 0], "page {index} asked for again without need");
        }
    }
}

#[test]
fn a_redirect_that_is_followed_gives_whatever_is_there() {
    let mut trial = page(By::Token);
    with_fault(&mut trial, 0, &Fault::Redirect { status: None, location: None });
    *trial.output() = json!({});
    assert_eq!(trial.findings(), ["violation json/valid"], "a value that the service never sent");
    trial.redirected_requests.push(Bytes::from("GET / HTTP/1.1\r\n\r\n"));
    assert_eq!(trial.findings(), [""; 0], "the value that was served there");
}

#[test]
fn a_client_that_ends_before_the_fault_is_neither_passed_nor_excused() {
    let before_the_fault = || {
        let mut trial = page(By::Token);
        trial.question.script = serde_json::from_value(json!([{"times": 1}, {"fault": "reset"}])).unwrap();
        trial.question.expectation = serde_json::from_value(json!({"fails": {}})).unwrap();
        trial
    };
    let early = before_the_fault().judgement();
    assert!(
        matches!(&early, Judgement::Skipped(why, _) if why.contains("after 1 request, before what the case is about")),
        "{early:?}"
    );
    let mut trial = before_the_fault();
    trial.exchanges[0].after = |written| written.method = "PUT".to_owned();
    assert_eq!(trial.findings(), ["violation method", "violation signature"]);
}

#[test]
fn values_of_a_query_say_the_same_or_not() {
    check(
        || {
            let mut trial = page(By::Token);
            // No clause speaks of this member, so that only the value tells what it has to be.
            for input in [&mut trial.question.input, &mut trial.exchanges[0].input] {
                input.insert("verbose".to_owned(), json!(true));
            }
            trial
        },
        &[
            ("another truth", |trial| set(trial, "verbose", json!(false)), &["violation inputs-sent"]),
            ("a truth as a word", |trial| set(trial, "verbose", json!("yes")), &["violation inputs-sent"]),
            (
                "a number after a blank",
                |trial| set(trial, "maxResults", json!(" 2")),
                &["violation max-results/member"],
            ),
            (
                "a number with a sign",
                |trial| set(trial, "maxResults", json!("+2")),
                &["violation max-results/member"],
            ),
        ],
    );
}

#[test]
fn lists_in_a_body_are_compared_item_by_item() {
    let tags = || json!([{"Key": "team", "Values": ["x"]}, {"Key": "stage", "Values": []}]);
    let asking = |by_client: Value| {
        let mut trial = page(By::Number);
        trial.question.input.insert("TagFilters".to_owned(), tags());
        trial.exchanges[0].input.insert("TagFilters".to_owned(), by_client);
        trial.findings()
    };
    let mut with_null = tags();
    with_null[0]["Comment"] = json!(null);
    assert_eq!(asking(tags()), [""; 0]);
    assert_eq!(asking(with_null.clone()), [""; 0], "a null says no more than an absent member");
    let mut longer = with_null.clone();
    longer.as_array_mut().unwrap().push(json!({"Key": "more", "Values": []}));
    let mut shorter = with_null.clone();
    shorter.as_array_mut().unwrap().pop();
    let mut last_alone = with_null.clone();
    last_alone.as_array_mut().unwrap().remove(0);
    let mut turned = with_null;
    turned.as_array_mut().unwrap().reverse();
    let list = "warning tag-filters/member";
    for (what, sent, due) in [
        ("one more", longer, list),
        ("one less", shorter, list),
        // No item is another one: the first of them is missing.
        ("the first less", last_alone, list),
        ("another order", turned, "warning tag-filters/key/member"),
    ] {
        assert_eq!(asking(sent), [due], "{what}");
    }
}

#[test]
fn a_blank_in_a_query_may_be_written_as_forms_write_it() {
    let asking = |written: &'static str| {
        let mut trial = page(By::Token);
        trial.question.input.insert("nameContains".to_owned(), json!("a b"));
        trial.exchanges[0].input.insert("nameContains".to_owned(), json!(written));
        // Written as it is, where the test's own encoder would percent-encode it.
        trial.exchanges[0].before = |request| {
            let pairs: Vec<String> =
                request.query.drain(..).map(|(name, value)| format!("{name}={value}")).collect();
            request.path.push_str(&format!("?{}", pairs.join("&")));
        };
        trial.findings()
    };
    assert_eq!(asking("a%20b"), [""; 0]);
    assert_eq!(asking("a+b"), [""; 0]);
    for another in ["a-b", "ab", "a++b", "a%2520b"] {
        assert_eq!(asking(another), ["violation name-contains/member"], "{another}");
    }
}

#[test]
fn what_says_nothing_may_be_left_out_and_sent() {
    let asking = |by: By, name: &str, asked: Option<Value>, sent: Option<Value>| {
        let mut trial = page(by);
        let inputs = [&mut trial.question.input, &mut trial.exchanges[0].input];
        for (input, value) in inputs.into_iter().zip([asked, sent]) {
            input.remove(name);
            input.extend(value.map(|value| (name.to_owned(), value)));
        }
        trial.findings()
    };
    for (asked, sent) in [
        (Some(json!(false)), None),
        (Some(Value::Null), None),
        (None, Some(json!(false))),
        (None, Some(Value::Null)),
    ] {
        let what = format!("{asked:?} asked and {sent:?} sent");
        assert_eq!(asking(By::Marker, "pageReverse", asked, sent), [""; 0], "{what}");
    }
    assert_eq!(
        asking(By::Marker, "pageReverse", Some(json!(true)), None),
        ["violation page-reverse/member"],
        "it is not the default"
    );
    // No reference says how a client sends a value that is not a number, or whether it must report one.
    for sent in [Some(json!("ten")), Some(json!(10)), None] {
        let what = format!("a text asked and {sent:?} sent");
        assert_eq!(asking(By::Marker, "maxKeys", Some(json!("ten")), sent), [""; 0], "{what}");
    }
    for nothing in [json!({}), json!({"Phases": []}), json!({"Name": null}), json!({"Ids": [], "Name": null})]
    {
        assert_eq!(asking(By::Number, "Filter", None, Some(nothing.clone())), [""; 0], "{nothing}");
    }
    let something = json!({"Phases": ["Failed"], "Name": null});
    assert_ne!(asking(By::Number, "Filter", None, Some(something)), [""; 0]);
}

fn accepts(written: &mut Written, codings: &str) {
    header(written, "accept-encoding", codings);
}

fn set(trial: &mut Trial, name: &str, value: Value) {
    trial.exchanges[0].input.insert(name.to_owned(), value);
}
