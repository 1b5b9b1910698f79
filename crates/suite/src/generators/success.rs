//! Success: a server answers what is right with the documented status and headers. No reference says what a client
//! makes of another 2xx, so that there is no case.

use contract::{Clause, Fact, Impact};

use crate::build::GeneratorContext;
use crate::probe::{Probe, ProbeOutcome, ProbeRequest, ProbeResponse};

/// The status and each header of a first page.
pub(crate) fn probes<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    let clauses = context.operation.clauses.iter().filter(move |clause| !context.is_suspended(clause));
    clauses
        .filter(|clause| matches!(clause.fact, Fact::Status { .. } | Fact::ResponseHeader { .. }))
        .map(|clause| {
            let ask = ProbeRequest::input(context.minimal_input());
            Probe::once(context, clause, "of-a-page", ask, move |response| {
                answered(context, clause, response)
            })
        })
        .collect()
}

fn answered(context: GeneratorContext<'_>, clause: &Clause, response: &ProbeResponse) -> ProbeOutcome {
    if response.page(*context).is_none() {
        return ProbeOutcome::Skipped(format!("no page, but {}", response.describe(*context)));
    }
    match &clause.fact {
        Fact::Status { value } if *value != response.status => ProbeOutcome::Broken(
            format!("status {value}"),
            format!("status {}", response.status),
            Impact::Cosmetic,
        ),
        Fact::ResponseHeader { name, value } => {
            // Parameters such as a charset do not change a media type.
            let found = response.header(name).map(|text| text.split(';').next().unwrap_or(text).trim());
            if found.is_some_and(|found| found.eq_ignore_ascii_case(value)) {
                return ProbeOutcome::Passed;
            }
            let actual =
                found.map_or_else(|| format!("no header {name}"), |found| format!("{name}: {found}"));
            ProbeOutcome::Broken(format!("{name}: {value}"), actual, Impact::Cosmetic)
        }
        _ => ProbeOutcome::Passed,
    }
}
