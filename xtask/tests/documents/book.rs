//! The book has every page of `docs/`, and no page that is not there.

use std::collections::BTreeSet;

use crate::markdown::{Document, documents};
use crate::tree::none;

const SUMMARY: &str = "docs/SUMMARY.md";

#[test]
fn every_page_is_in_the_summary_once() {
    let documents = documents();
    let summary = documents.iter().find(|document| document.path == SUMMARY).expect("a summary");
    let mut listed: Vec<String> = summary.links.iter().map(|link| format!("docs/{}", link.what)).collect();
    listed.sort();
    let pages: Vec<String> = documents
        .iter()
        .filter(|document| document.path.starts_with("docs/") && document.path != SUMMARY)
        .map(|document| document.path.clone())
        .collect();
    let known: BTreeSet<&String> = listed.iter().collect();
    let mut problems: Vec<String> = pages
        .iter()
        .filter(|page| !known.contains(page))
        .map(|page| format!("{page}: add a line for it to {SUMMARY}"))
        .collect();
    problems
        .extend(listed.iter().filter(|page| !pages.contains(page)).map(|page| format!("{page}: not there")));
    problems.extend(listed.windows(2).filter(|two| two[0] == two[1]).map(|two| format!("{}: twice", two[0])));
    none("the book and its summary differ", &problems);
}

#[test]
fn decisions_are_numbered_and_have_four_parts() {
    let documents = documents();
    let mut problems = Vec::new();
    let decisions = documents.iter().filter(|document| {
        document.path.starts_with("docs/decisions/") && !document.path.ends_with("README.md")
    });
    for (index, decision) in decisions.enumerate() {
        let number = index + 1;
        if !decision.path.starts_with(&format!("docs/decisions/{number:04}-")) {
            problems.push(format!("{}: number {number} is missing", decision.path));
        }
        if !decision.text.starts_with(&format!("# {number}. ")) {
            problems.push(format!("{}: the title begins with its number", decision.path));
        }
        problems.extend(missing_parts(decision));
    }
    none("decisions", &problems);
}

fn missing_parts(decision: &Document) -> Vec<String> {
    ["context", "decision", "consequences"]
        .iter()
        .filter(|part| !decision.anchors.contains(**part))
        .map(|part| format!("{}: no part {part:?}", decision.path))
        .collect()
}
