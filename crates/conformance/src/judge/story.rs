//! What happened, told step by step: which request asks for which page, and what its answer was worth.

use client_protocol::OutcomeResult;
use contract::{Case, Clause, Contracts, Fact, Location, Operation, Provider, Rule, Side};
use serde_json::{Map, Value};
use simulator::RecordedExchange;
use simulator::tap::Fault;

use super::delivered::Delivered;
use super::members::{self, Members};
use super::onward::Onward;
use crate::finding::Finding;
use crate::plan::Trial;
use crate::verdict::{ClientAnswer, Recording};

/// A trial's recording, read with the contract in hand.
pub(super) struct Story<'a> {
    pub(super) contracts: &'a Contracts,
    pub(super) operation: &'a Operation,
    pub(super) provider: &'a Provider,
    pub(super) trial: &'a Trial,
    pub(super) case: &'a Case,
    pub(super) recording: &'a Recording,
    /// One for each exchange, in order.
    pub(super) steps: Vec<Step<'a>>,
}

/// One request and what its answer was worth.
pub(super) struct Step<'a> {
    pub(super) exchange: &'a RecordedExchange,
    pub(super) role: Role,
    /// The documented members that this request is to send.
    pub(super) due: Map<String, Value>,
    /// The documented members that it sent.
    pub(super) sent: Members,
    pub(super) delivered: Delivered,
}

impl Step<'_> {
    /// The status that the client was sent, which a fault may have made another one.
    pub(super) fn status(&self) -> u16 {
        match &self.exchange.served.fault {
            Some(Fault::Html { status }) => status.unwrap_or(200),
            Some(Fault::Redirect { status, .. }) => status.unwrap_or(302),
            _ => self.exchange.served.status,
        }
    }
}

/// Why a request was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The first of the trial.
    First,
    /// The page that the answer before named.
    Next,
    /// Another attempt at the same page.
    Again,
    /// The answer before named no further page.
    AfterTheEnd,
    /// The answer before contradicts itself or its page, so nobody can say what is due.
    Unknowable,
}

impl<'a> Story<'a> {
    pub(super) fn new(
        contracts: &'a Contracts,
        operation: &'a Operation,
        trial: &'a Trial,
        recording: &'a Recording,
    ) -> Self {
        let mut story = Self {
            contracts,
            operation,
            provider: contracts.provider(operation),
            trial,
            case: &trial.case,
            recording,
            steps: Vec::new(),
        };
        for exchange in &recording.wire.exchanges {
            let step = story.step(exchange);
            story.steps.push(step);
        }
        story
    }

    /// Whether the simulator refused a request by itself, so that later faults follow from an earlier one.
    pub(super) fn was_refused(&self) -> bool {
        self.steps.iter().any(|step| step.exchange.served.refusal.is_some())
    }

    /// Whether the client came as far as what is special about the case.
    pub(super) fn came_to_the_point(&self) -> bool {
        let mut before = 0;
        for exchange in &self.case.exchanges {
            if exchange.fault.is_some() || exchange.error.is_some() || exchange.raw.is_some() {
                // Whoever is refused a connection leaves no request behind.
                let unseen = usize::from(exchange.refuses());
                return self.steps.len() + unseen > before;
            }
            before += exchange.times.unwrap_or(1) as usize;
        }
        true
    }

    /// A finding about a rule.
    pub(super) fn against(
        &self,
        rule: Rule,
        expected: impl Into<String>,
        seen: impl Into<String>,
    ) -> Option<Finding> {
        Finding::against(self.contracts, self.operation, rule, expected, seen)
    }

    /// A finding about a clause.
    pub(super) fn about(
        &self,
        clause: &Clause,
        expected: impl Into<String>,
        seen: impl Into<String>,
    ) -> Option<Finding> {
        Finding::about(self.operation, clause, expected, seen)
    }

    /// The clause that the case asks about, where it speaks of this member and binds no less than the rule: a
    /// value that is changed on its way then breaks what the case is about.
    pub(super) fn asked_about(&self, at: &Location, rule: Rule) -> Option<&'a Clause> {
        let clause = self.operation.clause(&self.case.clause)?;
        // Whoever makes a number smaller before the service does has kept the clamp, and has not sent what was asked.
        let clamps = matches!(clause.fact, Fact::Clamp { .. });
        let of = clause.fact.at().filter(|of| of.side == at.side && !clamps)?;
        let speaks = match at.side {
            // The members of a request are compared with everything inside them.
            Side::Request => of.path.first() == at.path.first(),
            _ => of == at,
        };
        let rule_binds = self.contracts.rule(self.operation, rule).is_some_and(|rule| rule.evidence.binds());
        let in_doubt = self.operation.doubt_about(&clause.id).is_some();
        (speaks && !in_doubt && (clause.evidence.binds() || !rule_binds)).then_some(clause)
    }

    /// The client's outcome, unless it stayed silent.
    pub(super) fn outcome(&self) -> Option<&OutcomeResult> {
        match &self.recording.answer {
            ClientAnswer::Outcome(outcome) => Some(outcome),
            _ => None,
        }
    }

    /// The pages whose answers the client had to take: each the last attempt at its page, with its value.
    pub(super) fn pages(&self) -> Vec<(usize, &Value)> {
        self.steps
            .iter()
            .enumerate()
            .filter_map(|(index, step)| match &step.delivered {
                Delivered::Page(value) | Delivered::Doubtful(value) => Some((index, value)),
                _ => None,
            })
            .filter(|(index, _)| self.steps.get(index + 1).is_none_or(|next| next.role != Role::Again))
            .collect()
    }

    /// The same without those that were asked for behind the end, which are nobody's due.
    pub(super) fn pages_due(&self) -> Vec<(usize, &Value)> {
        let end = self.steps.iter().position(|step| step.role == Role::AfterTheEnd);
        let end = end.unwrap_or(self.steps.len());
        self.pages().into_iter().filter(|(index, _)| *index < end).collect()
    }

    fn step(&self, exchange: &'a RecordedExchange) -> Step<'a> {
        let sent = members::sent(self.operation, &exchange.request);
        let delivered = self.delivered(exchange);
        let (role, due) = self.role(&sent);
        Step { exchange, role, due, sent, delivered }
    }

    fn role(&self, sent: &Members) -> (Role, Map<String, Value>) {
        let Some(before) = self.steps.last() else { return (Role::First, self.case.input.clone()) };
        let again = || (Role::Again, before.due.clone());
        match &before.delivered {
            Delivered::Unsound(_) => match self.led_on_by(before, sent) {
                Some(due) => (Role::Next, due),
                None => again(),
            },
            Delivered::Error(_) | Delivered::Elsewhere => again(),
            Delivered::Page(value) | Delivered::Doubtful(value) => {
                let doubtful = matches!(before.delivered, Delivered::Doubtful(_));
                let earlier = &self.steps[..self.steps.len() - 1];
                match self.leads(&before.due, value, earlier) {
                    Onward::End if doubtful => again(),
                    Onward::End => (Role::AfterTheEnd, before.due.clone()),
                    // Whatever the client asks for here, it goes on from there.
                    Onward::Unknowable => (Role::Unknowable, self.with_position_sent(&before.due, sent)),
                    Onward::To(position) | Onward::Round(position) => {
                        let due = self.with_position(&before.due, position);
                        let repeats = members::same_position(self.operation, sent, &before.due)
                            && !members::same_position(self.operation, sent, &due);
                        if doubtful && repeats { again() } else { (Role::Next, due) }
                    }
                }
            }
        }
    }

    /// What is due where the client goes on by the position of an answer that was none: it took it for a page.
    fn led_on_by(&self, before: &Step<'_>, sent: &Members) -> Option<Map<String, Value>> {
        let value: Value = serde_json::from_slice(&before.exchange.served.body).ok()?;
        let earlier = &self.steps[..self.steps.len() - 1];
        let Onward::To(position) = self.leads(&before.due, &value, earlier) else { return None };
        let due = self.with_position(&before.due, position);
        members::same_position(self.operation, sent, &due).then_some(due)
    }

    /// Whether the client went on from an answer that was none; the rule says why it was none.
    pub(super) fn went_on_from(&self, index: usize) -> Option<Rule> {
        let next = self.steps.get(index + 1)?;
        match self.steps[index].delivered {
            Delivered::Unsound(rule) if next.role == Role::Next => Some(rule),
            _ => None,
        }
    }

    fn with_position_sent(&self, due: &Map<String, Value>, sent: &Members) -> Map<String, Value> {
        let name = self.operation.paging().map_or("", |style| style.position().name());
        sent.values
            .get(name)
            .map_or_else(|| due.clone(), |position| self.with_position(due, position.clone()))
    }

    fn with_position(&self, due: &Map<String, Value>, position: Value) -> Map<String, Value> {
        let mut next = due.clone();
        if let Some(style) = self.operation.paging() {
            next.insert(style.position().name().to_owned(), position);
        }
        next
    }
}
