//! A right request is answered; another operation, and whoever cannot sign, is refused.

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use simulator::Scenario;

use crate::testbed::{Answer, Asked, CONTRACTS, Testbed, keys, least, operations, schema};

#[tokio::test]
async fn a_right_request_is_answered_by_the_schema() {
    for operation in operations() {
        let testbed = Testbed::start(operation, 12).await;
        let answer = testbed.ask(&least(operation)).await;
        assert_eq!(answer.status, 200, "{}", operation.id);
        assert_eq!(answer.header("content-type"), Some("application/json"), "{}", operation.id);
        let body = answer.json();
        schema(operation, "response").validate(&body).unwrap_or_else(|error| panic!("{error}: {body}"));
        assert!(!answer.numbers(operation).is_empty(), "{}", operation.id);
    }
}

#[tokio::test]
async fn no_jobs_are_an_empty_page() {
    for operation in operations() {
        let testbed = Testbed::start(operation, 0).await;
        let answer = testbed.ask(&least(operation)).await;
        assert!(answer.numbers(operation).is_empty(), "{}", operation.id);
        schema(operation, "response").validate(&answer.json()).unwrap();
    }
}

/// Changes the right request of every operation whose clause binds, and looks at the refusal.
async fn check(what: &str, clause: &str, refusal: Refused, change: impl Fn(&mut Asked)) {
    let mut checked = 0;
    for operation in operations() {
        let binds = |id: &str| operation.clause(id).is_some_and(|clause| clause.evidence.binds());
        if !clause.is_empty() && !binds(clause) {
            continue;
        }
        let testbed = Testbed::start(operation, 3).await;
        let mut asked = testbed.right(&least(operation));
        change(&mut asked);
        let answer: Answer = testbed.send(&asked).await.unwrap();
        let refusals = &CONTRACTS.provider(operation).refusals;
        let due = match refusal {
            Refused::UnknownOperation => &refusals.unknown_operation,
            Refused::Signature => &refusals.signature,
        };
        assert_eq!(answer.status, due.status, "{what}: {}", operation.id);
        assert_eq!(answer.code(operation).as_ref(), Some(&due.code), "{what}: {}", operation.id);
        schema(operation, "error").validate(&answer.json()).unwrap();
        let recording = testbed.server.so_far();
        assert_eq!(recording.exchanges[0].response.status, due.status, "{what}: {}", operation.id);
        checked += 1;
    }
    assert!(checked > 0, "{what}: nothing was checked");
}

#[derive(Clone, Copy)]
enum Refused {
    UnknownOperation,
    Signature,
}

#[tokio::test]
async fn another_operation_is_unknown() {
    let unknown = Refused::UnknownOperation;
    check("method", "method", unknown, |asked| asked.method = "PUT".to_owned()).await;
    check("path", "path", unknown, |asked| asked.path.push_str("/more")).await;
    check("no action", "action", unknown, |asked| asked.query.clear()).await;
    check("action", "action", unknown, |asked| asked.query[0].1.push('s')).await;
    check("version", "version", unknown, |asked| asked.query[1].1 = "2020-01-01".to_owned()).await;
}

#[tokio::test]
async fn who_cannot_sign_is_refused() {
    let refused = Refused::Signature;
    check("unsigned", "", refused, |asked| asked.signed = false).await;
    check("another key", "", refused, |asked| asked.credentials.access_key_id.push('X')).await;
    check("another secret", "", refused, |asked| {
        asked.credentials.secret_access_key = SecretString::from("not the secret");
    })
    .await;
    check("keys of nobody", "", refused, |asked| asked.credentials = keys("NOBODY")).await;
    check("long ago", "", refused, |asked| asked.time = hours_from_now(-2)).await;
    check("not yet", "", refused, |asked| asked.time = hours_from_now(2)).await;
    check("garbage", "", refused, |asked| {
        asked.signed = false;
        asked.headers.push(("authorization".to_owned(), "Bearer of-nothing".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn any_time_is_right_where_the_stage_says_so() {
    for operation in operations() {
        let mut scenario = Scenario::new(&operation.id, 3);
        scenario.freshness = None;
        let testbed = Testbed::with(operation, scenario).await;
        let mut asked = testbed.right(&least(operation));
        asked.time = hours_from_now(-24 * 365);
        assert_eq!(testbed.send(&asked).await.unwrap().status, 200, "{}", operation.id);
    }
}

#[tokio::test]
async fn a_signature_near_the_limit_of_freshness_is_right() {
    for operation in operations() {
        let testbed = Testbed::start(operation, 3).await;
        let mut asked = testbed.right(&least(operation));
        asked.time = Timestamp::now() - SignedDuration::from_mins(14);
        assert_eq!(testbed.send(&asked).await.unwrap().status, 200, "{}", operation.id);
        asked.time = Timestamp::now() - SignedDuration::from_mins(16);
        assert_ne!(testbed.send(&asked).await.unwrap().status, 200, "{}", operation.id);
    }
}

fn hours_from_now(hours: i64) -> Timestamp {
    Timestamp::now() + SignedDuration::from_hours(hours)
}
