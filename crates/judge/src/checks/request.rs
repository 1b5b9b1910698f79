//! What the client sends: method, path, names and values, and only what the caller asked for.

use contract::{Clause, Fact, Location, Rule, truncated};
use serde_json::Value;

use crate::impact;
use crate::timeline::{Attempt, Purpose, Timeline};
use contract::Finding;
use contract::values::same_sent;

/// Checks every request.
pub(crate) fn check(timeline: &Timeline<'_>) -> Vec<Finding> {
    timeline
        .attempts
        .iter()
        .enumerate()
        .flat_map(|(index, attempt)| {
            head(timeline, attempt)
                .into_iter()
                .chain(members(timeline, index))
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

fn members(timeline: &Timeline<'_>, index: usize) -> Vec<Finding> {
    let attempt = &timeline.attempts[index];
    if attempt.purpose == Purpose::Indeterminate {
        return Vec::new();
    }
    if let Some(problem) = &attempt.sent.unreadable {
        return timeline
            .for_rule(
                Rule::InputsSent,
                "the documented members as a JSON object in the body",
                problem.clone(),
            )
            .into_iter()
            .collect();
    }
    let mut findings: Vec<Finding> = Vec::new();
    for name in &attempt.sent.repeated {
        let (expected, actual) = (format!("{name} once"), format!("{name} more than once"));
        findings.extend(match member_requirement(timeline, &Location::of_request(name)) {
            Some(clause) => timeline.for_clause(clause, expected, actual),
            None => timeline.for_rule(Rule::InputsSent, expected, actual),
        });
    }
    for (name, due) in &attempt.due {
        let at = Location::of_request(name);
        let sent = attempt.sent.values.get(name);
        let left_out = sent.is_none() && (due.is_null() || is_default(timeline, &at, due));
        if left_out
            || !is_of_its_type(timeline, &at, due)
            || sent.is_some_and(|sent| same_sent(timeline.operation, &at, sent, due))
        {
            continue;
        }
        let expected = format!("{name} = {}", truncated(due));
        let actual =
            sent.map_or_else(|| format!("{name} is absent"), |sent| format!("{name} = {}", truncated(sent)));
        let rule = rule_of(timeline, attempt, name);
        let again = timeline.context.rule(rule).is_none_or(|clause| clause.evidence.binds());
        let narrows = narrowing(timeline, &at).filter(|clause| clause.evidence.binds());
        let asked = timeline.asked_about(&at, rule).filter(|_| rule == Rule::InputsSent);
        let finding = match narrows {
            _ if asked.is_some() => asked.and_then(|clause| timeline.for_clause(clause, expected, actual)),
            // A filter or an order that is missing on one page is missing for the whole walk.
            Some(clause) if attempt.purpose == Purpose::Next && !again => {
                timeline.for_clause(clause, expected, actual)
            }
            _ => match member_requirement(timeline, &differing(timeline, &at, sent, due)) {
                Some(clause) if rule == Rule::InputsSent => timeline.for_clause(clause, expected, actual),
                _ => timeline.for_rule(rule, expected, actual),
            },
        };
        let impact = impact::of_another_question(timeline, index, &at);
        findings.extend(finding.map(|finding| finding.with_impact(impact)));
    }
    for (name, sent) in attempt.sent.values.iter().filter(|(name, _)| !attempt.due.contains_key(*name)) {
        findings.extend(unasked(timeline, index, name, sent));
    }
    findings
}

/// Which requirement a wrong member breaks: the position of a page has requirements of its own.
fn rule_of(timeline: &Timeline<'_>, attempt: &Attempt<'_>, name: &str) -> Rule {
    let position = timeline.operation.paging().is_some_and(|style| style.position().name() == name);
    match attempt.purpose {
        Purpose::Next if position => Rule::PagingPassOn,
        _ if attempt.due.get(name) != timeline.question.input.get(name) => Rule::PagingPassOn,
        Purpose::Next => Rule::PagingInputsAgain,
        _ if timeline.attempts.iter().any(|attempt| attempt.purpose == Purpose::Next)
            && attempt.purpose == Purpose::Retry =>
        {
            Rule::PagingInputsAgain
        }
        _ => Rule::InputsSent,
    }
}

/// The most specific requirement about one member: the case's own where it is about the member, else that the member
/// exists. `None` where that requirement weighs less than the one about all inputs.
fn member_requirement<'a>(timeline: &Timeline<'a>, at: &Location) -> Option<&'a Clause> {
    let operation = timeline.operation;
    let rule = timeline.context.rule(Rule::InputsSent);
    // A case about all inputs is about each of them.
    if rule.is_some_and(|rule| rule.id == timeline.question.clause) {
        return None;
    }
    let binds = |clause: &Clause| clause.evidence.binds() && !operation.is_suspended(clause);
    let all = rule.is_some_and(binds);
    let of_case = operation.clause(&timeline.question.clause).filter(|clause| speaks_of(clause, at));
    let member = || {
        let is_member =
            |clause: &&Clause| matches!(&clause.fact, Fact::Member { at: found, .. } if found == at);
        operation.clauses.iter().find(is_member)
    };
    let heavy = |clause: &&Clause| !operation.is_suspended(clause) && binds(clause) >= all;
    of_case.filter(heavy).or_else(|| member().filter(heavy))
}

/// Whether a clause is about a request member, or about one inside it or around it.
fn speaks_of(clause: &Clause, at: &Location) -> bool {
    let touches = |found: &Location| {
        found.side == at.side && (found.path.starts_with(&at.path) || at.path.starts_with(&found.path))
    };
    match &clause.fact {
        Fact::Sort { by, order, .. } => touches(order) || by.as_ref().is_some_and(touches),
        fact => fact.at().is_some_and(touches),
    }
}

/// The place inside a member where what was sent begins to differ from what is due.
fn differing(timeline: &Timeline<'_>, at: &Location, sent: Option<&Value>, due: &Value) -> Location {
    let wrong = |at: &Location, sent: Option<&Value>, due: &Value| {
        sent.is_none_or(|sent| !same_sent(timeline.operation, at, sent, due))
    };
    let inside = match (sent, due) {
        (Some(Value::Object(sent)), Value::Object(due)) => due
            .iter()
            .map(|(name, due)| (at.child(name), sent.get(name), due))
            .find(|(at, sent, due)| wrong(at, *sent, due)),
        (Some(Value::Array(sent)), Value::Array(due)) if sent.len() == due.len() => sent
            .iter()
            .zip(due)
            .map(|(sent, due)| (at.items(), Some(sent), due))
            .find(|(at, sent, due)| wrong(at, *sent, due)),
        _ => None,
    };
    inside.map_or_else(|| at.clone(), |(at, sent, due)| differing(timeline, &at, sent, due))
}

/// A member that the client sent although the caller did not give it.
fn unasked(timeline: &Timeline<'_>, index: usize, name: &str, sent: &Value) -> Option<Finding> {
    let at = Location::of_request(name);
    let of_page = |finding: Finding| finding.with_impact(impact::of_another_question(timeline, index, &at));
    let documented = timeline.operation.value_type(&at).is_some();
    if sent.is_null() || is_default(timeline, &at, sent) || is_empty(sent) {
        return None;
    }
    if let Some(style) = timeline.operation.paging() {
        if style.position() == &at {
            let first = matches!(style, contract::PagingStyle::PageNumber { first, .. } if same_sent(timeline.operation, &at, sent, &Value::from(*first)));
            let rule = if timeline.attempts[index].purpose == Purpose::Next {
                Rule::PagingPassOn
            } else {
                Rule::PagingFirstCall
            };
            return if first {
                None
            } else {
                timeline
                    .for_rule(rule, format!("no {name}"), format!("{name} = {}", truncated(sent)))
                    .map(of_page)
            };
        }
        // A paginator may choose how much it fetches at a time.
        if style.size() == &at && timeline.question.walks() {
            return None;
        }
    }
    let default = timeline
        .asked_about(&at, Rule::NothingAdded)
        .filter(|clause| matches!(clause.fact, Fact::Default { .. }));
    match default.or_else(|| narrowing(timeline, &at)) {
        Some(clause) if documented => timeline
            .for_clause(
                clause,
                format!("no {name}, because the caller gave none"),
                format!("{name} = {}", truncated(sent)),
            )
            .map(of_page),
        _ if documented => timeline
            .for_rule(Rule::NothingAdded, format!("no {name}"), format!("{name} = {}", truncated(sent)))
            .map(of_page),
        // A member that the reference does not name filters nothing.
        _ => timeline.for_rule(
            Rule::NothingAdded,
            format!("no {name}"),
            format!("{name} = {}", truncated(sent)),
        ),
    }
}

/// Whether a value has the type that the reference gives. The reference does not say how to write a value of another
/// type, and the service refuses it anyway.
fn is_of_its_type(timeline: &Timeline<'_>, at: &Location, due: &Value) -> bool {
    timeline.operation.value_type(at).is_none_or(|value_type| value_type.holds(due))
}

/// The filter or the order that a member belongs to.
fn narrowing<'a>(timeline: &Timeline<'a>, at: &Location) -> Option<&'a Clause> {
    timeline.operation.clauses.iter().find(|clause| match &clause.fact {
        Fact::Filter { at: filter, .. } => filter.path.first() == at.path.first(),
        Fact::Sort { by, order, .. } => order == at || by.as_ref() == Some(at),
        _ => false,
    })
}

fn is_default(timeline: &Timeline<'_>, at: &Location, sent: &Value) -> bool {
    timeline.operation.clauses_at(at).any(|clause| matches!(&clause.fact, Fact::Default { value, .. } if same_sent(timeline.operation, at, sent, value)))
}

/// An empty list, object or text requests nothing.
fn is_empty(sent: &Value) -> bool {
    match sent {
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(|member| member.is_null() || is_empty(member)),
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}

/// Parameters such as a charset do not change a media type.
fn same_header(found: &str, due: &str) -> bool {
    found.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(due)
}

fn shown_values(what: &str, found: &[&str]) -> String {
    if found.is_empty() { format!("no {what}") } else { format!("{what}: {}", found.join(", ")) }
}
