//! A caller may stop anywhere and go on later from the last position it was given: no item is lost, none comes twice.
//!
//! The steps are a plain list and no state machine of its own: each step is possible in every state, so that a list
//! draws and shrinks the same scripts with less to read.

use contract::{Fact, Operation};
use futures_util::StreamExt;
use model_transport::Settings;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, TestRunner};
use serde_json::Value;

use crate::scripts::{Script, pages_by_number, resumable_scripts};
use crate::testbed::{MARKERS, Model, NUMBERS, Page, TOKENS, Testbed};

/// Scripts of each pager in every run.
const SCRIPTS: u32 = 96;

/// Requests after which a script has no end: more than any has turns and pages.
const TOO_MANY: usize = 150;

#[test]
fn tokens_can_be_gone_on_from() {
    resumed_walks_are_whole(&TOKENS);
}

#[test]
fn markers_can_be_gone_on_from() {
    resumed_walks_are_whole(&MARKERS);
}

#[test]
fn page_numbers_can_be_gone_on_from() {
    resumed_walks_are_whole(&NUMBERS);
}

/// What the caller does; after the last step it goes on to the end.
#[derive(Debug, Clone)]
enum Step {
    /// Takes so many pages.
    Pull(usize),
    /// Lets the pager go and makes another one at the last position given.
    Resume,
    /// The same, and meanwhile so many items have come in and every connection has been lost.
    Grow(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (1_usize..4).prop_map(Step::Pull),
        2 => Just(Step::Resume),
        1 => (1_usize..9).prop_map(Step::Grow),
    ];
    vec(step, 0..8)
}

fn resumed_walks_are_whole(model: &'static Model) {
    let testbed = Testbed::of(model);
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/proptest-regressions/resumes.txt");
    let mut runner = TestRunner::new(Config {
        cases: SCRIPTS,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(file))),
        ..Config::default()
    });
    let result = runner.run(&(resumable_scripts(model), steps()), |(script, steps)| {
        testbed.block_on(resumed_walk_is_whole(&testbed, script, &steps))
    });
    if let Err(error) = result {
        panic!("{}: {error}", model.id);
    }
}

async fn resumed_walk_is_whole(
    testbed: &Testbed,
    script: Script,
    steps: &[Step],
) -> Result<(), TestCaseError> {
    let settings = testbed.begin(&script.setup(testbed.model), script.attempts).await;
    let mut caller = Caller { testbed, script, settings, given: Vec::new(), is_full: true, has_ended: false };
    for step in steps {
        match step {
            Step::Pull(pages) => caller.pull(*pages).await?,
            Step::Resume => caller.pull(0).await?,
            Step::Grow(items) => caller.grow(*items).await,
        }
    }
    for _ in 0..TOO_MANY {
        if caller.has_ended {
            let expected = testbed.whole(caller.script.items, &caller.script.input).await;
            prop_assert_eq!(caller.given, expected);
            return Ok(());
        }
        caller.pull(TOO_MANY).await?;
    }
    Err(TestCaseError::fail(format!("no end after {:?}", caller.given)))
}

/// A caller between two pagers.
struct Caller<'a> {
    testbed: &'a Testbed,
    script: Script,
    settings: Settings,
    given: Vec<String>,
    /// Whether the last page held as many items as a page can.
    is_full: bool,
    has_ended: bool,
}

impl Caller<'_> {
    /// Makes a pager at the last position, takes up to so many pages from it and lets it go; an error ends that pager
    /// and nothing else.
    async fn pull(&mut self, pages: usize) -> Result<(), TestCaseError> {
        if self.has_ended {
            return Ok(());
        }
        let mut stream = (self.testbed.model.pages)(self.settings.clone(), &self.script.input);
        for _ in 0..pages {
            prop_assert!(self.testbed.requests() < TOO_MANY, "no end after {:?}", self.given);
            match stream.next().await {
                Some(Ok(page)) => self.take(page),
                Some(Err(_)) => return Ok(()),
                None => self.has_ended = true,
            }
            if self.has_ended {
                return Ok(());
            }
        }
        Ok(())
    }

    fn take(&mut self, page: Page) {
        self.is_full = page.ids.len() == self.script.size(self.testbed.model);
        self.given.extend(page.ids);
        match page.onward {
            Some(position) => self.script.input[self.testbed.position().name()] = position,
            // Who is given no position has nowhere to go on from.
            None => self.has_ended = true,
        }
    }

    /// Another server takes over that has more items, and the rest of the script happens to it.
    async fn grow(&mut self, items: usize) {
        // Tokens and markers are known to the server that gave them only. By number, an item that comes in before the
        // last one given, or onto a page that was taken before it was full, is on no page that is still to come.
        let backwards = is_backwards(self.testbed.operation, &self.script.input);
        if self.has_ended || !pages_by_number(self.testbed.model) || backwards || !self.is_full {
            return;
        }
        let passed = self.testbed.requests().min(self.script.turns.len());
        self.script.turns.drain(..passed);
        self.script.items += items;
        self.settings =
            self.testbed.begin(&self.script.setup(self.testbed.model), self.script.attempts).await;
    }
}

fn is_backwards(operation: &Operation, input: &Value) -> bool {
    operation.clauses.iter().any(|clause| match &clause.fact {
        Fact::Sort { order, descending, .. } => order.value(input) == Some(descending),
        _ => false,
    })
}
