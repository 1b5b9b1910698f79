//! `cargo xtask fuzz`: mutated foreign bytes for everything that reads some, for seconds, with a stable compiler.

use crate::step::cargo;
use crate::workspace::{Failure, root, target};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How long each target runs, in seconds.
    #[arg(long, value_name = "N", default_value_t = 5)]
    seconds: u64,
    /// One target by the name of its folder under fuzz/corpus/; all where none is given.
    #[arg(long, value_name = "NAME")]
    target: Option<String>,
    /// Other mutations.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
}

/// Builds the driver in its own workspace and runs it; the first broken requirement ends it.
pub(crate) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    if let Some(name) = &arguments.target {
        check(name)?;
    }
    let manifest = root().join("fuzz/Cargo.toml").display().to_string();
    let folder = target().join("fuzz").display().to_string();
    let (seconds, seed) = (arguments.seconds.to_string(), arguments.seed.to_string());
    let mut all = vec!["run", "--quiet", "--locked", "--release"];
    all.extend(["--manifest-path", &manifest, "--target-dir", &folder]);
    all.extend(["--", "--seconds", &seconds, "--seed", &seed]);
    if let Some(name) = &arguments.target {
        all.extend(["--target", name]);
    }
    cargo(&all)?;
    Ok(0)
}

/// Every target has a corpus, so that a name without one is a slip of the pen.
fn check(name: &str) -> Result<(), Failure> {
    let corpus = root().join("fuzz/corpus");
    let listed = std::fs::read_dir(&corpus)
        .map_err(|error| Failure::harness(format!("{}: {error}", corpus.display())))?;
    let mut names: Vec<String> =
        listed.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort();
    if names.iter().any(|known| known == name) {
        return Ok(());
    }
    Err(Failure::usage(format!("no target {name:?}; there are {}", names.join(", "))))
}
