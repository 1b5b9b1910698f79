//! What the program holds besides its code: the clients that it knows, and which defects prove which case.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use crate::Failure;

/// The files of `clients/`, by path, but for documents and for clients that only the clone can build.
const CLIENTS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/clients.rs"));

/// Written by `cargo xtask derive` from the defects, which this program does not hold.
const PROOFS: &str = include_str!("../proofs.json");

/// The defects that each case and probe is known to catch, by its id.
///
/// # Errors
/// A file that is not as it was written.
pub fn proofs() -> Result<BTreeMap<String, BTreeSet<String>>, Failure> {
    let by_defect: BTreeMap<String, BTreeSet<String>> =
        serde_json::from_str(PROOFS).map_err(|error| Failure::harness(format!("proofs.json: {error}")))?;
    let mut proofs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (defect, ids) in by_defect {
        for id in ids {
            proofs.entry(id).or_default().insert(defect.clone());
        }
    }
    Ok(proofs)
}

/// The text of `proofs.json`: the cases and probes of each defect, by name.
///
/// # Errors
/// None that is known; the writer of JSON may have some.
pub fn proofs_text(proofs: &BTreeMap<String, BTreeSet<String>>) -> Result<String, Failure> {
    let mut by_defect: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (id, defects) in proofs {
        for defect in defects {
            by_defect.entry(defect).or_default().insert(id);
        }
    }
    Ok(serde_json::to_string_pretty(&by_defect).map_err(Failure::harness)? + "\n")
}

/// Where clients are set up without `--state`: a folder of our own in the user's cache folder.
pub(crate) fn default_state() -> Result<PathBuf, Failure> {
    let folders = etcetera::choose_base_strategy().map_err(|error| {
        Failure::harness(format!("no folder for caches is known ({error}); name one with --state DIR"))
    })?;
    Ok(folders.cache_dir().join("clausal"))
}

/// The folder of the known clients, unpacked below the state where that was not done yet.
pub(crate) fn unpacked_clients(state: &Path) -> Result<PathBuf, Failure> {
    let mut hasher = DefaultHasher::new();
    CLIENTS.hash(&mut hasher);
    let folder = state.join("adapters").join(format!("{:016x}", hasher.finish()));
    if !folder.is_dir() {
        unpack(&folder).map_err(|error| {
            let advice = "make the folder writable, or name another with --state DIR";
            Failure::harness(format!("{}: {error}; {advice}", folder.display()))
        })?;
    }
    Ok(folder)
}

/// Writes beside the folder first, so that it is there whole or not at all, also with two runs at a time.
fn unpack(folder: &Path) -> io::Result<()> {
    let unfinished = folder.with_extension(format!("unfinished-{}", std::process::id()));
    for (path, text) in CLIENTS {
        let path = unfinished.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&unfinished))?;
        fs::write(path, text)?;
    }
    match fs::rename(&unfinished, folder) {
        // Another run was faster.
        Err(_) if folder.is_dir() => fs::remove_dir_all(&unfinished),
        renamed => renamed,
    }
}
