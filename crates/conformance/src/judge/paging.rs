//! A walk asks for every page that an answer names, and for none after the last.

use client_protocol::{OutcomeResult, Stopped};
use contract::{Fact, PagingStyle, Rule};
use serde_json::Value;

use super::delivered::Delivered;
use super::harm;
use super::onward::Onward;
use super::request::shown;
use super::story::{Role, Story};
use crate::finding::{Finding, Harm, counted};

/// Checks where a walk goes and where it ends.
pub(super) fn check(story: &Story<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, step) in story.steps.iter().enumerate().filter(|(_, step)| step.role == Role::AfterTheEnd) {
        findings.extend(
            story
                .against(
                    Rule::PagingEnd,
                    "no request after the last page",
                    format!("a request for {}", step.exchange.request.target),
                )
                .map(|finding| finding.at(index).harming(harm::of_request_after_the_end(story))),
        );
    }
    if !story.trial.walks() {
        findings.extend(one_page_only(story));
        return findings;
    }
    findings.extend(taken_for_pages(story));
    findings.extend(stopped_early(story));
    findings.extend(in_circles(story));
    findings.extend(beyond_the_limit(story));
    findings
}

/// A call for one page makes no request for another.
fn one_page_only(story: &Story<'_>) -> Option<Finding> {
    let (index, _) = story.steps.iter().enumerate().find(|(_, step)| step.role == Role::Next)?;
    let finding = story.against(
        Rule::PagingFirstCall,
        "one page, as the call asked for",
        "a request for a further page",
    )?;
    Some(finding.at(index).into_remark())
}

/// A walk does not go on from an answer that is none.
fn taken_for_pages(story: &Story<'_>) -> impl Iterator<Item = Finding> {
    (0..story.steps.len()).filter_map(|index| {
        let rule = story.went_on_from(index)?;
        let fault = story.steps[index].exchange.served.fault.as_ref();
        let seen = fault.map_or_else(|| "not JSON".to_owned(), ToString::to_string);
        let seen = format!("a request for the page after it, though the answer was {seen}");
        let finding = story.against(rule, "an error or another attempt", seen)?;
        Some(finding.at(index).harming(harm::of_taken_answer(story, index)))
    })
}

/// A walk that returned its value had to go on while there was a page to ask for.
fn stopped_early(story: &Story<'_>) -> Option<Finding> {
    let Some(OutcomeResult::Returned { pages, stopped, .. }) = story.outcome() else { return None };
    let last = story.steps.len().checked_sub(1)?;
    if story.steps[last].role == Role::Unknowable {
        return None;
    }
    if *stopped == Stopped::Limit {
        // What was asked for counts, whatever the client says of itself.
        let received = story.pages().len();
        let pages = pages.map_or(received, |pages| received.min(pages as usize));
        return (pages < story.case.pages as usize)
            .then(|| {
                story.against(
                    Rule::PagingEnd,
                    format!("to stop after {}", counted(story.case.pages as usize, "page")),
                    format!("stopped after {}", counted(pages, "page")),
                )
            })?
            .map(|finding| finding.at(last).harming(Harm::LosesData));
    }
    match story.onward(last) {
        // Where pages tell two totals, nobody can say which of them is right, so that either is an end.
        Onward::To(_) if reached_a_total(story) => None,
        Onward::To(position) => {
            let name = story.operation.paging().map_or("", |style| style.position().name());
            // A case about handing a position on asks why it was not.
            let asks = story.contracts.clause(story.operation, &story.case.clause).map(|clause| &clause.fact);
            let pass_on = asks == Some(&Fact::Rule { rule: Rule::PagingPassOn });
            story
                .against(
                    if pass_on { Rule::PagingPassOn } else { Rule::PagingEnd },
                    format!("a further request with {name} = {}", shown(&position)),
                    "the walk ended as if that were the last page",
                )
                .map(|finding| finding.at(last).harming(Harm::LosesData))
        }
        _ => None,
    }
}

/// How often a walk may ask for the position that it was just given before it goes round in circles.
const ROUNDS: usize = 3;

/// A walk that goes on asking for one position, or for one more page behind empty ones, has no end of its own.
fn in_circles(story: &Story<'_>) -> Option<Finding> {
    let count = |follows: &dyn Fn(usize) -> bool| {
        (0..story.steps.len().saturating_sub(1)).filter(|index| follows(*index)).count()
    };
    let rounds = count(&|index| {
        story.steps[index + 1].role == Role::Next && matches!(story.onward(index), Onward::Round(_))
    });
    let behind_empty =
        count(&|index| story.steps[index + 1].role == Role::Unknowable && is_empty(story, index));
    let seen = if rounds >= ROUNDS {
        format!("{rounds} requests with the position of the request before")
    } else if behind_empty >= ROUNDS {
        format!("{behind_empty} requests for one more page after an empty one")
    } else {
        return None;
    };
    Some(story.against(Rule::PagingRepeated, "an end, or an error", seen)?.harming(harm::of_circles(story)))
}

/// Whether the answer of a step is a numbered page without jobs.
fn is_empty(story: &Story<'_>, index: usize) -> bool {
    let Some(PagingStyle::PageNumber { list, .. }) = story.operation.paging() else { return false };
    let (Delivered::Page(page) | Delivered::Doubtful(page)) = &story.steps[index].delivered else {
        return false;
    };
    list.value(page).and_then(Value::as_array).is_none_or(Vec::is_empty)
}

/// Whether the walk came as far as one of the totals that its pages told.
fn reached_a_total(story: &Story<'_>) -> bool {
    let Some(PagingStyle::PageNumber { total, list, .. }) = story.operation.paging() else { return false };
    let pages = story.pages();
    let mut totals = pages.iter().filter_map(|(_, page)| total.value(page)?.as_u64());
    let jobs: usize = pages.iter().filter_map(|(_, page)| list.value(page)?.as_array()).map(Vec::len).sum();
    totals.any(|total| total <= jobs as u64)
}

/// A walk hands over no more pages than the call allows. Fetching one ahead is nobody's business.
fn beyond_the_limit(story: &Story<'_>) -> Option<Finding> {
    let Some(OutcomeResult::Returned { pages: Some(pages), .. }) = story.outcome() else { return None };
    let limit = story.case.pages;
    let expected = format!("at most {}", counted(limit as usize, "page"));
    (*pages > limit)
        .then(|| story.against(Rule::OutcomeIsTrue, expected, counted(*pages as usize, "page")))?
}
