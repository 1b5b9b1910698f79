//! Every documented limit is read the same three times, for ten thousand values each.

use std::cell::Cell;
use std::collections::BTreeSet;

use contract::{Clause, Fact, Operation, Side};
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, TestError, TestRunner};
use serde_json::Value;

use crate::excuses::EXCUSES;
use crate::readings::{CONTRACTS, MODELS, Reading, Readings};
use crate::values::inputs;

/// Values drawn for a limit that somebody is bound by, in every run.
const DRAWS: u32 = 10_000;

/// Values drawn for what only an example shows, where no reading may see a limit.
const DRAWS_OF_EXAMPLES: u32 = 2_000;

/// One in so many draws at least must fall on either side of a limit: far fewer than do, far more than none.
const ONE_IN: u32 = 50;

#[test]
fn every_operation_has_its_three_readings() {
    let known: BTreeSet<&str> = MODELS.iter().map(|(id, _)| *id).collect();
    let contracts: BTreeSet<&str> = CONTRACTS.operations().map(|operation| operation.id.as_str()).collect();
    assert_eq!(known, contracts);
}

#[test]
fn tokens_are_limited_alike() {
    agree("amazon-bedrock/list-evaluation-jobs", |at| at == "nextToken");
}

#[test]
fn all_other_members_of_amazon_bedrock_are_limited_alike() {
    agree("amazon-bedrock/list-evaluation-jobs", |at| at != "nextToken");
}

#[test]
fn members_of_baidu_qianfan_are_limited_alike() {
    agree("baidu-qianfan/describe-eval-tasks", |_| true);
}

#[test]
fn members_of_batch_inference_jobs_are_limited_alike() {
    agree("volcengine-ark/list-batch-inference-jobs", |_| true);
}

#[test]
fn members_of_evaluation_jobs_are_limited_alike() {
    agree("volcengine-ark/list-evaluation-jobs", |_| true);
}

/// What the draws for one limit came to.
#[derive(Debug, Default)]
struct Tally {
    accepted: Cell<u32>,
    refused: Cell<u32>,
    /// Refused by the simulator for this very limit.
    broken: Cell<u32>,
}

fn agree(id: &str, chosen: fn(&str) -> bool) {
    let readings = Readings::of(id);
    let operation = readings.operation;
    let clauses: Vec<&Clause> =
        limits(operation).filter(|clause| chosen(clause.fact.at().unwrap().name())).collect();
    assert!(!clauses.is_empty(), "{id} has no limits");
    for clause in clauses {
        let tally = Tally::default();
        let draws = if clause.evidence.binds() { DRAWS } else { DRAWS_OF_EXAMPLES };
        let result =
            runner(draws).run(&inputs(operation, clause), |input| check(&readings, clause, &input, &tally));
        if let Err(error) = result {
            let TestError::Fail(reason, input) = error else { panic!("{id}, {}: {error}", clause.id) };
            panic!("{id}, {}: {reason}\ninput: {}\n{}", clause.id, shown(&input), readings.reasons(&input));
        }
        tally.check(operation, clause, draws);
    }
}

fn check(readings: &Readings, clause: &Clause, input: &Value, tally: &Tally) -> Result<(), TestCaseError> {
    let said = readings.of_input(input);
    if !said.agree_without(&[]) {
        let excuses = EXCUSES.iter().filter(|excuse| (excuse.when)(readings.operation, input));
        let excused: Vec<Reading> = excuses.map(|excuse| excuse.reading).collect();
        prop_assert!(said.agree_without(&excused), "{said}");
    }
    let count = |cell: &Cell<u32>| cell.set(cell.get() + 1);
    count(if said.accepts(Reading::Schema) { &tally.accepted } else { &tally.refused });
    if said.broken.as_deref() == Some(&clause.id) {
        count(&tally.broken);
    }
    Ok(())
}

impl Tally {
    /// Draws that all lie on one side of a limit would show nothing.
    fn check(&self, operation: &Operation, clause: &Clause, draws: u32) {
        let place = format!("{}, {}: {self:?}", operation.id, clause.id);
        let at_least = draws / ONE_IN;
        assert!(self.accepted.get() >= at_least, "hardly any value is accepted: {place}");
        assert!(self.refused.get() >= at_least, "hardly any value is refused: {place}");
        let binds = clause.evidence.binds() && !operation.is_suspended(clause);
        if binds && !matches!(clause.fact, Fact::Clamp { .. }) {
            assert!(self.broken.get() >= at_least, "hardly any value breaks this very limit: {place}");
        } else {
            assert_eq!(self.broken.get(), 0, "a limit that does not bind is enforced: {place}");
        }
    }
}

fn limits(operation: &'static Operation) -> impl Iterator<Item = &'static Clause> {
    operation.clauses.iter().filter(|clause| {
        let of_request = clause.fact.at().is_some_and(|at| at.side == Side::Request);
        let limits = matches!(
            clause.fact,
            Fact::Member { .. }
                | Fact::Required { .. }
                | Fact::Range { .. }
                | Fact::Length { .. }
                | Fact::Items { .. }
                | Fact::Pattern { .. }
                | Fact::Choice { .. }
                | Fact::Clamp { .. }
                | Fact::Timestamp { .. }
        );
        of_request && limits
    })
}

fn runner(draws: u32) -> TestRunner {
    // Named here, because a runner that is not made by the macro does not know its source file.
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/proptest-regressions/limits.txt");
    TestRunner::new(Config {
        cases: draws,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(file))),
        ..Config::default()
    })
}

fn shown(input: &Value) -> String {
    let text = input.to_string();
    match text.chars().count() {
        0..=400 => text,
        length => format!("{}… ({length} characters)", text.chars().take(400).collect::<String>()),
    }
}
