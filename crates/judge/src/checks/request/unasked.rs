//! A request sends no member that the caller did not give.

use contract::values::same_sent;
use contract::{Fact, Finding, Location, PagingStyle, Rule, truncated};
use serde_json::Value;

use super::member_clause::{is_default, narrowing};
use crate::impact;
use crate::timeline::{Purpose, Timeline};

/// A member that the client sent although the caller did not give it.
pub(crate) fn check(timeline: &Timeline<'_>, index: usize, name: &str, sent: &Value) -> Option<Finding> {
    let at = Location::of_request(name);
    let of_page = |finding: Finding| finding.with_impact(impact::of_another_question(timeline, index, &at));
    let documented = timeline.operation.value_type(&at).is_some();
    if sent.is_null() || is_default(timeline, &at, sent) || is_empty(sent) {
        return None;
    }
    if let Some(style) = timeline.operation.paging() {
        if style.position() == &at {
            let first = matches!(style, PagingStyle::PageNumber { first, .. } if same_sent(timeline.operation, &at, sent, &Value::from(*first)));
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

/// An empty list, object or text requests nothing.
fn is_empty(sent: &Value) -> bool {
    match sent {
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(|member| member.is_null() || is_empty(member)),
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}
