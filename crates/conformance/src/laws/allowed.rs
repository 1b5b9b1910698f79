//! Which values a member may have, and the requests and answers that are made of them.

use contract::{
    Case, CaseDrive, Clause, Exchange, Fact, Location, PagingStyle, RawAnswer, RawBody, Side, ValueType,
};
use serde_json::{Map, Value, json};

use super::filters::Filter;
use super::fit::Promises;
use super::{Ground, put};

/// How many made-up jobs are looked at for a value that one has.
const SEEN: usize = 5;

impl<'a> Ground<'a> {
    /// The members of one side with the clauses that introduce them, in the order of the file.
    pub(crate) fn members(self, side: Side) -> impl Iterator<Item = (&'a Clause, &'a Location, ValueType)> {
        self.operation.clauses.iter().filter_map(move |clause| match &clause.fact {
            Fact::Member { at, r#type } if at.side == side && !self.is_off(clause) => {
                Some((clause, at, *r#type))
            }
            _ => None,
        })
    }

    /// Whether a doubt turns a clause off, so that nothing is held against anybody by it.
    pub(crate) fn is_off(self, clause: &Clause) -> bool {
        self.operation.doubt_about(&clause.id).is_some()
    }

    /// Whether a member may have a value beyond any doubt: also by clauses that do not bind or that are turned off.
    pub(crate) fn allows(self, at: &Location, value: &Value) -> bool {
        Promises::of(self, at).fits(value)
    }

    /// A case whose name stands at one clause's place and which asks about another.
    pub(crate) fn case_at(
        self,
        place: &Clause,
        about: &Clause,
        name: impl AsRef<str>,
        drive: CaseDrive,
    ) -> Case {
        let name = match place.fact.at() {
            // A list and its items have one place.
            Some(at) if at.path.last().is_some_and(|last| last == "*") => format!("item-{}", name.as_ref()),
            _ => name.as_ref().to_owned(),
        };
        let mut case = self.case(about, name.as_str(), drive);
        case.id = self.id(place, &name);
        case
    }

    /// Asks for pages of two jobs, where the page lets anybody ask for so few.
    pub(crate) fn in_small_pages(self, input: &mut Map<String, Value>) {
        if let Some(size) = self.operation.paging().map(PagingStyle::size)
            && self.allows(size, &json!(2))
        {
            put(input, &size.path, json!(2));
        }
    }

    /// Every request member at once, and what a server has to be told to answer it.
    pub(crate) fn every_member(self) -> (Map<String, Value>, Vec<Exchange>) {
        let mut input = Map::new();
        for (_, at, _) in self.members(Side::Request).filter(|(_, at, _)| at.path.len() == 1) {
            put(&mut input, &at.path, self.allowed(at));
        }
        let position = self.operation.paging().map(PagingStyle::position);
        let exchanges = position
            .and_then(|position| position.value(&Value::Object(input.clone())).cloned())
            .map_or_else(Vec::new, |asked| self.answer_at(&asked));
        (input, exchanges)
    }

    /// A value that a member may have, as far as one can be found.
    pub(crate) fn allowed(self, at: &Location) -> Value {
        if let Some(PagingStyle::PageNumber { number, first, .. }) = self.operation.paging()
            && number == at
        {
            return json!(first + 1);
        }
        if let Some(value) = self.of_sort(at).or_else(|| self.of_filter(at)) {
            return value;
        }
        let below = |name: &str| Location {
            side: at.side,
            path: at.path.iter().cloned().chain([name.to_owned()]).collect(),
        };
        let sample = match self.operation.value_type(at) {
            Some(ValueType::Array) => json!([self.allowed(&below("*"))]),
            Some(ValueType::Object) => {
                let inside = self.members(at.side).filter(|(_, inner, _)| {
                    inner.path.len() == at.path.len() + 1 && inner.path.starts_with(&at.path)
                });
                Value::Object(
                    inside.map(|(_, inner, _)| (inner.name().to_owned(), self.allowed(inner))).collect(),
                )
            }
            _ => self.sample(at),
        };
        if self.allows(at, &sample) {
            return sample;
        }
        let texts = ["a", "0", "job-of-a-case-that-is-long-enough", "12345678", "A1"].map(Value::from);
        let numbers = self.operation.clauses_at(at).filter_map(|clause| match clause.fact {
            Fact::Range { minimum, maximum, .. } => minimum.or(maximum).map(Value::from),
            _ => None,
        });
        texts.into_iter().chain(numbers).find(|value| self.allows(at, value)).unwrap_or(sample)
    }

    /// A word that orders the jobs: one of a few, also where no clause lists them.
    pub(crate) fn of_sort(self, at: &Location) -> Option<Value> {
        self.operation.clauses.iter().find_map(|clause| match &clause.fact {
            Fact::Sort { order, descending, .. } if order == at => Some(descending.clone()),
            Fact::Sort { by: Some(by), fields, .. } if by == at => {
                fields.keys().next().map(|word| json!(word))
            }
            _ => None,
        })
    }

    /// A value that some job has, for a member that filters, and for an item of a list that does.
    fn of_filter(self, at: &Location) -> Option<Value> {
        let learnt = |at: &Location| {
            let filter = Filter::all(self).find(|filter| filter.at == at)?;
            let jobs = (1..=SEEN).map(|number| simulator::made_up_job(self.operation, number));
            jobs.flat_map(|job| filter.learnt(self, &job)).next()
        };
        match at.path.as_slice() {
            [list @ .., last] if last == "*" => {
                let list = Location { side: at.side, path: list.to_vec() };
                learnt(&list)?.get(0).cloned()
            }
            _ => learnt(at),
        }
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
                put(&mut body, &at.path, self.sample(at));
            }
        }
        if let Some(truncated) = truncated {
            put(&mut body, &truncated.path, json!(false));
        }
        if let Some(echo) = echo {
            put(&mut body, &echo.path, position.clone());
        }
        let body = RawBody::Json(Value::Object(body));
        let raw = RawAnswer { status: 200, content_type: "application/json".to_owned(), body };
        vec![Exchange { raw: Some(raw), ..Exchange::default() }]
    }
}

#[cfg(test)]
mod tests {
    use contract::Contracts;

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
        let ground = Ground::of(&contracts, &operation.id).unwrap();
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
            assert_eq!(ground.allows(&at(member), &value), allowed, "{member} = {value}");
        }
    }

    #[test]
    fn every_member_at_once_is_allowed_and_answered() {
        let contracts = Contracts::bundled().unwrap();
        for operation in contracts.operations() {
            let ground = Ground::of(&contracts, &operation.id).unwrap();
            let (input, exchanges) = ground.every_member();
            for (_, at, _) in ground.members(Side::Request).filter(|(_, at, _)| at.path.len() == 1) {
                assert!(ground.allows(at, &input[at.name()]), "{at} of {}", operation.id);
            }
            let by_number = matches!(operation.paging(), Some(PagingStyle::PageNumber { .. }));
            assert_eq!(exchanges.is_empty(), by_number, "{}", operation.id);
        }
    }
}
