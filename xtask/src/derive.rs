//! `cargo xtask derive`: writes the files that follow from others, or refuses and names the cure.

use std::fs;
use std::path::PathBuf;

use clausal::embedded::proofs_text;
use contract::{Contracts, derive};

use crate::flags;
use crate::workspace::{Failure, root, workspace};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Write nothing; fail if a file is not what it follows from.
    #[arg(long)]
    check: bool,
}

/// A file that follows from others: its path from the root, and its text.
type Derived = (PathBuf, String);

/// Derives every file first and writes only then, so that a broken contract leaves nothing half written.
pub(crate) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let loaded = workspace().suite()?;
    let mut files = schemas(&loaded.contracts)?;
    files.push(("crates/clausal/proofs.json".into(), proofs_text(&::defects::proofs(&loaded))?));
    files.push(("docs/flags.md".into(), flags::page()?));
    let count = files.len();
    files.retain(|(path, text)| fs::read_to_string(root().join(path)).ok().as_deref() != Some(text.as_str()));
    if arguments.check {
        for (path, _) in &files {
            anstream::eprintln!("{} is out of date", path.display());
        }
        if files.is_empty() {
            anstream::println!("{count} derived files are what they follow from");
            return Ok(0);
        }
        return Err(Failure::harness(format!(
            "{} of {count} derived files are out of date; run `cargo xtask derive` and review what changed",
            files.len()
        )));
    }
    for (path, text) in &files {
        fs::write(root().join(path), text)
            .map_err(|error| Failure::harness(format!("{}: {error}", path.display())))?;
        anstream::println!("wrote {}", path.display());
    }
    anstream::println!("{} of {count} derived files changed", files.len());
    Ok(0)
}

/// The JSON Schemas of every operation.
fn schemas(contracts: &Contracts) -> Result<Vec<Derived>, Failure> {
    let mut files = Vec::new();
    for operation in contracts.operations() {
        let schemas = derive(contracts, operation);
        for (name, schema) in
            [("request", schemas.request), ("response", schemas.response), ("error", schemas.error)]
        {
            let path = PathBuf::from("schemas").join(&operation.folder).join(format!("{name}.schema.json"));
            files.push((path, serde_json::to_string_pretty(&schema).map_err(Failure::harness)? + "\n"));
        }
    }
    Ok(files)
}
