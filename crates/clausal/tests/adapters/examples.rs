//! The example adapters of the page that teaches to write one: taken from the page, run by the harness.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use fixtures::BUNDLED;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};
use runner::{Client, Run, Selection, Settings, TrialResult};
use suite::Verdict;
use tempfile::TempDir;

const PAGE: &str = include_str!("../../../../docs/write-an-adapter.md");

/// Fewer would mean that an example skips what it should show.
const FEWEST: usize = 400;

#[tokio::test]
async fn the_example_in_python_fails_no_trial() {
    check(&["bedrock_client.py", "adapter.py"], "python3 adapter.py").await;
}

#[tokio::test]
async fn the_example_in_node_js_fails_no_trial() {
    check(&["bedrock-client.mjs", "adapter.mjs"], "node adapter.mjs").await;
}

/// Runs the files of the page in a folder of their own.
async fn check(files: &[&str], command: &str) {
    let folder = TempDir::new().unwrap();
    for file in files {
        fs::write(folder.path().join(file), code(file)).unwrap();
    }
    let run = run(command, folder.path()).await;
    for client in &run.clients {
        assert_eq!(client.problems, [""; 0]);
    }
    let wrong = |trial: &&TrialResult| {
        !matches!(trial.verdict, Verdict::Passed | Verdict::Skipped) || !trial.findings.is_empty()
    };
    let wrong: Vec<String> = run.trials.iter().filter(wrong).map(describe).collect();
    assert!(wrong.is_empty(), "{command}, {} trials with findings:\n{}", wrong.len(), wrong.join("\n"));
    let passed = run.trials.iter().filter(|trial| trial.verdict == Verdict::Passed).count();
    assert!(passed >= FEWEST, "{command}: only {passed} trials passed");
}

async fn run(command: &str, folder: &Path) -> Run {
    let client = Client::of_command(command, folder, folder).unwrap();
    let selection = Selection::new(&BUNDLED.suite, &[], 0).unwrap();
    let settings = Settings { jobs: 8, trace: false, offline: true, root: folder.to_owned() };
    runner::run(BUNDLED.clone(), vec![client], &selection, settings, Arc::new(|_| {})).await.unwrap()
}

fn describe(trial: &TrialResult) -> String {
    let findings = trial.findings.iter().map(|finding| {
        format!("\n  [{}] expected {}, actual {}", finding.clause, finding.expected, finding.actual)
    });
    let reason = trial.reason.as_deref().unwrap_or_default();
    format!("{}: {} {reason}{}", trial.case, trial.verdict, findings.collect::<String>())
}

/// The block of code that the page names so: its fence says `LANGUAGE file=NAME`.
fn code(file: &str) -> String {
    let name = format!("file={file}");
    let mut events = Parser::new(PAGE).skip_while(|event| match event {
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
            !info.split(' ').any(|word| word == name)
        }
        _ => true,
    });
    assert!(events.next().is_some(), "the page has no block {name}");
    events
        .map_while(|event| match event {
            Event::Text(text) => Some(text.into_string()),
            _ => None,
        })
        .collect()
}
