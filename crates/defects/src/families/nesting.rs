//! Where an object lies in a response: around the items, beside them, inside one of them.

use contract::{Location, Operation};

/// Where an object lies in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nesting {
    Outermost,
    BesideTheItems,
    OfAnItem,
    Deeper,
    OfAList,
}

impl Nesting {
    /// Where a member lies; `None` for an item itself.
    pub(super) fn of(operation: &Operation, at: &Location) -> Option<Self> {
        let list = &operation.paging()?.list().path;
        let inside = at.path.strip_prefix(list.as_slice()).map(<[String]>::len);
        let is_item = at.path.last().is_some_and(|name| name == "*");
        match (inside, at.path.len()) {
            (Some(0 | 1), _) => None,
            (Some(_), _) if is_item => Some(Self::OfAList),
            (Some(2), _) => Some(Self::OfAnItem),
            (Some(_), _) => Some(Self::Deeper),
            (None, 1) => Some(Self::Outermost),
            (None, _) => Some(Self::BesideTheItems),
        }
    }
}
