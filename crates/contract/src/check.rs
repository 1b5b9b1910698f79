//! What the closed schemas cannot say: ids that are unlike, references that lead somewhere, limits that can be met.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::{Clause, Contracts, Fact, Location, Operation, PagingStyle, Problem, RequestMembers, Side};

/// Every problem of meaning.
pub(crate) fn check(contracts: &Contracts) -> Vec<Problem> {
    let mut problems = Vec::new();
    clauses(
        &mut Notes { file: PathBuf::from("standards.json"), problems: &mut problems },
        &contracts.standards,
    );
    for provider in contracts.providers.values() {
        let file = Path::new(&provider.id).join("provider.json");
        clauses(&mut Notes { file, problems: &mut problems }, &provider.clauses);
    }
    for operation in contracts.operations() {
        let mut notes = Notes { file: operation.folder.join("operation.json"), problems: &mut problems };
        clauses(&mut notes, &operation.clauses);
        members(&mut notes, operation);
        ambiguities(&mut notes, contracts, operation);
        request_shape(&mut notes, operation);
    }
    problems
}

struct Notes<'a> {
    file: PathBuf,
    problems: &'a mut Vec<Problem>,
}

impl Notes<'_> {
    fn add(&mut self, pointer: impl Into<String>, problem: impl Into<String>) {
        self.problems.push(Problem {
            file: self.file.clone(),
            pointer: pointer.into(),
            problem: problem.into(),
        });
    }
}

fn clauses(notes: &mut Notes<'_>, clauses: &[Clause]) {
    let mut ids = BTreeSet::new();
    for (index, clause) in clauses.iter().enumerate() {
        if !ids.insert(&clause.id) {
            notes.add(
                format!("/clauses/{index}/id"),
                format!("{:?} is the id of an earlier clause; give it one of its own", clause.id),
            );
        }
        match &clause.fact {
            Fact::Pattern { pattern, .. } => {
                if let Err(error) = regress::Regex::with_flags(pattern, "u") {
                    notes.add(
                        format!("/clauses/{index}/pattern"),
                        format!("{pattern:?} is no pattern of the ECMA-262 dialect: {error}"),
                    );
                }
            }
            Fact::Range { minimum, maximum, .. } => {
                if minimum.is_none() && maximum.is_none() {
                    notes.add(
                        format!("/clauses/{index}"),
                        "has neither limit; a range has a minimum, a maximum or both",
                    );
                }
                if let (Some(minimum), Some(maximum)) = (minimum, maximum)
                    && minimum > maximum
                {
                    notes.add(
                        format!("/clauses/{index}/minimum"),
                        format!("{minimum} is above the maximum {maximum}"),
                    );
                }
            }
            Fact::Length { minimum, maximum, .. } | Fact::Items { minimum, maximum, .. }
                if minimum > maximum =>
            {
                notes.add(
                    format!("/clauses/{index}/minimum"),
                    format!("{minimum} is above the maximum {maximum}"),
                );
            }
            _ => {}
        }
    }
}

/// Every location that a clause names is a member that some clause introduces.
fn members(notes: &mut Notes<'_>, operation: &Operation) {
    let known: BTreeSet<&Location> = operation
        .clauses
        .iter()
        .filter_map(|clause| match &clause.fact {
            Fact::Member { at, .. } => Some(at),
            _ => None,
        })
        .collect();
    let mut introduced = BTreeSet::new();
    for (index, clause) in operation.clauses.iter().enumerate() {
        let place = format!("/clauses/{index}");
        // With two types for one member, either could be used.
        if let Fact::Member { at, .. } = &clause.fact
            && !introduced.insert(at)
        {
            notes.add(
                format!("{place}/at"),
                format!("{at} has an earlier clause of kind member; keep one of them"),
            );
        }
        for (member, location) in named(&clause.fact) {
            if !known.contains(location) {
                notes.add(
                    format!("{place}/{member}"),
                    format!("{location} has no clause of kind member; add one or mend the name"),
                );
            }
        }
        let Some(at) = clause.fact.at() else { continue };
        for depth in 1..at.path.len() {
            let parent = Location { side: at.side, path: at.path[..depth].to_vec() };
            if !known.contains(&parent) {
                notes.add(
                    format!("{place}/at"),
                    format!("{parent} encloses {at} and has no clause of kind member; add one"),
                );
            }
        }
        let Some(value_type) = operation.value_type(at) else { continue };
        let values = match &clause.fact {
            Fact::Choice { values, .. } => {
                values.iter().enumerate().map(|(index, value)| (format!("values/{index}"), value)).collect()
            }
            Fact::Default { value, .. } => vec![("value".to_owned(), value)],
            _ => Vec::new(),
        };
        for (member, value) in values.into_iter().filter(|(_, value)| !value_type.holds(value)) {
            let name = format!("{value_type:?}").to_lowercase();
            notes.add(format!("{place}/{member}"), format!("{value} is not of the type of {at}, {name}"));
        }
    }
}

/// The locations that a fact names, each with the member that names it.
fn named(fact: &Fact) -> Vec<(&'static str, &Location)> {
    let mut named: Vec<_> = fact.at().map(|at| ("at", at)).into_iter().collect();
    match fact {
        Fact::Echo { of, .. } => named.push(("of", of)),
        Fact::Sort { by, order, .. } => {
            named.extend(by.as_ref().map(|by| ("by", by)));
            named.push(("order", order));
        }
        Fact::Paging(style) => match style {
            PagingStyle::Token { token, next, size, list } => {
                named.extend([("token", token), ("next", next), ("size", size), ("list", list)]);
            }
            PagingStyle::PageNumber { number, size, total, echo_number, echo_size, list, first: _ } => {
                named.extend([("number", number), ("size", size), ("total", total), ("list", list)]);
                named.extend([("echo-number", echo_number), ("echo-size", echo_size)]);
            }
            PagingStyle::Marker { marker, next, truncated, echo_marker, echo_size, size, list } => {
                named.extend([("marker", marker), ("next", next), ("truncated", truncated), ("size", size)]);
                named.extend([("echo-marker", echo_marker), ("echo-size", echo_size), ("list", list)]);
            }
        },
        _ => {}
    }
    named
}

fn ambiguities(notes: &mut Notes<'_>, contracts: &Contracts, operation: &Operation) {
    let mut ids = BTreeSet::new();
    for (index, ambiguity) in operation.ambiguities.iter().enumerate() {
        if !ids.insert(&ambiguity.id) {
            notes.add(
                format!("/ambiguities/{index}/id"),
                format!("{:?} is the id of an earlier ambiguity; give it one of its own", ambiguity.id),
            );
        }
        for (member, named) in [("about", &ambiguity.about), ("suspends", &ambiguity.suspends)] {
            for (position, clause) in named.iter().enumerate() {
                if contracts.clause(operation, clause).is_none() {
                    notes.add(
                        format!("/ambiguities/{index}/{member}/{position}"),
                        format!("no clause of {} has the id {clause:?}", operation.id),
                    );
                }
            }
        }
    }
}

fn request_shape(notes: &mut Notes<'_>, operation: &Operation) {
    for (what, found) in [
        ("method", operation.method().is_some()),
        ("path", operation.path().is_some()),
        ("paging", operation.paging().is_some()),
    ] {
        if !found {
            notes.add(
                "/clauses",
                format!("no clause of kind {what}; the simulator cannot answer without one"),
            );
        }
    }
    if operation.request_members == RequestMembers::Query {
        for (location, _) in operation.members(Side::Request).filter(|(location, _)| location.path.len() != 1)
        {
            notes.add("/clauses", format!("{location} is nested, which a query cannot express"));
        }
    }
}
