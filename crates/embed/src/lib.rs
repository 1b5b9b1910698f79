//! Writes the files of a folder into a Rust expression, for build scripts.
#![doc = include_str!("../README.md")]

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Folders that tools write.
const MADE_BY_TOOLS: [&str; 5] = ["__pycache__", "node_modules", "target", "venv", ".venv"];

/// What the name of a manifest ends in where a package holds it under another name.
///
/// cargo leaves every folder with a `Cargo.toml` out of a package, so that such a folder lies in the package with a
/// `Cargo.toml.embedded`.
const RENAMED: &str = ".embedded";

/// Every file of a folder and its folders, by its path inside it with forward slashes; links are followed.
///
/// Hidden files and folders that tools write are left out. A file `NAME.embedded` counts as `NAME`.
///
/// # Errors
/// What cannot be read.
pub fn files(folder: &Path) -> io::Result<BTreeMap<String, PathBuf>> {
    let mut found = BTreeMap::new();
    collect(folder, "", &mut found)?;
    Ok(found)
}

/// A Rust expression of type `&[(&str, &str)]`: the path of each file and its text, which the compiler reads.
#[must_use]
pub fn expression(files: &BTreeMap<String, PathBuf>) -> String {
    let rows: Vec<String> =
        files.iter().map(|(name, path)| format!("({name:?}, include_str!({path:?}))")).collect();
    format!("&[{}]", rows.join(",\n"))
}

/// Tells cargo to run the build script again when this file, or a file of this folder, changes, comes or goes.
pub fn watch(path: &Path) {
    #[expect(clippy::print_stdout, reason = "a build script speaks to cargo on its standard output")]
    {
        println!("cargo::rerun-if-changed={}", path.display());
    }
}

fn collect(folder: &Path, inside: &str, found: &mut BTreeMap<String, PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if name.starts_with('.') || MADE_BY_TOOLS.contains(&name) {
            continue;
        }
        if path.is_dir() {
            collect(&path, &format!("{inside}{name}/"), found)?;
        } else {
            let name = name.strip_suffix(RENAMED).unwrap_or(name);
            found.insert(format!("{inside}{name}"), path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_folders_in_folders_are_found_and_those_of_tools_are_not() {
        let folder = tempfile::tempdir().unwrap();
        for path in
            ["a/b/c.json", "a/Cargo.toml.embedded", "a/target/debug/x", "a/__pycache__/x.pyc", ".hidden", "d"]
        {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        let found = files(folder.path()).unwrap();
        assert_eq!(found.keys().collect::<Vec<_>>(), ["a/Cargo.toml", "a/b/c.json", "d"]);
        assert!(found["a/Cargo.toml"].ends_with("Cargo.toml.embedded"));
    }

    #[test]
    fn a_path_with_a_quote_stays_one_text() {
        let files = BTreeMap::from([("a\"b".to_owned(), PathBuf::from("c\\d"))]);
        assert_eq!(expression(&files), r#"&[("a\"b", include_str!("c\\d"))]"#);
    }
}
