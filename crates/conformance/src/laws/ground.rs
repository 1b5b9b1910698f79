//! What a law stands on: one operation with its provider and the standards, and the smallest input that it allows.

use contract::{
    Case, CaseDrive, CaseOutcome, Clause, Contracts, ExampleOf, Fact, Fails, Location, Operation, Provider,
    Rule, Side, TimeFormat, ValueType,
};
use serde_json::{Map, Value, json};

use super::fit::Promises;

/// One operation and everything that holds for it.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    pub(crate) contracts: &'a Contracts,
    pub(crate) operation: &'a Operation,
    pub(crate) provider: &'a Provider,
}

impl<'a> Ground<'a> {
    /// The ground of an operation, `provider/operation`.
    pub(crate) fn of(contracts: &'a Contracts, operation: &str) -> Option<Self> {
        let operation = contracts.operation(operation)?;
        Some(Self { contracts, operation, provider: contracts.provider(operation) })
    }

    /// The operation's own clauses, its provider's, and the standards.
    pub(crate) fn clauses(self) -> impl Iterator<Item = &'a Clause> {
        self.contracts.clauses(self.operation)
    }

    /// Whether breaking the clause is wrong: its evidence binds and no doubt turns it off.
    pub(crate) fn binds(self, clause: &Clause) -> bool {
        clause.evidence.binds() && self.operation.doubt_about(&clause.id).is_none()
    }

    /// Whether anything is said of a client or a server that breaks the clause: no doubt turns it off.
    pub(crate) fn speaks(self, clause: &Clause) -> bool {
        self.operation.doubt_about(&clause.id).is_none()
    }

    /// The clause that states a rule.
    pub(crate) fn rule(self, rule: Rule) -> Option<&'a Clause> {
        self.contracts.rule(self.operation, rule)
    }

    /// A case about a clause; its id is the clause's place and the name.
    pub(crate) fn case(self, clause: &Clause, name: impl Into<String>, drive: CaseDrive) -> Case {
        let name = name.into();
        let mut case = Case::new(name.as_str(), clause.id.as_str(), drive);
        case.id = self.id(clause, &name);
        case.input = self.input();
        case
    }

    /// A case about one value of a request member.
    pub(crate) fn case_with(
        self,
        clause: &Clause,
        name: impl Into<String>,
        at: &Location,
        value: Value,
    ) -> Case {
        let mut case = self.case(clause, name, CaseDrive::Page);
        put(&mut case.input, &at.path, value);
        case
    }

    /// The same, of a value that the page forbids: refused by the client, or by the service and told to the caller.
    pub(crate) fn forbidden(
        self,
        clause: &Clause,
        name: impl Into<String>,
        at: &Location,
        value: Value,
    ) -> Case {
        Case { outcome: self.refused(), ..self.case_with(clause, name, at, value) }
    }

    /// What a client may answer to input that the page forbids.
    pub(crate) fn refused(self) -> CaseOutcome {
        let code = Some(self.provider.refusals.validation.code.clone());
        CaseOutcome::AnyOf(vec![CaseOutcome::Refused, CaseOutcome::Fails(Fails { kinds: Vec::new(), code })])
    }

    /// The id of a case or probe: the operation, the clause's place, and a name.
    pub(crate) fn id(self, clause: &Clause, name: &str) -> String {
        // The last word of a member's clause is its kind, which the name says better.
        let place = match clause.fact.at() {
            Some(_) => clause.id.rsplit_once('/').map_or(clause.id.as_str(), |(place, _)| place),
            None => clause.id.as_str(),
        };
        format!("{}/{place}/{name}", self.operation.id)
    }

    /// The smallest input that the page allows: every required member with an allowed value.
    pub(crate) fn input(self) -> Map<String, Value> {
        let mut input = Map::new();
        for clause in &self.operation.clauses {
            if let Fact::Required { at } = &clause.fact
                && at.side == Side::Request
            {
                put(&mut input, &at.path, self.sample(at));
            }
        }
        input
    }

    /// A value that the page allows a request member; `null` where the contract has no such member.
    pub(crate) fn sample(self, at: &Location) -> Value {
        if let Some(value) = self.named_value(at) {
            return value;
        }
        let promises = Promises::of(self, at);
        match self.operation.value_type(at) {
            Some(ValueType::String) => match self.operation.time_format(at) {
                Some(TimeFormat::Rfc3339) => json!("2024-04-01T11:48:48Z"),
                Some(TimeFormat::Civil) => json!("2024-04-01 11:48:48"),
                None => json!(usual_text(&promises)),
            },
            Some(ValueType::Integer | ValueType::Number) => json!(self.usual_number(at, &promises)),
            Some(ValueType::Boolean) => json!(true),
            Some(ValueType::Array) => {
                let item = Location {
                    side: at.side,
                    path: at.path.iter().cloned().chain(["*".to_owned()]).collect(),
                };
                json!([self.sample(&item)])
            }
            Some(ValueType::Object) => {
                let members = self
                    .operation
                    .members(at.side)
                    .filter(|(member, _)| {
                        member.path.len() == at.path.len() + 1 && member.path.starts_with(&at.path)
                    })
                    .map(|(member, _)| (member.name().to_owned(), self.sample(member)))
                    .collect();
                Value::Object(members)
            }
            None => Value::Null,
        }
    }

    /// A value that the contract itself names: one that is listed, the order of a sort, or the sample's.
    fn named_value(self, at: &Location) -> Option<Value> {
        let clauses = &self.operation.clauses;
        let listed = clauses.iter().find_map(|clause| match &clause.fact {
            Fact::Choice { at: of, values } if of == at => values.last().cloned(),
            _ => None,
        });
        let sorting = || {
            clauses.iter().find_map(|clause| match &clause.fact {
                Fact::Sort { order, ascending, .. } if order == at => Some(ascending.clone()),
                Fact::Sort { by: Some(by), fields, .. } if by == at => {
                    fields.keys().next().map(|by| json!(by))
                }
                _ => None,
            })
        };
        listed.or_else(sorting).or_else(|| self.value_of_the_sample(at))
    }

    /// The first value that a sample shows for a member, unless the sample's values are placeholders.
    fn value_of_the_sample(self, at: &Location) -> Option<Value> {
        let message = match at.side {
            Side::Request => ExampleOf::Request,
            Side::Response => ExampleOf::Response,
            Side::Error => ExampleOf::Error,
        };
        let promises = Promises::of(self, at);
        let samples = self.operation.examples.iter();
        samples
            .filter(|example| example.of == message && example.noise.is_none())
            .filter_map(|example| example.body.as_ref())
            .flat_map(|body| at.values(body))
            .map(|located| located.value)
            .find(|value| (value.is_string() || value.is_number()) && promises.fits(value))
            .cloned()
    }

    /// A small number, or else the limit next to it.
    fn usual_number(self, at: &Location, promises: &Promises<'_>) -> i64 {
        let limits = self.operation.clauses_at(at).filter_map(|clause| match &clause.fact {
            Fact::Range { minimum, maximum, .. } => Some([*minimum, *maximum]),
            _ => None,
        });
        let candidates = [3].into_iter().chain(limits.flatten().flatten());
        candidates.into_iter().find(|number| promises.fits(&json!(number))).unwrap_or(3)
    }
}

/// A short text that a person can read, or else the shortest that the page allows.
pub(crate) fn usual_text(promises: &Promises<'_>) -> String {
    let usual = Some("job".to_owned());
    let shortest = (1..=64).map(|length| promises.text(length));
    let fits = |text: &String| promises.fits(&json!(text));
    std::iter::once(usual).chain(shortest).flatten().find(fits).unwrap_or_else(|| "job".to_owned())
}

/// Puts a value at a path, objects and one-item lists made on the way.
pub(crate) fn put(members: &mut Map<String, Value>, path: &[String], value: Value) {
    let Some((name, rest)) = path.split_first() else { return };
    let wrapped = |inner: Value, rest: &[String]| {
        rest.iter().rev().fold(inner, |inner, part| match part.as_str() {
            "*" => json!([inner]),
            name => json!({ name: inner }),
        })
    };
    match members.get_mut(name) {
        Some(Value::Object(inner)) if !rest.is_empty() && rest[0] != "*" => put(inner, rest, value),
        _ => {
            members.insert(name.clone(), wrapped(value, rest));
        }
    }
}
