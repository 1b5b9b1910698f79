//! `cargo xtask derive`: writes the derived schemas, or refuses and names the cure.

use std::fs;
use std::path::PathBuf;

use contract::derive;

use crate::workspace::{Failure, root, workspace};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Write nothing; fail if a file is not what its contract gives.
    #[arg(long)]
    check: bool,
}

/// Derives every schema first and writes only then, so that a broken contract leaves nothing half written.
pub(crate) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let contracts = workspace().contracts()?;
    let mut stale = Vec::new();
    let mut files = 0;
    for operation in contracts.operations() {
        let schemas = derive(&contracts, operation);
        for (name, schema) in
            [("request", schemas.request), ("response", schemas.response), ("error", schemas.error)]
        {
            let path = root().join("schemas").join(&operation.folder).join(format!("{name}.schema.json"));
            let text = serde_json::to_string_pretty(&schema).map_err(Failure::harness)? + "\n";
            files += 1;
            if fs::read_to_string(&path).ok().as_deref() != Some(text.as_str()) {
                stale.push((path, text));
            }
        }
    }
    let shown = |path: &PathBuf| path.strip_prefix(root()).unwrap_or(path).display().to_string();
    if arguments.check {
        for (path, _) in &stale {
            anstream::eprintln!("{} is out of date", shown(path));
        }
        if stale.is_empty() {
            anstream::println!("{files} derived schemas are what their contracts give");
            return Ok(0);
        }
        return Err(Failure::harness(format!(
            "{} of {files} derived schemas are out of date; run `cargo xtask derive` and review what changed",
            stale.len()
        )));
    }
    for (path, text) in &stale {
        fs::write(path, text).map_err(|error| Failure::harness(format!("{}: {error}", shown(path))))?;
        anstream::println!("wrote {}", shown(path));
    }
    anstream::println!("{} of {files} derived schemas changed", stale.len());
    Ok(0)
}
