//! Which items a request asks for, and in which order: filters and sorting by the contract.

use contract::{Fact, Filter, Operation, Reading, item};
use serde_json::Value;

/// The numbers of the items that a request asks for.
#[derive(Debug)]
pub(crate) enum Selection {
    /// All of them, first to last or last to first; needs no memory however many there are.
    All {
        /// How many.
        count: usize,
        /// Whether the last comes first.
        reversed: bool,
    },
    /// Only these.
    Some(Vec<usize>),
}

impl Selection {
    /// How many items.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::All { count, .. } => *count,
            Self::Some(numbers) => numbers.len(),
        }
    }

    /// The number of the item at a position, both within bounds.
    pub(crate) fn number(&self, position: usize) -> usize {
        match self {
            Self::All { reversed: false, .. } => position + 1,
            Self::All { count, reversed: true } => count - position,
            Self::Some(numbers) => numbers[position],
        }
    }
}

/// Applies the filters and the sorting of a request to `count` items.
pub(crate) fn select(operation: &Operation, input: &Value, count: usize) -> Selection {
    let filters: Vec<(Filter<'_>, &Value)> = operation
        .clauses
        .iter()
        .filter_map(Filter::of)
        .filter_map(|filter| Some((filter, filter.at.value(input)?)))
        .filter(|(_, wanted)| asks(wanted))
        .collect();
    let reversed = reversed(operation, input);
    if filters.is_empty() {
        return Selection::All { count, reversed };
    }
    let mut numbers: Vec<usize> = (1..=count)
        .filter(|number| {
            let item = item(operation, *number);
            filters.iter().all(|(filter, wanted)| filter.passes(wanted, &item, Reading::Definite))
        })
        .collect();
    if reversed {
        numbers.reverse();
    }
    Selection::Some(numbers)
}

/// Items are made in the order of their creation, so that to sort is to reverse or not.
fn reversed(operation: &Operation, input: &Value) -> bool {
    operation.clauses.iter().any(|clause| match &clause.fact {
        Fact::Sort { order, descending, .. } => order.value(input) == Some(descending),
        _ => false,
    })
}

/// Whether a value filters at all.
fn asks(wanted: &Value) -> bool {
    match wanted {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => true,
    }
}
