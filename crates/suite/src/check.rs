//! What the closed schema cannot say of a case: ids that are unlike, clauses that are there, one form of an answer.

use std::collections::BTreeSet;
use std::path::PathBuf;

use client_protocol::Expectation;
use contract::{Contracts, Fact, Operation, Problem};
use wire::Exchange;

use crate::Case;

/// What is wrong with an operation's cases, wherever they come from.
pub(crate) fn problems(contracts: &Contracts, operation: &Operation, cases: &[Case]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut ids = BTreeSet::new();
    let mut position = (PathBuf::new(), 0_usize);
    for case in cases {
        let file = PathBuf::from(case.origin());
        position = if position.0 == file { (position.0, position.1 + 1) } else { (file.clone(), 0) };
        let pointer = format!("/cases/{}", position.1);
        let mut add = |at: String, problem: String| {
            problems.push(Problem { file: file.clone(), pointer: format!("{pointer}{at}"), problem });
        };
        if !ids.insert(&case.id) {
            add(
                "/name".to_owned(),
                format!("{:?} is the id of an earlier case; give it one of its own", case.id),
            );
        }
        if contracts.clause(operation, &case.clause).is_none() {
            add("/clause".to_owned(), format!("no clause of {} has the id {:?}", operation.id, case.clause));
        }
        for (index, exchange) in case.exchanges.iter().enumerate() {
            if let Some(problem) = exchange_problem(contracts, operation, exchange) {
                add(format!("/exchanges/{index}"), problem);
            }
        }
        if let Some(problem) = outcome_problem(case) {
            add("/outcome".to_owned(), problem);
        }
    }
    problems
}

fn exchange_problem(contracts: &Contracts, operation: &Operation, exchange: &Exchange) -> Option<String> {
    let natural = exchange.edit.is_some() || exchange.items.is_some() || exchange.next.is_some();
    let chosen =
        [natural, exchange.error.is_some(), exchange.raw.is_some()].iter().filter(|chosen| **chosen).count();
    if chosen > 1 {
        return Some("has more than one of edit/items/next, error and raw; keep one of them".to_owned());
    }
    let error = exchange.error.as_ref()?;
    let known = contracts
        .clauses(operation)
        .any(|clause| matches!(&clause.fact, Fact::Error { code, .. } if *code == error.code));
    (error.status.is_none() && !known).then(|| {
        format!("no clause of kind error has the code {:?}, so its status must be stated", error.code)
    })
}

fn outcome_problem(case: &Case) -> Option<String> {
    match &case.outcome {
        Expectation::AnyOf(outcomes) if outcomes.len() < 2 => {
            Some("any-of names fewer than two outcomes; state the one outcome without any-of".to_owned())
        }
        Expectation::AnyOf(outcomes)
            if outcomes.iter().any(|outcome| matches!(outcome, Expectation::AnyOf(_))) =>
        {
            Some("any-of lies inside any-of; put all outcomes into one list".to_owned())
        }
        _ => None,
    }
}
