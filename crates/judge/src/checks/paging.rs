//! A walk asks for every page that an answer names, and for none after the last.

use client_protocol::{OutcomeResult, Stopped};
use contract::{Fact, PagingStyle, Rule};
use serde_json::Value;

use crate::impact;
use crate::response_class::ResponseClass;
use crate::timeline::{Purpose, Timeline};
use contract::pagination::NextPage;
use contract::{Finding, Impact, pluralize, truncated};

/// Checks where a walk goes and where it ends.
pub(crate) fn check(timeline: &Timeline<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, attempt) in
        timeline.attempts.iter().enumerate().filter(|(_, attempt)| attempt.purpose == Purpose::PastEnd)
    {
        findings.extend(
            timeline
                .for_rule(
                    Rule::PagingEnd,
                    "no request after the last page",
                    format!("a request for {}", attempt.exchange.request.target),
                )
                .map(|finding| finding.at(index).with_impact(impact::of_request_after_the_end(timeline))),
        );
    }
    if !timeline.question.walks() {
        findings.extend(one_page_only(timeline));
        return findings;
    }
    findings.extend(taken_for_pages(timeline));
    findings.extend(stopped_early(timeline));
    findings.extend(in_circles(timeline));
    findings.extend(beyond_the_limit(timeline));
    findings
}

/// A call for one page makes no request for another.
fn one_page_only(timeline: &Timeline<'_>) -> Option<Finding> {
    let (index, _) =
        timeline.attempts.iter().enumerate().find(|(_, attempt)| attempt.purpose == Purpose::Next)?;
    let finding = timeline.for_rule(
        Rule::PagingFirstCall,
        "one page, as the call asked for",
        "a request for a further page",
    )?;
    Some(finding.at(index).into_warning())
}

/// A walk does not go on from an answer that is none.
fn taken_for_pages(timeline: &Timeline<'_>) -> impl Iterator<Item = Finding> {
    (0..timeline.attempts.len()).filter_map(|index| {
        let rule = timeline.went_on_from(index)?;
        let fault = timeline.attempts[index].exchange.fault.as_ref();
        let seen = fault.map_or_else(|| "not JSON".to_owned(), ToString::to_string);
        let seen = format!("a request for the page after it, though the answer was {seen}");
        let finding = timeline.for_rule(rule, "an error or another attempt", seen)?;
        Some(finding.at(index).with_impact(impact::of_taken_answer(timeline, index)))
    })
}

/// A walk that returned its value had to go on while there was a page to ask for.
fn stopped_early(timeline: &Timeline<'_>) -> Option<Finding> {
    let Some(OutcomeResult::Returned { pages, stopped, .. }) = timeline.outcome() else { return None };
    let last = timeline.attempts.len().checked_sub(1)?;
    if timeline.attempts[last].purpose == Purpose::Indeterminate {
        return None;
    }
    if *stopped == Stopped::Limit {
        // What was asked for counts, whatever the client says of itself.
        let received = timeline.pages().len();
        let pages = pages.map_or(received, |pages| received.min(pages as usize));
        return (pages < timeline.question.pages as usize)
            .then(|| {
                timeline.for_rule(
                    Rule::PagingEnd,
                    format!("to stop after {}", pluralize(timeline.question.pages as usize, "page")),
                    format!("stopped after {}", pluralize(pages, "page")),
                )
            })?
            .map(|finding| finding.at(last).with_impact(Impact::LosesData));
    }
    match timeline.next_page(last) {
        // Where pages tell two totals, nobody can say which of them is right, so that either is an end.
        NextPage::At(_) if reached_a_total(timeline) => None,
        NextPage::At(position) => {
            let name = timeline.operation.paging().map_or("", |style| style.position().name());
            // A case about handing a position on asks why it was not.
            let asks = timeline.context.clause(&timeline.question.clause).map(|clause| &clause.fact);
            let pass_on = asks == Some(&Fact::Rule { rule: Rule::PagingPassOn });
            timeline
                .for_rule(
                    if pass_on { Rule::PagingPassOn } else { Rule::PagingEnd },
                    format!("a further request with {name} = {}", truncated(&position)),
                    "the walk ended as if that were the last page",
                )
                .map(|finding| finding.at(last).with_impact(Impact::LosesData))
        }
        _ => None,
    }
}

/// How often a walk may ask for the position that it was just given before it goes round in circles.
const ROUNDS: usize = 3;

/// A walk that goes on asking for one position, or for one more page behind empty ones, has no end of its own.
fn in_circles(timeline: &Timeline<'_>) -> Option<Finding> {
    let count = |follows: &dyn Fn(usize) -> bool| {
        (0..timeline.attempts.len().saturating_sub(1)).filter(|index| follows(*index)).count()
    };
    let rounds = count(&|index| {
        timeline.attempts[index + 1].purpose == Purpose::Next
            && matches!(timeline.next_page(index), NextPage::Repeated(_))
    });
    let behind_empty = count(&|index| {
        timeline.attempts[index + 1].purpose == Purpose::Indeterminate && is_empty(timeline, index)
    });
    let seen = if rounds >= ROUNDS {
        format!("{rounds} requests with the position of the request before")
    } else if behind_empty >= ROUNDS {
        format!("{behind_empty} requests for one more page after an empty one")
    } else {
        return None;
    };
    Some(
        timeline
            .for_rule(Rule::PagingRepeated, "an end, or an error", seen)?
            .with_impact(impact::of_circles(timeline)),
    )
}

/// Whether the answer of a attempt is a numbered page without items.
fn is_empty(timeline: &Timeline<'_>, index: usize) -> bool {
    let Some(PagingStyle::PageNumber { list, .. }) = timeline.operation.paging() else { return false };
    let (ResponseClass::Page(page) | ResponseClass::Tolerable(page)) = &timeline.attempts[index].class else {
        return false;
    };
    list.value(page).and_then(Value::as_array).is_none_or(Vec::is_empty)
}

/// Whether the walk came as far as one of the totals that its pages told.
fn reached_a_total(timeline: &Timeline<'_>) -> bool {
    let Some(PagingStyle::PageNumber { total, list, .. }) = timeline.operation.paging() else { return false };
    let pages = timeline.pages();
    let mut totals = pages.iter().filter_map(|(_, page)| total.value(page)?.as_u64());
    let items: usize = pages.iter().filter_map(|(_, page)| list.value(page)?.as_array()).map(Vec::len).sum();
    totals.any(|total| total <= items as u64)
}

/// A walk hands over no more pages than the call allows. Fetching one ahead is nobody's business.
fn beyond_the_limit(timeline: &Timeline<'_>) -> Option<Finding> {
    let Some(OutcomeResult::Returned { pages: Some(pages), .. }) = timeline.outcome() else { return None };
    let limit = timeline.question.pages;
    let expected = format!("at most {}", pluralize(limit as usize, "page"));
    (*pages > limit)
        .then(|| timeline.for_rule(Rule::OutcomeIsTrue, expected, pluralize(*pages as usize, "page")))?
}
