//! Judging is total: no outcome, no body and no request makes it panic.

use client_protocol::{OutcomeResult, Stopped};
use contract::Impact;
use judge::{ClientAnswer, Judgement};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use wire::{Fault, Finish};

use crate::trial::{By, Trial, walk};

/// JSON whose names are often those of the contracts, so that it reaches into every check.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,6}".prop_map(Value::from),
        Just(json!("2024-04-01T11:48:48Z")),
        Just(json!(u64::MAX)),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(name(), inner, 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn name() -> impl Strategy<Value = String> {
    let known = [
        "jobSummaries",
        "nextToken",
        "jobName",
        "creationTime",
        "result",
        "pageInfo",
        "evalTaskList",
        "isTruncated",
        "nextMarker",
        "marker",
        "Result",
        "Items",
        "TotalCount",
        "PageNumber",
        "PageSize",
        "ResponseMetadata",
        "Error",
        "Code",
        "code",
        "message",
        "Filter",
        "Phases",
        "maxResults",
        "maxKeys",
        "Status",
        "Phase",
    ];
    prop_oneof![9 => proptest::sample::select(known.map(str::to_owned).to_vec()), 1 => "\\PC{0,4}"]
}

fn outcome() -> impl Strategy<Value = ClientAnswer> {
    let returned = (value(), proptest::option::of("(/[A-Za-z~01]{0,6}){0,2}"), any::<u32>(), any::<bool>())
        .prop_map(|(output, part, pages, limit)| {
            let stopped = if limit { "limit" } else { "end" };
            json!({"result": "returned", "output": output, "part": part, "pages": pages, "stopped": stopped})
        });
    let kinds = ["service", "refused", "transport", "timeout", "decode", "paging", "other"];
    let text = || proptest::option::of("\\PC{0,6}");
    let failed = (proptest::sample::select(kinds.to_vec()), text(), text(), any::<Option<u16>>(), text())
        .prop_map(|(kind, code, message, status, id)| {
            json!({"result": "failed", "error": {
                "kind": kind, "code": code, "message": message, "http_status": status, "request_id": id,
            }})
        });
    prop_oneof![
        5 => returned.prop_map(parsed),
        2 => failed.prop_map(parsed),
        1 => Just(ClientAnswer::Silent),
    ]
}

fn parsed(outcome: Value) -> ClientAnswer {
    ClientAnswer::Outcome(serde_json::from_value::<OutcomeResult>(outcome).unwrap())
}

fn fault() -> impl Strategy<Value = Option<Fault>> {
    proptest::option::weighted(
        0.2,
        proptest::sample::select(vec![
            Fault::Gzip,
            Fault::EmptyBody,
            Fault::Refuse,
            Fault::Html { status: Some(503) },
            Fault::CutAfter { bytes: 3 },
            Fault::Redirect { status: None, location: None },
        ]),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn judging_never_panics(
        by in proptest::sample::select(vec![By::Token, By::Marker, By::Number].into_iter().map(Wrapped).collect::<Vec<_>>()),
        inputs in vec(btree_map(name(), value(), 0..4), 3),
        bodies in vec(value(), 3),
        faults in vec(fault(), 3),
        finishes in vec(proptest::sample::select(vec![None, Some(Finish::Whole), Some(Finish::Abandoned)]), 3),
        statuses in vec(proptest::sample::select(vec![200_u16, 204, 302, 400, 500]), 3),
        keep in proptest::array::uniform3(any::<bool>()),
        asked in btree_map(name(), value(), 0..4),
        answer in outcome(),
        count in 0_usize..=3,
    ) {
        let mut trial: Trial = walk(by.0);
        for index in 0..3 {
            let exchange = &mut trial.exchanges[index];
            if !keep[index] {
                exchange.input = inputs[index].clone().into_iter().collect();
                exchange.body = bodies[index].clone();
                exchange.finish = finishes[index].clone();
            }
            exchange.status = statuses[index];
            exchange.fault = faults[index].clone();
        }
        if !keep[0] {
            trial.question.input = asked.into_iter().collect();
        }
        trial.exchanges.truncate(count);
        trial.answer = answer;
        let first = trial.judgement();
        if let Judgement::Judged(findings) | Judgement::Skipped(_, findings) = &first {
            for finding in findings {
                prop_assert!(is_possible(&trial.answer, finding.impact), "{:?}: {:?}", trial.answer, finding);
            }
        }
        prop_assert_eq!(first, trial.judgement());
    }
}

/// A caller that got an error or no outcome lost no data unnoticed, and a caller that got an outcome was not left hanging.
fn is_possible(answer: &ClientAnswer, impact: Impact) -> bool {
    match answer {
        ClientAnswer::Outcome(OutcomeResult::Returned { stopped: Stopped::Limit, .. }) => true,
        ClientAnswer::Outcome(OutcomeResult::Returned { .. }) => impact != Impact::Hangs,
        ClientAnswer::Silent => impact != Impact::LosesData,
        _ => impact != Impact::LosesData && impact != Impact::Hangs,
    }
}

/// So that a failing row can be shown.
#[derive(Clone)]
struct Wrapped(By);

impl std::fmt::Debug for Wrapped {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self.0 {
            By::Token => "tokens",
            By::Marker => "markers",
            By::Number => "numbers",
        })
    }
}
