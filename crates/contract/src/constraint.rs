//! Whether a value keeps what a contract states of its member.

use std::borrow::Cow;

use regress::Regex;
use serde_json::Value;

use crate::values::{is_time, whole_number};
use crate::{Clause, Fact, Location, Operation, RequestMembers, Side, ValueType};

/// All that a contract states of one member, its patterns compiled once.
///
/// Holds the clauses that do not bind and those that an ambiguity suspends too: a value that keeps all of them is valid
/// beyond ambiguity.
#[derive(Debug)]
pub struct Constraints<'a> {
    clauses: Vec<Compiled<'a>>,
    in_query: bool,
}

/// A clause with its pattern, if it is one.
#[derive(Debug)]
struct Compiled<'a> {
    clause: Cow<'a, Clause>,
    pattern: Option<Regex>,
}

impl<'a> Constraints<'a> {
    /// What the contract states of a member.
    #[must_use]
    pub fn of(operation: &'a Operation, at: &Location) -> Self {
        Self {
            clauses: operation.clauses_at(at).map(Cow::Borrowed).map(Compiled::new).collect(),
            in_query: at.side == Side::Request && operation.request_members == RequestMembers::Query,
        }
    }

    /// The clauses that a value breaks. A value of a wrong type breaks no other clause.
    #[must_use]
    pub fn broken(&self, value: &Value) -> Vec<&Clause> {
        let of_type: Vec<&Clause> = self
            .clauses
            .iter()
            .map(|compiled| &*compiled.clause)
            .filter(
                |clause| matches!(clause.fact, Fact::Member { r#type, .. } if !self.has_type(r#type, value)),
            )
            .collect();
        if !of_type.is_empty() {
            return of_type;
        }
        let others =
            self.clauses.iter().filter(|compiled| !matches!(compiled.clause.fact, Fact::Member { .. }));
        others.filter(|compiled| !compiled.holds(value)).map(|compiled| &*compiled.clause).collect()
    }

    /// Whether a value keeps every clause.
    #[must_use]
    pub fn fits(&self, value: &Value) -> bool {
        self.broken(value).is_empty()
    }

    /// Whether a value breaks this clause and no other.
    #[must_use]
    pub fn breaks_only(&self, clause: &Clause, value: &Value) -> bool {
        matches!(self.broken(value).as_slice(), [broken] if broken.id == clause.id)
    }

    // A query has texts only, so that a number is a text there like any other.
    fn has_type(&self, value_type: ValueType, value: &Value) -> bool {
        value_type.holds(value)
            || (self.in_query && value_type == ValueType::String && (value.is_number() || value.is_boolean()))
    }
}

/// What a service refuses of an operation's request members, compiled once.
///
/// Only clauses that bind and that no ambiguity suspends are enforced: where the reference is silent the service is taken
/// to be lenient.
///
/// ```
/// let contracts = contract::Contracts::bundled()?;
/// let operation = contracts.operation("amazon-bedrock/list-evaluation-jobs").ok_or("no contract")?;
/// let constraints = contract::RequestConstraints::of(operation);
/// assert!(constraints.first_broken(&serde_json::json!({ "maxResults": 1000 })).is_none());
/// let refusal = constraints.first_broken(&serde_json::json!({ "maxResults": 1001 })).ok_or("1001 was accepted")?;
/// assert_eq!(refusal.clause.id, "max-results/range");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct RequestConstraints {
    clauses: Vec<Compiled<'static>>,
}

/// A clause that request members break, and the value that breaks it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct BrokenClause<'a> {
    /// The clause.
    pub clause: &'a Clause,
    /// The value; `None` where a required member is missing.
    pub value: Option<Value>,
}

impl RequestConstraints {
    /// Compiles what the contract enforces of a request.
    #[must_use]
    pub fn of(operation: &Operation) -> Self {
        let enforced = operation.clauses.iter().filter(|clause| {
            clause.fact.at().is_some_and(|at| at.side == Side::Request) && operation.binds(clause)
        });
        Self { clauses: enforced.cloned().map(Cow::Owned).map(Compiled::new).collect() }
    }

    /// The first clause, in the order of the file, that the request members break.
    #[must_use]
    pub fn first_broken(&self, members: &Value) -> Option<BrokenClause<'_>> {
        self.clauses.iter().find_map(|compiled| {
            let clause = &*compiled.clause;
            if let Fact::Required { at } = &clause.fact {
                let missing = at.value(members).is_none_or(Value::is_null);
                return missing.then_some(BrokenClause { clause, value: None });
            }
            let values = clause.fact.at()?.values(members).into_iter().map(|located| located.value);
            // A null counts as an absent member; no reference states otherwise.
            let broken = values.filter(|value| !value.is_null()).find(|value| !compiled.holds(value))?;
            Some(BrokenClause { clause, value: Some(broken.clone()) })
        })
    }
}

impl BrokenClause<'_> {
    /// The message of a service that refuses the request.
    #[must_use]
    pub fn message(&self) -> String {
        let actual = self.value.as_ref().map_or_else(|| "nothing".to_owned(), ToString::to_string);
        format!("{}; actual {actual}", self.clause.requirement)
    }
}

impl<'a> Compiled<'a> {
    /// A pattern that does not compile was refused when the contract was loaded.
    fn new(clause: Cow<'a, Clause>) -> Self {
        let pattern = match &clause.fact {
            Fact::Pattern { pattern, .. } => Regex::with_flags(pattern, "u").ok(),
            _ => None,
        };
        Self { clause, pattern }
    }

    /// Whether a value keeps the clause; a value of a type that the clause is not about keeps it.
    fn holds(&self, value: &Value) -> bool {
        match &self.clause.fact {
            Fact::Member { r#type, .. } => r#type.holds(value),
            Fact::Range { minimum, maximum, .. } => whole_number(value).is_none_or(|number| {
                minimum.is_none_or(|minimum| number >= minimum.into())
                    && maximum.is_none_or(|maximum| number <= maximum.into())
            }),
            Fact::Length { minimum, maximum, .. } => value
                .as_str()
                .is_none_or(|text| (*minimum..=*maximum).contains(&(text.chars().count() as u64))),
            Fact::Items { minimum, maximum, .. } => {
                value.as_array().is_none_or(|items| (*minimum..=*maximum).contains(&(items.len() as u64)))
            }
            Fact::Pattern { .. } => match (value.as_str(), &self.pattern) {
                (Some(text), Some(pattern)) => pattern.find(text).is_some(),
                _ => true,
            },
            Fact::Choice { values, .. } => values.contains(value),
            Fact::Timestamp { format, .. } => value.as_str().is_none_or(|text| is_time(*format, text)),
            _ => true,
        }
    }
}
