//! The laws: each makes cases for clients and probes for servers out of the clauses that it knows.

mod allowed;
mod echo;
mod filter;
mod fits;
mod ground;
mod input;
mod range;
mod request_line;
mod response_member;
mod response_timestamp;
mod schema;
mod sort;
mod success;

use contract::{Case, Contracts, Problems};

pub(crate) use ground::{Ground, put};

use crate::probe::Probe;

/// A rule that makes cases and probes out of clauses.
pub struct Law {
    /// What it is about; one file of this folder.
    pub name: &'static str,
    /// The column of the report that its cases and probes stand in.
    pub subject: &'static str,
    cases: fn(Ground<'_>) -> Vec<Case>,
    probes: for<'a> fn(Ground<'a>) -> Vec<Probe<'a>>,
}

/// Every law, in the order of the lists.
pub const LAWS: &[Law] = &[
    Law { name: "range", subject: "limits", cases: range::cases, probes: range::probes },
    Law { name: "request-line", subject: "wire", cases: request_line::cases, probes: request_line::probes },
    Law { name: "input", subject: "wire", cases: input::cases, probes: no_probes },
    Law { name: "filter", subject: "wire", cases: filter::cases, probes: filter::probes },
    Law { name: "sort", subject: "wire", cases: sort::cases, probes: sort::probes },
    Law { name: "response-member", subject: "values", cases: response_member::cases, probes: no_probes },
    Law {
        name: "response-timestamp",
        subject: "values",
        cases: response_timestamp::cases,
        probes: response_timestamp::probes,
    },
    Law { name: "echo", subject: "values", cases: echo::cases, probes: echo::probes },
    Law { name: "success", subject: "values", cases: no_cases, probes: success::probes },
    Law { name: "schema", subject: "values", cases: no_cases, probes: schema::probes },
];

/// A law about answers alone: what a server sends is not for a client to promise.
fn no_cases(_: Ground<'_>) -> Vec<Case> {
    Vec::new()
}

/// A law that another one asks servers about, or that is the client's affair.
fn no_probes<'a>(_: Ground<'a>) -> Vec<Probe<'a>> {
    Vec::new()
}

/// The contracts with the cases of every law beside the hand-written ones.
///
/// # Errors
/// A case that a law and a file both make, or that refers to what is not there.
pub fn with_laws(mut contracts: Contracts) -> Result<Contracts, Problems> {
    let made: Vec<(String, Vec<Case>)> = contracts
        .operations()
        .filter_map(|operation| Some((operation.id.clone(), cases(Ground::of(&contracts, &operation.id)?))))
        .collect();
    for (operation, cases) in made {
        contracts.add_cases(&operation, cases)?;
    }
    Ok(contracts)
}

/// The probes of every law for one operation; none where there is no such operation.
#[must_use]
pub fn probes<'a>(contracts: &'a Contracts, operation: &str) -> Vec<Probe<'a>> {
    let Some(ground) = Ground::of(contracts, operation) else { return Vec::new() };
    let of_law = |law: &'static Law| {
        (law.probes)(ground).into_iter().map(move |probe| probe.of_law(law.name, law.subject))
    };
    LAWS.iter().flat_map(of_law).collect()
}

fn cases(ground: Ground<'_>) -> Vec<Case> {
    let of_law = |law: &'static Law| {
        (law.cases)(ground).into_iter().map(|case| Case {
            law: Some(law.name),
            subject: law.subject.to_owned(),
            ..case
        })
    };
    LAWS.iter().flat_map(of_law).collect()
}

// Tests of what only the crate can see: probes are answered by hand.
#[cfg(test)]
#[path = "../../tests/laws/inside.rs"]
mod tests;
