//! Contracts that are loaded from memory: the same as from a folder, and with the same problems.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use contract::{Contracts, Loader};

use fixtures::Folder;

/// Every file of a folder by its path inside it.
fn texts(root: &Path, folder: &Path, files: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            texts(root, &entry.path(), files);
        } else {
            let name = entry.path().strip_prefix(root).unwrap().to_owned();
            files.insert(name, fs::read_to_string(entry.path()).unwrap());
        }
    }
}

fn in_memory(folder: &Folder) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    texts(folder.root(), folder.root(), &mut files);
    files
}

#[test]
fn a_folder_in_memory_makes_the_same_contracts() {
    let folder = Folder::all();
    let loaded = Loader::new().load(in_memory(&folder)).unwrap();
    assert_eq!(format!("{loaded:?}"), format!("{:?}", folder.load()));
}

#[test]
fn the_same_problems_are_found_with_each_load() {
    let folder = Folder::made_up();
    let right = in_memory(&folder);
    folder.edit("acme-cloud/list-widgets/operation.json", |operation| operation["titel"] = "x".into());
    fs::write(folder.path("acme-cloud/provider.json"), "{").unwrap();
    let problems = Contracts::load(folder.root()).unwrap_err();
    let mut loader = Loader::new();
    assert_eq!(loader.load(in_memory(&folder)).unwrap_err(), problems);
    assert_eq!(loader.load(in_memory(&folder)).unwrap_err(), problems);
    assert!(loader.load(right).is_ok());
}

#[test]
fn formats_that_are_missing_are_a_problem_each_time() {
    let folder = Folder::made_up();
    let right = in_memory(&folder);
    let mut files = right.clone();
    files.retain(|file, _| !file.starts_with("_meta"));
    let mut loader = Loader::new();
    for _ in 0..2 {
        let problems = loader.load(files.clone()).unwrap_err().to_string();
        assert!(problems.contains("_meta/operation.schema.json"), "{problems}");
    }
    assert!(loader.load(right).is_ok());
}
