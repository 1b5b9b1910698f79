//! `cargo xtask ci`: what CI runs, step by step, so that a person can run the same.

use std::time::Instant;

use anstyle::Style;

use crate::program;
use crate::step::{cargo, cargo_with};
use crate::workspace::{Failure, root};

/// A step's name and what it runs.
type Step = (&'static str, fn() -> Result<(), Failure>);

/// The fuzz targets are a workspace of their own, built beside the other one.
const FUZZ: &[&str] = &["--locked", "--manifest-path", "fuzz/Cargo.toml", "--target-dir", "target/fuzz"];

/// Every step, in order; the first that fails ends the run.
const STEPS: &[Step] = &[
    ("formatting", || {
        cargo(&["fmt", "--all", "--check"])?;
        cargo(&["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"])?;
        clients_of_their_own()
    }),
    ("lints", || {
        cargo(&["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"])?;
        cargo(&[&["clippy", "--release"], FUZZ, &["--", "--deny", "warnings"]].concat())
    }),
    ("documentation", || {
        cargo_with(&["doc", "--workspace", "--no-deps", "--quiet"], &[("RUSTDOCFLAGS", "--deny warnings")])
    }),
    ("derived files", || cargo(&["xtask", "derive", "--check"])),
    // A snapshot without a review must fail here, not be written.
    ("tests", || cargo_with(&["xtask", "test"], &[("INSTA_UPDATE", "no")])),
    ("foreign bytes", || cargo(&["xtask", "fuzz", "--seconds", "5"])),
    ("conformance of the reference client", || cargo(&["xtask", "conformance"])),
    ("packages", || cargo(&["package", "--workspace", "--no-verify", "--allow-dirty", "--quiet"])),
    ("the program in an empty folder", program::run),
    ("conformance and default behavior of every client", || cargo(&["xtask", "matrix", "--check"])),
    ("adapters that add nothing", || cargo(&["xtask", "lint-clients", "--offline"])),
    ("reproductions of known failures", || cargo(&["xtask", "reproduce"])),
];

/// Clients in Rust are packages of their own, so that the workspace does not build their libraries.
fn clients_of_their_own() -> Result<(), Failure> {
    let clients = root().join("clients");
    let entries = clients.read_dir().map_err(Failure::harness)?;
    for entry in entries {
        let manifest = entry.map_err(Failure::harness)?.path().join("Cargo.toml");
        if manifest.is_file() {
            cargo(&["fmt", "--manifest-path", &manifest.to_string_lossy(), "--check"])?;
        }
    }
    Ok(())
}

/// Runs every step and says how long each took.
pub(crate) fn run() -> Result<u8, Failure> {
    let bold = Style::new().bold();
    for (name, step) in STEPS {
        anstream::eprintln!("\n{bold}== {name}{bold:#}");
        let begun = Instant::now();
        step()?;
        anstream::eprintln!("{bold}== {name}: {:.1} s{bold:#}", begun.elapsed().as_secs_f64());
    }
    Ok(0)
}
