//! A walk requests every page that a response names, and no page after the last.

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

/// A call for one page requests no further page.
fn one_page_only(timeline: &Timeline<'_>) -> Option<Finding> {
    let (index, _) =
        timeline.attempts.iter().enumerate().find(|(_, attempt)| attempt.purpose == Purpose::Next)?;
    let finding = timeline.for_rule(
        Rule::PagingFirstCall,
        "requests for one page only, as the caller asked",
        "a request for a further page",
    )?;
    Some(finding.at(index).into_warning())
}

/// A walk does not continue from a response that cannot be used.
fn taken_for_pages(timeline: &Timeline<'_>) -> impl Iterator<Item = Finding> {
    (0..timeline.attempts.len()).filter_map(|index| {
        let rule = timeline.went_on_from(index)?;
        let because = timeline.attempts[index].unusable_because();
        let actual = format!("a request for the next page, although the response was {because}");
        let finding = timeline.for_rule(rule, "an error or another attempt", actual)?;
        Some(finding.at(index).with_impact(impact::of_taken_answer(timeline, index)))
    })
}

/// A walk that returned its value had to continue until the last page.
fn stopped_early(timeline: &Timeline<'_>) -> Option<Finding> {
    let Some(OutcomeResult::Returned { pages, stopped, .. }) = timeline.outcome() else { return None };
    let last = timeline.attempts.len().checked_sub(1)?;
    if timeline.attempts[last].purpose == Purpose::Indeterminate {
        return None;
    }
    if *stopped == Stopped::Limit {
        // The pages that the client received count, whatever number it reports.
        let received = timeline.pages().len();
        let pages = pages.map_or(received, |pages| received.min(pages as usize));
        return (pages < timeline.question.pages as usize)
            .then(|| {
                timeline.for_rule(
                    Rule::PagingEnd,
                    format!("the walk stops after {}", pluralize(timeline.question.pages as usize, "page")),
                    format!("the walk stopped after {}", pluralize(pages, "page")),
                )
            })?
            .map(|finding| finding.at(last).with_impact(Impact::LosesData));
    }
    match timeline.next_page(last) {
        // Where pages state two totals, either may be right, so the walk may end at either.
        NextPage::At(_) if reached_a_total(timeline) => None,
        NextPage::At(position) => {
            let name = timeline.operation.paging().map_or("", |style| style.position().name());
            // A case about passing a position on reports that the position was not passed on.
            let asks = timeline.context.clause(&timeline.question.clause).map(|clause| &clause.fact);
            let pass_on = asks == Some(&Fact::Rule { rule: Rule::PagingPassOn });
            timeline
                .for_rule(
                    if pass_on { Rule::PagingPassOn } else { Rule::PagingEnd },
                    format!("a further request with {name} = {}", truncated(&position)),
                    "the walk ended there, as if that page were the last",
                )
                .map(|finding| finding.at(last).with_impact(Impact::LosesData))
        }
        _ => None,
    }
}

/// How often a walk may request the position that it requested just before; one that does so more often is in a loop.
const ROUNDS: usize = 3;

/// A walk that keeps requesting one position, or one more page after empty ones, does not end by itself.
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
    let actual = if rounds >= ROUNDS {
        format!("{rounds} requests that repeat the position of the request before")
    } else if behind_empty >= ROUNDS {
        format!("{behind_empty} requests for a further page after an empty page")
    } else {
        return None;
    };
    Some(
        timeline
            .for_rule(Rule::PagingRepeated, "the walk ends, or returns an error", actual)?
            .with_impact(impact::of_circles(timeline)),
    )
}

/// Whether the response to an attempt is a numbered page without items.
fn is_empty(timeline: &Timeline<'_>, index: usize) -> bool {
    let Some(PagingStyle::PageNumber { list, .. }) = timeline.operation.paging() else { return false };
    let (ResponseClass::Page(page) | ResponseClass::Tolerable(page)) = &timeline.attempts[index].class else {
        return false;
    };
    list.value(page).and_then(Value::as_array).is_none_or(Vec::is_empty)
}

/// Whether the walk received as many items as one of its pages states as the total.
fn reached_a_total(timeline: &Timeline<'_>) -> bool {
    let Some(PagingStyle::PageNumber { total, list, .. }) = timeline.operation.paging() else { return false };
    let pages = timeline.pages();
    let mut totals = pages.iter().filter_map(|(_, page)| total.value(page)?.as_u64());
    let items: usize = pages.iter().filter_map(|(_, page)| list.value(page)?.as_array()).map(Vec::len).sum();
    totals.any(|total| total <= items as u64)
}

/// A walk returns no more pages than the call allows; it may fetch one page ahead.
fn beyond_the_limit(timeline: &Timeline<'_>) -> Option<Finding> {
    let Some(OutcomeResult::Returned { pages: Some(pages), .. }) = timeline.outcome() else { return None };
    let limit = timeline.question.pages;
    let expected = format!("at most {}", pluralize(limit as usize, "page"));
    (*pages > limit)
        .then(|| timeline.for_rule(Rule::OutcomeIsTrue, expected, pluralize(*pages as usize, "page")))?
}
