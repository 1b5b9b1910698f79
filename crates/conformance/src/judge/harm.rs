//! What a finding would do to whoever uses the client, decided by what was seen.
//!
//! | seen | harm |
//! |---|---|
//! | the secret key in a request; the session token in its URL or body; credentials or the call's members at another host; the keys of another call in use | leaks secrets |
//! | a value handed over after an error, after an answer that was none, or without asking, unless it is all that the service had | loses data |
//! | the answer to another question than the caller's, handed over: an input, a filter or a position that was lost, changed or made up | loses data |
//! | a walk that ended before its last page, or went on behind it and handed that over too | loses data |
//! | jobs or documented values that are missing, changed or repeated in what was handed over | loses data |
//! | no outcome before the deadline; a walk in circles that only a limit of the call stopped | never returns |
//! | everything else, and whatever ended in an error: who is told that it failed has lost nothing in silence | differs |
//!
//! A check that sees what can only be one harm names it; what has to be weighed is weighed here. A finding of which
//! nothing is said differs.

use client_protocol::{OutcomeResult, Stopped};
use contract::{Fact, Location, PagingStyle, Side};
use jiff::Timestamp;
use jiff::civil::DateTime;
use serde_json::Value;
use simulator::tap::Fault;

use super::delivered::Delivered;
use super::members::same_value;
use super::onward::Onward;
use super::response;
use super::story::{Role, Story};
use crate::finding::Harm;

/// An answer that was an error or none at all, after which the client handed a value over.
pub(super) fn of_taken_answer(story: &Story<'_>, index: usize) -> Harm {
    if !returned(story) {
        return Harm::Differs;
    }
    // The end of the message was missing, and still nothing of the value was.
    let harmless = arrived_whole(story, index) && response::is_whole(story);
    if harmless { Harm::Differs } else { Harm::LosesData }
}

/// A request that asked something else at this member than the caller did.
pub(super) fn of_another_question(story: &Story<'_>, index: usize, at: &Location) -> Harm {
    let step = &story.steps[index];
    let (due, sent) = (step.due.get(at.name()), step.sent.values.get(at.name()));
    let same = matches!((due, sent), (Some(due), Some(sent)) if reads_the_same(due, sent));
    if same || !handed_over(story, index) {
        return Harm::Differs;
    }
    let harmless = match story.operation.paging() {
        Some(style) if style.size() == at => !moves_pages(story, style),
        Some(style) if style.position() == at => is_page_due(story, style, index),
        // Every job came all the same, only earlier or later.
        _ => orders(story, at) && saw_everything(story) && asked_alike(story, at),
    };
    if harmless { Harm::Differs } else { Harm::LosesData }
}

/// A value where an error was due: the caller's own question was not answered, or an answer was made up.
pub(super) fn of_value_for_an_error(story: &Story<'_>, index: usize) -> Harm {
    let step = &story.steps[index];
    let at = |name: &str| Location { side: Side::Request, path: vec![name.to_owned()] };
    let changed = step.due.iter().filter(|(name, due)| {
        let sent = step.sent.values.get(*name);
        !due.is_null() && sent.is_none_or(|sent| !same_value(story.operation, &at(name), sent, due))
    });
    changed.map(|(name, _)| of_another_question(story, index, &at(name))).min().unwrap_or(Harm::LosesData)
}

/// A request behind the last page.
pub(super) fn of_request_after_the_end(story: &Story<'_>) -> Harm {
    let held: usize = story.pages_due().into_iter().map(|(_, page)| count(story, page)).sum();
    if response::jobs_handed_over(story).is_some_and(|jobs| jobs > held) {
        return Harm::LosesData;
    }
    let rounds = story.steps.iter().filter(|step| step.role == Role::AfterTheEnd).count();
    if rounds > 1 { of_circles(story) } else { Harm::Differs }
}

/// A walk that goes in circles: one that saw it for itself and ended has come back to its caller.
pub(super) fn of_circles(story: &Story<'_>) -> Harm {
    match story.outcome() {
        Some(OutcomeResult::Returned { stopped: Stopped::End, .. } | OutcomeResult::Failed { .. }) => {
            Harm::Differs
        }
        _ => Harm::NeverReturns,
    }
}

/// A value of the answer that did not reach the caller as it was; `None` is an absent one.
pub(super) fn of_changed_value(due: Option<&Value>, seen: Option<&Value>) -> Harm {
    let nothing = |value: Option<&Value>| value.is_none_or(is_blank);
    let harmless = match (due, seen) {
        _ if nothing(due) && nothing(seen) => true,
        (Some(due), Some(seen)) => reads_the_same(due, seen),
        _ => false,
    };
    if harmless { Harm::Differs } else { Harm::LosesData }
}

/// Jobs that were not handed over as the pages held them: another order alone takes nothing away.
pub(super) fn of_changed_jobs(seen: &[&Value], due: &[&Value]) -> Harm {
    let count = |jobs: &[&Value], job: &Value| jobs.iter().filter(|other| **other == job).count();
    let same = seen.len() == due.len() && due.iter().all(|job| count(seen, job) == count(due, job));
    if same { Harm::Differs } else { Harm::LosesData }
}

fn returned(story: &Story<'_>) -> bool {
    matches!(story.outcome(), Some(OutcomeResult::Returned { .. }))
}

/// Whether the answer to a request was a page that the caller got to see.
fn handed_over(story: &Story<'_>, index: usize) -> bool {
    returned(story) && story.pages().iter().any(|(page, _)| *page == index)
}

/// Whether another page size brings other jobs: where pages are counted, it moves every page but the first.
fn moves_pages(story: &Story<'_>, style: &PagingStyle) -> bool {
    let PagingStyle::PageNumber { number, size, first, .. } = style else { return false };
    let started = story.case.input.get(number.name()).and_then(Value::as_i64).unwrap_or(*first);
    started != *first || !asked_alike(story, size)
}

/// Whether every page was asked for with the same value at a member.
fn asked_alike(story: &Story<'_>, at: &Location) -> bool {
    let mut sent = story.pages().into_iter().map(|(index, _)| story.steps[index].sent.values.get(at.name()));
    let first = sent.next();
    sent.all(|other| Some(other) == first)
}

/// Whether so much of an answer arrived that its value was all there, though the message went on.
fn arrived_whole(story: &Story<'_>, index: usize) -> bool {
    let step = &story.steps[index];
    let body = &step.exchange.served.body;
    let arrived = match &step.exchange.served.fault {
        Some(Fault::CutAfter { bytes } | Fault::ResetAfter { bytes } | Fault::CutChunked { bytes }) => {
            &body[..body.len().min(*bytes)]
        }
        Some(Fault::ContentLength { difference }) if *difference > 0 => body,
        _ => return false,
    };
    matches!(step.delivered, Delivered::Unsound(_)) && serde_json::from_slice::<Value>(arrived).is_ok()
}

/// Whether an answer says of itself that it is the page that was due.
fn is_page_due(story: &Story<'_>, style: &PagingStyle, index: usize) -> bool {
    let step = &story.steps[index];
    let (Delivered::Page(page) | Delivered::Doubtful(page)) = &step.delivered else { return false };
    let due = step.due.get(style.position().name()).filter(|due| !due.is_null());
    match style {
        PagingStyle::PageNumber { echo_number, first, .. } => echo_number
            .value(page)
            .is_some_and(|told| due.map_or(told.as_i64() == Some(*first), |due| told == due)),
        PagingStyle::Marker { echo_marker, .. } => {
            echo_marker.value(page).is_some_and(|told| due.map_or(told == "", |due| told == due))
        }
        PagingStyle::Token { .. } => false,
    }
}

/// Whether a member says how jobs are ordered, and nothing else.
fn orders(story: &Story<'_>, at: &Location) -> bool {
    story.operation.clauses.iter().any(|clause| match &clause.fact {
        Fact::Sort { by, order, .. } => order == at || by.as_ref() == Some(at),
        _ => false,
    })
}

/// Whether the pages go from the first to the last.
fn saw_everything(story: &Story<'_>) -> bool {
    let began =
        story.operation.paging().is_none_or(|style| !story.case.input.contains_key(style.position().name()));
    let last = story.pages().last().map(|(index, _)| *index);
    began && last.is_some_and(|index| story.onward(index) == Onward::End)
}

fn count(story: &Story<'_>, page: &Value) -> usize {
    let list = story.operation.paging().map(PagingStyle::list);
    list.and_then(|list| list.value(page)?.as_array()).map_or(0, Vec::len)
}

/// Whether a value says no more than an absent one: an empty text is how many a language writes that.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(is_blank),
        _ => false,
    }
}

/// Whether two values say the same in other words: a number as a text, a time written otherwise.
fn reads_the_same(due: &Value, seen: &Value) -> bool {
    match (due, seen) {
        (Value::Array(due), Value::Array(seen)) => {
            due.len() == seen.len() && due.iter().zip(seen).all(|(due, seen)| reads_the_same(due, seen))
        }
        (Value::Object(due), Value::Object(seen)) => {
            due.len() == seen.len()
                && due.iter().all(|(name, due)| seen.get(name).is_some_and(|seen| reads_the_same(due, seen)))
        }
        (due, seen) => match (written(due), written(seen)) {
            (Some(due), Some(seen)) => same_text(&due, &seen),
            _ => due == seen,
        },
    }
}

/// How a value that has no parts is written as a text. A whole number is written alike with a fraction of nothing.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => {
            let text = value.to_string();
            Some(text.strip_suffix(".0").unwrap_or(&text).to_owned())
        }
        _ => None,
    }
}

fn same_text(due: &str, seen: &str) -> bool {
    let instant = |text: &str| text.parse::<Timestamp>().ok();
    let civil = |text: &str| text.parse::<DateTime>().ok();
    due == seen
        || instant(due).is_some_and(|due| instant(seen) == Some(due))
        || (instant(due).is_none() && civil(due).is_some_and(|due| civil(seen) == Some(due)))
}
