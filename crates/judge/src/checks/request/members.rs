//! A request sends the members that are due, with their values, once each.

use contract::values::same_sent;
use contract::{Finding, Location, Rule, truncated};
use serde_json::Value;

use super::member_clause::{is_default, member_requirement, narrowing, rule_of};
use super::unasked;
use crate::impact;
use crate::timeline::{Purpose, Timeline};

/// Checks the members of one request.
pub(crate) fn check(timeline: &Timeline<'_>, index: usize) -> Vec<Finding> {
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
        findings.extend(unasked::check(timeline, index, name, sent));
    }
    findings
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

/// Whether a value has the type that the reference gives. The reference does not say how to write a value of another
/// type, and the service refuses it anyway.
fn is_of_its_type(timeline: &Timeline<'_>, at: &Location, due: &Value) -> bool {
    timeline.operation.value_type(at).is_none_or(|value_type| value_type.holds(due))
}
