//! The files of the repository, with git or without it.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that tools fill.
const MADE_BY_TOOLS: [&str; 7] =
    ["target", "node_modules", ".git", "__pycache__", ".venv", "venv", "proptest-regressions"];

/// A text file, by its path from the root with forward slashes.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every text file of the repository, by path.
pub(crate) fn files() -> Vec<File> {
    let mut files = Vec::new();
    walk(&root(), &root(), &mut files);
    files.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(files.iter().any(|file| file.path == "Cargo.toml"), "this is not the root of the repository");
    files
}

/// Every Rust file.
pub(crate) fn rust_files() -> Vec<File> {
    let mut files = files();
    files.retain(|file| file.path.ends_with(".rs"));
    files
}

/// The names of the folders inside a folder.
pub(crate) fn folders(folder: &str) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(root().join(folder))
        .unwrap()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().unwrap().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .filter(|name| !name.starts_with(['_', '.']) && !MADE_BY_TOOLS.contains(&name.as_str()))
        .collect();
    names.sort();
    names
}

/// Fails with all problems at once, one a line.
pub(crate) fn none(rule: &str, problems: &[String]) {
    assert!(problems.is_empty(), "{rule}:\n  {}", problems.join("\n  "));
}

fn walk(root: &Path, folder: &Path, files: &mut Vec<File>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            if !MADE_BY_TOOLS.contains(&entry.file_name().to_str().unwrap()) {
                walk(root, &path, files);
            }
        } else if kind.is_file() {
            // What is not UTF-8 is no text, and what vanished meanwhile was a tool's.
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let path = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            files.push(File { path, text });
        }
    }
}
