//! Puts the contracts of this repository into the crate; a debug build in the clone reads them from where they lie.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let here = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let clone = Path::new(&here).join("../../schemas");
    let in_clone = clone.join("_meta").is_dir();
    // In a package `schemas` is a folder of its own; in the clone it is a link, which Windows may not have.
    let folder = if in_clone { clone } else { Path::new(&here).join("schemas") };
    // A change of a contract would otherwise compile every crate anew, again and again, for whoever writes one.
    let bundled = if in_clone && env::var("PROFILE").is_ok_and(|profile| profile == "debug") {
        embed::watch(Path::new("build.rs"));
        format!("(Some({:?}), &[])", folder.display().to_string())
    } else {
        embed::watch(&folder);
        format!("(None, {})", embed::expression(&embed::files(&folder)?))
    };
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("bundled.rs"), bundled)
}
