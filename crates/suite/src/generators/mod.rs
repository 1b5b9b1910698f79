//! The generators: each makes cases for clients and probes for servers out of the clauses that it knows.

pub(crate) mod choice;
mod clamp;
mod default;
mod echo;
pub(crate) mod error;
mod filter;
mod input;
mod items;
pub(crate) mod length;
pub(crate) mod paging_marker;
pub(crate) mod paging_page_number;
pub(crate) mod paging_token;
mod pattern;
mod protocol;
mod range;
mod request_line;
mod required;
mod response_member;
mod response_timestamp;
pub(crate) mod retry;
mod schema;
pub(crate) mod signature;
mod sort;
mod success;
mod timestamp;
pub(crate) mod transport;
mod types;

use contract::Contracts;

use crate::Case;
use crate::build::GeneratorContext;
use crate::probe::Probe;

/// What makes cases and probes out of clauses.
#[non_exhaustive]
pub struct Generator {
    /// What it is about; one file of this folder.
    pub name: &'static str,
    /// The column of the report for its cases and probes.
    pub subject: &'static str,
    pub(crate) cases: fn(GeneratorContext<'_>) -> Vec<Case>,
    pub(crate) probes: for<'a> fn(GeneratorContext<'a>) -> Vec<Probe<'a>>,
}

/// Every generator, in the order of the lists.
pub const GENERATORS: &[Generator] = &[
    Generator {
        name: "request-line",
        subject: "wire",
        cases: request_line::cases,
        probes: request_line::probes,
    },
    Generator { name: "input", subject: "wire", cases: input::cases, probes: no_probes },
    Generator { name: "filter", subject: "wire", cases: filter::cases, probes: filter::probes },
    Generator { name: "sort", subject: "wire", cases: sort::cases, probes: sort::probes },
    Generator { name: "protocol", subject: "wire", cases: protocol::cases, probes: no_probes },
    Generator { name: "range", subject: "limits", cases: range::cases, probes: range::probes },
    Generator { name: "length", subject: "limits", cases: length::cases, probes: length::probes },
    Generator { name: "items", subject: "limits", cases: items::cases, probes: items::probes },
    Generator { name: "pattern", subject: "limits", cases: pattern::cases, probes: pattern::probes },
    Generator { name: "choice", subject: "limits", cases: choice::cases, probes: choice::probes },
    Generator { name: "required", subject: "limits", cases: required::cases, probes: required::probes },
    Generator { name: "default", subject: "limits", cases: default::cases, probes: default::probes },
    Generator { name: "clamp", subject: "limits", cases: clamp::cases, probes: clamp::probes },
    Generator { name: "timestamp", subject: "limits", cases: timestamp::cases, probes: timestamp::probes },
    Generator { name: "type", subject: "limits", cases: types::cases, probes: types::probes },
    Generator {
        name: "paging-token",
        subject: "paging",
        cases: paging_token::cases,
        probes: paging_token::probes,
    },
    Generator {
        name: "paging-page-number",
        subject: "paging",
        cases: paging_page_number::cases,
        probes: paging_page_number::probes,
    },
    Generator {
        name: "paging-marker",
        subject: "paging",
        cases: paging_marker::cases,
        probes: paging_marker::probes,
    },
    Generator { name: "error", subject: "errors", cases: error::cases, probes: error::probes },
    Generator { name: "retry", subject: "retries", cases: retry::cases, probes: retry::probes },
    Generator { name: "signature", subject: "signature", cases: signature::cases, probes: signature::probes },
    Generator {
        name: "transport",
        subject: "connections",
        cases: transport::cases,
        probes: transport::probes,
    },
    Generator {
        name: "response-member",
        subject: "values",
        cases: response_member::cases,
        probes: no_probes,
    },
    Generator {
        name: "response-timestamp",
        subject: "values",
        cases: response_timestamp::cases,
        probes: response_timestamp::probes,
    },
    Generator { name: "echo", subject: "values", cases: echo::cases, probes: echo::probes },
    Generator { name: "success", subject: "values", cases: no_cases, probes: success::probes },
    Generator { name: "schema", subject: "values", cases: no_cases, probes: schema::probes },
];

/// For a generator without cases.
fn no_cases(_: GeneratorContext<'_>) -> Vec<Case> {
    Vec::new()
}

/// For a generator without probes.
fn no_probes(_: GeneratorContext<'_>) -> Vec<Probe<'_>> {
    Vec::new()
}

/// The probes of every generator for one operation; none where there is no such operation.
#[must_use]
pub fn probes<'a>(contracts: &'a Contracts, operation: &str) -> Vec<Probe<'a>> {
    let Some(context) = GeneratorContext::of(contracts, operation) else { return Vec::new() };
    let of_generator = |generator: &'static Generator| {
        (generator.probes)(context)
            .into_iter()
            .map(move |probe| probe.of_generator(generator.name, generator.subject))
    };
    GENERATORS.iter().flat_map(of_generator).collect()
}

/// The cases of every generator for one operation.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    let of_generator = |generator: &'static Generator| {
        (generator.cases)(context).into_iter().map(|case| Case {
            generator: Some(generator.name),
            subject: generator.subject.to_owned(),
            ..case
        })
    };
    GENERATORS.iter().flat_map(of_generator).collect()
}
