//! `cargo xtask test`: every test, by cargo-nextest where it is installed and by cargo's own runner where not; doctests too.

use crate::step::{cargo, succeeds};
use crate::workspace::Failure;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Install cargo-nextest first where it is missing; that compiles it, which takes some minutes.
    #[arg(long)]
    get_nextest: bool,
    /// Only the tests whose name contains this.
    filter: Option<String>,
}

/// Runs the tests; the first runner that fails ends it.
pub(crate) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    if arguments.get_nextest && !has_nextest() {
        cargo(&["install", "cargo-nextest", "--locked"])?;
    }
    let filter = arguments.filter.iter().map(String::as_str);
    if has_nextest() {
        cargo(
            &["nextest", "run", "--workspace", "--no-fail-fast"]
                .into_iter()
                .chain(filter.clone())
                .collect::<Vec<_>>(),
        )?;
    } else {
        anstream::eprintln!(
            "cargo-nextest is not installed: cargo's own test runner is used, which runs the same tests, one binary after another"
        );
        anstream::eprintln!("(`cargo xtask test --get-nextest` installs it)");
        cargo(
            &["test", "--workspace", "--lib", "--bins", "--tests", "--examples", "--no-fail-fast"]
                .into_iter()
                .chain(filter.clone())
                .collect::<Vec<_>>(),
        )?;
    }
    cargo(&["test", "--workspace", "--doc"].into_iter().chain(filter).collect::<Vec<_>>())?;
    Ok(0)
}

fn has_nextest() -> bool {
    succeeds("cargo", &["nextest", "--version"])
}
