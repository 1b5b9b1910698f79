//! For each clause the cases and probes that test it, and the defects that prove them.

use std::collections::{BTreeMap, BTreeSet};

use suite::Loaded;

use crate::Failure;
use crate::failure::unknown_operation;

/// What to show.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Arguments {
    /// Only this operation, `provider/operation`; may be repeated.
    #[arg(long, value_name = "ID")]
    operation: Vec<String>,
    /// How many instead of which.
    #[arg(long)]
    counts: bool,
}

/// Prints the coverage; 1 where a clause has neither a case nor a reason for having none.
///
/// `proofs` names for each case and probe, by its id, the defects that it is known to catch.
///
/// # Errors
/// An operation without a contract.
pub fn run(
    arguments: &Arguments,
    loaded: &Loaded,
    proofs: &BTreeMap<String, BTreeSet<String>>,
) -> Result<u8, Failure> {
    let Loaded { contracts, suite } = loaded;
    if let Some(unknown) = arguments.operation.iter().find(|id| contracts.operation(id).is_none()) {
        return Err(Failure::usage(unknown_operation(contracts, unknown)));
    }
    let mut out = anstream::stdout().lock();
    let (mut clauses, mut open) = (0, Vec::new());
    for coverage in suite::coverage(contracts, suite, proofs) {
        let id = &coverage.operation.id;
        if !arguments.operation.is_empty() && !arguments.operation.contains(id) {
            continue;
        }
        report::coverage::write(&coverage, arguments.counts, &mut out).map_err(Failure::harness)?;
        clauses += coverage.rows.len();
        open.extend(
            coverage.rows.iter().filter(|row| row.is_open()).map(|row| format!("{id}  {}", row.clause.id)),
        );
    }
    for row in &open {
        anstream::eprintln!("neither a case nor a reason: {row}");
    }
    anstream::eprintln!("{clauses} clauses, {} without a case or a reason", open.len());
    Ok(u8::from(!open.is_empty()))
}
