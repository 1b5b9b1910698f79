//! What cases about pages have in common: a first page, a walk of several pages, and bodies of pages.

use client_protocol::Drive;
use contract::{Clause, Fact, Location, PagingStyle, Rule, Side, ValueType};
use serde_json::{Map, Value, json};
use wire::ErrorAnswer;

use crate::Case;
use crate::build::GeneratorContext;

/// What stands between the items of a walk: several pages for as small a page as may be asked for.
const SMALL: i64 = 2;

impl<'a> GeneratorContext<'a> {
    /// The smallest input that asks for the first page.
    pub fn first_page(self) -> Map<String, Value> {
        let mut input = self.minimal_input();
        let Some(style) = self.operation.paging() else { return input };
        let name = style.position().name();
        match style {
            PagingStyle::PageNumber { first, .. } if input.contains_key(name) => {
                input.insert(name.to_owned(), json!(first));
            }
            _ => drop(input.remove(name)),
        }
        input
    }

    /// The same with a page size: the one wanted, or the next that the reference allows.
    pub fn pages_of(self, wanted: i64) -> Map<String, Value> {
        let mut input = self.first_page();
        if let Some(style) = self.operation.paging() {
            style.size().put(&mut input, json!(self.allowed_size(wanted)));
        }
        input
    }

    /// The smallest page size from the wanted one on that the reference allows.
    pub fn allowed_size(self, wanted: i64) -> i64 {
        let Some(style) = self.operation.paging() else { return wanted };
        self.operation.clauses_at(style.size()).fold(wanted, |size, clause| match &clause.fact {
            Fact::Range { minimum, maximum, .. } => {
                let size = minimum.map_or(size, |minimum| size.max(minimum));
                maximum.map_or(size, |maximum| size.min(maximum))
            }
            Fact::Choice { values, .. } => {
                values.iter().filter_map(Value::as_i64).filter(|value| *value >= size).min().unwrap_or(size)
            }
            _ => size,
        })
    }

    /// How many items make several small pages, some of them lost to a filter that must be given.
    pub fn several(self) -> usize {
        usize::try_from(self.allowed_size(SMALL)).unwrap_or(2) * 4 - 1
    }

    /// A case about one page.
    pub(crate) fn page_case(self, clause: &Clause, name: &str) -> Case {
        Case { input: self.first_page(), ..self.case(clause, name, Drive::Page) }
    }

    /// A case about a walk of several small pages.
    pub(crate) fn walk_case(self, clause: &Clause, name: &str) -> Case {
        let input = self.pages_of(SMALL);
        Case { input, items: self.several(), ..self.case(clause, name, Drive::Walk) }
    }

    /// The clause that every item comes once; where it does not bind, the one that a response is returned to the caller.
    pub(crate) fn whole_list(self) -> Option<&'a Clause> {
        let every = self.rule(Rule::PagingEveryItemOnce).filter(|clause| self.binds(clause));
        every.or_else(|| self.rule(Rule::AnswerReturned))
    }

    /// An item as the reference's example shows it.
    pub(crate) fn item(self) -> Value {
        let Some(style) = self.operation.paging() else { return json!({}) };
        let mut path = style.list().path.clone();
        path.push("*".to_owned());
        match self.sample(&Location { side: Side::Response, path }) {
            Value::Null => json!({}),
            item => item,
        }
    }

    /// The body of the first page when it is the last one.
    pub(crate) fn only_page(self, items: Vec<Value>) -> Value {
        let total = items.len();
        self.page(items, None, 0, total)
    }

    /// The bodies of two pages of one item each; the first names the second by this text.
    pub(crate) fn two_pages(self, next: &str) -> [Value; 2] {
        [self.page(vec![self.item()], Some(next), 0, 2), self.page(vec![self.item()], None, 1, 2)]
    }

    fn page(self, items: Vec<Value>, next: Option<&str>, index: i64, total: usize) -> Value {
        let mut body = match self.frame(&self.operation.simulation.response) {
            Some(Value::Object(frame)) => frame,
            _ => Map::new(),
        };
        for clause in &self.operation.clauses {
            if let Fact::Required { at } = &clause.fact
                && at.side == Side::Response
                && at.value(&Value::Object(body.clone())).is_none()
                && !at.path.iter().any(|part| part == "*")
            {
                let value = match self.operation.value_type(at) {
                    Some(ValueType::Object) => json!({}),
                    Some(ValueType::Array) => json!([]),
                    _ => self.sample(at),
                };
                at.put(&mut body, value);
            }
        }
        let size = items.len();
        match self.operation.paging() {
            Some(PagingStyle::Token { next: at, .. }) => {
                if let Some(next) = next {
                    at.put(&mut body, json!(next));
                }
            }
            Some(PagingStyle::Marker { next: at, truncated, .. }) => {
                truncated.put(&mut body, json!(next.is_some()));
                if let Some(next) = next {
                    at.put(&mut body, json!(next));
                }
            }
            Some(PagingStyle::PageNumber { total: at, echo_number, echo_size, first, .. }) => {
                at.put(&mut body, json!(total));
                echo_number.put(&mut body, json!(first + index));
                echo_size.put(&mut body, json!(size));
            }
            None => {}
        }
        if let Some(style) = self.operation.paging() {
            style.list().put(&mut body, Value::Array(items));
        }
        Value::Object(body)
    }

    /// What every page has beside its items and its place among the pages, as the simulator fills it.
    fn frame(self, template: &Value) -> Option<Value> {
        match template {
            Value::Object(members) if members.len() == 1 && members.contains_key("$slot") => {
                (members["$slot"] == "request-id").then(|| json!("request-of-a-case"))
            }
            Value::Object(members) => {
                let framed =
                    members.iter().filter_map(|(name, member)| Some((name.clone(), self.frame(member)?)));
                Some(Value::Object(framed.collect()))
            }
            Value::String(text) => Some(json!(text.replace("{region}", &self.provider.endpoint.region))),
            other => Some(other.clone()),
        }
    }

    /// An error that will not go away: a documented one, else the refusal of invalid input.
    pub fn lasting_error(self) -> ErrorAnswer {
        let refusal = &self.provider.refusals.validation;
        self.documented_error(false).unwrap_or_else(|| ErrorAnswer {
            code: refusal.code.clone(),
            status: Some(refusal.status),
            message: None,
        })
    }

    /// An error that may go away: a documented one, else that of a service which is not there for a moment.
    pub fn passing_error(self) -> ErrorAnswer {
        self.documented_error(true).unwrap_or_else(|| ErrorAnswer {
            code: "ServiceUnavailable".to_owned(),
            status: Some(503),
            message: None,
        })
    }

    fn documented_error(self, wanted: bool) -> Option<ErrorAnswer> {
        self.errors().find(|error| error.retryable == wanted).map(|error| ErrorAnswer {
            code: error.code.to_owned(),
            status: Some(error.status),
            message: None,
        })
    }

    /// The errors that the reference documents.
    pub fn errors(self) -> impl Iterator<Item = Documented<'a>> {
        self.clauses().filter_map(|clause| match &clause.fact {
            Fact::Error { code, status, retryable } => {
                Some(Documented { clause, code, status: *status, retryable: *retryable })
            }
            _ => None,
        })
    }
}

/// An error that the reference documents.
pub struct Documented<'a> {
    /// The clause that states it.
    pub(crate) clause: &'a Clause,
    /// The code.
    pub code: &'a str,
    /// The HTTP status.
    pub status: u16,
    /// Whether the same request may succeed later.
    pub retryable: bool,
}

impl Documented<'_> {
    /// The answer that bears it.
    pub(crate) fn answer(&self) -> ErrorAnswer {
        ErrorAnswer { code: self.code.to_owned(), status: Some(self.status), message: None }
    }
}
