//! Cases about a page that is changed in one place.

use client_protocol::Drive;
use contract::{Clause, Location, PagingStyle};
use serde_json::Value;
use wire::{Edit, Exchange};

use crate::Case;
use crate::build::GeneratorContext;

/// A case about a page that is changed in one place.
pub(crate) fn edited(
    context: GeneratorContext<'_>,
    place: &Clause,
    tested: &Clause,
    name: &str,
    edit: Edit,
) -> Case {
    let mut case = context.case_at(place, tested, name, Drive::Page);
    // A token that is not there cannot be taken away.
    if matches!(context.operation.paging(), Some(PagingStyle::Token { next, .. }) if Some(next) == place.fact.at())
    {
        context.in_small_pages(&mut case.input);
    }
    Case { exchanges: answered(edit), ..case }
}

pub(crate) fn answered(edit: Edit) -> Vec<Exchange> {
    vec![Exchange { edit: Some(edit), ..Exchange::default() }]
}

pub(crate) fn set(pointer: &str, value: Value) -> Edit {
    Edit { set: [(pointer.to_owned(), value)].into(), remove: Vec::new() }
}

/// The member's place in an answer, of the first item where it lies in a list.
pub(crate) fn pointer(at: &Location) -> String {
    at.pointer().replace("/*", "/0")
}
