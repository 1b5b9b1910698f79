//! Which items one page holds, and how it names the next.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use contract::{Fact, Operation, PagingStyle};
use serde_json::Value;
use wire::{Exchange, TokenText};

use crate::scenario::Scenario;
use crate::select::{Selection, select};

/// What a trial's server remembers from one request to the next.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    pub(crate) requests: usize,
    positions: HashMap<String, usize>,
    /// The last selection and what it was selected by, since a walk filters by the same on every page.
    selected: Option<(Value, Arc<Selection>)>,
}

/// One page of a selection.
pub(crate) struct Page {
    pub(crate) from: usize,
    pub(crate) until: usize,
    pub(crate) slots: BTreeMap<&'static str, Value>,
}

impl Page {
    /// `None` if the request asks for a position that was never given.
    pub(crate) fn new(
        operation: &Operation,
        scenario: &Scenario,
        memory: &mut Memory,
        exchange: &Exchange,
        input: &Value,
        selection: &Selection,
    ) -> Option<Self> {
        let style = operation.paging()?;
        let size = page_size(operation, scenario, style, input);
        let count = selection.len();
        let mut slots = BTreeMap::new();
        let from = match style {
            PagingStyle::Token { token: at, .. } | PagingStyle::Marker { marker: at, .. } => {
                match at.value(input).and_then(Value::as_str).filter(|text| !text.is_empty()) {
                    Some(text) => {
                        slots.insert("marker", Value::from(text));
                        // Where a script says what the page holds, any position leads to it.
                        memory.position(text).or_else(|| exchange.items.map(|_| 0))?
                    }
                    None => {
                        slots.insert("marker", Value::from(""));
                        0
                    }
                }
            }
            PagingStyle::PageNumber { number, first, .. } => {
                let number = number.value(input).and_then(Value::as_i64).unwrap_or(*first).max(*first);
                slots.insert("page-number", Value::from(number));
                usize::try_from(number - first).unwrap_or(0).saturating_mul(size)
            }
        };
        let from = from.min(count);
        let until = from.saturating_add(exchange.items.unwrap_or(size)).min(count);
        slots.insert("page-size", Value::from(size));
        slots.insert("total", Value::from(count));
        // After a page that a script made empty, the other items still follow.
        let truncated = until < count;
        slots.insert("truncated", Value::from(truncated));
        if truncated || exchange.next.is_some() {
            let text = exchange.next.as_ref().map_or_else(|| token(scenario, until), TokenText::text);
            memory.positions.insert(text.clone(), until);
            slots.insert("next", Value::from(text));
        }
        Some(Self { from, until, slots })
    }
}

impl Memory {
    /// The items that a request asks for, on whatever page.
    pub(crate) fn selection(&mut self, operation: &Operation, input: &Value, count: usize) -> Arc<Selection> {
        let mut by = input.clone();
        if let (Some(members), Some(style)) = (by.as_object_mut(), operation.paging()) {
            members.shift_remove(style.position().name());
            members.shift_remove(style.size().name());
        }
        match &self.selected {
            Some((found, selection)) if *found == by => Arc::clone(selection),
            _ => {
                let selection = Arc::new(select(operation, input, count));
                self.selected = Some((by, Arc::clone(&selection)));
                selection
            }
        }
    }

    /// How many requests have been answered.
    pub(crate) fn requests(&self) -> usize {
        self.requests
    }

    /// Where a token or marker leads. A query may write a plus for a blank, so both readings are tried.
    fn position(&self, text: &str) -> Option<usize> {
        self.positions.get(text).or_else(|| self.positions.get(&text.replace('+', " "))).copied()
    }
}

fn page_size(operation: &Operation, scenario: &Scenario, style: &PagingStyle, input: &Value) -> usize {
    if let Some(size) = scenario.page_size {
        return size.max(1);
    }
    let asked = style.size().value(input).and_then(Value::as_i64).filter(|size| *size > 0);
    let documented = operation.clauses_at(style.size()).find_map(|clause| match &clause.fact {
        Fact::Default { value, .. } => value.as_i64(),
        _ => None,
    });
    let size = asked
        .or(documented)
        .and_then(|size| usize::try_from(size).ok())
        .unwrap_or(operation.simulation.default_page_size);
    let clamp = operation.clauses_at(style.size()).find_map(|clause| match clause.fact {
        Fact::Clamp { maximum, .. } => usize::try_from(maximum).ok(),
        _ => None,
    });
    clamp.map_or(size, |clamp| size.min(clamp))
}

/// An opaque token: unlike for every trial and position, and full of what encoders get wrong.
fn token(scenario: &Scenario, position: usize) -> String {
    format!("{}+/{position}==", scenario.credentials.access_key_id)
}
