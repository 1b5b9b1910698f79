//! What a finding would do to a user of the client, decided by the recording.
//!
//! | recorded | impact |
//! |---|---|
//! | the secret key in a request; the session token in its URL or body; credentials or the call's members at another host; the keys of another call in use | leaks secrets |
//! | a value returned after an error, after an unusable response, or without any request, unless it is all that the service had | loses data |
//! | a returned response to a request that was not the caller's: an input, a filter or a position that was lost, changed or invented | loses data |
//! | a walk that ended before its last page, or continued after it and returned those items too | loses data |
//! | items or documented values that are missing, changed or repeated in the returned value | loses data |
//! | no outcome before the deadline; a walk in a loop that only a limit of the call stopped | hangs |
//! | everything else, and every call that ended in an error: the caller knows that the call failed | cosmetic |
//!
//! A check that can have only one impact names it; the functions here decide the others. A finding without an impact of
//! its own is cosmetic.

use client_protocol::{OutcomeResult, Stopped};
use contract::{Fact, Impact, Location, Operation, PagingStyle};
use serde_json::Value;
use wire::Fault;

use crate::comparison::{Difference, Items, returned_items};
use crate::differences::is_whole;
use crate::response_class::ResponseClass;
use crate::timeline::{Purpose, Timeline};
use contract::pagination::NextPage;
use contract::values::{reads_the_same, same_sent};

/// A value that the client returned after an error or an unusable response.
pub(crate) fn of_taken_answer(timeline: &Timeline<'_>, index: usize) -> Impact {
    if !returned(timeline) {
        return Impact::Cosmetic;
    }
    // The end of the message was missing, but the value was complete.
    let harmless = arrived_whole(timeline, index) && is_whole(timeline);
    if harmless { Impact::Cosmetic } else { Impact::LosesData }
}

/// A request in which this member is not what the caller gave.
pub(crate) fn of_another_question(timeline: &Timeline<'_>, index: usize, at: &Location) -> Impact {
    let attempt = &timeline.attempts[index];
    let (due, sent) = (attempt.due.get(at.name()), attempt.sent.values.get(at.name()));
    let same = matches!((due, sent), (Some(due), Some(sent)) if reads_the_same(due, sent));
    if same || !is_returned_page(timeline, index) {
        return Impact::Cosmetic;
    }
    let harmless = match timeline.operation.paging() {
        Some(style) if style.size() == at => !moves_pages(timeline, style),
        Some(style) if style.position() == at => is_page_due(timeline, style, index),
        // The caller still received every item, only in another order.
        _ => orders(timeline, at) && saw_everything(timeline) && asked_alike(timeline, at),
    };
    if harmless { Impact::Cosmetic } else { Impact::LosesData }
}

/// A value where an error was due: the client sent another request than the caller's, or invented a value.
pub(crate) fn of_value_for_an_error(timeline: &Timeline<'_>, index: usize) -> Impact {
    let attempt = &timeline.attempts[index];
    let changed = attempt.due.iter().filter(|(name, due)| {
        let sent = attempt.sent.values.get(*name);
        !due.is_null()
            && sent.is_none_or(|sent| !same_sent(timeline.operation, &Location::of_request(name), sent, due))
    });
    changed
        .map(|(name, _)| of_another_question(timeline, index, &Location::of_request(name)))
        .min()
        .unwrap_or(Impact::LosesData)
}

/// A request after the last page.
pub(crate) fn of_request_after_the_end(timeline: &Timeline<'_>) -> Impact {
    let held: usize = timeline.pages_due().into_iter().map(|(_, page)| count(timeline, page)).sum();
    if returned_items(timeline.operation, timeline.outcome()).is_some_and(|items| items > held) {
        return Impact::LosesData;
    }
    let rounds = timeline.attempts.iter().filter(|attempt| attempt.purpose == Purpose::PastEnd).count();
    if rounds > 1 { of_circles(timeline) } else { Impact::Cosmetic }
}

/// A walk in a loop: cosmetic where the walk detected the loop and ended by itself.
pub(crate) fn of_circles(timeline: &Timeline<'_>) -> Impact {
    match timeline.outcome() {
        Some(OutcomeResult::Returned { stopped: Stopped::End, .. } | OutcomeResult::Failed { .. }) => {
            Impact::Cosmetic
        }
        _ => Impact::Hangs,
    }
}

/// A difference between what the service sent and what the client returned.
pub(crate) fn of_difference(operation: &Operation, difference: &Difference<'_>) -> Impact {
    match difference {
        Difference::Another { .. } => Impact::LosesData,
        Difference::Walk { items, .. } | Difference::Page(items) => of_items(items),
        Difference::Value { due, actual, .. } => of_changed_value(Some(due), *actual),
        Difference::NoEmptyList { .. } => Impact::Cosmetic,
        Difference::InsteadOfNull { actual, .. } => of_changed_value(None, Some(actual)),
        // Callers do not read a member that the reference does not name.
        Difference::Invented { at, actual } => {
            operation.value_type(at).map_or(Impact::Cosmetic, |_| of_changed_value(None, Some(actual)))
        }
    }
}

/// A value that reached the caller changed; `None` is an absent value.
fn of_changed_value(due: Option<&Value>, actual: Option<&Value>) -> Impact {
    let nothing = |value: Option<&Value>| value.is_none_or(is_blank);
    let harmless = match (due, actual) {
        _ if nothing(due) && nothing(actual) => true,
        (Some(due), Some(actual)) => reads_the_same(due, actual),
        _ => false,
    };
    if harmless { Impact::Cosmetic } else { Impact::LosesData }
}

/// Items that were not returned as the pages held them; another order alone is cosmetic.
fn of_items(items: &Items<'_>) -> Impact {
    let Items { due, actual } = items;
    let count = |items: &[&Value], item: &Value| items.iter().filter(|other| **other == item).count();
    let same = actual.len() == due.len() && due.iter().all(|item| count(actual, item) == count(due, item));
    if same { Impact::Cosmetic } else { Impact::LosesData }
}

fn returned(timeline: &Timeline<'_>) -> bool {
    matches!(timeline.outcome(), Some(OutcomeResult::Returned { .. }))
}

/// Whether the response to a request was a page that the client returned.
fn is_returned_page(timeline: &Timeline<'_>, index: usize) -> bool {
    returned(timeline) && timeline.pages().iter().any(|(page, _)| *page == index)
}

/// Whether another page size returns other items: with numbered pages, it moves every page but the first.
fn moves_pages(timeline: &Timeline<'_>, style: &PagingStyle) -> bool {
    let PagingStyle::PageNumber { number, size, first, .. } = style else { return false };
    let started = timeline.question.input.get(number.name()).and_then(Value::as_i64).unwrap_or(*first);
    started != *first || !asked_alike(timeline, size)
}

/// Whether every page was requested with the same value of a member.
fn asked_alike(timeline: &Timeline<'_>, at: &Location) -> bool {
    let mut sent =
        timeline.pages().into_iter().map(|(index, _)| timeline.attempts[index].sent.values.get(at.name()));
    let first = sent.next();
    sent.all(|other| Some(other) == first)
}

/// Whether enough of a response arrived that its value was complete, although the message was not.
fn arrived_whole(timeline: &Timeline<'_>, index: usize) -> bool {
    let attempt = &timeline.attempts[index];
    let body = &attempt.exchange.response.body;
    let arrived = match &attempt.exchange.fault {
        Some(Fault::CutAfter { bytes } | Fault::ResetAfter { bytes } | Fault::CutChunked { bytes }) => {
            &body[..body.len().min(*bytes)]
        }
        Some(Fault::ContentLength { difference }) if *difference > 0 => body,
        _ => return false,
    };
    matches!(attempt.class, ResponseClass::Unusable(_)) && serde_json::from_slice::<Value>(arrived).is_ok()
}

/// Whether a response names itself as the page that was due.
fn is_page_due(timeline: &Timeline<'_>, style: &PagingStyle, index: usize) -> bool {
    let attempt = &timeline.attempts[index];
    let (ResponseClass::Page(page) | ResponseClass::Tolerable(page)) = &attempt.class else { return false };
    let due = attempt.due.get(style.position().name()).filter(|due| !due.is_null());
    match style {
        PagingStyle::PageNumber { echo_number, first, .. } => echo_number
            .value(page)
            .is_some_and(|echoed| due.map_or(echoed.as_i64() == Some(*first), |due| echoed == due)),
        PagingStyle::Marker { echo_marker, .. } => {
            echo_marker.value(page).is_some_and(|echoed| due.map_or(echoed == "", |due| echoed == due))
        }
        PagingStyle::Token { .. } => false,
    }
}

/// Whether a member says how items are ordered, and nothing else.
fn orders(timeline: &Timeline<'_>, at: &Location) -> bool {
    timeline.operation.clauses.iter().any(|clause| match &clause.fact {
        Fact::Sort { by, order, .. } => order == at || by.as_ref() == Some(at),
        _ => false,
    })
}

/// Whether the pages go from the first to the last.
fn saw_everything(timeline: &Timeline<'_>) -> bool {
    let began = timeline
        .operation
        .paging()
        .is_none_or(|style| !timeline.question.input.contains_key(style.position().name()));
    let last = timeline.pages().last().map(|(index, _)| *index);
    began && last.is_some_and(|index| timeline.next_page(index) == NextPage::End)
}

fn count(timeline: &Timeline<'_>, page: &Value) -> usize {
    let list = timeline.operation.paging().map(PagingStyle::list);
    list.and_then(|list| list.value(page)?.as_array()).map_or(0, Vec::len)
}

/// Whether a value says as little as an absent one: many languages write an absent text as an empty one.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(is_blank),
        _ => false,
    }
}
