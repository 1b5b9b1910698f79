//! Where a page leads: by its token, by its marker, or by its number and total.

use std::cmp::Ordering;

use contract::{Location, PagingStyle};
use serde_json::{Map, Value};

use super::delivered::Delivered;
use super::story::{Role, Step, Story};

/// Where a page leads.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Onward {
    /// To no further page.
    End,
    /// To a page that is asked for with this position.
    To(Value),
    /// The answer names the position that it was asked with; a client may go on or stop.
    Round(Value),
    /// Nobody can say.
    Unknowable,
}

impl Story<'_> {
    /// Where the answer of a step leads.
    pub(super) fn onward(&self, index: usize) -> Onward {
        match &self.steps[index].delivered {
            Delivered::Page(value) | Delivered::Doubtful(value) => {
                self.leads(&self.steps[index].due, value, &self.steps[..index])
            }
            _ => Onward::Unknowable,
        }
    }

    /// Where a page leads, given what it was asked with and the pages before it.
    pub(super) fn leads(&self, due: &Map<String, Value>, value: &Value, earlier: &[Step<'_>]) -> Onward {
        let asked = |name: &str| due.get(name);
        let onward = |next: Option<&str>, current: Option<&Value>| match next {
            None | Some("") => Onward::End,
            Some(next) if current.and_then(Value::as_str) == Some(next) => Onward::Round(Value::from(next)),
            Some(next) => Onward::To(Value::from(next)),
        };
        match self.operation.paging() {
            None => Onward::End,
            Some(PagingStyle::Token { token, next, .. }) => match next.value(value) {
                None | Some(Value::Null) => Onward::End,
                Some(Value::String(text)) => onward(Some(text), asked(token.name())),
                Some(_) => Onward::Unknowable,
            },
            Some(PagingStyle::Marker { marker, next, truncated, .. }) => {
                match (truncated.value(value), next.value(value)) {
                    (Some(Value::Bool(false)), _) => Onward::End,
                    (Some(Value::Bool(true)), Some(Value::String(text))) if !text.is_empty() => {
                        onward(Some(text), asked(marker.name()))
                    }
                    _ => Onward::Unknowable,
                }
            }
            Some(PagingStyle::PageNumber { number, total, list, echo_size, first, .. }) => {
                let asked = due.get(number.name()).map_or(Some(*first), Value::as_i64);
                let total = total.value(value).and_then(Value::as_u64);
                let (Some(asked), Some(total)) = (asked, total) else { return Onward::Unknowable };
                let started = self.case.input.get(number.name()).and_then(Value::as_i64).unwrap_or(*first);
                let size = echo_size.value(value).and_then(Value::as_u64).unwrap_or(0);
                // A case may ask for any number and serve any size; what is too large to count contradicts every total.
                let skipped = u64::try_from(started.saturating_sub(*first)).unwrap_or(0).saturating_mul(size);
                let held = count(list, value).saturating_add(received(list, number, due, earlier));
                let passed = skipped.saturating_add(held);
                match passed.cmp(&total) {
                    Ordering::Equal => Onward::End,
                    // More jobs than there are in all: the total contradicts the pages.
                    Ordering::Greater => Onward::Unknowable,
                    Ordering::Less if count(list, value) == 0 => Onward::Unknowable,
                    Ordering::Less => {
                        asked.checked_add(1).map_or(Onward::Unknowable, |next| Onward::To(Value::from(next)))
                    }
                }
            }
        }
    }
}

fn count(list: &Location, page: &Value) -> u64 {
    list.value(page).and_then(Value::as_array).map_or(0, |items| items.len() as u64)
}

/// How many jobs the pages before held, each page once however often it was tried.
fn received(list: &Location, number: &Location, due: &Map<String, Value>, earlier: &[Step<'_>]) -> u64 {
    earlier
        .iter()
        .enumerate()
        .filter(|(index, _)| earlier.get(index + 1).is_none_or(|next| next.role != Role::Again))
        .filter(|(_, step)| step.due.get(number.name()) != due.get(number.name()))
        .map(|(_, step)| match &step.delivered {
            Delivered::Page(value) | Delivered::Doubtful(value) => count(list, value),
            _ => 0,
        })
        .sum()
}
