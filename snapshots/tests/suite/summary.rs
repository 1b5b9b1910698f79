//! Writes a contract for people: what is required, on which evidence, and by which source.

use std::fmt::Write;

use contract::{Clause, Fact, Location, Operation, PagingStyle, Provider, RequestMembers, Side, Source};
use serde_json::Value;

/// A whole operation.
pub(crate) fn operation(operation: &Operation) -> String {
    let members = match operation.request_members {
        RequestMembers::Query => "the query",
        RequestMembers::Body => "a JSON body",
    };
    let mut text = format!(
        "{} ({})\n{}\n{}\nrequest members go into {members}\n",
        operation.title, operation.id, operation.reference.title, operation.reference.url
    );
    let (of_members, others): (Vec<&Clause>, Vec<&Clause>) =
        operation.clauses.iter().partition(|clause| clause.fact.at().is_some());
    section(&mut text, "exchange and rules");
    for clause in others {
        line(&mut text, clause, operation);
    }
    for side in [Side::Request, Side::Response, Side::Error] {
        for (at, value_type) in operation.members(side) {
            section(&mut text, &format!("{at}: {value_type:?}"));
            for clause in of_members.iter().filter(|clause| clause.fact.at() == Some(at)) {
                line(&mut text, clause, operation);
            }
        }
    }
    section(&mut text, "ambiguities");
    for ambiguity in &operation.ambiguities {
        let suspended =
            if ambiguity.suspends.is_empty() { "nothing".to_owned() } else { ambiguity.suspends.join(", ") };
        add(
            &mut text,
            &format!("  {} about {}; suspends {suspended}", ambiguity.id, ambiguity.about.join(", ")),
        );
        add(&mut text, &format!("    problem  {}", ambiguity.problem));
        add(&mut text, &format!("    reading  {}", ambiguity.reading));
    }
    section(&mut text, "examples");
    for example in &operation.examples {
        let noise = if example.noise.is_some() { ", its values are noise" } else { "" };
        add(
            &mut text,
            &format!(
                "  {} is a {:?}{noise} [{}]",
                example.file.display(),
                example.of,
                place(&example.source)
            ),
        );
    }
    text
}

/// What the operations of a provider share.
pub(crate) fn provider(provider: &Provider) -> String {
    format!(
        "{} ({})\n{}\n{}\nendpoint {} in {}\nsigned by {:?} for {}\nrequest id in {:?}, code in {:?}, message in {:?}\n\n{}",
        provider.title,
        provider.id,
        provider.reference.title,
        provider.reference.url,
        provider.endpoint.host,
        provider.endpoint.region,
        provider.signing.scheme,
        provider.signing.service,
        provider.request_id,
        provider.error.code,
        provider.error.message,
        clauses(&provider.clauses)
    )
}

/// A list of clauses.
pub(crate) fn clauses(clauses: &[Clause]) -> String {
    let mut text = String::new();
    for clause in clauses {
        add(&mut text, &stated(clause, ""));
    }
    text
}

fn line(text: &mut String, clause: &Clause, operation: &Operation) {
    let suspended = operation
        .ambiguity_about(&clause.id)
        .map_or(String::new(), |ambiguity| format!(" (suspended: {})", ambiguity.id));
    add(text, &stated(clause, &suspended));
}

fn stated(clause: &Clause, suspended: &str) -> String {
    format!(
        "  {}: {}{suspended}\n    {} [{}] {}",
        clause.id,
        fact(&clause.fact),
        clause.evidence,
        place(&clause.source),
        clause.requirement
    )
}

fn fact(fact: &Fact) -> String {
    let stated = match fact {
        Fact::Method { value } | Fact::Path { value } => value.clone(),
        Fact::QueryConstant { name, value } | Fact::ResponseHeader { name, value } => {
            format!("{name} = {value}")
        }
        Fact::RequestHeader { name, value } => {
            format!("{name} = {}", value.as_deref().unwrap_or("any value"))
        }
        Fact::NoBody | Fact::Required { .. } => String::new(),
        Fact::Member { r#type, .. } => format!("{type:?}"),
        Fact::Range { minimum, maximum, .. } => format!("{}..{}", limit(*minimum), limit(*maximum)),
        Fact::Length { minimum, maximum, .. } | Fact::Items { minimum, maximum, .. } => {
            format!("{minimum}..{maximum}")
        }
        Fact::Pattern { pattern, .. } => pattern.clone(),
        Fact::Choice { values, .. } => values.iter().map(Value::to_string).collect::<Vec<_>>().join(" | "),
        Fact::Default { value, .. } => value.to_string(),
        Fact::Clamp { maximum, .. } => format!("down to {maximum}"),
        Fact::Timestamp { format, .. } => format!("{format:?}"),
        Fact::Filter { field, r#match, tags: None, .. } => format!("{field} {match:?}"),
        Fact::Filter { field, r#match, tags: Some(tags), .. } => {
            format!("{field} {match:?} with {}, {} and {}", tags.key, tags.value, tags.values)
        }
        Fact::Sort { by, order, fields, ascending, descending } => {
            let by = by.as_ref().map_or("the one order".to_owned(), Location::to_string);
            format!("by {by} {fields:?}, {order} = {ascending} or {descending}")
        }
        Fact::Paging(style) => paging(style),
        Fact::Echo { of, .. } => format!("of {of}"),
        Fact::Status { value } => value.to_string(),
        Fact::Error { code, status, retryable } => {
            format!("{code} {status}, {}", if *retryable { "retryable" } else { "not retryable" })
        }
        Fact::Rule { rule } => format!("{rule:?}"),
    };
    format!("{} {stated}", fact.kind()).trim_end().to_owned()
}

fn paging(style: &PagingStyle) -> String {
    match style {
        PagingStyle::Token { token, next, size, list } => {
            format!("by token: {next} -> {token}, size {size}, list {list}")
        }
        PagingStyle::PageNumber { number, size, total, echo_number, echo_size, list, first } => format!(
            "by number: {number} from {first}, size {size}, total {total}, echoes {echo_number} and {echo_size}, list {list}"
        ),
        PagingStyle::Marker { marker, next, truncated, echo_marker, echo_size, size, list } => format!(
            "by marker: {next} -> {marker} while {truncated}, size {size}, echoes {echo_marker} and {echo_size}, list {list}"
        ),
    }
}

fn limit(limit: Option<i64>) -> String {
    limit.map_or(String::new(), |limit| limit.to_string())
}

fn place(source: &Source) -> String {
    let parts = [source.reference.as_deref(), Some(source.section.as_str()), source.member.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn section(text: &mut String, title: &str) {
    add(text, &format!("\n{title}"));
}

fn add(text: &mut String, line: &str) {
    writeln!(text, "{line}").expect("a String takes every line");
}
