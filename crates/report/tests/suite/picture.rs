//! The picture of a failing check in the README is what the terminal shows.

use std::fs;
use std::path::Path;
use std::time::Duration;

use contract::Impact;
use report::commands::Commands;
use report::terminal;
use runner::{ClientResult, Evidence, Run, TrialResult};
use suite::Verdict;
use wire::Recording;

use crate::testbed::{By, exchange, finding, operation, trial};

const PICTURE: &str = "docs/images/failing-check.svg";

/// Set to `1`, it writes the picture again.
const RENEW: &str = "RENEW_PICTURES";

#[test]
fn the_picture_of_a_failing_check_is_what_the_terminal_shows() {
    let mut written = Vec::new();
    terminal::write(&failing_check(), &Commands::of_program("clausal", &[]), &mut written).unwrap();
    let due = anstyle_svg::Term::new()
        .palette(anstyle_svg::WIN10_CONSOLE)
        .render_svg(std::str::from_utf8(&written).unwrap());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(PICTURE);
    if std::env::var_os(RENEW).is_some_and(|value| value == "1") {
        fs::write(&path, &due).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        found == due,
        "{PICTURE} is not what the terminal shows; renew it with\n  {RENEW}=1 cargo test --package clausal-report --test suite picture\nand look at it"
    );
}

/// A client that takes a cut body for a whole one, and does all else that has to do with connections right.
fn failing_check() -> Run {
    let client = ClientResult {
        name: "my-client".to_owned(),
        version: Some("1.0.0".to_owned()),
        language: "python".to_owned(),
        problems: Vec::new(),
        not_implemented: Vec::new(),
        flag: "--client ../my-client".to_owned(),
    };
    let right =
        (0..83).map(|_| of_my_client(trial(By::Token, "connections", Verdict::Passed, None, Vec::new())));
    let trials = right.chain([cut_body()]).collect();
    Run { clients: vec![client], trials, took: Duration::from_millis(2_310) }
}

fn cut_body() -> TrialResult {
    let found = finding(
        By::Token,
        "http/whole-message",
        "an error or another attempt",
        "a value, although the last response was cut after 60 bytes of its body",
        Impact::LosesData,
    );
    let headers = [("Authorization", "AWS4-HMAC-SHA256 …")];
    let exchanges = vec![exchange("GET", "/evaluation-jobs", &headers, "")];
    let evidence = Evidence {
        endpoint: "http://127.0.0.1:44609".to_owned(),
        wire: Recording { exchanges, ..Recording::default() },
    };
    let operation = &operation(By::Token).id;
    TrialResult {
        case: format!("{operation}/http/whole-message/cut-in-the-middle-of-the-body"),
        clause: "http/whole-message".to_owned(),
        evidence: Some(evidence),
        port: 44609,
        ..of_my_client(trial(By::Token, "connections", Verdict::Failed, None, vec![found.at(0)]))
    }
}

fn of_my_client(trial: TrialResult) -> TrialResult {
    TrialResult { client: "my-client".to_owned(), ..trial }
}
