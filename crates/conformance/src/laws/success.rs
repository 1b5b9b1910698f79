//! Success: a server answers what is right with the documented status and headers. No page says what a client
//! makes of another 2xx, so that no case asks.

use contract::{Clause, Fact};

use super::Ground;
use crate::finding::Harm;
use crate::probe::{Answered, Ask, Heard, Probe};

/// The status and each header of a first page.
pub(crate) fn probes<'a>(ground: Ground<'a>) -> Vec<Probe<'a>> {
    let clauses = ground.operation.clauses.iter().filter(move |clause| !ground.is_off(clause));
    clauses
        .filter(|clause| matches!(clause.fact, Fact::Status { .. } | Fact::ResponseHeader { .. }))
        .map(|clause| {
            let ask = Ask::input(ground.input());
            Probe::once(ground, clause, "of-a-page", ask, move |heard| answered(ground, clause, heard))
        })
        .collect()
}

fn answered(ground: Ground<'_>, clause: &Clause, heard: &Heard) -> Answered {
    if heard.page(ground).is_none() {
        return Answered::NotApplicable(format!("no page came, but {}", heard.told(ground)));
    }
    match &clause.fact {
        Fact::Status { value } if *value != heard.status => {
            Answered::Broken(format!("status {value}"), format!("status {}", heard.status), Harm::Differs)
        }
        Fact::ResponseHeader { name, value } => {
            // Parameters such as a charset do not change a media type.
            let found = heard.header(name).map(|text| text.split(';').next().unwrap_or(text).trim());
            if found.is_some_and(|found| found.eq_ignore_ascii_case(value)) {
                return Answered::Kept;
            }
            let seen = found.map_or_else(|| format!("no header {name}"), |found| format!("{name}: {found}"));
            Answered::Broken(format!("{name}: {value}"), seen, Harm::Differs)
        }
        _ => Answered::Kept,
    }
}
