//! Which requirement a difference breaks.

use contract::{Fact, Finding, Location, Rule, pluralize, truncated};
use serde_json::Value;

use crate::comparison::{Difference, Items};
use crate::timeline::{Purpose, Timeline};

/// The finding for a difference; `None` where no requirement covers it.
pub(crate) fn finding(timeline: &Timeline<'_>, difference: &Difference<'_>) -> Option<Finding> {
    match difference {
        Difference::Another { expected, actual } => {
            timeline.for_rule(Rule::AnswerReturned, expected.as_str(), actual.as_str())
        }
        Difference::Walk { expected, items } => {
            // Where no reference requires the list, the client still did not return the response that it had.
            let every = timeline.context.rule(Rule::PagingEveryItemOnce);
            let binds = every.is_some_and(|clause| clause.evidence.binds());
            let rule = if binds { Rule::PagingEveryItemOnce } else { Rule::AnswerReturned };
            timeline.for_rule(rule, expected.as_str(), described(items))
        }
        Difference::Page(items) => {
            let expected = format!("{} from 1 page", pluralize(items.due.len(), "item"));
            let list = timeline.operation.paging()?.list();
            let required = timeline.operation.clauses_at(list).find(|clause| clause.evidence.binds());
            match required {
                Some(clause) => timeline.for_clause(clause, expected, described(items)),
                None => timeline.for_rule(Rule::AnswerReturned, expected, described(items)),
            }
        }
        Difference::Value { at, due, actual } => changed(timeline, at, due, *actual),
        Difference::NoEmptyList { at, due } => by_rule(timeline, Rule::AbsentMember, at, due, "absent"),
        Difference::InsteadOfNull { at, due, actual } => {
            by_rule(timeline, Rule::NullMember, at, due, &truncated(actual))
        }
        Difference::Invented { at, actual } => {
            let name = at.pointer();
            let expected = format!("no {name}, because the service sent none");
            timeline.for_rule(Rule::ValuesUnchanged, expected, format!("{name} = {}", truncated(actual)))
        }
    }
}

/// A value that is not what the service sent.
fn changed(timeline: &Timeline<'_>, at: &Location, due: &Value, actual: Option<&Value>) -> Option<Finding> {
    if at.path.is_empty() {
        let actual = actual.map_or_else(|| "nothing".to_owned(), truncated);
        let expected = format!("the value {}", truncated(due));
        return timeline.for_rule(Rule::AnswerReturned, expected, actual);
    }
    let is_member = |clause: &&contract::Clause| matches!(clause.fact, Fact::Member { .. });
    // A member that the reference does not name may be dropped.
    let member = timeline.operation.clauses_at(at).find(is_member)?;
    let name = at.pointer();
    let actual = actual.map_or_else(|| "absent".to_owned(), truncated);
    if !is_listed(timeline, at, due) {
        return by_rule(timeline, Rule::UnknownValue, at, due, &actual);
    }
    // The case's own clause, unless it weighs less than the clause that the member exists.
    let asked = timeline.asked_about(at, Rule::ValuesUnchanged);
    let asked = asked.filter(|asked| asked.evidence.binds() || !member.evidence.binds());
    timeline.for_clause(
        asked.unwrap_or(member),
        format!("{name} = {}", truncated(due)),
        format!("{name} = {actual}"),
    )
}

/// A difference that no clause of the operation covers.
fn by_rule(timeline: &Timeline<'_>, rule: Rule, at: &Location, due: &Value, actual: &str) -> Option<Finding> {
    let name = at.pointer();
    timeline.for_rule(rule, format!("{name} = {}", truncated(due)), format!("{name} = {actual}"))
}

/// Whether the reference lists this value; a client need not support a value that the reference does not list.
fn is_listed(timeline: &Timeline<'_>, at: &Location, due: &Value) -> bool {
    timeline.operation.clauses_at(at).all(|clause| match &clause.fact {
        Fact::Choice { values, .. } => values.contains(due),
        _ => true,
    })
}

/// How many items were returned, and how many are missing or repeated.
fn described(items: &Items<'_>) -> String {
    let Items { due, actual } = items;
    let repeated = actual.iter().enumerate().filter(|(index, item)| actual[..*index].contains(item)).count();
    let missing = due.iter().filter(|item| !actual.contains(item)).count();
    let mut text = pluralize(actual.len(), "item");
    if missing > 0 {
        text.push_str(&format!(", {missing} of the expected items missing or changed"));
    }
    if repeated > 0 {
        text.push_str(&format!(", {repeated} repeated"));
    }
    if missing == 0 && repeated == 0 && actual.len() == due.len() {
        text.push_str(", in another order");
    }
    text
}

/// Whether the client returned all that the service had to send, even if a fault cut the end off.
pub(crate) fn is_whole(timeline: &Timeline<'_>) -> bool {
    let is_last_attempt =
        |index: usize| timeline.attempts.get(index + 1).is_none_or(|next| next.purpose != Purpose::Retry);
    let meant: Vec<Value> = timeline
        .attempts
        .iter()
        .enumerate()
        .filter(|(index, _)| is_last_attempt(*index))
        .filter_map(|(_, attempt)| serde_json::from_slice(&attempt.exchange.response.body).ok())
        .collect();
    let differences = timeline.compare(&meant.iter().collect::<Vec<_>>());
    differences.iter().all(|difference| finding(timeline, difference).is_none())
}
