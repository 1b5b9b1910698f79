//! What the service answered reaches the caller unchanged: every documented member, every job once and in order.

use client_protocol::{OutcomeResult, Stopped};
use contract::{Fact, Location, Rule, Side, TimeFormat};
use jiff::Timestamp;
use serde_json::Value;
use simulator::tap::Fault;

use super::delivered::Delivered;
use super::harm;
use super::request::shown;
use super::story::{Role, Story};
use crate::finding::{Finding, Harm, counted};

/// Checks the value that the client returned.
pub(super) fn check(story: &Story<'_>) -> Vec<Finding> {
    if story.steps.iter().any(|step| step.delivered == Delivered::Elsewhere) {
        return Vec::new();
    }
    // What the jobs of such answers are worth nobody can say; that they were taken is told already.
    if (0..story.steps.len()).any(|index| story.went_on_from(index).is_some()) {
        return Vec::new();
    }
    // The same where the last of them was taken, and nothing of its value is missing.
    let taken = story.steps.last().is_some_and(|step| matches!(step.delivered, Delivered::Unsound(_)));
    if taken && is_whole(story) {
        return Vec::new();
    }
    let asked_for = |(index, _): &(usize, &Value)| {
        // Who asked for one page is given that one, whatever else the client fetched ahead.
        story.trial.walks() || story.steps[..=*index].iter().all(|step| step.role != Role::Next)
    };
    let served: Vec<(usize, &Value)> = story.pages().into_iter().filter(asked_for).collect();
    let compare = |pages: Vec<(usize, &Value)>| {
        against_pages(story, &pages.into_iter().map(|(_, page)| page).collect::<Vec<_>>())
    };
    let due: Vec<(usize, &Value)> = story.pages_due().into_iter().filter(asked_for).collect();
    let beyond = due.len() < served.len();
    let findings = compare(due);
    // That pages behind the end were asked for is told already, whether they were handed over or not.
    if beyond && (findings.is_empty() || compare(served.clone()).is_empty()) {
        return Vec::new();
    }
    let harm = findings.iter().map(|finding| finding.harm).min().unwrap_or(Harm::Differs);
    // A member made up beside the right value says that the coding was undone.
    if harm != Harm::Differs && served.last().is_some_and(|(index, _)| is_coded(story, *index)) {
        return story
            .against(Rule::ContentCoding, "the value that was coded", "another value")
            .map(|finding| finding.harming(harm))
            .into_iter()
            .collect();
    }
    // Bytes that are called something else may be read as something else, by the charset of that type for one.
    if story.steps.iter().any(|step| matches!(step.exchange.served.fault, Some(Fault::ContentType { .. }))) {
        return findings.into_iter().map(Finding::into_remark).collect();
    }
    findings
}

/// Whether the client handed over all that the service meant to send, whatever became of its end on the way.
pub(super) fn is_whole(story: &Story<'_>) -> bool {
    let meant: Vec<Value> = story
        .steps
        .iter()
        .enumerate()
        .filter(|(index, _)| story.steps.get(index + 1).is_none_or(|next| next.role != Role::Again))
        .filter_map(|(_, step)| serde_json::from_slice(&step.exchange.served.body).ok())
        .collect();
    against_pages(story, &meant.iter().collect::<Vec<_>>()).is_empty()
}

/// How many jobs the caller was given; `None` where it was given no list of them.
pub(super) fn jobs_handed_over(story: &Story<'_>) -> Option<usize> {
    let Some(OutcomeResult::Returned { output, part, .. }) = story.outcome() else { return None };
    let list = story.operation.paging().map(contract::PagingStyle::list)?;
    Some(inside(list, output, &parts(part.as_deref().unwrap_or("")))?.as_array()?.len())
}

/// Compares what the client returned with these pages.
fn against_pages(story: &Story<'_>, served: &[&Value]) -> Vec<Finding> {
    let Some(OutcomeResult::Returned { output, part, pages, stopped }) = story.outcome() else {
        return Vec::new();
    };
    let part = part.as_deref().unwrap_or("");
    if story.trial.walks() {
        let limit = pages.filter(|_| *stopped == Stopped::Limit).map_or(usize::MAX, |pages| pages as usize);
        walk(story, &served[..served.len().min(limit)], output, part)
    } else {
        served.last().map_or_else(Vec::new, |value| page(story, value, output, part))
    }
}

/// The list of jobs inside the part of the answer that was handed over.
fn inside<'v>(list: &Location, output: &'v Value, part: &[String]) -> Option<&'v Value> {
    list.path.strip_prefix(part)?.iter().try_fold(output, |value, name| value.get(name))
}

fn is_coded(story: &Story<'_>, index: usize) -> bool {
    story.steps[index].exchange.served.fault == Some(Fault::Gzip)
}

fn page(story: &Story<'_>, served: &Value, output: &Value, part: &str) -> Vec<Finding> {
    match served.pointer(part) {
        Some(due) => Comparison { story, findings: Vec::new() }.run(output, due, &parts(part)),
        // Nothing is what the service gave there.
        None if is_nothing(output) => Vec::new(),
        None => against(story, &format!("the part {part:?} of the answer"), "the answer has no such part"),
    }
}

fn walk(story: &Story<'_>, pages: &[&Value], output: &Value, part: &str) -> Vec<Finding> {
    let Some(list) = story.operation.paging().map(contract::PagingStyle::list) else { return Vec::new() };
    let due: Vec<&Value> = pages.iter().filter_map(|page| list.value(page)?.as_array()).flatten().collect();
    let prefix = parts(part);
    if !list.path.starts_with(&prefix) {
        return against(story, &format!("a part that holds {list}"), &format!("the part {part:?}"));
    }
    let seen: Vec<&Value> = match inside(list, output, &prefix) {
        Some(Value::Array(items)) => items.iter().collect(),
        None | Some(Value::Null) => Vec::new(),
        Some(other) => return against(story, &format!("a list at {list}"), &shown(other)),
    };
    if seen.len() != due.len() {
        let expected = format!("{}, as {} held", counted(due.len(), "job"), counted(pages.len(), "page"));
        return lost(story, expected, &seen, &due);
    }
    if seen != due && seen.iter().all(|job| due.contains(job)) {
        return lost(story, "the jobs in the order of the pages".to_owned(), &seen, &due);
    }
    let at: Vec<String> = list.path.iter().cloned().chain(["*".to_owned()]).collect();
    let mut comparison = Comparison { story, findings: Vec::new() };
    for (seen, due) in seen.iter().zip(&due) {
        comparison.value(seen, due, &at);
    }
    comparison.findings
}

/// Jobs that the client had and did not hand over as it had them. Where no page promises the list, the client
/// still had an answer that it did not give.
fn lost(story: &Story<'_>, expected: String, seen: &[&Value], due: &[&Value]) -> Vec<Finding> {
    let rule = story.contracts.rule(story.operation, Rule::PagingEveryJobOnce);
    let rule = if rule.is_some_and(|clause| clause.evidence.binds()) {
        Rule::PagingEveryJobOnce
    } else {
        Rule::AnswerReturned
    };
    let harm = harm::of_changed_jobs(seen, due);
    story
        .against(rule, expected, compared(seen, due))
        .map(|finding| finding.harming(harm))
        .into_iter()
        .collect()
}

/// How many jobs came, and what became of the others.
fn compared(seen: &[&Value], due: &[&Value]) -> String {
    let repeated = seen.iter().enumerate().filter(|(index, job)| seen[..*index].contains(job)).count();
    let missing = due.iter().filter(|job| !seen.contains(job)).count();
    let mut text = counted(seen.len(), "job");
    if missing > 0 {
        text.push_str(&format!(", {missing} of the pages' jobs not among them unchanged"));
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
    story: &'a Story<'a>,
    findings: Vec<Finding>,
}

impl<'a> Comparison<'a> {
    fn run(mut self, seen: &Value, due: &Value, at: &[String]) -> Vec<Finding> {
        self.value(seen, due, at);
        self.findings
    }

    fn value(&mut self, seen: &Value, due: &Value, at: &[String]) {
        match (due, seen) {
            (Value::Object(due), Value::Object(seen)) => {
                for (name, due) in due {
                    let below = [at, std::slice::from_ref(name)].concat();
                    match seen.get(name) {
                        Some(seen) => self.value(seen, due, &below),
                        // A caller that finds nothing where the service said null has lost nothing.
                        None if due.is_null() => {}
                        // Many a language has no way to tell an empty list from none.
                        None if due.as_array().is_some_and(Vec::is_empty) => {
                            self.weakly(&below, Rule::AbsentMember, due, "absent", Harm::Differs);
                        }
                        None => self.differs(&below, due, None),
                    }
                }
                for (name, seen) in
                    seen.iter().filter(|(name, seen)| !due.contains_key(*name) && !is_nothing(seen))
                {
                    self.invented(&[at, std::slice::from_ref(name)].concat(), seen);
                }
            }
            (Value::Array(due), Value::Array(seen)) if due.len() == seen.len() => {
                let below = [at, &["*".to_owned()]].concat();
                for (due, seen) in due.iter().zip(seen) {
                    self.value(seen, due, &below);
                }
            }
            (Value::Null, seen) if is_nothing(seen) => {}
            (Value::Null, seen) => {
                let harm = harm::of_changed_value(None, Some(seen));
                self.weakly(at, Rule::NullMember, due, &shown(seen), harm);
            }
            _ if same(self.story, at, seen, due) => {}
            _ => self.differs(at, due, Some(seen)),
        }
    }

    /// A value that is not what the service sent.
    fn differs(&mut self, at: &[String], due: &Value, seen: Option<&Value>) {
        let story = self.story;
        let list = story.operation.paging().map(contract::PagingStyle::list);
        if let (Some(due), Some(found)) = (due.as_array(), seen.and_then(Value::as_array))
            && let Some(list) = list.filter(|list| list.path == at)
        {
            let (seen, due): (Vec<&Value>, Vec<&Value>) = (found.iter().collect(), due.iter().collect());
            let expected = format!("{}, as the page held", counted(due.len(), "job"));
            let promised = story.operation.clauses_at(list).find(|clause| clause.evidence.binds());
            let harm = harm::of_changed_jobs(&seen, &due);
            let seen = compared(&seen, &due);
            let finding = match promised {
                Some(clause) => story.about(clause, expected, seen),
                None => story.against(Rule::AnswerReturned, expected, seen),
            };
            self.findings.extend(finding.map(|finding| finding.harming(harm)));
            return;
        }
        let harm = harm::of_changed_value(Some(due), seen);
        if at.is_empty() {
            let seen = seen.map_or_else(|| "nothing".to_owned(), shown);
            let expected = format!("the value {}", shown(due));
            let finding = story.against(Rule::AnswerReturned, expected, seen);
            self.findings.extend(finding.map(|finding| finding.harming(harm)));
            return;
        }
        let location = Location { side: Side::Response, path: at.to_vec() };
        let member =
            story.operation.clauses_at(&location).find(|clause| matches!(clause.fact, Fact::Member { .. }));
        // A member that the page does not know may be dropped.
        let Some(member) = member else { return };
        let name = location.pointer();
        let seen = seen.map_or_else(|| "absent".to_owned(), shown);
        if !self.is_known(&location, due) {
            self.weakly(at, Rule::UnknownValue, due, &seen, harm);
            return;
        }
        // The case's own clause, unless it weighs less than that the member is there.
        let asked = story.asked_about(&location, Rule::ValuesUnchanged);
        let asked = asked.filter(|asked| asked.evidence.binds() || !member.evidence.binds());
        let finding = story.about(
            asked.unwrap_or(member),
            format!("{name} = {}", shown(due)),
            format!("{name} = {seen}"),
        );
        self.findings.extend(finding.map(|finding| finding.harming(harm)));
    }

    /// A difference that no page speaks of.
    fn weakly(&mut self, at: &[String], rule: Rule, due: &Value, seen: &str, harm: Harm) {
        let name = Location { side: Side::Response, path: at.to_vec() }.pointer();
        let finding =
            self.story.against(rule, format!("{name} = {}", shown(due)), format!("{name} = {seen}"));
        self.findings.extend(finding.map(|finding| finding.harming(harm)));
    }

    /// Whether the page lets the service send this value at all; what it does not is no promise of the client's.
    fn is_known(&self, location: &Location, due: &Value) -> bool {
        self.story.operation.clauses_at(location).all(|clause| match &clause.fact {
            Fact::Choice { values, .. } => values.contains(due),
            _ => true,
        })
    }

    fn invented(&mut self, at: &[String], seen: &Value) {
        let name = Location { side: Side::Response, path: at.to_vec() }.pointer();
        let finding = self.story.against(
            Rule::ValuesUnchanged,
            format!("no {name}, as the service sent none"),
            format!("{name} = {}", shown(seen)),
        );
        // Nobody looks for a member that no page knows.
        let known = self.story.operation.value_type(&Location { side: Side::Response, path: at.to_vec() });
        let harm = known.map_or(Harm::Differs, |_| harm::of_changed_value(None, Some(seen)));
        self.findings.extend(finding.map(|finding| finding.harming(harm)));
    }
}

/// Whether two values say the same: numbers by value, times by instant.
fn same(story: &Story<'_>, at: &[String], seen: &Value, due: &Value) -> bool {
    if seen == due {
        return true;
    }
    match (seen, due) {
        (Value::Number(seen), Value::Number(due)) => {
            seen.as_f64() == due.as_f64() && (seen.is_f64() || due.is_f64())
        }
        (Value::String(seen), Value::String(due)) => {
            let location = Location { side: Side::Response, path: at.to_vec() };
            let instant = |text: &str| text.parse::<Timestamp>().ok();
            story.operation.time_format(&location) == Some(TimeFormat::Rfc3339)
                && matches!((instant(seen), instant(due)), (Some(seen), Some(due)) if seen == due)
        }
        _ => false,
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
fn against(story: &Story<'_>, expected: &str, seen: &str) -> Vec<Finding> {
    let finding = story.against(Rule::AnswerReturned, expected, seen);
    finding.map(|finding| finding.harming(Harm::LosesData)).into_iter().collect()
}
