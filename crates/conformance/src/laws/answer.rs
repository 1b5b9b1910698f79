//! The usual cases and probes of what answers hold: a value that reaches the caller, a token that is passed on.

use std::collections::BTreeMap;

use contract::{Case, CaseDrive, Clause, Edit, Exchange, Location, PagingStyle, TokenText};
use serde_json::{Map, Value};

use super::fit::Promises;
use super::member::named;
use super::{Ground, put};
use crate::finding::Harm;
use crate::judge::shown;
use crate::probe::{Answered, Ask, Probe};

/// A case in which a member of the answer has this value, and reaches the caller unchanged. A token is passed on
/// in a walk; `None` where the page does not let it be sent again.
pub(crate) fn holds(
    ground: Ground<'_>,
    clause: &Clause,
    name: &str,
    at: &Location,
    value: Value,
) -> Option<Case> {
    let name = named(at, name);
    if is_next(ground, at) {
        let position = ground.operation.paging()?.position();
        let text = value.as_str().filter(|_| Promises::of(ground, position).fits(&value))?;
        return Some(passed_on(ground, clause, name, text));
    }
    Some(edited(ground, clause, name, at, value))
}

/// A walk whose first page names the next one by this text.
pub(crate) fn passed_on(ground: Ground<'_>, clause: &Clause, name: String, text: &str) -> Case {
    let mut case = ground.case(clause, name, CaseDrive::Walk);
    case.input = input_of_a_walk(ground);
    let next = Some(TokenText::Text(text.to_owned()));
    // More than two pages, whatever part of the jobs the required members leave.
    case.jobs = 8;
    case.exchanges = vec![Exchange { next, ..Exchange::default() }];
    case
}

/// A case in which the first place of a member in an answer has this value.
pub(crate) fn edited(ground: Ground<'_>, clause: &Clause, name: String, at: &Location, value: Value) -> Case {
    let mut case = ground.case(clause, name, CaseDrive::Page);
    let first = Location {
        side: at.side,
        path: at.path.iter().map(|part| if part == "*" { "0".to_owned() } else { part.clone() }).collect(),
    };
    let set = BTreeMap::from([(first.pointer(), value)]);
    case.exchanges = vec![Exchange { edit: Some(Edit { set, remove: Vec::new() }), ..Exchange::default() }];
    case
}

/// A probe that asks for a page and looks at every value that a member has there.
pub(crate) fn probe<'a>(ground: Ground<'a>, clause: &'a Clause, name: &str, at: &'a Location) -> Probe<'a> {
    let input = if is_next(ground, at) { input_of_a_walk(ground) } else { ground.input() };
    Probe::once(ground, clause, name, Ask::input(input), move |heard| {
        let Some(page) = heard.page(ground) else {
            return Answered::NotApplicable(format!("no page to look at: {}", heard.told(ground)));
        };
        let promises = Promises::of(ground, at);
        let values = at.values(page);
        let mut found = values.iter().filter(|located| !located.value.is_null()).peekable();
        if found.peek().is_none() {
            return Answered::NotApplicable(format!("the answer has no {}", at.pointer()));
        }
        let breaks = |value: &Value| promises.broken(value).iter().any(|broken| broken.id == clause.id);
        match found.find(|located| breaks(located.value)) {
            Some(located) => Answered::Broken(
                clause.promise.clone(),
                format!("{} = {}", located.pointer, shown(located.value)),
                Harm::Differs,
            ),
            None => Answered::Kept,
        }
    })
}

/// Whether a member of the answer names the next page.
pub(crate) fn is_next(ground: Ground<'_>, at: &Location) -> bool {
    match ground.operation.paging() {
        Some(PagingStyle::Token { next, .. } | PagingStyle::Marker { next, .. }) => next == at,
        _ => false,
    }
}

/// The smallest input with a page size that makes more than one page of a case's jobs.
fn input_of_a_walk(ground: Ground<'_>) -> Map<String, Value> {
    let mut input = ground.input();
    if let Some(style) = ground.operation.paging() {
        let size = style.size();
        let two = Value::from(2);
        let asked = if Promises::of(ground, size).fits(&two) { two } else { ground.sample(size) };
        put(&mut input, &size.path, asked);
    }
    input
}
