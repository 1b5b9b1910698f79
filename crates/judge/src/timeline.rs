//! What happened, attempt by attempt: which page each request asks for, and whether its response was usable.

use client_protocol::OutcomeResult;
use contract::{
    Clause, Fact, Finding, Location, Operation, OperationContext, Provider, Rule, SentMembers, Side,
};
use serde_json::{Map, Value};
use wire::{Fault, RecordedExchange};

use crate::answer::{self, Answer};
use crate::comparison::{Difference, compare};
use crate::response_class::{ResponseClass, classify};
use crate::{ClientAnswer, Question, TrialRecording};

/// A trial's recording, read by the contract.
pub(crate) struct Timeline<'a> {
    pub(crate) context: OperationContext<'a>,
    pub(crate) operation: &'a Operation,
    pub(crate) provider: &'a Provider,
    pub(crate) question: &'a Question,
    pub(crate) recording: &'a TrialRecording,
    /// One for each exchange, in order.
    pub(crate) attempts: Vec<Attempt<'a>>,
}

/// One request and its classified response.
pub(crate) struct Attempt<'a> {
    pub(crate) exchange: &'a RecordedExchange,
    /// What the response says besides its value.
    pub(crate) answer: Answer,
    pub(crate) purpose: Purpose,
    /// The documented members that this request is to send.
    pub(crate) due: Map<String, Value>,
    /// The documented members that it sent.
    pub(crate) sent: SentMembers,
    pub(crate) class: ResponseClass,
}

impl Attempt<'_> {
    /// The status that the client received; a fault may have changed it.
    pub(crate) fn status(&self) -> u16 {
        match &self.exchange.fault {
            Some(Fault::Html { status }) => status.unwrap_or(200),
            Some(Fault::Redirect { status, .. }) => status.unwrap_or(302),
            _ => self.exchange.response.status,
        }
    }

    /// Why the response cannot be used, as the end of "the response was …".
    pub(crate) fn unusable_because(&self) -> String {
        self.exchange.fault.as_ref().map_or_else(|| "not JSON".to_owned(), ToString::to_string)
    }
}

/// Why a request was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The first of the trial.
    First,
    /// The page that the previous response named.
    Next,
    /// Another attempt at the same page.
    Retry,
    /// The previous response named no further page.
    PastEnd,
    /// The previous response contradicts itself or its page, so the next page is unknown.
    Indeterminate,
}

impl<'a> Timeline<'a> {
    pub(crate) fn new(
        context: OperationContext<'a>,
        question: &'a Question,
        recording: &'a TrialRecording,
    ) -> Self {
        let mut timeline = Self {
            context,
            operation: context.operation,
            provider: context.provider,
            question,
            recording,
            attempts: Vec::new(),
        };
        for exchange in &recording.wire.exchanges {
            let attempt = timeline.attempt(exchange);
            timeline.attempts.push(attempt);
        }
        timeline
    }

    /// Whether the service refused a request by itself, so that later findings follow from that refusal.
    pub(crate) fn was_refused(&self) -> bool {
        self.attempts.iter().any(|attempt| attempt.answer.refusal.is_some())
    }

    /// Whether the client reached the fault or error that the case is about.
    pub(crate) fn reached_fault(&self) -> bool {
        let mut before = 0;
        for exchange in &self.question.script {
            if exchange.fault.is_some() || exchange.error.is_some() || exchange.raw.is_some() {
                // A refused connection leaves no recorded request.
                let unseen = usize::from(exchange.refuses());
                return self.attempts.len() + unseen > before;
            }
            before += exchange.times.unwrap_or(1) as usize;
        }
        true
    }

    /// A finding about a rule.
    pub(crate) fn for_rule(
        &self,
        rule: Rule,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Option<Finding> {
        Finding::for_rule(self.context, rule, expected, actual)
    }

    /// A finding about a clause.
    pub(crate) fn for_clause(
        &self,
        clause: &Clause,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Option<Finding> {
        Finding::for_clause(self.operation, clause, expected, actual)
    }

    /// The clause that the case asks about, where it is about this member and binds at least as much as the rule: a
    /// changed value then breaks what the case is about.
    pub(crate) fn asked_about(&self, at: &Location, rule: Rule) -> Option<&'a Clause> {
        let clause = self.operation.clause(&self.question.clause)?;
        // A client that clamps a number itself keeps the clamp, but does not send what the caller gave.
        let clamps = matches!(clause.fact, Fact::Clamp { .. });
        let of = clause.fact.at().filter(|of| of.side == at.side && !clamps)?;
        let speaks = match at.side {
            // The members of a request are compared with everything inside them.
            Side::Request => of.path.first() == at.path.first(),
            _ => of == at,
        };
        let rule_binds = self.context.rule(rule).is_some_and(|rule| rule.evidence.binds());
        let is_suspended = self.operation.is_suspended(clause);
        (speaks && !is_suspended && (clause.evidence.binds() || !rule_binds)).then_some(clause)
    }

    /// A finding about the clause that the case asks about.
    pub(crate) fn for_case(&self, expected: &str, actual: &str) -> Option<Finding> {
        let clause = self.context.clause(&self.question.clause)?;
        self.for_clause(clause, expected, actual)
    }

    /// The client's outcome, unless it stayed silent.
    pub(crate) fn outcome(&self) -> Option<&OutcomeResult> {
        match &self.recording.answer {
            ClientAnswer::Outcome(outcome) => Some(outcome),
            _ => None,
        }
    }

    /// The differences between what the client returned and these pages.
    pub(crate) fn compare<'v>(&'v self, pages: &[&'v Value]) -> Vec<Difference<'v>> {
        compare(self.operation, self.question.walks(), self.outcome(), pages)
    }

    /// The pages that the client had to use: for each page the last attempt, with its value.
    pub(crate) fn pages(&self) -> Vec<(usize, &Value)> {
        self.attempts
            .iter()
            .enumerate()
            .filter_map(|(index, attempt)| match &attempt.class {
                ResponseClass::Page(value) | ResponseClass::Tolerable(value) => Some((index, value)),
                _ => None,
            })
            .filter(|(index, _)| {
                self.attempts.get(index + 1).is_none_or(|next| next.purpose != Purpose::Retry)
            })
            .collect()
    }

    /// The same without pages that were requested after the last page.
    pub(crate) fn pages_due(&self) -> Vec<(usize, &Value)> {
        let end = self.attempts.iter().position(|attempt| attempt.purpose == Purpose::PastEnd);
        let end = end.unwrap_or(self.attempts.len());
        self.pages().into_iter().filter(|(index, _)| *index < end).collect()
    }

    fn attempt(&self, exchange: &'a RecordedExchange) -> Attempt<'a> {
        let sent = SentMembers::of(self.operation, &exchange.request.target, &exchange.request.body);
        let scripted = wire::scripted(&self.question.script, self.attempts.len());
        let answer = answer::read(self.provider, scripted, &exchange.response);
        let redirected = !self.recording.wire.redirected_requests.is_empty();
        let class = classify(self.context, exchange, &answer, redirected);
        let (purpose, due) = self.purpose(&sent);
        Attempt { exchange, answer, purpose, due, sent, class }
    }
}
