//! What a generator works with: one operation with everything that holds for it, and the usual forms of a case.

use std::ops::Deref;

use client_protocol::{Drive, Expectation, ExpectedError};
use contract::{Clause, Contracts, Location, OperationContext, Rule};
use serde_json::Value;

use crate::Case;

/// What a generator works with: the context of one operation, to which the files of this folder add the usual forms of
/// inputs, pages and cases.
#[derive(Debug, Clone, Copy)]
pub struct GeneratorContext<'a>(OperationContext<'a>);

impl<'a> Deref for GeneratorContext<'a> {
    type Target = OperationContext<'a>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<'a> GeneratorContext<'a> {
    /// The context of an operation, `provider/operation`; `None` where there is no such contract.
    #[must_use]
    pub fn of(contracts: &'a Contracts, operation: &str) -> Option<Self> {
        OperationContext::of(contracts, operation).map(Self)
    }

    /// A case about a clause; its id is the clause's place and the name.
    pub(crate) fn case(self, clause: &Clause, name: impl Into<String>, drive: Drive) -> Case {
        let name = name.into();
        let mut case = Case::new(name.as_str(), clause.id.as_str(), drive);
        case.id = self.id(clause, &name);
        case.input = self.minimal_input();
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
        let mut case = self.case(clause, name, Drive::Page);
        at.put(&mut case.input, value);
        case
    }

    /// The same, for a value that the reference forbids: refused by the client, or by the service, whose error reaches the caller.
    pub(crate) fn forbidden(
        self,
        clause: &Clause,
        name: impl Into<String>,
        at: &Location,
        value: Value,
    ) -> Case {
        Case { outcome: self.refused(), ..self.case_with(clause, name, at, value) }
    }

    /// What a client may answer to input that the reference forbids.
    pub(crate) fn refused(self) -> Expectation {
        let code = Some(self.provider.refusals.validation.code.clone());
        Expectation::AnyOf(vec![
            Expectation::Refused,
            Expectation::Fails(ExpectedError { kinds: Vec::new(), code }),
        ])
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

    /// A session token with characters that encoders get wrong, where the provider knows session tokens.
    pub(crate) fn session_token(self) -> Option<String> {
        self.provider.signing.session_token_header.as_ref()?;
        self.rule(Rule::SessionToken)?;
        Some("FwoGZXIvYXdzEJr//////////wEaDK+Zq2k/h8==".to_owned())
    }
}
