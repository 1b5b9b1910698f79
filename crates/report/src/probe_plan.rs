//! What would be sent, for a person: each probe with its clause and its first request.

use std::io::{self, Write};

use contract::pluralize;
use live::Planned;

use crate::style::{QUIET, styled};

/// Writes every probe with its first request.
///
/// # Errors
/// What the writer says.
pub fn write(planned: &[Planned], out: &mut dyn Write) -> io::Result<()> {
    for probe in planned {
        writeln!(out, "{}  {}", probe.probe, styled(QUIET, format!("[{}]", probe.clause)))?;
        let Some(request) = &probe.first else {
            writeln!(out, "  sends nothing")?;
            continue;
        };
        let signed = probe.signed.map_or_else(String::new, |signed| format!("  ({signed})"));
        writeln!(out, "  {} {}{signed}", request.method, request.target)?;
        for (name, value) in &request.headers {
            writeln!(out, "  {name}: {value}")?;
        }
        if !request.body.is_empty() {
            writeln!(out, "  {}", request.body)?;
        }
    }
    writeln!(
        out,
        "\n{} with their first requests; what follows depends on the responses. Nothing was sent.",
        pluralize(planned.len(), "probe")
    )
}
