//! Puts the clients of this repository into the crate: their adapters, but for those that only the clone can build.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let clone = here.join("../../clients");
    let mut files = BTreeMap::new();
    // In a package the clients are folders of its own, and those with a manifest of cargo lie apart.
    let folders = if clone.join("_shared").is_dir() {
        vec![clone]
    } else {
        vec![here.join("clients"), here.join("rust-clients")]
    };
    for folder in folders {
        embed::watch(&folder);
        files.extend(embed::files(&folder)?);
    }
    let mut of_the_clone = BTreeSet::new();
    for (name, path) in &files {
        if let Some(client) = name.strip_suffix("/client.json")
            && fs::read_to_string(path)?.contains("\"{target}/")
        {
            of_the_clone.insert(client.to_owned());
        }
    }
    files.retain(|name, _| {
        // Documents at the top have no folder.
        let folder = name.split_once('/').map(|(folder, _)| folder);
        folder.is_some_and(|folder| !of_the_clone.contains(folder)) && !name.ends_with(".md")
    });
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("clients.rs"), embed::expression(&files))
}
