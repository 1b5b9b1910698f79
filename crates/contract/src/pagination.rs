//! Where a page of results leads: by its token, by its marker, or by its number and total.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use crate::{Operation, PagingStyle};

/// How many pages anything of ours follows that has no limit of its own.
pub const PAGE_LIMIT: usize = 20;

/// Where a page leads.
#[derive(Debug, Clone, PartialEq)]
// Exhaustive: with a new answer, the compiler names every place that draws a conclusion from it.
pub enum NextPage {
    /// To no further page.
    End,
    /// To the page that is asked for with this position.
    At(Value),
    /// The page names the position that it was asked with; a client may go on or stop.
    Repeated(Value),
    /// The pages so far hold more items than the total says: no further page, and the total contradicts the pages.
    PastTotal,
    /// The page does not say, or contradicts itself.
    Indeterminate,
}

/// What was asked before a page came.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The request members that this page was asked with.
    pub members: &'a Map<String, Value>,
    /// The request members of the first request of the walk; a walk may begin at any page number.
    pub first: &'a Map<String, Value>,
    /// How many items the pages before held.
    pub items_before: u64,
}

/// Where a page leads, given what it was asked with.
///
/// ```
/// use contract::pagination::{Asked, NextPage, next_page};
///
/// let contracts = contract::Contracts::bundled()?;
/// let operation = contracts.operation("amazon-bedrock/list-evaluation-jobs").ok_or("no contract")?;
/// let members = serde_json::Map::new();
/// let asked = Asked { members: &members, first: &members, items_before: 0 };
/// let page = serde_json::json!({ "nextToken": "a+b", "jobSummaries": [] });
/// assert_eq!(next_page(operation, asked, &page), NextPage::At("a+b".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn next_page(operation: &Operation, asked: Asked<'_>, page: &Value) -> NextPage {
    match operation.paging() {
        None => NextPage::End,
        Some(PagingStyle::Token { token, next, .. }) => match next.value(page) {
            None | Some(Value::Null) => NextPage::End,
            Some(Value::String(text)) if text.is_empty() => NextPage::End,
            Some(Value::String(text)) => at(text, asked.members.get(token.name())),
            Some(_) => NextPage::Indeterminate,
        },
        Some(PagingStyle::Marker { marker, next, truncated, .. }) => {
            match (truncated.value(page), next.value(page)) {
                (Some(Value::Bool(false)), _) => NextPage::End,
                (Some(Value::Bool(true)), Some(Value::String(text))) if !text.is_empty() => {
                    at(text, asked.members.get(marker.name()))
                }
                _ => NextPage::Indeterminate,
            }
        }
        Some(style @ PagingStyle::PageNumber { .. }) => by_number(style, asked, page),
    }
}

/// The items of a page; `None` where it has no list of them.
#[must_use]
pub fn items<'a>(operation: &Operation, page: &'a Value) -> Option<&'a Vec<Value>> {
    operation.paging()?.list().value(page)?.as_array()
}

/// How many items a page holds.
#[must_use]
pub fn item_count(operation: &Operation, page: &Value) -> u64 {
    items(operation, page).map_or(0, |items| items.len() as u64)
}

fn at(next: &str, current: Option<&Value>) -> NextPage {
    let position = Value::from(next);
    if current == Some(&position) { NextPage::Repeated(position) } else { NextPage::At(position) }
}

fn by_number(style: &PagingStyle, asked: Asked<'_>, page: &Value) -> NextPage {
    let PagingStyle::PageNumber { number, total, list, echo_size, first, .. } = style else {
        return NextPage::Indeterminate;
    };
    let current = asked.members.get(number.name()).map_or(Some(*first), Value::as_i64);
    let (Some(current), Some(total)) = (current, total.value(page).and_then(Value::as_u64)) else {
        return NextPage::Indeterminate;
    };
    let held = list.value(page).and_then(Value::as_array).map_or(0, |items| items.len() as u64);
    let started = asked.first.get(number.name()).and_then(Value::as_i64).unwrap_or(*first);
    let size = echo_size.value(page).and_then(Value::as_u64).unwrap_or(0);
    // Any number may be asked for and any size served; what is too large to count contradicts every total.
    let skipped = u64::try_from(started.saturating_sub(*first)).unwrap_or(0).saturating_mul(size);
    let passed = skipped.saturating_add(held).saturating_add(asked.items_before);
    match passed.cmp(&total) {
        Ordering::Equal => NextPage::End,
        Ordering::Greater => NextPage::PastTotal,
        Ordering::Less if held == 0 => NextPage::Indeterminate,
        Ordering::Less => {
            current.checked_add(1).map_or(NextPage::Indeterminate, |next| NextPage::At(Value::from(next)))
        }
    }
}
