//! Clients are set up once, again when their files change, and a set-up that fails says why.

use std::fs;

use runner::{Client, Run, SetUp, set_up_state};
use suite::Verdict;
use tempfile::TempDir;

use crate::testbed::{CLIENT, OWN, client, run, run_where, tokens};

async fn once(client: &Client) -> Run {
    run(&OWN, vec![client.clone()], &[&format!("{}/own/first", tokens())]).await
}

#[tokio::test]
async fn set_up_runs_once_and_again_when_the_files_change() {
    let (folder, elsewhere) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let log = elsewhere.path().join("log");
    let mut right = client(&folder, "right");
    right.state = elsewhere.path().join("state");
    right.manifest.setup =
        vec![format!("{} append {}", shell_words::quote(CLIENT), shell_words::quote(log.to_str().unwrap()))];
    fs::write(folder.path().join("adapter.txt"), "one").unwrap();
    let times = || fs::read_to_string(&log).unwrap_or_default().lines().count();
    for (file, text, due) in [
        ("adapter.txt", "one", 1),
        ("adapter.txt", "one", 1),
        ("adapter.txt", "two", 2),
        ("adapter.txt", "two", 2),
        ("README.md", "documents set nothing up", 2),
        ("known-failures.json", "{}", 2),
        ("requirements.txt", "new", 3),
    ] {
        fs::write(folder.path().join(file), text).unwrap();
        let run = once(&right).await;
        assert_eq!(run.trials[0].verdict, Verdict::Passed, "{:?}", run.clients);
        assert_eq!(times(), due, "{file} {text}");
    }
    right.manifest.before_each_run = right.manifest.setup.clone();
    once(&right).await;
    once(&right).await;
    assert_eq!(times(), 5);
}

#[tokio::test]
async fn offline_uses_what_was_set_up_for_these_files_and_nothing_else() {
    let (folder, elsewhere) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let log = elsewhere.path().join("log");
    let mut right = client(&folder, "right");
    right.state = elsewhere.path().join("state");
    right.manifest.setup =
        vec![format!("{} append {}", shell_words::quote(CLIENT), shell_words::quote(log.to_str().unwrap()))];
    fs::create_dir(folder.path().join("src")).unwrap();
    fs::create_dir(folder.path().join("repro")).unwrap();
    let source = folder.path().join("src/adapter.txt");
    fs::write(&source, "one").unwrap();
    let first = format!("{}/own/first", tokens());
    let offline = async || run_where(&OWN, vec![right.clone()], &[first.as_str()], true).await;

    assert_eq!(set_up_state(&right).unwrap(), SetUp::Missing);
    let run = offline().await;
    let problem = &run.clients[0].problems[0];
    assert!(problem.contains("is not set up, and --offline forbids to set it up"), "{problem}");
    assert_eq!((run.exit_code(), log.exists()), (2, false));

    once(&right).await;
    fs::write(folder.path().join("repro/shows.txt"), "a reproduction sets nothing up").unwrap();
    assert_eq!(set_up_state(&right).unwrap(), SetUp::Done);
    assert_eq!(offline().await.exit_code(), 0);

    fs::write(&source, "two").unwrap();
    assert_eq!(set_up_state(&right).unwrap(), SetUp::Outdated);
    let run = offline().await;
    let problem = &run.clients[0].problems[0];
    assert!(problem.contains("has changed since it was set up"), "{problem}");
    assert_eq!(fs::read_to_string(&log).unwrap().lines().count(), 1);
}

#[tokio::test]
async fn a_set_up_that_fails_shows_its_trailing_output() {
    let folder = TempDir::new().unwrap();
    let mut failing = client(&folder, "right");
    failing.manifest.setup = vec![format!("{} fail", shell_words::quote(CLIENT))];
    let run = once(&failing).await;
    let problem = &run.clients[0].problems[0];
    for part in ["set-up command", "exit status: 7", "why the set-up command failed"] {
        assert!(problem.contains(part), "{problem}");
    }
    assert_eq!((run.trials.len(), run.exit_code()), (0, 2));
}

#[tokio::test]
async fn a_set_up_without_its_program_names_it() {
    let folder = TempDir::new().unwrap();
    let mut missing = client(&folder, "right");
    missing.manifest.setup = vec!["no-such-installer --now".to_owned()];
    let run = once(&missing).await;
    let problem = &run.clients[0].problems[0];
    assert!(problem.contains("no-such-installer is not installed or not on the PATH"), "{problem}");
    assert_eq!(run.exit_code(), 2);
}

#[tokio::test]
async fn a_command_line_that_cannot_be_split_is_refused() {
    let folder = TempDir::new().unwrap();
    for (command, problem) in [("", "is empty"), ("program 'without end", "missing closing quote")] {
        let error = Client::of_command(command, folder.path(), folder.path()).unwrap_err().to_string();
        assert!(error.contains(problem), "{error}");
    }
}
