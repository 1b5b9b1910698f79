//! What a finding would do to a user: by what was recorded, not by which requirement was broken.

use bytes::Bytes;
use client_protocol::{ErrorKind, OutcomeResult, Stopped};
use contract::Impact::{self, Cosmetic, Hangs, LeaksSecrets, LosesData};
use judge::ClientAnswer;
use secrecy::SecretString;
use serde_json::{Value, json};
use wire::Fault;

use crate::requests::header;
use crate::trial::{By, Trial, body, page, position, walk};

type Row = (&'static str, fn() -> Trial, Impact);

fn check(rows: &[Row]) {
    for (what, trial, due) in rows {
        let trial = trial();
        assert_eq!(trial.impact(), Some(*due), "{what}: {:?}", trial.judgement());
    }
}

fn with_change(mut trial: Trial, change: impl FnOnce(&mut Trial)) -> Trial {
    change(&mut trial);
    trial
}

fn with_token() -> Trial {
    with_change(page(By::Token), |trial| {
        let token = Some(SecretString::from("the/token+="));
        trial.question.credentials.session_token.clone_from(&token);
        trial.exchanges[0].credentials.session_token = token;
    })
}

#[test]
fn what_leaks() {
    check(&[
        (
            "the secret key in a header",
            || {
                with_change(page(By::Token), |trial| {
                    trial.exchanges[0].before = |written| header(written, "x-debug", "secret/of+the/TRIAL");
                })
            },
            LeaksSecrets,
        ),
        (
            "the session token in the URL",
            || {
                with_change(with_token(), |trial| {
                    trial.exchanges[0].before =
                        |written| written.query.push(("token".to_owned(), "the/token+=".to_owned()));
                })
            },
            LeaksSecrets,
        ),
        (
            "a signature at another host, though the call failed",
            || {
                with_change(page(By::Token), |trial| {
                    trial
                        .redirected_requests
                        .push(Bytes::from("GET / HTTP/1.1\r\nauthorization: AKIDTRIAL\r\n\r\n"));
                    trial.fails(ErrorKind::Transport, None);
                })
            },
            LeaksSecrets,
        ),
        (
            "the filter at another host",
            || {
                with_change(page(By::Marker), |trial| {
                    trial
                        .redirected_requests
                        .push(Bytes::from("POST / HTTP/1.1\r\n\r\n{\"keyFilter\":\"a b\"}"));
                })
            },
            LeaksSecrets,
        ),
        (
            "the keys of an earlier call",
            || {
                with_change(page(By::Token), |trial| {
                    trial.exchanges.clear();
                    trial.late_requests = 1;
                    trial.fails(ErrorKind::Service, None);
                })
            },
            LeaksSecrets,
        ),
        (
            "no session token",
            || with_change(with_token(), |trial| trial.exchanges[0].credentials.session_token = None),
            Cosmetic,
        ),
    ]);
}

/// A walk whose last page broke off, as the client took it.
fn cut(bytes: usize) -> Trial {
    with_change(walk(By::Token), |trial| trial.exchanges[2].fault = Some(Fault::CutAfter { bytes }))
}

#[test]
fn an_answer_that_was_none() {
    check(&[
        (
            "a cut body for a page without jobs",
            || with_change(cut(60), |trial| trial.jobs().truncate(4)),
            LosesData,
        ),
        ("a cut body that the client filled up", || cut(60), LosesData),
        (
            "a whole body under too great a length",
            || {
                with_change(walk(By::Token), |trial| {
                    trial.exchanges[2].fault = Some(Fault::ContentLength { difference: 1 });
                })
            },
            Cosmetic,
        ),
        (
            "such a body and a job lost",
            || {
                with_change(walk(By::Token), |trial| {
                    trial.exchanges[2].fault = Some(Fault::ContentLength { difference: 1 });
                    trial.jobs().pop();
                })
            },
            LosesData,
        ),
        (
            "an error for the end of the walk",
            || {
                with_change(walk(By::Token), |trial| {
                    trial.jobs().truncate(4);
                    trial.errs(2, 500, "InternalServerException");
                })
            },
            LosesData,
        ),
        (
            "a value that was not requested",
            || with_change(page(By::Token), |trial| trial.exchanges.clear()),
            LosesData,
        ),
        (
            "an error that was not requested",
            || {
                with_change(page(By::Token), |trial| {
                    trial.exchanges.clear();
                    trial.fails(ErrorKind::Service, None);
                })
            },
            Cosmetic,
        ),
        (
            "an error for a page",
            || with_change(page(By::Token), |trial| trial.fails(ErrorKind::Decode, None)),
            Cosmetic,
        ),
    ]);
}

fn without(by: By, index: usize, name: &str) -> Trial {
    with_change(walk(by), |trial| drop(trial.exchanges[index].input.remove(name)))
}

fn failed(trial: Trial) -> Trial {
    with_change(trial, |trial| trial.fails(ErrorKind::Paging, None))
}

/// A walk in an order that the pages before this one were asked for in; none of them where there is none.
fn ordered(index: Option<usize>) -> Trial {
    with_change(walk(By::Token), |trial| {
        trial.question.input.insert("sortOrder".to_owned(), json!("Descending"));
        for (at, exchange) in trial.exchanges.iter_mut().enumerate() {
            if index.is_some_and(|index| at < index) {
                exchange.input.insert("sortOrder".to_owned(), json!("Descending"));
            }
        }
    })
}

/// Pages of two, of which the last is asked for as one of three.
fn resized(by: By, size: &str) -> Trial {
    with_change(walk(by), |trial| drop(trial.exchanges[2].input.insert(size.to_owned(), json!(3))))
}

#[test]
fn another_question() {
    check(&[
        ("a filter lost", || without(By::Token, 1, "statusEquals"), LosesData),
        ("a filter lost, and then an error", || failed(without(By::Token, 1, "statusEquals")), Cosmetic),
        ("a token lost", || without(By::Token, 1, "nextToken"), LosesData),
        ("a token lost, and then an error", || failed(without(By::Token, 1, "nextToken")), Cosmetic),
        ("an order lost from the second page on", || ordered(Some(1)), LosesData),
        ("an order that every page was asked for without", || ordered(None), Cosmetic),
        ("a size changed where tokens lead on", || resized(By::Token, "maxResults"), Cosmetic),
        ("a size changed where pages are counted", || resized(By::Number, "PageSize"), LosesData),
        (
            "a number as a text",
            || {
                with_change(walk(By::Number), |trial| {
                    trial.exchanges[1].input.insert("PageNumber".to_owned(), json!("2"));
                })
            },
            Cosmetic,
        ),
        (
            "a page left out",
            || {
                with_change(walk(By::Number), |trial| {
                    trial.exchanges[1].input.insert("PageNumber".to_owned(), json!(3));
                    trial.exchanges[1].body["Result"]["PageNumber"] = json!(3);
                })
            },
            LosesData,
        ),
        (
            "a filter lost at an attempt that came to nothing",
            || {
                with_change(without(By::Token, 1, "statusEquals"), |trial| {
                    let again = walk(By::Token).exchanges.remove(1);
                    trial.errs(1, 500, "InternalServerException");
                    trial.exchanges.insert(2, again);
                })
            },
            Cosmetic,
        ),
    ]);
}

fn after_the_end(handed_over: bool) -> Trial {
    with_change(walk(By::Token), |trial| {
        trial.exchanges.push(trial.exchanges[2].clone());
        if handed_over {
            trial.returns_all();
        }
    })
}

/// A walk that is given one position again and again.
fn circles(stopped_by: Option<Stopped>) -> Trial {
    with_change(walk(By::Token), |trial| {
        trial.exchanges.truncate(2);
        trial.exchanges[1].body["nextToken"] = position(By::Token, 1);
        for _ in 0..3 {
            trial.exchanges.push(trial.exchanges[1].clone());
        }
        trial.question.pages = 5;
        trial.returns_all();
        match (stopped_by, &mut trial.answer) {
            (Some(why), ClientAnswer::Outcome(OutcomeResult::Returned { stopped, .. })) => *stopped = why,
            _ => trial.fails(ErrorKind::Paging, None),
        }
    })
}

#[test]
fn where_walks_end() {
    check(&[
        (
            "too early",
            || {
                with_change(walk(By::Number), |trial| {
                    trial.exchanges.truncate(2);
                    trial.returns_all();
                })
            },
            LosesData,
        ),
        ("a page behind the end that is handed over", || after_the_end(true), LosesData),
        ("a page behind the end that is not", || after_the_end(false), Cosmetic),
        ("in circles until the limit of the call", || circles(Some(Stopped::Limit)), Hangs),
        ("in circles until it saw that", || circles(Some(Stopped::End)), Cosmetic),
        ("in circles until it failed", || circles(None), Cosmetic),
        ("never", || with_change(walk(By::Token), |trial| trial.answer = ClientAnswer::Silent), Hangs),
    ]);
    assert_eq!(
        after_the_end(false).findings(),
        ["violation paging/end"],
        "no caller needs a page after the last one"
    );
}

#[test]
fn values_and_jobs() {
    fn changed(by: By, pointer: &str, value: Value) -> Trial {
        with_change(page(by), |trial| *trial.output().pointer_mut(pointer).unwrap() = value)
    }
    check(&[
        ("a text changed", || changed(By::Token, "/jobSummaries/0/jobName", json!("other")), LosesData),
        ("a text lost", || changed(By::Token, "/jobSummaries/0/jobName", Value::Null), LosesData),
        ("a number changed", || changed(By::Number, "/Result/TotalCount", json!(4)), LosesData),
        ("a number as a text", || changed(By::Number, "/Result/TotalCount", json!("5")), Cosmetic),
        (
            "a time written otherwise",
            || changed(By::Marker, "/result/evalTaskList/0/createTime", json!("2023-05-31T23:34:38")),
            Cosmetic,
        ),
        (
            "a time of another zone",
            || changed(By::Marker, "/result/evalTaskList/0/createTime", json!("2023-05-31 15:34:38")),
            LosesData,
        ),
        (
            "an empty text made up",
            || with_change(page(By::Token), |trial| trial.output()["jobSummaries"][0]["jobArn"] = json!("")),
            Cosmetic,
        ),
        (
            "a text made up",
            || {
                with_change(page(By::Token), |trial| {
                    trial.output()["jobSummaries"][0]["jobArn"] = json!("arn:");
                })
            },
            LosesData,
        ),
        ("a job lost", || with_change(walk(By::Token), |trial| drop(trial.jobs().pop())), LosesData),
        (
            "a job twice",
            || {
                with_change(walk(By::Token), |trial| {
                    let job = trial.jobs()[0].clone();
                    trial.jobs().push(job);
                })
            },
            LosesData,
        ),
        ("jobs in another order", || with_change(walk(By::Token), |trial| trial.jobs().reverse()), Cosmetic),
        (
            "an empty list for null",
            || {
                with_change(page(By::Number), |trial| {
                    trial.exchanges[0].body = body(By::Number, 0, &[], 0);
                    let mut output = trial.exchanges[0].body.clone();
                    output["Result"].as_object_mut().unwrap().remove("Items");
                    trial.returns(output, 1);
                })
            },
            Cosmetic,
        ),
    ]);
}
