//! What happened, told step by step: which request asks for which page, and what its answer was worth.

use client_protocol::OutcomeResult;
use contract::{Case, Clause, Contracts, Operation, PagingStyle, Provider, Rule};
use serde_json::{Map, Value};
use simulator::tap::{Fault, Finish};
use simulator::{RecordedExchange, ServedError};

use super::members::{self, Members};
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

/// What an answer was worth when it reached the client.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Delivered {
    /// A whole answer of success.
    Page(Value),
    /// A whole answer of success that came in a way which a client may refuse: slowly, coded, under another type.
    Doubtful(Value),
    /// An error, whole.
    Error(ServedError),
    /// Nothing that may pass for an answer; the rule says why.
    Unsound(Rule),
    /// A redirect that the client followed: what it got there is its answer.
    Elsewhere,
}

/// Where a page leads.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Onward {
    /// To no further page.
    End,
    /// To a page that is asked for with this position.
    To(Value),
    /// The answer names the position that it was asked with; a client may go on or stop.
    Round(Value),
    /// Nobody can say.
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

    /// Where the answer of a step leads.
    pub(super) fn onward(&self, index: usize) -> Onward {
        match &self.steps[index].delivered {
            Delivered::Page(value) | Delivered::Doubtful(value) => {
                self.leads(&self.steps[index].due, value, &self.steps[..index])
            }
            _ => Onward::Unknowable,
        }
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
            Delivered::Error(_) | Delivered::Unsound(_) | Delivered::Elsewhere => again(),
            Delivered::Page(value) | Delivered::Doubtful(value) => {
                let doubtful = matches!(before.delivered, Delivered::Doubtful(_));
                let earlier = &self.steps[..self.steps.len() - 1];
                match self.leads(&before.due, value, earlier) {
                    Onward::End if doubtful => again(),
                    Onward::End => (Role::AfterTheEnd, before.due.clone()),
                    Onward::Unknowable => (Role::Unknowable, before.due.clone()),
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

    fn with_position(&self, due: &Map<String, Value>, position: Value) -> Map<String, Value> {
        let mut next = due.clone();
        if let Some(style) = self.operation.paging() {
            next.insert(style.position().name().to_owned(), position);
        }
        next
    }

    /// Where a page leads, given what it was asked with and the pages before it.
    fn leads(&self, due: &Map<String, Value>, value: &Value, earlier: &[Step<'_>]) -> Onward {
        let asked = |name: &str| due.get(name);
        let onward = |next: Option<&str>, current: Option<&Value>| match next {
            None | Some("") => Onward::End,
            Some(next) if current.and_then(Value::as_str) == Some(next) => Onward::Round(Value::from(next)),
            Some(next) => Onward::To(Value::from(next)),
        };
        match self.operation.paging() {
            None => Onward::End,
            Some(PagingStyle::Token { token, next, .. }) => match next.value(value) {
                None | Some(Value::Null) => Onward::End,
                Some(Value::String(text)) => onward(Some(text), asked(token.name())),
                Some(_) => Onward::Unknowable,
            },
            Some(PagingStyle::Marker { marker, next, truncated, .. }) => {
                match (truncated.value(value), next.value(value)) {
                    (Some(Value::Bool(false)), _) => Onward::End,
                    (Some(Value::Bool(true)), Some(Value::String(text))) if !text.is_empty() => {
                        onward(Some(text), asked(marker.name()))
                    }
                    _ => Onward::Unknowable,
                }
            }
            Some(PagingStyle::PageNumber { number, total, list, echo_size, first, .. }) => {
                let number_asked = asked(number.name()).map_or(Some(*first), Value::as_i64);
                let (Some(number_asked), Some(total)) =
                    (number_asked, total.value(value).and_then(Value::as_u64))
                else {
                    return Onward::Unknowable;
                };
                let count = |value: &Value| {
                    list.value(value).and_then(Value::as_array).map_or(0, |items| items.len() as u64)
                };
                let here = count(value);
                let seen: u64 = here
                    + earlier
                        .iter()
                        .enumerate()
                        .filter(|(index, _)| {
                            earlier.get(index + 1).is_none_or(|next| next.role != Role::Again)
                        })
                        .filter_map(|(_, step)| match &step.delivered {
                            Delivered::Page(value) | Delivered::Doubtful(value)
                                if step.due.get(number.name()) != due.get(number.name()) =>
                            {
                                Some(count(value))
                            }
                            _ => None,
                        })
                        .sum::<u64>();
                let started = self.case.input.get(number.name()).and_then(Value::as_i64).unwrap_or(*first);
                let skipped = u64::try_from(started - first).unwrap_or(0)
                    * echo_size.value(value).and_then(Value::as_u64).unwrap_or(0);
                if seen + skipped >= total {
                    Onward::End
                } else if here == 0 {
                    Onward::Unknowable
                } else {
                    Onward::To(Value::from(number_asked + 1))
                }
            }
        }
    }

    fn delivered(&self, exchange: &RecordedExchange) -> Delivered {
        let served = &exchange.served;
        if !matches!(exchange.finish, Some(Finish::Whole | Finish::Broken(_))) {
            return Delivered::Unsound(Rule::WholeMessage);
        }
        let whole = || match &served.error {
            Some(error) => Delivered::Error(error.clone()),
            None => match serde_json::from_slice::<Value>(&served.body) {
                Ok(value) if self.is_error_envelope(&value) => Delivered::Error(self.error_in(&value)),
                Ok(value) => Delivered::Page(value),
                Err(_) => Delivered::Unsound(Rule::ValidJson),
            },
        };
        let doubtful = || match whole() {
            Delivered::Page(value) => Delivered::Doubtful(value),
            other => other,
        };
        match &served.fault {
            None => whole(),
            Some(
                Fault::Refuse
                | Fault::CloseBeforeFirstByte
                | Fault::Reset
                | Fault::ResetAfter { .. }
                | Fault::CutAfter { .. },
            ) => Delivered::Unsound(Rule::WholeMessage),
            Some(Fault::BrokenChunk { .. } | Fault::CutChunked { .. }) => {
                Delivered::Unsound(Rule::WholeMessage)
            }
            Some(Fault::ContentLength { difference }) if *difference > 0 => {
                Delivered::Unsound(Rule::WholeMessage)
            }
            Some(Fault::ContentLength { .. } | Fault::Garble { .. }) => Delivered::Unsound(Rule::ValidJson),
            Some(Fault::EmptyBody | Fault::Html { .. }) => match &served.error {
                Some(error) => Delivered::Error(ServedError { in_envelope: false, ..error.clone() }),
                None if matches!(served.fault, Some(Fault::Html { status: Some(400..) })) => {
                    Delivered::Error(ServedError {
                        code: String::new(),
                        message: String::new(),
                        in_envelope: false,
                    })
                }
                None => Delivered::Unsound(Rule::ValidJson),
            },
            Some(
                Fault::StallBeforeHead { ms } | Fault::StallAfterHead { ms } | Fault::StallInBody { ms, .. },
            ) => match ms {
                Some(_) => doubtful(),
                None => Delivered::Unsound(Rule::WholeMessage),
            },
            Some(Fault::Pace { .. } | Fault::ContentType { .. } | Fault::Gzip) => doubtful(),
            Some(Fault::Redirect { .. }) if self.recording.wire.elsewhere.is_empty() => {
                Delivered::Unsound(Rule::ValidJson)
            }
            Some(Fault::Redirect { .. }) => Delivered::Elsewhere,
        }
    }

    /// Whether a body of success is the provider's error envelope all the same.
    fn is_error_envelope(&self, value: &Value) -> bool {
        let stated = self.contracts.rule(self.operation, Rule::ErrorEnvelope).is_some();
        stated
            && matches!(&self.provider.error.code, contract::Place::Body(pointer) if value.pointer(pointer).is_some_and(Value::is_string))
    }

    fn error_in(&self, value: &Value) -> ServedError {
        let text = |place: &contract::Place| match place {
            contract::Place::Body(pointer) => {
                value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
            }
            contract::Place::Header(_) => String::new(),
        };
        ServedError {
            code: text(&self.provider.error.code),
            message: text(&self.provider.error.message),
            in_envelope: true,
        }
    }
}
