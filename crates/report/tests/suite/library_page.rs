//! The page of one library, and the index of all of them.

use std::path::Path;
use std::time::Duration;

use client_protocol::Drive;
use contract::Impact;
use report::{library_index, library_page};
use runner::default_behavior::Observation;
use runner::{Client, Run, TrialResult};
use serde_json::{Value, json};
use suite::Verdict;

use crate::testbed::{By, finding, lost, operation, posted, run, trial};

const NOTES: &str = "\
# example

A library for examples; see [its tests](tests/all.md#slow) and ![a picture](<../one picture.png>).

## Settings and reasons
- One [client](#default-behavior) each, as `[a](b)` says, by [a page](https://example.test/a) and [a list][list].

### In detail
```
## no heading, [no link](x)
```

## Default behavior
- It waits, [which we measured](waits.md \"all of them\").

## Known deviations
Each has a script.

| script | behaviour |
|---|---|
| `item-lost` | an item is lost |
| `case-changed` | a case changes |

[list]: list.md
";

/// A client with these known failures, each given as subject, clause, what happens and its script.
fn client(known_failures: &[(&str, &str, &str, &str)]) -> Client {
    let entries: Vec<Value> = known_failures
        .iter()
        .map(|(subject, clause, what, script)| {
            json!({
                "case": format!("*/*/{subject}/*"), "clause": clause, "what": what, "why": "it counts <b>wrongly</b>",
                "where": "lib/count.py:7", "reproduction": script,
            })
        })
        .collect();
    let mut client = Client::of_command("example", Path::new("."), Path::new(".")).unwrap();
    client.known_failures = serde_json::from_value(json!({ "known-failures": entries })).unwrap();
    client.manifest.language = "python".to_owned();
    client.manifest.homepage = "https://example.test".to_owned();
    client
}

fn run_of(trials: Vec<TrialResult>) -> Run {
    Run { trials, ..run() }
}

/// Two trials that lose an item, one that posts, and one that passes.
fn known_failures() -> (Run, Client) {
    let known = |subject, finding| trial(By::Token, subject, Verdict::KnownFailure, None, vec![finding]);
    let trials = vec![
        known("wire", posted()),
        known("paging", lost()),
        known("paging", lost()),
        trial(By::Token, "limits", Verdict::Passed, None, Vec::new()),
    ];
    let client = client(&[
        ("wire", "method", "everything | is\nposted", "repro/posted.py"),
        ("paging", "paging/every-item-once", "the `last` item [is] lost", "repro/item-lost.py"),
    ]);
    (run_of(trials), client)
}

/// What a page says below a heading, up to the next one of the same level.
fn section<'a>(page: &'a str, heading: &str) -> &'a str {
    let (_, rest) =
        page.split_once(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("{heading} in {page}"));
    let (level, _) = heading.split_once(' ').unwrap();
    rest.split(&format!("\n{level} ")).next().unwrap()
}

#[test]
fn a_page_is_called_as_the_notes_call_the_library() {
    let (run, client) = known_failures();
    let page = |notes| library_page::page(&run, &client, &[], notes);
    assert!(page("# @acme/example\n\nA library.\n").starts_with("# @acme/example\n"));
    assert!(page("").starts_with("# example\n"));
}

#[test]
fn a_page_answers_in_the_order_in_which_a_user_asks() {
    let (run, client) = known_failures();
    let page = library_page::page(&run, &client, &[], "# example\n\nA library for examples.\n");
    let headings: Vec<&str> =
        page.lines().filter(|line| line.starts_with("# ") || line.starts_with("## ")).collect();
    assert_eq!(
        headings,
        [
            "# example",
            "## How it is called",
            "## Requirements",
            "## What goes wrong",
            "## What it does by itself",
            "## What it refuses by itself",
            "## Notes on the adapter",
        ]
    );
    let id = &operation(By::Token).id;
    for said in [
        "Version 1.2.3 was checked (python, <https://example.test>)",
        &format!("- [{id}](../../schemas/{id}/operation.json)"),
        "clausal check --client example",
    ] {
        assert!(page.contains(said), "{said:?} in {page}");
    }
}

#[test]
fn a_requirement_that_one_of_several_trials_breaks_does_not_hold() {
    let of = |subject, verdict, clause: &str, findings| TrialResult {
        clause: clause.to_owned(),
        ..trial(By::Token, subject, verdict, None, findings)
    };
    let run = run_of(vec![
        of("paging", Verdict::KnownFailure, "paging/every-item-once", vec![lost()]),
        of("paging", Verdict::Passed, "paging/every-item-once", Vec::new()),
        of("paging", Verdict::Passed, "paging/pass-on", Vec::new()),
        // What was skipped says nothing, and what a case did not ask for can be broken all the same.
        of("wire", Verdict::Skipped, "path", Vec::new()),
        of("wire", Verdict::KnownFailure, "inputs-sent", vec![posted()]),
    ]);
    let page = library_page::page(&run, &client(&[]), &[], "");
    let requirements = section(&page, "## Requirements");
    for row in
        ["| paging | 1 of 2 | 2/3 ~1 |", "| wire | 1 of 2 | 0/1 ~1 -1 |", "| all | 2 of 4 | 2/4 ~2 -1 |"]
    {
        assert!(requirements.contains(row), "{row} in {requirements}");
    }
}

#[test]
fn the_worst_known_failure_comes_first_with_all_that_a_user_has_to_know() {
    let (run, client) = known_failures();
    let page = library_page::page(&run, &client, &[], NOTES);
    let wrong = section(&page, "## What goes wrong");
    assert!(wrong.find("### Loses data").unwrap() < wrong.find("### Cosmetic").unwrap(), "{wrong}");
    let lost = section(wrong, "### Loses data");
    for said in [
        "**The `last` item \\[is\\] lost**",
        "- Requirement: `paging/every-item-once`: ",
        "](https://",
        "- Why: it counts \\<b>wrongly\\</b>",
        "- Where: `lib/count.py:7`",
        "- Shown by: [repro/item-lost.py](../../clients/example/repro/item-lost.py)",
        "- Seen in: 2 trials",
    ] {
        assert!(lost.contains(said), "{said:?} in {lost}");
    }
    assert!(section(wrong, "### Cosmetic").contains("**Everything | is posted**"), "{wrong}");
}

#[test]
fn a_library_without_known_failures_says_so() {
    let run = run_of(vec![trial(By::Token, "limits", Verdict::Passed, None, Vec::new())]);
    let page = library_page::page(&run, &client(&[]), &[], "");
    assert_eq!(section(&page, "## What goes wrong").trim(), "No requirement is known to be broken.");
}

#[test]
fn what_only_careful_clients_do_is_a_warning_and_no_failure() {
    let long = format!("a|{}", "b".repeat(200));
    let hung = finding(By::Token, "client/gives-up-waiting", "an end", &long, Impact::Hangs);
    let run = run_of(vec![trial(By::Token, "connections", Verdict::Passed, None, vec![hung])]);
    let mut dated = run_of(run.trials.clone());
    dated.trials[0].findings[0].actual = r#"/headers = {"date":"Tue"}"#.to_owned();
    let page = library_page::page(&dated, &client(&[]), &[], "");
    // Two runs on two days write the same.
    assert!(section(&page, "### Warnings").contains("actual /headers = {… |"), "{page}");
    let page = library_page::page(&run, &client(&[]), &[], "");
    let warnings = section(&page, "### Warnings");
    assert!(warnings.contains("| hangs | `client/gives-up-waiting`: "), "{warnings}");
    let example = format!("| expected an end; actual a\\|{}… | 1 |", "b".repeat(78));
    assert!(warnings.contains(&example), "{example} in {warnings}");
    assert!(section(&page, "## Requirements").contains("| all | 1 of 1 | 1/1 |"), "{page}");
}

#[test]
fn default_behavior_is_told_in_words() {
    let seen = |scenario, drive, requests, outcome: Value, waited| Observation {
        client: "example".to_owned(),
        operation: operation(By::Token).id.clone(),
        scenario,
        drive,
        requests,
        outcome: serde_json::from_value(outcome).unwrap(),
        waited,
    };
    let failed = || json!({"result": "failed", "native": "Their|Error"});
    let waited = Some(Duration::from_millis(60_040));
    let observations = [
        seen("plain", Drive::Page, 1, json!({"result": "returned"}), None),
        seen("throttled", Drive::Page, 3, failed(), None),
        seen("failing", Drive::Page, 1, json!({"result": "returned"}), None),
        seen("reset", Drive::Page, 1, json!({"result": "silent"}), None),
        seen("silent", Drive::Page, 1, json!({"result": "silent"}), waited),
        seen("same-page", Drive::Walk, 2, failed(), None),
        seen("endless", Drive::Walk, 50, json!({"result": "returned", "stopped": true}), None),
    ];
    let (run, client) = known_failures();
    let page = library_page::page(&run, &client, &observations, NOTES);
    let section_of = |page| section(page, "## What it does by itself").to_owned();
    let behavior = section_of(&page);
    for row in [
        "| always answers 429 | 3 requests, then an error |",
        "| always answers 500 | 1 request, then a value |",
        "| resets every connection | 1 request, then neither value nor error within 45 s |",
        "| never answers | gives up after 60 s |",
        "| always names the same next page | 2 pages, then the error `Their\\|Error` |",
        "| always has a next page | no end: takes page after page |",
    ] {
        assert!(behavior.contains(row), "{row} in {behavior}");
    }
    assert!(!behavior.contains("answers as documented"), "{behavior}");
    assert!(section_of(&library_page::page(&run, &client, &[], "")).contains("| no paginator |"));
}

#[test]
fn refusals_are_counted_by_limit() {
    let refusing = |refused| TrialResult {
        generator: Some("length"),
        refused: Some(refused),
        ..trial(By::Token, "limits", Verdict::Passed, None, Vec::new())
    };
    let page = library_page::page(&run_of(vec![refusing(true), refusing(false)]), &client(&[]), &[], "");
    let refuses = section(&page, "## What it refuses by itself");
    assert!(refuses.contains("| length | 1 of 2 |"), "{refuses}");
}

#[test]
fn notes_stand_where_a_user_looks_for_them_and_their_links_lead_where_they_led() {
    let (run, client) = known_failures();
    let page = library_page::page(&run, &client, &[], NOTES);
    for (heading, said) in [
        ("## How it is called", "see [its tests](../../clients/example/tests/all.md#slow)"),
        ("## How it is called", "![a picture](<../../clients/example/../one picture.png>)"),
        ("## What it does by itself", "[which we measured](../../clients/example/waits.md \"all of them\")"),
        ("### Settings and reasons", "[client](../../clients/example/README.md#default-behavior)"),
        ("### Settings and reasons", "as `[a](b)` says, by [a page](https://example.test/a)"),
        ("#### In detail", "```\n## no heading, [no link](x)\n```"),
        ("### More deviations", "| `case-changed` | a case changes |"),
        ("### More deviations", "[list]: ../../clients/example/list.md"),
    ] {
        assert!(section(&page, heading).contains(said), "{said:?} below {heading} in {page}");
    }
    // What is a known failure is told once.
    assert!(!page.contains("`item-lost`"), "{page}");
    let all_known =
        NOTES.replace("| `case-changed` | a case changes |\n", "").replace("[list]: list.md\n", "");
    let page = library_page::page(&run, &client, &[], &all_known);
    assert!(!page.contains("More deviations"), "{page}");
}

#[test]
fn the_index_has_a_line_for_each_library_with_its_worst_impact() {
    let (mut run, client_with) = known_failures();
    let row = |run: &Run, client: &Client| {
        let index = library_index::page(run, std::slice::from_ref(client));
        assert!(index.contains("\n## Signs\n"), "the pages link to it: {index}");
        index.lines().find(|line| line.starts_with("| [example]")).unwrap().to_owned()
    };
    let id = &operation(By::Token).id;
    let start = format!("| [example](example.md) | 1.2.3 | python | {id} | 1/4 ~3 |");
    assert_eq!(row(&run, &client_with), format!("{start} loses data | none |"));
    assert_eq!(row(&run, &client(&[])), format!("{start} none | none |"));
    // A library whose trials all pass can hang all the same.
    let hung = finding(By::Token, "client/gives-up-waiting", "an end", "none", Impact::Hangs);
    run.trials = vec![trial(By::Token, "connections", Verdict::Passed, None, vec![hung])];
    assert!(row(&run, &client(&[])).ends_with("| 1/1 | none | hangs |"));
}
