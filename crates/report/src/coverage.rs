//! Coverage for a person: each clause with its cases, its probes, the defects that prove them, and its ambiguities.

use std::io::{self, Write};

use suite::{Coverage, CoveredClause};

/// Writes what tests each clause; with `counts`, how much instead of what.
///
/// # Errors
/// What the writer says.
pub fn write(coverage: &Coverage<'_>, counts: bool, out: &mut impl Write) -> io::Result<()> {
    let operation = coverage.operation;
    writeln!(out, "{}", operation.id)?;
    let shown = |id: &str| id.strip_prefix(&format!("{}/", operation.id)).unwrap_or(id).to_owned();
    for row in &coverage.rows {
        if counts {
            writeln!(out, "  {}", counts_line(row))?;
            continue;
        }
        writeln!(out, "  {}  {}", row.clause.id, row.clause.evidence)?;
        let cases: Vec<String> = row.cases.iter().map(|case| shown(&case.id)).collect();
        let probes: Vec<String> = row.probes.iter().map(|id| shown(id)).collect();
        let defects: Vec<String> = row.defects.iter().cloned().collect();
        for (what, names) in [("cases", cases), ("probes", probes), ("defects", defects)] {
            if !names.is_empty() {
                writeln!(out, "    {what:<8} {}", names.join(", "))?;
            }
        }
        if row.cases.is_empty() {
            writeln!(out, "    no case  {}", row.reason.as_deref().unwrap_or("and no reason why"))?;
        }
        for ambiguity in &row.ambiguities {
            writeln!(out, "    ambiguity    {}: {}", ambiguity.id, ambiguity.reading)?;
        }
    }
    Ok(())
}

fn counts_line(row: &CoveredClause<'_>) -> String {
    let tested = format!(
        "{:<50} {:<11} {:>4} cases {:>3} probes {:>3} defects",
        row.clause.id,
        row.clause.evidence.to_string(),
        row.cases.len(),
        row.probes.len(),
        row.defects.len()
    );
    match &row.reason {
        Some(reason) if row.cases.is_empty() => format!("{tested}  no case: {reason}"),
        None if row.cases.is_empty() => format!("{tested}  NO CASE and no reason"),
        _ => tested,
    }
}
