//! What a defect may look at: the contract, the call, and what went over the wire since it began.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use client_protocol::{Call, Drive};
use contract::pagination::{self, Asked, NextPage, item_count};
use contract::{Contracts, Fact, Location, Operation, PagingStyle, Provider, SentMembers};
use serde_json::{Map, Value};

use crate::message::{Answer, Request, text};

/// One operation with its provider.
#[derive(Debug, Clone)]
pub struct OperationView {
    /// The operation's contract.
    pub contract: Operation,
    /// Its provider.
    pub provider: Provider,
}

impl OperationView {
    /// Reads an operation, `provider/operation`, without the checks that the harness has made already.
    ///
    /// # Errors
    /// Which file cannot be read, and why.
    pub fn read(schemas: &Path, id: &str) -> Result<Self, String> {
        let (provider, _) =
            id.split_once('/').ok_or_else(|| format!("{id:?} is not of the form provider/operation"))?;
        let mut contract: Operation = parse(&schemas.join(id).join("operation.json"))?;
        id.clone_into(&mut contract.id);
        provider.clone_into(&mut contract.provider);
        Ok(Self { contract, provider: parse(&schemas.join(provider).join("provider.json"))? })
    }

    /// The same out of loaded contracts.
    #[must_use]
    pub fn of(contracts: &Contracts, id: &str) -> Option<Self> {
        let contract = contracts.operation(id)?.clone();
        let provider = contracts.provider(&contract).clone();
        Some(Self { contract, provider })
    }

    /// The name of the member that says which page is asked for.
    #[must_use]
    pub fn position(&self) -> &str {
        self.contract.paging().map_or("", |style| style.position().name())
    }

    /// The name of the member that asks for a page size.
    #[must_use]
    pub fn size(&self) -> &str {
        self.contract.paging().map_or("", |style| style.size().name())
    }

    /// Whether a request member filters or orders the items.
    #[must_use]
    pub fn narrows(&self, name: &str) -> bool {
        let is = |at: &Location| at.path.first().is_some_and(|first| first == name);
        self.contract.clauses.iter().any(|clause| match &clause.fact {
            Fact::Filter { at, .. } => is(at),
            Fact::Sort { by, order, .. } => is(order) || by.as_ref().is_some_and(is),
            _ => false,
        })
    }

    /// Whether a request member says how the items are ordered.
    #[must_use]
    pub fn orders(&self, name: &str) -> bool {
        self.contract.clauses.iter().any(|clause| match &clause.fact {
            Fact::Sort { by, order, .. } => {
                order.name() == name || by.as_ref().is_some_and(|by| by.name() == name)
            }
            _ => false,
        })
    }

    /// The facts about a member of the request.
    pub fn facts<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Fact> {
        let at = Location::of_request(name);
        self.contract.clauses.iter().map(|clause| &clause.fact).filter(move |fact| fact.at() == Some(&at))
    }

    /// The members that a request gives, with the types of the contract.
    #[must_use]
    pub fn members(&self, request: &Request) -> Value {
        SentMembers::of(&self.contract, &request.target, &request.body).typed(&self.contract)
    }

    /// The items of a page.
    #[must_use]
    pub fn items<'a>(&self, page: &'a Value) -> Option<&'a Vec<Value>> {
        pagination::items(&self.contract, page)
    }

    /// Changes the items of a page, if it has any list of them.
    pub fn change_items(&self, page: &mut Value, change: impl FnOnce(&mut Vec<Value>)) {
        let pointer = self.contract.paging().map(|style| style.list().pointer()).unwrap_or_default();
        if let Some(Value::Array(items)) = page.pointer_mut(&pointer) {
            change(items);
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

    /// Makes a page the last of its walk, after so many items in all.
    pub fn end(&self, page: &mut Value, items: u64) {
        match self.contract.paging() {
            Some(PagingStyle::Token { next, .. }) => remove(page, next),
            Some(PagingStyle::Marker { next, truncated, .. }) => {
                remove(page, next);
                put(page, truncated, Value::from(false));
            }
            Some(PagingStyle::PageNumber { total, .. }) => put(page, total, Value::from(items)),
            None => {}
        }
    }
}

/// One call in the course of being served.
#[derive(Debug)]
pub struct CallContext {
    /// The operation that is called.
    pub operation: Arc<OperationView>,
    /// The call as the harness made it.
    pub call: Call,
    /// Every request that was sent on, and its answer where it was read.
    pub past: Vec<(Request, Option<Answer>)>,
    /// How often the client was asked again for this call.
    pub again: usize,
}

impl CallContext {
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
        let name = self.operation.position();
        let asked = request.members(&self.operation.contract);
        match (asked.get(name), self.input().get(name)) {
            (None, _) => false,
            (Some(asked), None) => !self.is_first(asked),
            (Some(asked), Some(given)) => text(asked) != text(given),
        }
    }

    /// Where a page leads that answers a request; nowhere known where the answer is not a page.
    #[must_use]
    pub fn next_page(&self, request: &Request, answer: &Answer) -> NextPage {
        let page = answer.value().filter(|_| !self.operation.is_error(answer));
        let (Some(page), Value::Object(members)) = (page, self.operation.members(request)) else {
            return NextPage::Indeterminate;
        };
        let first = self.input();
        let asked = Asked { members: &members, first: &first, items_before: self.items_before(request) };
        pagination::next_page(&self.operation.contract, asked, &page)
    }

    /// How many items the pages before the one that a request asks for held; a page that was asked for again counts
    /// once.
    #[must_use]
    pub fn items_before(&self, request: &Request) -> u64 {
        let position = |request: &Request| {
            request.members(&self.operation.contract).get(self.operation.position()).cloned()
        };
        let mut seen: Vec<Option<Value>> = vec![position(request)];
        let mut items = 0;
        for (request, answer) in &self.past {
            let position = position(request);
            let page = answer.as_ref().filter(|answer| !answer.is_error()).and_then(Answer::value);
            if let Some(page) = page
                && !seen.contains(&position)
            {
                seen.push(position);
                items += item_count(&self.operation.contract, &page);
            }
        }
        items
    }

    /// How many requests of this call were sent before.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.past.len()
    }

    fn is_first(&self, asked: &Value) -> bool {
        match self.operation.contract.paging() {
            Some(PagingStyle::PageNumber { first, .. }) => text(asked) == first.to_string(),
            _ => text(asked).is_empty(),
        }
    }
}

/// Takes a member out of a body.
pub(crate) fn remove(body: &mut Value, at: &Location) {
    if let Some(members) = body.as_object_mut() {
        drop(at.remove(members));
    }
}

/// Gives a member of a body a value.
pub(crate) fn put(body: &mut Value, at: &Location, value: Value) {
    if let Some(members) = body.as_object_mut() {
        at.put(members, value);
    }
}

fn parse<T: serde::de::DeserializeOwned>(file: &Path) -> Result<T, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))
}
