//! Which values a member may have, and the requests and answers that are made of them.

use client_protocol::Drive;
use contract::{Clause, PagingStyle, Side, ValueType};
use serde_json::{Map, Value, json};
use wire::{Exchange, RawAnswer, RawBody};

use crate::Case;
use crate::build::GeneratorContext;

impl<'a> GeneratorContext<'a> {
    /// A case whose name stands at one clause's place and which asks about another.
    pub(crate) fn case_at(
        self,
        place: &Clause,
        tested: &Clause,
        name: impl AsRef<str>,
        drive: Drive,
    ) -> Case {
        let name = match place.fact.at() {
            // A list and its items have one place.
            Some(at) if at.path.last().is_some_and(|last| last == "*") => format!("item-{}", name.as_ref()),
            _ => name.as_ref().to_owned(),
        };
        let mut case = self.case(tested, name.as_str(), drive);
        case.id = self.id(place, &name);
        case
    }

    /// Asks for pages of two items, where the reference allows so few.
    pub(crate) fn in_small_pages(self, input: &mut Map<String, Value>) {
        if let Some(size) = self.operation.paging().map(PagingStyle::size)
            && self.allows(size, &json!(2))
        {
            size.put(input, json!(2));
        }
    }

    /// Every request member at once, and the exchanges by which the server answers it.
    pub(crate) fn every_member(self) -> (Map<String, Value>, Vec<Exchange>) {
        let mut input = Map::new();
        for (_, at, _) in self.members(Side::Request).filter(|(_, at, _)| at.path.len() == 1) {
            at.put(&mut input, self.effective_value(at));
        }
        let position = self.operation.paging().map(PagingStyle::position);
        let exchanges = position
            .and_then(|position| position.value(&Value::Object(input.clone())).cloned())
            .map_or_else(Vec::new, |asked| self.answer_at(&asked));
        (input, exchanges)
    }

    /// What a server answers to a position that the caller made up: pages by number it has anyway, but no server
    /// knows a token that it did not give.
    pub(crate) fn answer_at(self, position: &Value) -> Vec<Exchange> {
        let (next, truncated, echo) = match self.operation.paging() {
            Some(PagingStyle::Token { next, .. }) => (next, None, None),
            Some(PagingStyle::Marker { next, truncated, echo_marker, .. }) => {
                (next, Some(truncated), Some(echo_marker))
            }
            _ => return Vec::new(),
        };
        let mut body = Map::new();
        for (_, at, _) in self.members(Side::Response).filter(|(_, at, _)| !at.path.contains(&"*".to_owned()))
        {
            let is_leaf = !matches!(self.operation.value_type(at), Some(ValueType::Object));
            if is_leaf && at != next {
                at.put(&mut body, self.sample(at));
            }
        }
        if let Some(truncated) = truncated {
            truncated.put(&mut body, json!(false));
        }
        if let Some(echo) = echo {
            echo.put(&mut body, position.clone());
        }
        let body = RawBody::Json(Value::Object(body));
        let raw = RawAnswer { status: 200, content_type: "application/json".to_owned(), body };
        vec![Exchange { raw: Some(raw), ..Exchange::default() }]
    }
}

#[cfg(test)]
mod tests {
    use contract::{Contracts, Location};

    use super::*;

    fn at(path: &str) -> Location {
        Location { side: Side::Request, path: path.split('/').map(str::to_owned).collect() }
    }

    #[test]
    fn limits_and_patterns_say_what_is_allowed() {
        let contracts = Contracts::bundled().unwrap();
        let by_token =
            |operation: &&contract::Operation| matches!(operation.paging(), Some(PagingStyle::Token { .. }));
        let operation = contracts.operations().find(by_token).unwrap();
        let context = GeneratorContext::of(&contracts, &operation.id).unwrap();
        for (member, value, allowed) in [
            ("nameContains", json!("a-1"), true),
            ("nameContains", json!("A"), false),
            ("nameContains", json!(""), false),
            ("nextToken", json!("a b"), false),
            ("maxResults", json!(1000), true),
            ("maxResults", json!(1001), false),
            ("maxResults", json!("7"), false),
            ("statusEquals", json!("Paused"), false),
            ("creationTimeAfter", json!("2024-01-01"), false),
        ] {
            assert_eq!(context.allows(&at(member), &value), allowed, "{member} = {value}");
        }
    }

    #[test]
    fn every_member_at_once_is_allowed_and_answered() {
        let contracts = Contracts::bundled().unwrap();
        for operation in contracts.operations() {
            let context = GeneratorContext::of(&contracts, &operation.id).unwrap();
            let (input, exchanges) = context.every_member();
            for (_, at, _) in context.members(Side::Request).filter(|(_, at, _)| at.path.len() == 1) {
                assert!(context.allows(at, &input[at.name()]), "{at} of {}", operation.id);
            }
            let by_number = matches!(operation.paging(), Some(PagingStyle::PageNumber { .. }));
            assert_eq!(exchanges.is_empty(), by_number, "{}", operation.id);
        }
    }
}
