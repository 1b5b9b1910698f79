//! What a client may do either way, and where that freedom ends.

use bytes::Bytes;
use client_protocol::ErrorKind;
use conformance::Judgement;
use serde_json::{Value, json};
use simulator::tap::{Fault, Finish};

use crate::request::Written;
use crate::requests::header;
use crate::scene::{By, Scene, check, page, walk};

/// An answer that was spoilt on its way, in a case that allows a value and an error.
fn spoilt(scene: &mut Scene, index: usize, fault: &Fault) {
    scene.exchanges[index].fault = Some(fault.clone());
    scene.exchanges[index].finish = Some(Finish::Broken(fault.clone()));
    let mut exchanges = vec![json!({}); index];
    exchanges.push(json!({ "fault": fault }));
    scene.case.exchanges = serde_json::from_value(json!(exchanges)).unwrap();
    scene.case.outcome = serde_json::from_value(json!({"any-of": ["returns", {"fails": {}}]})).unwrap();
}

/// What a request says of codings, and the findings that follow.
type Row = (&'static str, fn(&mut Written), &'static [&'static str]);

#[test]
fn gzip_may_be_refused_by_whoever_did_not_say_that_it_is_welcome() {
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
        let mut scene = page(By::Token);
        spoilt(&mut scene, 0, &Fault::Gzip);
        scene.exchanges[0].before = before;
        assert_eq!(scene.findings(), [""; 0], "{what}, and the value");
        scene.fails(ErrorKind::Decode, None);
        assert_eq!(scene.findings(), due, "{what}, and an error");
    }
}

#[test]
fn an_answer_in_doubt_may_be_asked_for_again_or_taken() {
    for by in [By::Token, By::Marker, By::Number] {
        let mut taken = walk(by);
        spoilt(&mut taken, 0, &Fault::Gzip);
        assert_eq!(taken.findings(), [""; 0], "taken");
        let mut again = walk(by);
        let first = again.exchanges[0].clone();
        again.exchanges.insert(1, first);
        spoilt(&mut again, 0, &Fault::Gzip);
        assert_eq!(again.findings(), [""; 0], "asked for again");
        // Without a doubt about the answer it is the wrong page.
        let mut twice = walk(by);
        let first = twice.exchanges[0].clone();
        twice.exchanges.insert(1, first);
        assert_ne!(twice.findings(), [""; 0], "asked for again without need");
    }
}

#[test]
fn a_redirect_that_is_followed_gives_whatever_is_there() {
    let mut scene = page(By::Token);
    spoilt(&mut scene, 0, &Fault::Redirect { status: None, location: None });
    *scene.output() = json!({});
    assert_eq!(scene.findings(), ["violation json/valid"], "a value that nobody served");
    scene.elsewhere.push(Bytes::from("GET / HTTP/1.1\r\n\r\n"));
    assert_eq!(scene.findings(), [""; 0], "the value that was served there");
}

#[test]
fn whoever_ends_before_the_point_is_neither_passed_nor_excused() {
    let before_the_point = || {
        let mut scene = page(By::Token);
        scene.case.exchanges = serde_json::from_value(json!([{"times": 1}, {"fault": "reset"}])).unwrap();
        scene.case.outcome = serde_json::from_value(json!({"fails": {}})).unwrap();
        scene
    };
    let told = before_the_point().judgement();
    assert!(
        matches!(&told, Judgement::NotApplicable(why, _) if why.contains("after 1 request, before what the case is about")),
        "{told:?}"
    );
    let mut scene = before_the_point();
    scene.exchanges[0].after = |written| written.method = "PUT".to_owned();
    assert_eq!(scene.findings(), ["violation method", "violation signature"]);
}

#[test]
fn values_of_a_query_say_the_same_or_not() {
    check(
        || {
            let mut scene = page(By::Token);
            // No clause speaks of this member, so that only the value tells what it has to be.
            for input in [&mut scene.case.input, &mut scene.exchanges[0].input] {
                input.insert("verbose".to_owned(), json!(true));
            }
            scene
        },
        &[
            ("another truth", |scene| set(scene, "verbose", json!(false)), &["violation inputs-sent"]),
            ("a truth as a word", |scene| set(scene, "verbose", json!("yes")), &["violation inputs-sent"]),
            (
                "a number after a blank",
                |scene| set(scene, "maxResults", json!(" 2")),
                &["violation max-results/member"],
            ),
            (
                "a number with a sign",
                |scene| set(scene, "maxResults", json!("+2")),
                &["violation max-results/member"],
            ),
        ],
    );
}

#[test]
fn lists_in_a_body_are_compared_item_by_item() {
    let tags = || json!([{"Key": "team", "Values": ["x"]}, {"Key": "stage", "Values": []}]);
    let asking = |by_client: Value| {
        let mut scene = page(By::Number);
        scene.case.input.insert("TagFilters".to_owned(), tags());
        scene.exchanges[0].input.insert("TagFilters".to_owned(), by_client);
        scene.findings()
    };
    let mut with_null = tags();
    with_null[0]["Comment"] = json!(null);
    assert_eq!(asking(tags()), [""; 0]);
    assert_eq!(asking(with_null.clone()), [""; 0], "a null says no more than an absent member");
    let mut longer = with_null.clone();
    longer.as_array_mut().unwrap().push(json!({"Key": "more", "Values": []}));
    let mut shorter = with_null.clone();
    shorter.as_array_mut().unwrap().pop();
    let mut turned = with_null;
    turned.as_array_mut().unwrap().reverse();
    let list = "remark tag-filters/member";
    for (what, sent, due) in [
        ("one more", longer, list),
        ("one less", shorter, list),
        ("another order", turned, "remark tag-filters/key/member"),
    ] {
        assert_eq!(asking(sent), [due], "{what}");
    }
}

fn accepts(written: &mut Written, codings: &str) {
    header(written, "accept-encoding", codings);
}

fn set(scene: &mut Scene, name: &str, value: Value) {
    scene.exchanges[0].input.insert(name.to_owned(), value);
}
