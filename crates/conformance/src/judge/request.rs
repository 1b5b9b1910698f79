//! What goes on the wire: method, path, names, values, and nothing that nobody asked for.

use contract::{Clause, Fact, Location, Rule, Side};
use serde_json::Value;

use super::harm;
use super::members::same_value;
use super::story::{Role, Step, Story};
use crate::finding::Finding;

/// Checks every request.
pub(super) fn check(story: &Story<'_>) -> Vec<Finding> {
    story
        .steps
        .iter()
        .enumerate()
        .flat_map(|(index, step)| {
            head(story, step).into_iter().chain(members(story, index)).map(move |finding| finding.at(index))
        })
        .collect()
}

fn head(story: &Story<'_>, step: &Step<'_>) -> Vec<Finding> {
    story.operation.clauses.iter().filter_map(|clause| head_clause(story, step, clause)).collect()
}

fn head_clause(story: &Story<'_>, step: &Step<'_>, clause: &Clause) -> Option<Finding> {
    let request = &step.exchange.request;
    let path = request.target.split('?').next().unwrap_or_default();
    match &clause.fact {
        Fact::Method { value } if *value != request.method => {
            story.about(clause, format!("method {value}"), format!("method {}", request.method))
        }
        Fact::Path { value } if value != path => {
            story.about(clause, format!("path {value}"), format!("path {path}"))
        }
        Fact::QueryConstant { name, value } => {
            let pairs = simulator::query_pairs(&request.target);
            let found: Vec<&str> =
                pairs.iter().filter(|(found, _)| found == name).map(|(_, text)| text.as_str()).collect();
            (found != [value.as_str()]).then(|| {
                story.about(
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
            (!right)
                .then(|| story.about(clause, expected, shown_values(&format!("header {name}"), &found)))?
        }
        Fact::NoBody if !request.body.is_empty() => {
            story.about(clause, "no body", format!("a body of {} bytes", request.body.len()))
        }
        _ => None,
    }
}

fn members(story: &Story<'_>, index: usize) -> Vec<Finding> {
    let step = &story.steps[index];
    if step.role == Role::Unknowable {
        return Vec::new();
    }
    if let Some(problem) = &step.sent.unreadable {
        return story
            .against(Rule::InputsSent, "the documented members as a JSON object", problem.clone())
            .into_iter()
            .collect();
    }
    let mut findings: Vec<Finding> = Vec::new();
    for name in &step.sent.repeated {
        let (expected, seen) = (format!("{name} once"), format!("{name} more than once"));
        findings.extend(match member_promise(story, &location(name)) {
            Some(clause) => story.about(clause, expected, seen),
            None => story.against(Rule::InputsSent, expected, seen),
        });
    }
    for (name, due) in &step.due {
        let at = location(name);
        let sent = step.sent.values.get(name);
        let left_out = sent.is_none() && (due.is_null() || is_default(story, &at, due));
        if left_out
            || !is_of_its_type(story, &at, due)
            || sent.is_some_and(|sent| same_value(story.operation, &at, sent, due))
        {
            continue;
        }
        let expected = format!("{name} = {}", shown(due));
        let seen =
            sent.map_or_else(|| format!("{name} is absent"), |sent| format!("{name} = {}", shown(sent)));
        let rule = rule_of(story, step, name);
        let again = story.contracts.rule(story.operation, rule).is_none_or(|clause| clause.evidence.binds());
        let narrows = narrowing(story, &at).filter(|clause| clause.evidence.binds());
        let asked = story.asked_about(&at, rule).filter(|_| rule == Rule::InputsSent);
        let finding = match narrows {
            _ if asked.is_some() => asked.and_then(|clause| story.about(clause, expected, seen)),
            // A filter or an order that is lost on a later page is lost for the whole walk.
            Some(clause) if step.role == Role::Next && !again => story.about(clause, expected, seen),
            _ => match member_promise(story, &differing(story, &at, sent, due)) {
                Some(clause) if rule == Rule::InputsSent => story.about(clause, expected, seen),
                _ => story.against(rule, expected, seen),
            },
        };
        let harm = harm::of_another_question(story, index, &at);
        findings.extend(finding.map(|finding| finding.harming(harm)));
    }
    for (name, sent) in step.sent.values.iter().filter(|(name, _)| !step.due.contains_key(*name)) {
        findings.extend(unasked(story, index, name, sent));
    }
    findings
}

/// Which promise a wrong member breaks: the position of a page has promises of its own.
fn rule_of(story: &Story<'_>, step: &Step<'_>, name: &str) -> Rule {
    let position = story.operation.paging().is_some_and(|style| style.position().name() == name);
    match step.role {
        Role::Next if position => Rule::PagingPassOn,
        _ if step.due.get(name) != story.case.input.get(name) => Rule::PagingPassOn,
        Role::Next => Rule::PagingInputsAgain,
        _ if story.steps.iter().any(|step| step.role == Role::Next) && step.role == Role::Again => {
            Rule::PagingInputsAgain
        }
        _ => Rule::InputsSent,
    }
}

/// The promise about one member that says most about sending it wrongly: the case's own where it speaks of the
/// member, else that the member is there. `None` where it weighs less than the promise about all inputs.
fn member_promise<'a>(story: &Story<'a>, at: &Location) -> Option<&'a Clause> {
    let operation = story.operation;
    let rule = story.contracts.rule(operation, Rule::InputsSent);
    // A case about all inputs speaks of them all.
    if rule.is_some_and(|rule| rule.id == story.case.clause) {
        return None;
    }
    let binds = |clause: &Clause| clause.evidence.binds() && operation.doubt_about(&clause.id).is_none();
    let all = rule.is_some_and(binds);
    let of_case = operation.clause(&story.case.clause).filter(|clause| speaks_of(clause, at));
    let member = || {
        let is_member =
            |clause: &&Clause| matches!(&clause.fact, Fact::Member { at: found, .. } if found == at);
        operation.clauses.iter().find(is_member)
    };
    let heavy = |clause: &&Clause| operation.doubt_about(&clause.id).is_none() && binds(clause) >= all;
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
fn differing(story: &Story<'_>, at: &Location, sent: Option<&Value>, due: &Value) -> Location {
    let below = |name: &str| Location {
        side: at.side,
        path: at.path.iter().cloned().chain([name.to_owned()]).collect(),
    };
    let wrong = |at: &Location, sent: Option<&Value>, due: &Value| {
        sent.is_none_or(|sent| !same_value(story.operation, at, sent, due))
    };
    let inside = match (sent, due) {
        (Some(Value::Object(sent)), Value::Object(due)) => due
            .iter()
            .map(|(name, due)| (below(name), sent.get(name), due))
            .find(|(at, sent, due)| wrong(at, *sent, due)),
        (Some(Value::Array(sent)), Value::Array(due)) if sent.len() == due.len() => sent
            .iter()
            .zip(due)
            .map(|(sent, due)| (below("*"), Some(sent), due))
            .find(|(at, sent, due)| wrong(at, *sent, due)),
        _ => None,
    };
    inside.map_or_else(|| at.clone(), |(at, sent, due)| differing(story, &at, sent, due))
}

/// A member that was sent though nobody asked for it.
fn unasked(story: &Story<'_>, index: usize, name: &str, sent: &Value) -> Option<Finding> {
    let at = location(name);
    let of_page = |finding: Finding| finding.harming(harm::of_another_question(story, index, &at));
    let documented = story.operation.value_type(&at).is_some();
    if sent.is_null() || is_default(story, &at, sent) || is_empty(sent) {
        return None;
    }
    if let Some(style) = story.operation.paging() {
        if style.position() == &at {
            let first = matches!(style, contract::PagingStyle::PageNumber { first, .. } if same_value(story.operation, &at, sent, &Value::from(*first)));
            let rule = if story.steps[index].role == Role::Next {
                Rule::PagingPassOn
            } else {
                Rule::PagingFirstCall
            };
            return if first {
                None
            } else {
                story.against(rule, format!("no {name}"), format!("{name} = {}", shown(sent))).map(of_page)
            };
        }
        // A paginator may choose how much it fetches at a time.
        if style.size() == &at && story.trial.walks() {
            return None;
        }
    }
    let default = story
        .asked_about(&at, Rule::NothingAdded)
        .filter(|clause| matches!(clause.fact, Fact::Default { .. }));
    match default.or_else(|| narrowing(story, &at)) {
        Some(clause) if documented => story
            .about(
                clause,
                format!("no {name}, since the caller gave none"),
                format!("{name} = {}", shown(sent)),
            )
            .map(of_page),
        _ if documented => story
            .against(Rule::NothingAdded, format!("no {name}"), format!("{name} = {}", shown(sent)))
            .map(of_page),
        // What the page does not know narrows nothing.
        _ => story.against(Rule::NothingAdded, format!("no {name}"), format!("{name} = {}", shown(sent))),
    }
}

/// How a value of another type than the page's is written is nobody's promise; the service refuses it anyway.
fn is_of_its_type(story: &Story<'_>, at: &Location, due: &Value) -> bool {
    story.operation.value_type(at).is_none_or(|value_type| value_type.holds(due))
}

/// The filter or the order that a member belongs to.
fn narrowing<'a>(story: &Story<'a>, at: &Location) -> Option<&'a Clause> {
    story.operation.clauses.iter().find(|clause| match &clause.fact {
        Fact::Filter { at: filter, .. } => filter.path.first() == at.path.first(),
        Fact::Sort { by, order, .. } => order == at || by.as_ref() == Some(at),
        _ => false,
    })
}

fn is_default(story: &Story<'_>, at: &Location, sent: &Value) -> bool {
    story.operation.clauses_at(at).any(|clause| matches!(&clause.fact, Fact::Default { value, .. } if same_value(story.operation, at, sent, value)))
}

/// An empty list, object or text asks for nothing.
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

fn location(name: &str) -> Location {
    Location { side: Side::Request, path: vec![name.to_owned()] }
}

fn shown_values(what: &str, found: &[&str]) -> String {
    if found.is_empty() { format!("no {what}") } else { format!("{what}: {}", found.join(", ")) }
}

/// A value for a person, cut short where it is long.
pub(crate) fn shown(value: &Value) -> String {
    const LONGEST: usize = 160;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
        None => text,
    }
}
