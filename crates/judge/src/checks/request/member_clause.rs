//! Which requirement a wrong member of a request breaks.

use contract::values::same_sent;
use contract::{Clause, Fact, Location, Rule};
use serde_json::Value;

use crate::timeline::{Attempt, Purpose, Timeline};

/// Which requirement a wrong member breaks: the position of a page has requirements of its own.
pub(crate) fn rule_of(timeline: &Timeline<'_>, attempt: &Attempt<'_>, name: &str) -> Rule {
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
pub(crate) fn member_requirement<'a>(timeline: &Timeline<'a>, at: &Location) -> Option<&'a Clause> {
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

/// The filter or the order that a member belongs to.
pub(crate) fn narrowing<'a>(timeline: &Timeline<'a>, at: &Location) -> Option<&'a Clause> {
    timeline.operation.clauses.iter().find(|clause| match &clause.fact {
        Fact::Filter { at: filter, .. } => filter.path.first() == at.path.first(),
        Fact::Sort { by, order, .. } => order == at || by.as_ref() == Some(at),
        _ => false,
    })
}

pub(crate) fn is_default(timeline: &Timeline<'_>, at: &Location, sent: &Value) -> bool {
    timeline.operation.clauses_at(at).any(|clause| matches!(&clause.fact, Fact::Default { value, .. } if same_sent(timeline.operation, at, sent, value)))
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
