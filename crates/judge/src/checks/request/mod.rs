//! What the client sends: method, path, constant names and values, headers; each request's members are checked apart.

mod member_clause;
mod members;
mod unasked;

use contract::{Clause, Fact, Finding};

use crate::timeline::{Attempt, Timeline};

/// Checks every request.
pub(crate) fn check(timeline: &Timeline<'_>) -> Vec<Finding> {
    timeline
        .attempts
        .iter()
        .enumerate()
        .flat_map(|(index, attempt)| {
            head(timeline, attempt)
                .into_iter()
                .chain(members::check(timeline, index))
                .map(move |finding| finding.at(index))
        })
        .collect()
}

fn head(timeline: &Timeline<'_>, attempt: &Attempt<'_>) -> Vec<Finding> {
    timeline.operation.clauses.iter().filter_map(|clause| head_clause(timeline, attempt, clause)).collect()
}

fn head_clause(timeline: &Timeline<'_>, attempt: &Attempt<'_>, clause: &Clause) -> Option<Finding> {
    let request = &attempt.exchange.request;
    let path = request.target.split('?').next().unwrap_or_default();
    match &clause.fact {
        Fact::Method { value } if *value != request.method => {
            timeline.for_clause(clause, format!("method {value}"), format!("method {}", request.method))
        }
        Fact::Path { value } if value != path => {
            timeline.for_clause(clause, format!("path {value}"), format!("path {path}"))
        }
        Fact::QueryConstant { name, value } => {
            let pairs = contract::query_pairs(&request.target);
            let found: Vec<&str> =
                pairs.iter().filter(|(found, _)| found == name).map(|(_, text)| text.as_str()).collect();
            (found != [value.as_str()]).then(|| {
                timeline.for_clause(
                    clause,
                    format!("query {name}={value}"),
                    shown_values(&format!("query {name}"), &found),
                )
            })?
        }
        Fact::RequestHeader { name, value } => {
            let found: Vec<&str> = request.header_values(name).collect();
            let right = match value {
                Some(value) => found.len() == 1 && same_header(found[0], value),
                None => !found.is_empty(),
            };
            let expected = value
                .as_ref()
                .map_or_else(|| format!("a header {name}"), |value| format!("header {name}: {value}"));
            (!right).then(|| {
                timeline.for_clause(clause, expected, shown_values(&format!("header {name}"), &found))
            })?
        }
        Fact::NoBody if !request.body.is_empty() => {
            timeline.for_clause(clause, "no body", format!("a body of {} bytes", request.body.len()))
        }
        _ => None,
    }
}

/// Parameters such as a charset do not change a media type.
fn same_header(found: &str, due: &str) -> bool {
    found.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(due)
}

fn shown_values(what: &str, found: &[&str]) -> String {
    if found.is_empty() { format!("no {what}") } else { format!("{what}: {}", found.join(", ")) }
}
