//! What a defect may look at: the contract, the call, and what went over the wire since it began.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use client_protocol::{Call, Drive};
use contract::{Contracts, Fact, Location, Operation, PagingStyle, Provider, Side};
use serde_json::{Map, Value};

use crate::message::{Answer, Request, text};

/// One operation with its provider.
#[derive(Debug, Clone)]
pub struct Ground {
    /// The operation.
    pub operation: Operation,
    /// Its provider.
    pub provider: Provider,
}

impl Ground {
    /// Reads an operation, `provider/operation`, without the checks that the harness has made already.
    ///
    /// # Errors
    /// Which file cannot be read, and why.
    pub fn read(schemas: &Path, id: &str) -> Result<Self, String> {
        let (provider, _) = id.split_once('/').ok_or_else(|| format!("{id:?} is no provider/operation"))?;
        let mut operation: Operation = parse(&schemas.join(id).join("operation.json"))?;
        id.clone_into(&mut operation.id);
        provider.clone_into(&mut operation.provider);
        Ok(Self { operation, provider: parse(&schemas.join(provider).join("provider.json"))? })
    }

    /// The same out of loaded contracts.
    #[must_use]
    pub fn of(contracts: &Contracts, id: &str) -> Option<Self> {
        let operation = contracts.operation(id)?.clone();
        let provider = contracts.provider(&operation).clone();
        Some(Self { operation, provider })
    }

    /// The name of the member that says which page is asked for.
    #[must_use]
    pub fn position(&self) -> &str {
        self.operation.paging().map_or("", |style| style.position().name())
    }

    /// The name of the member that asks for a page size.
    #[must_use]
    pub fn size(&self) -> &str {
        self.operation.paging().map_or("", |style| style.size().name())
    }

    /// Whether a request member narrows or orders the jobs.
    #[must_use]
    pub fn narrows(&self, name: &str) -> bool {
        let is = |at: &Location| at.path.first().is_some_and(|first| first == name);
        self.operation.clauses.iter().any(|clause| match &clause.fact {
            Fact::Filter { at, .. } => is(at),
            Fact::Sort { by, order, .. } => is(order) || by.as_ref().is_some_and(is),
            _ => false,
        })
    }

    /// Whether a request member says how the jobs are ordered.
    #[must_use]
    pub fn orders(&self, name: &str) -> bool {
        self.operation.clauses.iter().any(|clause| match &clause.fact {
            Fact::Sort { by, order, .. } => {
                order.name() == name || by.as_ref().is_some_and(|by| by.name() == name)
            }
            _ => false,
        })
    }

    /// The facts about a member of the request.
    pub fn facts<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Fact> {
        self.operation.clauses.iter().map(|clause| &clause.fact).filter(move |fact| {
            fact.at().is_some_and(|at| at.side == Side::Request && at.path.len() == 1 && at.path[0] == name)
        })
    }

    /// The jobs of a page.
    #[must_use]
    pub fn jobs<'a>(&self, page: &'a Value) -> Option<&'a Vec<Value>> {
        self.operation.paging()?.list().value(page)?.as_array()
    }

    /// Changes the jobs of a page, if it has any list of them.
    pub fn change_jobs(&self, page: &mut Value, change: impl FnOnce(&mut Vec<Value>)) {
        let pointer = self.operation.paging().map(|style| style.list().pointer()).unwrap_or_default();
        if let Some(Value::Array(jobs)) = page.pointer_mut(&pointer) {
            change(jobs);
        }
    }

    /// Whether a body is the provider's error envelope.
    #[must_use]
    pub fn is_envelope(&self, value: &Value) -> bool {
        matches!(&self.provider.error.code, contract::Place::Body(pointer) if value.pointer(pointer).is_some_and(Value::is_string))
    }

    /// Whether an answer is an error, by its status or by its envelope.
    #[must_use]
    pub fn is_error(&self, answer: &Answer) -> bool {
        answer.is_error() || answer.value().is_some_and(|value| self.is_envelope(&value))
    }

    /// Makes a page the last of its walk, after so many jobs in all.
    pub fn end(&self, page: &mut Value, jobs: u64) {
        match self.operation.paging() {
            Some(PagingStyle::Token { next, .. }) => remove(page, next),
            Some(PagingStyle::Marker { next, truncated, .. }) => {
                remove(page, next);
                put(page, truncated, Value::from(false));
            }
            Some(PagingStyle::PageNumber { total, .. }) => put(page, total, Value::from(jobs)),
            None => {}
        }
    }

    /// Whether a page names a further one; `jobs` is how many there were in all, this page's too.
    #[must_use]
    pub fn leads_on(&self, page: &Value, jobs: u64) -> bool {
        match self.operation.paging() {
            Some(PagingStyle::Token { next, .. }) => next.value(page).is_some_and(is_text),
            Some(PagingStyle::Marker { next, truncated, .. }) => {
                truncated.value(page) == Some(&Value::Bool(true)) && next.value(page).is_some_and(is_text)
            }
            Some(PagingStyle::PageNumber { total, .. }) => {
                total.value(page).and_then(Value::as_u64).is_some_and(|total| total > jobs)
            }
            None => false,
        }
    }
}

/// One call in the course of being served.
#[derive(Debug)]
pub struct Scene {
    /// What the call is about.
    pub ground: Arc<Ground>,
    /// The call as the harness made it.
    pub call: Call,
    /// Every request that was sent on, and its answer where it was read.
    pub past: Vec<(Request, Option<Answer>)>,
    /// How often the client was asked again for this call.
    pub again: usize,
}

impl Scene {
    /// The call's input.
    #[must_use]
    pub fn input(&self) -> Map<String, Value> {
        self.call.input.as_object().cloned().unwrap_or_default()
    }

    /// Whether the call walks.
    #[must_use]
    pub fn walks(&self) -> bool {
        self.call.drive == Drive::Walk
    }

    /// Whether a request asks for another page than the call did.
    #[must_use]
    pub fn is_later(&self, request: &Request) -> bool {
        let name = self.ground.position();
        let asked = request.members(&self.ground.operation);
        match (asked.get(name), self.input().get(name)) {
            (None, _) => false,
            (Some(asked), None) => !self.is_first(asked),
            (Some(asked), Some(given)) => text(asked) != text(given),
        }
    }

    /// How many jobs the pages so far held; an attempt that was repeated counts once.
    #[must_use]
    pub fn jobs_so_far(&self) -> u64 {
        let name = self.ground.position();
        let mut seen: Vec<Option<Value>> = Vec::new();
        let mut jobs = 0;
        for (request, answer) in &self.past {
            let position = request.members(&self.ground.operation).get(name).cloned();
            let Some(page) = answer.as_ref().filter(|answer| !answer.is_error()).and_then(Answer::value)
            else {
                continue;
            };
            if !seen.contains(&position) {
                seen.push(position);
                jobs += self.ground.jobs(&page).map_or(0, |jobs| jobs.len() as u64);
            }
        }
        jobs
    }

    /// How many requests of this call were sent before.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.past.len()
    }

    fn is_first(&self, asked: &Value) -> bool {
        match self.ground.operation.paging() {
            Some(PagingStyle::PageNumber { first, .. }) => text(asked) == first.to_string(),
            _ => text(asked).is_empty(),
        }
    }
}

/// Takes a member out.
pub(crate) fn remove(value: &mut Value, at: &Location) {
    if let Some(members) = parent(value, at) {
        members.shift_remove(at.name());
    }
}

/// Gives a member a value.
pub(crate) fn put(value: &mut Value, at: &Location, new: Value) {
    if let Some(members) = parent(value, at) {
        members.insert(at.name().to_owned(), new);
    }
}

fn parent<'a>(value: &'a mut Value, at: &Location) -> Option<&'a mut Map<String, Value>> {
    let above = &at.path[..at.path.len().saturating_sub(1)];
    above.iter().try_fold(value, |value, name| value.get_mut(name))?.as_object_mut()
}

fn is_text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.is_empty())
}

fn parse<T: serde::de::DeserializeOwned>(file: &Path) -> Result<T, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))
}
