//! A client that refuses an input before any request refuses only what the reference forbids.

use client_protocol::{ErrorKind, OutcomeResult};
use contract::{Clause, Fact, Finding, Location, Rule, Side};

use super::text::describe;
use crate::timeline::Timeline;

/// What is expected where the client refused an input that the reference allows.
const VALID_INPUT: &str = "a request, because the reference allows this input";

/// Whether the client refused the input by itself, so that there is no request to judge.
pub(crate) fn refused_at_once(timeline: &Timeline<'_>) -> bool {
    let refused = matches!(timeline.outcome(), Some(OutcomeResult::Failed { error, .. }) if error.kind == ErrorKind::Refused);
    refused && timeline.attempts.is_empty()
}

/// A warning on the case's own requirement, where the reference allows the input but does not require the client to
/// accept it.
pub(crate) fn refused_allowed_input(timeline: &Timeline<'_>) -> Option<Finding> {
    let Some(OutcomeResult::Failed { error, .. }) = timeline.outcome() else { return None };
    let expected = "a request, because the reference does not forbid this input";
    timeline.for_case(expected, &describe(timeline, error)).map(Finding::into_warning)
}

/// The client refused what the reference allows: a finding on the limit that allows it, or on good practice where no
/// limit does.
pub(crate) fn refused_valid_input(timeline: &Timeline<'_>, actual: &str) -> Option<Finding> {
    let expected = VALID_INPUT;
    if let Some(clause) = timeline
        .operation
        .clause(&timeline.question.clause)
        .filter(|clause| speaks_of_input(timeline, clause))
    {
        return timeline.for_clause(clause, expected, actual);
    }
    let documented = timeline.operation.clauses.iter().any(|clause| speaks_of_input(timeline, clause));
    let rule = if documented { Rule::InputsSent } else { Rule::ValidInputAccepted };
    timeline.for_rule(rule, expected, actual)
}

/// The same on the case's own clause, where that clause allows the input by something other than a limit.
pub(crate) fn refused_in_case(timeline: &Timeline<'_>, actual: &str) -> Option<Finding> {
    let clause = timeline.context.clause(&timeline.question.clause)?;
    let left_out =
        clause.fact.at().is_some_and(|at| at.side == Side::Request) && !speaks_of_input(timeline, clause);
    let accepted = clause.fact == Fact::Rule { rule: Rule::ValidInputAccepted };
    let speaks = accepted || (left_out && clause.evidence.binds());
    speaks.then(|| timeline.for_clause(clause, VALID_INPUT, actual)).flatten()
}

/// Whether a clause binds and is about a member that the caller gave.
fn speaks_of_input(timeline: &Timeline<'_>, clause: &Clause) -> bool {
    let given = |at: &Location| {
        at.side == Side::Request
            && at.path.first().is_some_and(|name| timeline.question.input.contains_key(name))
    };
    clause.evidence.binds() && clause.fact.at().is_some_and(given)
}
