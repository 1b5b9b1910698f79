//! The responder on a wiremock server of one's own answers as the server does.

use simulator::{Responder, Scenario, StartError, responder};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer};

use crate::testbed::{Testbed, least, operations};

#[tokio::test]
async fn on_ones_own_server_the_answers_are_the_same() {
    for operation in operations() {
        let testbed = Testbed::start(operation, 3).await;
        let due = testbed.ask(&least(operation)).await;
        let server = MockServer::start().await;
        let mounted = responder(&operation.id, 3).unwrap();
        Mock::given(any()).respond_with(mounted).expect(1).mount(&server).await;
        let answer = testbed.send_to(&server.uri(), &testbed.right(&least(operation))).await.unwrap();
        assert_eq!((answer.status, answer.bytes), (200, due.bytes), "{}", operation.id);
    }
}

#[tokio::test]
async fn an_old_signature_is_taken_only_if_asked() {
    for operation in operations() {
        for (freshness, taken) in [(Scenario::new(&operation.id, 3).freshness, false), (None, true)] {
            let scenario = Scenario { freshness, ..Scenario::new(&operation.id, 3) };
            let testbed = Testbed::start(operation, 3).await;
            let server = MockServer::start().await;
            Mock::given(any()).respond_with(Responder::of_scenario(scenario).unwrap()).mount(&server).await;
            let mut old = testbed.right(&least(operation));
            old.time = "2020-01-01T00:00:00Z".parse().unwrap();
            let answer = testbed.send_to(&server.uri(), &old).await.unwrap();
            assert_eq!(answer.status == 200, taken, "{}", operation.id);
        }
    }
}

#[test]
fn an_unknown_operation_is_named() {
    let error = responder("acme/list-nothing", 1).unwrap_err();
    assert!(
        matches!(error, StartError::UnknownOperation { operation, .. } if operation == "acme/list-nothing")
    );
}
