//! Every library that is checked, one line each, as Markdown.

use contract::{Impact, Severity};
use runner::{Client, Run};

use crate::markdown::table;
use crate::measured::{known_causes, rows, version};
use crate::style::cell;

/// The index of the pages that [`crate::library_page`] writes, for these clients of a run.
#[must_use]
pub fn page(run: &Run, clients: &[Client]) -> String {
    let header = [
        "library",
        "version",
        "language",
        "operations",
        "trials passed",
        "worst known failure",
        "worst warning",
    ];
    let lines = clients.iter().map(|client| line(run, client));
    format!(
        "# The libraries\n\n<!-- Written by `cargo xtask matrix` from a run; do not edit. -->\n\nA page for each library that Clausal checks, at the version that is pinned here.\n[The clients, side by side](../../clients/README.md) has them all in one table.\n\n{}\n{SIGNS}",
        table(&header, lines)
    )
}

const SIGNS: &str = "## Signs

`432/450 ~18` means that 432 of 450 judged trials passed; what follows says where the others went.
A trial is one case with one library.

| sign | the trial |
| --- | --- |
| `!` | failed: a requirement is broken, and the run fails |
| `~` | is a known failure: a requirement is broken by a cause that the library's page names |
| `-` | was skipped: the library cannot express the case, or did not reach what it is about; not counted as judged |

The last two columns have the worst impact on a caller: `leaks secrets`, `loses data`, `hangs` or `cosmetic`.
A known failure breaks a requirement of the reference or of a standard.
A warning is about what only an example or the practice of careful clients shows, or what the reference leaves open; it fails no trial.
";

fn line(run: &Run, client: &Client) -> Vec<String> {
    let rows = rows(run, &client.name, &[]);
    let operations: Vec<&str> = rows.iter().map(|row| row.operation).collect();
    let verdicts: Vec<_> = rows.iter().flat_map(|row| row.verdicts(None)).collect();
    let findings = rows.iter().flat_map(|row| &row.trials).flat_map(|trial| &trial.findings);
    let warnings = findings.filter(|finding| finding.severity == Severity::Warning);
    let warned = warnings.map(|finding| finding.impact).min();
    let named =
        |impact: Option<Impact>| impact.map_or_else(|| "none".to_owned(), |impact| impact.to_string());
    vec![
        format!("[{name}]({name}.md)", name = client.name),
        version(run, &client.name).to_owned(),
        client.manifest.language.clone(),
        operations.join(", "),
        cell(&verdicts),
        named(known_causes(run, std::slice::from_ref(client)).first().map(|cause| cause.impact)),
        named(warned),
    ]
}
