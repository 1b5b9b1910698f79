//! What a finding would do to a user: by what was seen, not by which promise was broken.

use bytes::Bytes;
use client_protocol::{ErrorKind, OutcomeResult, Stopped};
use conformance::ClientAnswer;
use conformance::Harm::{self, Differs, LeaksSecrets, LosesData, NeverReturns};
use secrecy::SecretString;
use serde_json::{Value, json};
use simulator::tap::Fault;

use crate::requests::header;
use crate::scene::{By, Scene, body, page, position, walk};

type Row = (&'static str, fn() -> Scene, Harm);

fn check(rows: &[Row]) {
    for (what, scene, due) in rows {
        let scene = scene();
        assert_eq!(scene.harm(), Some(*due), "{what}: {:?}", scene.judgement());
    }
}

fn spoilt(mut scene: Scene, spoil: impl FnOnce(&mut Scene)) -> Scene {
    spoil(&mut scene);
    scene
}

fn with_token() -> Scene {
    spoilt(page(By::Token), |scene| {
        let token = Some(SecretString::from("the/token+="));
        scene.credentials.session_token.clone_from(&token);
        scene.exchanges[0].credentials.session_token = token;
    })
}

#[test]
fn what_leaks() {
    check(&[
        (
            "the secret key in a header",
            || {
                spoilt(page(By::Token), |scene| {
                    scene.exchanges[0].before = |written| header(written, "x-debug", "secret/of+the/TRIAL");
                })
            },
            LeaksSecrets,
        ),
        (
            "the session token in the URL",
            || {
                spoilt(with_token(), |scene| {
                    scene.exchanges[0].before =
                        |written| written.query.push(("token".to_owned(), "the/token+=".to_owned()));
                })
            },
            LeaksSecrets,
        ),
        (
            "a signature at another host, though the call failed",
            || {
                spoilt(page(By::Token), |scene| {
                    scene.elsewhere.push(Bytes::from("GET / HTTP/1.1\r\nauthorization: AKIDTRIAL\r\n\r\n"));
                    scene.fails(ErrorKind::Transport, None);
                })
            },
            LeaksSecrets,
        ),
        (
            "the filter at another host",
            || {
                spoilt(page(By::Marker), |scene| {
                    scene.elsewhere.push(Bytes::from("POST / HTTP/1.1\r\n\r\n{\"keyFilter\":\"a b\"}"));
                })
            },
            LeaksSecrets,
        ),
        (
            "the keys of an earlier call",
            || {
                spoilt(page(By::Token), |scene| {
                    scene.exchanges.clear();
                    scene.strays = 1;
                    scene.fails(ErrorKind::Service, None);
                })
            },
            LeaksSecrets,
        ),
        (
            "no session token",
            || spoilt(with_token(), |scene| scene.exchanges[0].credentials.session_token = None),
            Differs,
        ),
    ]);
}

/// A walk whose last page broke off, as the client took it.
fn cut(bytes: usize) -> Scene {
    spoilt(walk(By::Token), |scene| scene.exchanges[2].fault = Some(Fault::CutAfter { bytes }))
}

#[test]
fn an_answer_that_was_none() {
    check(&[
        (
            "a cut body for a page without jobs",
            || spoilt(cut(60), |scene| scene.jobs().truncate(4)),
            LosesData,
        ),
        ("a cut body that the client filled up", || cut(60), LosesData),
        (
            "a whole body under too great a length",
            || {
                spoilt(walk(By::Token), |scene| {
                    scene.exchanges[2].fault = Some(Fault::ContentLength { difference: 1 });
                })
            },
            Differs,
        ),
        (
            "such a body and a job lost",
            || {
                spoilt(walk(By::Token), |scene| {
                    scene.exchanges[2].fault = Some(Fault::ContentLength { difference: 1 });
                    scene.jobs().pop();
                })
            },
            LosesData,
        ),
        (
            "an error for the end of the walk",
            || {
                spoilt(walk(By::Token), |scene| {
                    scene.jobs().truncate(4);
                    scene.errs(2, 500, "InternalServerException");
                })
            },
            LosesData,
        ),
        (
            "a value that nobody asked for",
            || spoilt(page(By::Token), |scene| scene.exchanges.clear()),
            LosesData,
        ),
        (
            "an error that nobody asked for",
            || {
                spoilt(page(By::Token), |scene| {
                    scene.exchanges.clear();
                    scene.fails(ErrorKind::Service, None);
                })
            },
            Differs,
        ),
        (
            "an error for a page",
            || spoilt(page(By::Token), |scene| scene.fails(ErrorKind::Decode, None)),
            Differs,
        ),
    ]);
}

fn without(by: By, index: usize, name: &str) -> Scene {
    spoilt(walk(by), |scene| drop(scene.exchanges[index].input.remove(name)))
}

fn failed(scene: Scene) -> Scene {
    spoilt(scene, |scene| scene.fails(ErrorKind::Paging, None))
}

/// A walk in an order that the pages before this one were asked for in; none of them where there is none.
fn ordered(index: Option<usize>) -> Scene {
    spoilt(walk(By::Token), |scene| {
        scene.case.input.insert("sortOrder".to_owned(), json!("Descending"));
        for (at, exchange) in scene.exchanges.iter_mut().enumerate() {
            if index.is_some_and(|index| at < index) {
                exchange.input.insert("sortOrder".to_owned(), json!("Descending"));
            }
        }
    })
}

/// Pages of two, of which the last is asked for as one of three.
fn resized(by: By, size: &str) -> Scene {
    spoilt(walk(by), |scene| drop(scene.exchanges[2].input.insert(size.to_owned(), json!(3))))
}

#[test]
fn another_question() {
    check(&[
        ("a filter lost", || without(By::Token, 1, "statusEquals"), LosesData),
        ("a filter lost, and then an error", || failed(without(By::Token, 1, "statusEquals")), Differs),
        ("a token lost", || without(By::Token, 1, "nextToken"), LosesData),
        ("a token lost, and then an error", || failed(without(By::Token, 1, "nextToken")), Differs),
        ("an order lost from the second page on", || ordered(Some(1)), LosesData),
        ("an order that every page was asked for without", || ordered(None), Differs),
        ("a size changed where tokens lead on", || resized(By::Token, "maxResults"), Differs),
        ("a size changed where pages are counted", || resized(By::Number, "PageSize"), LosesData),
        (
            "a number as a text",
            || {
                spoilt(walk(By::Number), |scene| {
                    scene.exchanges[1].input.insert("PageNumber".to_owned(), json!("2"));
                })
            },
            Differs,
        ),
        (
            "a page left out",
            || {
                spoilt(walk(By::Number), |scene| {
                    scene.exchanges[1].input.insert("PageNumber".to_owned(), json!(3));
                    scene.exchanges[1].body["Result"]["PageNumber"] = json!(3);
                })
            },
            LosesData,
        ),
        (
            "a filter lost at an attempt that came to nothing",
            || {
                spoilt(without(By::Token, 1, "statusEquals"), |scene| {
                    let again = walk(By::Token).exchanges.remove(1);
                    scene.errs(1, 500, "InternalServerException");
                    scene.exchanges.insert(2, again);
                })
            },
            Differs,
        ),
    ]);
}

fn after_the_end(handed_over: bool) -> Scene {
    spoilt(walk(By::Token), |scene| {
        scene.exchanges.push(scene.exchanges[2].clone());
        if handed_over {
            scene.returns_all();
        }
    })
}

/// A walk that is given one position again and again.
fn circles(stopped_by: Option<Stopped>) -> Scene {
    spoilt(walk(By::Token), |scene| {
        scene.exchanges.truncate(2);
        scene.exchanges[1].body["nextToken"] = position(By::Token, 1);
        for _ in 0..3 {
            scene.exchanges.push(scene.exchanges[1].clone());
        }
        scene.case.pages = 5;
        scene.returns_all();
        match (stopped_by, &mut scene.answer) {
            (Some(why), ClientAnswer::Outcome(OutcomeResult::Returned { stopped, .. })) => *stopped = why,
            _ => scene.fails(ErrorKind::Paging, None),
        }
    })
}

#[test]
fn where_walks_end() {
    check(&[
        (
            "too early",
            || {
                spoilt(walk(By::Number), |scene| {
                    scene.exchanges.truncate(2);
                    scene.returns_all();
                })
            },
            LosesData,
        ),
        ("a page behind the end that is handed over", || after_the_end(true), LosesData),
        ("a page behind the end that is not", || after_the_end(false), Differs),
        ("in circles until the limit of the call", || circles(Some(Stopped::Limit)), NeverReturns),
        ("in circles until it saw that", || circles(Some(Stopped::End)), Differs),
        ("in circles until it failed", || circles(None), Differs),
        ("never", || spoilt(walk(By::Token), |scene| scene.answer = ClientAnswer::Silent), NeverReturns),
    ]);
    assert_eq!(
        after_the_end(false).findings(),
        ["violation paging/end"],
        "a page behind the end is nobody's due"
    );
}

#[test]
fn values_and_jobs() {
    fn changed(by: By, pointer: &str, value: Value) -> Scene {
        spoilt(page(by), |scene| *scene.output().pointer_mut(pointer).unwrap() = value)
    }
    check(&[
        ("a text changed", || changed(By::Token, "/jobSummaries/0/jobName", json!("other")), LosesData),
        ("a text lost", || changed(By::Token, "/jobSummaries/0/jobName", Value::Null), LosesData),
        ("a number changed", || changed(By::Number, "/Result/TotalCount", json!(4)), LosesData),
        ("a number as a text", || changed(By::Number, "/Result/TotalCount", json!("5")), Differs),
        (
            "a time written otherwise",
            || changed(By::Marker, "/result/evalTaskList/0/createTime", json!("2023-05-31T23:34:38")),
            Differs,
        ),
        (
            "a time of another zone",
            || changed(By::Marker, "/result/evalTaskList/0/createTime", json!("2023-05-31 15:34:38")),
            LosesData,
        ),
        (
            "an empty text made up",
            || spoilt(page(By::Token), |scene| scene.output()["jobSummaries"][0]["jobArn"] = json!("")),
            Differs,
        ),
        (
            "a text made up",
            || spoilt(page(By::Token), |scene| scene.output()["jobSummaries"][0]["jobArn"] = json!("arn:")),
            LosesData,
        ),
        ("a job lost", || spoilt(walk(By::Token), |scene| drop(scene.jobs().pop())), LosesData),
        (
            "a job twice",
            || {
                spoilt(walk(By::Token), |scene| {
                    let job = scene.jobs()[0].clone();
                    scene.jobs().push(job);
                })
            },
            LosesData,
        ),
        ("jobs in another order", || spoilt(walk(By::Token), |scene| scene.jobs().reverse()), Differs),
        (
            "an empty list for null",
            || {
                spoilt(page(By::Number), |scene| {
                    scene.exchanges[0].body = body(By::Number, 0, &[], 0);
                    let mut output = scene.exchanges[0].body.clone();
                    output["Result"].as_object_mut().unwrap().remove("Items");
                    scene.returns(output, 1);
                })
            },
            Differs,
        ),
    ]);
}
