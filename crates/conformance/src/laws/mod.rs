//! The laws: each makes cases for clients and probes for servers out of the clauses that it knows.

mod allowed;
mod answer;
mod choice;
mod clamp;
mod default;
mod echo;
mod error;
mod filter;
mod filters;
mod fit;
mod ground;
mod input;
mod items;
mod length;
mod member;
mod pages;
mod paging;
mod paging_marker;
mod paging_page_number;
mod paging_probes;
mod paging_token;
mod pattern;
mod positions;
mod protocol;
mod range;
mod request_line;
mod required;
mod response_member;
mod response_timestamp;
mod retry;
mod schema;
pub(crate) mod script;
mod signature;
mod sort;
mod success;
mod timestamp;
mod transport;
mod types;

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
    Law { name: "request-line", subject: "wire", cases: request_line::cases, probes: request_line::probes },
    Law { name: "input", subject: "wire", cases: input::cases, probes: no_probes },
    Law { name: "filter", subject: "wire", cases: filter::cases, probes: filter::probes },
    Law { name: "sort", subject: "wire", cases: sort::cases, probes: sort::probes },
    Law { name: "protocol", subject: "wire", cases: protocol::cases, probes: no_probes },
    Law { name: "range", subject: "limits", cases: range::cases, probes: range::probes },
    Law { name: "length", subject: "limits", cases: length::cases, probes: length::probes },
    Law { name: "items", subject: "limits", cases: items::cases, probes: items::probes },
    Law { name: "pattern", subject: "limits", cases: pattern::cases, probes: pattern::probes },
    Law { name: "choice", subject: "limits", cases: choice::cases, probes: choice::probes },
    Law { name: "required", subject: "limits", cases: required::cases, probes: required::probes },
    Law { name: "default", subject: "limits", cases: default::cases, probes: default::probes },
    Law { name: "clamp", subject: "limits", cases: clamp::cases, probes: clamp::probes },
    Law { name: "timestamp", subject: "limits", cases: timestamp::cases, probes: timestamp::probes },
    Law { name: "type", subject: "limits", cases: types::cases, probes: types::probes },
    Law { name: "paging-token", subject: "paging", cases: paging_token::cases, probes: paging_token::probes },
    Law {
        name: "paging-page-number",
        subject: "paging",
        cases: paging_page_number::cases,
        probes: paging_page_number::probes,
    },
    Law {
        name: "paging-marker",
        subject: "paging",
        cases: paging_marker::cases,
        probes: paging_marker::probes,
    },
    Law { name: "error", subject: "errors", cases: error::cases, probes: error::probes },
    Law { name: "retry", subject: "retries", cases: retry::cases, probes: retry::probes },
    Law { name: "signature", subject: "signature", cases: signature::cases, probes: signature::probes },
    Law { name: "transport", subject: "connections", cases: transport::cases, probes: transport::probes },
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

/// Of a law that asks nothing of a client.
fn no_cases(_: Ground<'_>) -> Vec<Case> {
    Vec::new()
}

/// Of a law that asks nothing of a server.
fn no_probes(_: Ground<'_>) -> Vec<Probe<'_>> {
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

#[cfg(test)]
#[path = "../../tests/laws/limits.rs"]
mod limits_tests;

#[cfg(test)]
#[path = "../../tests/laws/asked.rs"]
mod asked;

#[cfg(test)]
#[path = "../../tests/laws/told.rs"]
mod told;

#[cfg(test)]
#[path = "../../tests/laws/inside.rs"]
mod tests;
