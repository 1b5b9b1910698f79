//! `cargo xtask coverage`: for each clause the cases and probes that test it, and the defects that prove them.

use conformance::report;

use crate::workspace::{Failure, contracts};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Only this operation, `provider/operation`; may be repeated.
    #[arg(long, value_name = "ID")]
    operation: Vec<String>,
    /// How many instead of which.
    #[arg(long)]
    counts: bool,
}

/// Prints the coverage; 1 where a clause has neither a case nor a reason for having none.
pub(crate) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let contracts = contracts()?;
    if let Some(unknown) = arguments.operation.iter().find(|id| contracts.operation(id).is_none()) {
        let known: Vec<&str> = contracts.operations().map(|operation| operation.id.as_str()).collect();
        return Err(Failure::usage(format!("no operation {unknown:?}; there are {}", known.join(", "))));
    }
    let proofs = defects::proofs(&contracts);
    let mut out = anstream::stdout().lock();
    let (mut clauses, mut open) = (0, Vec::new());
    for coverage in conformance::coverage(&contracts, &proofs) {
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
