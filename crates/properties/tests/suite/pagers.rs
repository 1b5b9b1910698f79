//! Whatever happens along a walk, a pager gives each item once and in order, or an error.

use std::cell::Cell;

use futures_util::StreamExt;
use model_transport::Error;
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, TestRunner};
use serde_json::Value;

use crate::scripts::{Script, pages_by_number, scripts};
use crate::testbed::{MARKERS, Model, NUMBERS, NUMBERS_OF_BATCHES, TOKENS, Testbed};

/// Walks of each pager in every run.
const WALKS: u32 = 256;

#[test]
fn tokens_lose_and_repeat_no_item() {
    walks_are_whole(&TOKENS);
}

#[test]
fn markers_lose_and_repeat_no_item() {
    walks_are_whole(&MARKERS);
}

#[test]
fn page_numbers_lose_and_repeat_no_item() {
    walks_are_whole(&NUMBERS);
}

#[test]
fn page_numbers_of_batch_jobs_lose_and_repeat_no_item() {
    walks_are_whole(&NUMBERS_OF_BATCHES);
}

/// Where walks may begin, and how much lies before.
fn starts(model: &'static Model) -> BoxedStrategy<Option<i64>> {
    match pages_by_number(model) {
        true => prop_oneof![4 => Just(None), 1 => Just(Some(0)), 3 => (1_i64..5).prop_map(Some)].boxed(),
        false => Just(None).boxed(),
    }
}

fn walks_are_whole(model: &'static Model) {
    let testbed = Testbed::of(model);
    let (whole, failed) = (Cell::new(0), Cell::new(0));
    let result = runner(WALKS).run(&(scripts(model), starts(model)), |(script, start)| {
        let ended = testbed.block_on(walk_is_whole(&testbed, script, start))?;
        let count = if ended { &whole } else { &failed };
        count.set(count.get() + 1);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{}: {error}", model.id);
    }
    // A pager that always fails would satisfy every sentence above.
    assert!(
        whole.get() >= WALKS / 5 && failed.get() >= WALKS / 20,
        "{whole:?} walks were whole, {failed:?} failed"
    );
}

/// Whether the walk came to its end; an error is the other right answer.
async fn walk_is_whole(
    testbed: &Testbed,
    mut script: Script,
    start: Option<i64>,
) -> Result<bool, TestCaseError> {
    let mut expected = testbed.whole(script.items, &script.input).await;
    if let Some(number) = start {
        script.input[testbed.position().name()] = Value::from(number);
        let before = usize::try_from(number - 1).unwrap_or(0) * script.size(testbed.model);
        expected.drain(..before.min(expected.len()));
    }
    let settings = testbed.begin(&script.setup(testbed.model), script.attempts).await;
    let (given, error) = walked(testbed, settings, &script.input, 2 * expected.len() + 5).await;
    if let Some(error) = error {
        prop_assert!(!script.is_sufficient(testbed.model), "failed without need: {error}\n{given:?}");
        prop_assert!(is_part_in_order(&given, &expected), "before {error}: {given:?} of {expected:?}");
        return Ok(false);
    }
    prop_assert_eq!(given, expected);
    Ok(true)
}

async fn walked(
    testbed: &Testbed,
    settings: model_transport::Settings,
    input: &Value,
    most: usize,
) -> (Vec<String>, Option<Error>) {
    let mut given = Vec::new();
    let mut items = (testbed.model.items)(settings, input).take(most);
    while let Some(item) = items.next().await {
        match item {
            Ok(id) => given.push(id),
            Err(error) => return (given, Some(error)),
        }
    }
    (given, None)
}

/// Whether the items are some of the expected ones, none twice and none before another that precedes it.
fn is_part_in_order(given: &[String], expected: &[String]) -> bool {
    let mut rest = expected.iter();
    given.iter().all(|id| rest.any(|other| other == id))
}

fn runner(walks: u32) -> TestRunner {
    // Named here, because a runner that is not made by the macro does not know its source file.
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/proptest-regressions/pagers.txt");
    TestRunner::new(Config {
        cases: walks,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(file))),
        ..Config::default()
    })
}
