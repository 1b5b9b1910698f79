//! A caller may stop anywhere and go on later from the last position it was given: no job is lost, none comes twice.
//!
//! The steps are a plain list and no state machine of its own: each step is possible in every state, so that a list
//! draws and shrinks the same stories with less to read.

use contract::{Fact, Operation};
use futures_util::StreamExt;
use model_transport::Settings;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, TestRunner};
use serde_json::Value;

use crate::scripts::{Story, pages_by_number, stories_to_go_on_with};
use crate::stand::{MARKERS, Model, NUMBERS, Page, Stand, TOKENS};

/// Stories of each pager in every run.
const STORIES: u32 = 96;

/// Requests after which a story has no end: more than any has turns and pages.
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
    /// The same, and meanwhile so many jobs have come in and every connection has been lost.
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
    let stand = Stand::of(model);
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/proptest-regressions/resumes.txt");
    let mut runner = TestRunner::new(Config {
        cases: STORIES,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(file))),
        ..Config::default()
    });
    let result = runner.run(&(stories_to_go_on_with(model), steps()), |(story, steps)| {
        stand.block_on(resumed_walk_is_whole(&stand, story, &steps))
    });
    if let Err(error) = result {
        panic!("{}: {error}", model.id);
    }
}

async fn resumed_walk_is_whole(stand: &Stand, story: Story, steps: &[Step]) -> Result<(), TestCaseError> {
    let settings = stand.begin(&story.scene(stand.model), story.attempts).await;
    let mut caller = Caller { stand, story, settings, given: Vec::new(), is_full: true, has_ended: false };
    for step in steps {
        match step {
            Step::Pull(pages) => caller.pull(*pages).await?,
            Step::Resume => caller.pull(0).await?,
            Step::Grow(jobs) => caller.grow(*jobs).await,
        }
    }
    for _ in 0..TOO_MANY {
        if caller.has_ended {
            let expected = stand.whole(caller.story.jobs, &caller.story.input).await;
            prop_assert_eq!(caller.given, expected);
            return Ok(());
        }
        caller.pull(TOO_MANY).await?;
    }
    Err(TestCaseError::fail(format!("no end after {:?}", caller.given)))
}

/// A caller between two pagers.
struct Caller<'a> {
    stand: &'a Stand,
    story: Story,
    settings: Settings,
    given: Vec<String>,
    /// Whether the last page held as many jobs as a page can.
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
        let mut stream = (self.stand.model.pages)(self.settings.clone(), &self.story.input);
        for _ in 0..pages {
            prop_assert!(self.stand.requests() < TOO_MANY, "no end after {:?}", self.given);
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
        self.is_full = page.ids.len() == self.story.size(self.stand.model);
        self.given.extend(page.ids);
        match page.onward {
            Some(position) => self.story.input[self.stand.position().name()] = position,
            // Who is given no position has nowhere to go on from.
            None => self.has_ended = true,
        }
    }

    /// Another server takes over that has more jobs, and the rest of the story happens to it.
    async fn grow(&mut self, jobs: usize) {
        // Tokens and markers are known to the server that gave them only. By number, a job that comes in before the
        // last one given, or onto a page that was taken before it was full, is on no page that is still to come.
        let backwards = is_backwards(self.stand.operation, &self.story.input);
        if self.has_ended || !pages_by_number(self.stand.model) || backwards || !self.is_full {
            return;
        }
        let passed = self.stand.requests().min(self.story.turns.len());
        self.story.turns.drain(..passed);
        self.story.jobs += jobs;
        self.settings = self.stand.begin(&self.story.scene(self.stand.model), self.story.attempts).await;
    }
}

fn is_backwards(operation: &Operation, input: &Value) -> bool {
    operation.clauses.iter().any(|clause| match &clause.fact {
        Fact::Sort { order, descending, .. } => order.value(input) == Some(descending),
        _ => false,
    })
}
