//! What the service answered reaches the caller unchanged: every documented member, every item once and in order.

use client_protocol::{OutcomeResult, Stopped};
use contract::values::same_received;
use contract::{Fact, Location, Rule, Side};
use serde_json::Value;
use wire::Fault;

use crate::response_class::ResponseClass;
use crate::impact;
use crate::timeline::{Purpose, Timeline};
use contract::{Finding, Impact, pluralize, truncated};

/// Checks the value that the client returned.
pub(crate) fn check(timeline: &Timeline<'_>) -> Vec<Finding> {
    if timeline.attempts.iter().any(|attempt| attempt.class == ResponseClass::Redirected) {
        return Vec::new();
    }
    // What the items of such answers are worth nobody can say; that they were taken is told already.
    if (0..timeline.attempts.len()).any(|index| timeline.went_on_from(index).is_some()) {
        return Vec::new();
    }
    // The same where the last of them was taken, and nothing of its value is missing.
    let taken = timeline.attempts.last().is_some_and(|attempt| matches!(attempt.class, ResponseClass::Unusable(_)));
    if taken && is_whole(timeline) {
        return Vec::new();
    }
    let asked_for = |(index, _): &(usize, &Value)| {
        // Who asked for one page is given that one, whatever else the client fetched ahead.
        timeline.question.walks() || timeline.attempts[..=*index].iter().all(|attempt| attempt.purpose != Purpose::Next)
    };
    let served: Vec<(usize, &Value)> = timeline.pages().into_iter().filter(asked_for).collect();
    let compare = |pages: Vec<(usize, &Value)>| {
        against_pages(timeline, &pages.into_iter().map(|(_, page)| page).collect::<Vec<_>>())
    };
    let due: Vec<(usize, &Value)> = timeline.pages_due().into_iter().filter(asked_for).collect();
    let beyond = due.len() < served.len();
    let findings = compare(due);
    // That pages behind the end were asked for is told already, whether they were handed over or not.
    if beyond && (findings.is_empty() || compare(served.clone()).is_empty()) {
        return Vec::new();
    }
    let impact = findings.iter().map(|finding| finding.impact).min().unwrap_or(Impact::Cosmetic);
    // A member made up beside the right value says that the coding was undone.
    if impact != Impact::Cosmetic && served.last().is_some_and(|(index, _)| is_coded(timeline, *index)) {
        return timeline
            .for_rule(Rule::ContentCoding, "the value that was coded", "another value")
            .map(|finding| finding.with_impact(impact))
            .into_iter()
            .collect();
    }
    // Bytes that are called something else may be read as something else, by the charset of that type for one.
    if timeline.attempts.iter().any(|attempt| matches!(attempt.exchange.fault, Some(Fault::ContentType { .. }))) {
        return findings.into_iter().map(Finding::into_warning).collect();
    }
    findings
}

/// Whether the client handed over all that the service meant to send, whatever became of its end on the way.
pub(crate) fn is_whole(timeline: &Timeline<'_>) -> bool {
    let meant: Vec<Value> = timeline
        .attempts
        .iter()
        .enumerate()
        .filter(|(index, _)| timeline.attempts.get(index + 1).is_none_or(|next| next.purpose != Purpose::Retry))
        .filter_map(|(_, attempt)| serde_json::from_slice(&attempt.exchange.response.body).ok())
        .collect();
    against_pages(timeline, &meant.iter().collect::<Vec<_>>()).is_empty()
}

/// How many items the caller was given; `None` where it was given no list of them.
pub(crate) fn jobs_handed_over(timeline: &Timeline<'_>) -> Option<usize> {
    let Some(OutcomeResult::Returned { output, part, .. }) = timeline.outcome() else { return None };
    let list = timeline.operation.paging().map(contract::PagingStyle::list)?;
    Some(inside(list, output, &parts(part.as_deref().unwrap_or("")))?.as_array()?.len())
}

/// Compares what the client returned with these pages.
fn against_pages(timeline: &Timeline<'_>, served: &[&Value]) -> Vec<Finding> {
    let Some(OutcomeResult::Returned { output, part, pages, stopped }) = timeline.outcome() else {
        return Vec::new();
    };
    let part = part.as_deref().unwrap_or("");
    if timeline.question.walks() {
        let limit = pages.filter(|_| *stopped == Stopped::Limit).map_or(usize::MAX, |pages| pages as usize);
        walk(timeline, &served[..served.len().min(limit)], output, part)
    } else {
        served.last().map_or_else(Vec::new, |value| page(timeline, value, output, part))
    }
}

/// The list of items inside the part of the answer that was handed over.
fn inside<'v>(list: &Location, output: &'v Value, part: &[String]) -> Option<&'v Value> {
    list.path.strip_prefix(part)?.iter().try_fold(output, |value, name| value.get(name))
}

fn is_coded(timeline: &Timeline<'_>, index: usize) -> bool {
    timeline.attempts[index].exchange.fault == Some(Fault::Gzip)
}

fn page(timeline: &Timeline<'_>, served: &Value, output: &Value, part: &str) -> Vec<Finding> {
    match served.pointer(part) {
        Some(due) => Comparison { timeline, findings: Vec::new() }.run(output, due, &Location { side: Side::Response, path: parts(part) }),
        // Nothing is what the service gave there.
        None if is_nothing(output) => Vec::new(),
        None => for_rule(timeline, &format!("the part {part:?} of the answer"), "the answer has no such part"),
    }
}

fn walk(timeline: &Timeline<'_>, pages: &[&Value], output: &Value, part: &str) -> Vec<Finding> {
    let Some(list) = timeline.operation.paging().map(contract::PagingStyle::list) else { return Vec::new() };
    let due: Vec<&Value> = pages.iter().filter_map(|page| list.value(page)?.as_array()).flatten().collect();
    let prefix = parts(part);
    if !list.path.starts_with(&prefix) {
        return for_rule(timeline, &format!("a part that holds {list}"), &format!("the part {part:?}"));
    }
    let seen: Vec<&Value> = match inside(list, output, &prefix) {
        Some(Value::Array(items)) => items.iter().collect(),
        None | Some(Value::Null) => Vec::new(),
        Some(other) => return for_rule(timeline, &format!("a list at {list}"), &truncated(other)),
    };
    if seen.len() != due.len() {
        let expected = format!("{}, as {} held", pluralize(due.len(), "item"), pluralize(pages.len(), "page"));
        return lost(timeline, expected, &seen, &due);
    }
    if seen != due && seen.iter().all(|item| due.contains(item)) {
        return lost(timeline, "the items in the order of the pages".to_owned(), &seen, &due);
    }
    let at = list.items();
    let mut comparison = Comparison { timeline, findings: Vec::new() };
    for (seen, due) in seen.iter().zip(&due) {
        comparison.value(seen, due, &at);
    }
    comparison.findings
}

/// Jobs that the client had and did not hand over as it had them. Where no page requirements the list, the client
/// still had an answer that it did not give.
fn lost(timeline: &Timeline<'_>, expected: String, seen: &[&Value], due: &[&Value]) -> Vec<Finding> {
    let rule = timeline.context.rule(Rule::PagingEveryItemOnce);
    let rule = if rule.is_some_and(|clause| clause.evidence.binds()) {
        Rule::PagingEveryItemOnce
    } else {
        Rule::AnswerReturned
    };
    let impact = impact::of_changed_jobs(seen, due);
    timeline
        .for_rule(rule, expected, compared(seen, due))
        .map(|finding| finding.with_impact(impact))
        .into_iter()
        .collect()
}

/// How many items came, and what became of the others.
fn compared(seen: &[&Value], due: &[&Value]) -> String {
    let repeated = seen.iter().enumerate().filter(|(index, item)| seen[..*index].contains(item)).count();
    let missing = due.iter().filter(|item| !seen.contains(item)).count();
    let mut text = pluralize(seen.len(), "item");
    if missing > 0 {
        text.push_str(&format!(", {missing} of the pages' items not among them unchanged"));
    }
    if repeated > 0 {
        text.push_str(&format!(", {repeated} more than once"));
    }
    if missing == 0 && repeated == 0 && seen.len() == due.len() {
        text.push_str(" in another order");
    }
    text
}

struct Comparison<'a> {
    timeline: &'a Timeline<'a>,
    findings: Vec<Finding>,
}

impl<'a> Comparison<'a> {
    fn run(mut self, seen: &Value, due: &Value, at: &Location) -> Vec<Finding> {
        self.value(seen, due, at);
        self.findings
    }

    fn value(&mut self, seen: &Value, due: &Value, at: &Location) {
        match (due, seen) {
            (Value::Object(due), Value::Object(seen)) => {
                for (name, due) in due {
                    let below = at.child(name);
                    match seen.get(name) {
                        Some(seen) => self.value(seen, due, &below),
                        // A caller that finds nothing where the service said null has lost nothing.
                        None if due.is_null() => {}
                        // Many a language has no way to tell an empty list from none.
                        None if due.as_array().is_some_and(Vec::is_empty) => {
                            self.weakly(&below, Rule::AbsentMember, due, "absent", Impact::Cosmetic);
                        }
                        None => self.differs(&below, due, None),
                    }
                }
                for (name, seen) in
                    seen.iter().filter(|(name, seen)| !due.contains_key(*name) && !is_nothing(seen))
                {
                    self.invented(&at.child(name), seen);
                }
            }
            (Value::Array(due), Value::Array(seen)) if due.len() == seen.len() => {
                let below = at.items();
                for (due, seen) in due.iter().zip(seen) {
                    self.value(seen, due, &below);
                }
            }
            (Value::Null, seen) if is_nothing(seen) => {}
            (Value::Null, seen) => {
                let impact = impact::of_changed_value(None, Some(seen));
                self.weakly(at, Rule::NullMember, due, &truncated(seen), impact);
            }
            _ if same_received(self.timeline.operation, at, seen, due) => {}
            _ => self.differs(at, due, Some(seen)),
        }
    }

    /// A value that is not what the service sent.
    fn differs(&mut self, at: &Location, due: &Value, seen: Option<&Value>) {
        let timeline = self.timeline;
        let list = timeline.operation.paging().map(contract::PagingStyle::list);
        if let (Some(due), Some(found)) = (due.as_array(), seen.and_then(Value::as_array))
            && let Some(list) = list.filter(|list| *list == at)
        {
            let (seen, due): (Vec<&Value>, Vec<&Value>) = (found.iter().collect(), due.iter().collect());
            let expected = format!("{}, as the page held", pluralize(due.len(), "item"));
            let promised = timeline.operation.clauses_at(list).find(|clause| clause.evidence.binds());
            let impact = impact::of_changed_jobs(&seen, &due);
            let seen = compared(&seen, &due);
            let finding = match promised {
                Some(clause) => timeline.for_clause(clause, expected, seen),
                None => timeline.for_rule(Rule::AnswerReturned, expected, seen),
            };
            self.findings.extend(finding.map(|finding| finding.with_impact(impact)));
            return;
        }
        let impact = impact::of_changed_value(Some(due), seen);
        if at.path.is_empty() {
            let seen = seen.map_or_else(|| "nothing".to_owned(), truncated);
            let expected = format!("the value {}", truncated(due));
            let finding = timeline.for_rule(Rule::AnswerReturned, expected, seen);
            self.findings.extend(finding.map(|finding| finding.with_impact(impact)));
            return;
        }
        let member =
            timeline.operation.clauses_at(at).find(|clause| matches!(clause.fact, Fact::Member { .. }));
        // A member that the page does not know may be dropped.
        let Some(member) = member else { return };
        let name = at.pointer();
        let seen = seen.map_or_else(|| "absent".to_owned(), truncated);
        if !self.is_known(at, due) {
            self.weakly(at, Rule::UnknownValue, due, &seen, impact);
            return;
        }
        // The case's own clause, unless it weighs less than that the member is there.
        let asked = timeline.asked_about(at, Rule::ValuesUnchanged);
        let asked = asked.filter(|asked| asked.evidence.binds() || !member.evidence.binds());
        let finding = timeline.for_clause(
            asked.unwrap_or(member),
            format!("{name} = {}", truncated(due)),
            format!("{name} = {seen}"),
        );
        self.findings.extend(finding.map(|finding| finding.with_impact(impact)));
    }

    /// A difference that no page speaks of.
    fn weakly(&mut self, at: &Location, rule: Rule, due: &Value, seen: &str, impact: Impact) {
        let name = at.pointer();
        let finding =
            self.timeline.for_rule(rule, format!("{name} = {}", truncated(due)), format!("{name} = {seen}"));
        self.findings.extend(finding.map(|finding| finding.with_impact(impact)));
    }

    /// Whether the page lets the service send this value at all; what it does not is no requirement of the client's.
    fn is_known(&self, location: &Location, due: &Value) -> bool {
        self.timeline.operation.clauses_at(location).all(|clause| match &clause.fact {
            Fact::Choice { values, .. } => values.contains(due),
            _ => true,
        })
    }

    fn invented(&mut self, at: &Location, seen: &Value) {
        let name = at.pointer();
        let finding = self.timeline.for_rule(
            Rule::ValuesUnchanged,
            format!("no {name}, as the service sent none"),
            format!("{name} = {}", truncated(seen)),
        );
        // Nobody looks for a member that no page knows.
        let known = self.timeline.operation.value_type(at);
        let impact = known.map_or(Impact::Cosmetic, |_| impact::of_changed_value(None, Some(seen)));
        self.findings.extend(finding.map(|finding| finding.with_impact(impact)));
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(is_nothing),
        _ => false,
    }
}

fn parts(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~")).collect()
}

/// Something else than the answer was handed over.
fn for_rule(timeline: &Timeline<'_>, expected: &str, seen: &str) -> Vec<Finding> {
    let finding = timeline.for_rule(Rule::AnswerReturned, expected, seen);
    finding.map(|finding| finding.with_impact(Impact::LosesData)).into_iter().collect()
}
