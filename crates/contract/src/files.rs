//! Where the files of a `schemas/` folder come from: the disk, or memory.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The files of a `schemas/` folder, by their path inside it.
#[derive(Debug, Clone)]
pub enum Files {
    /// A folder on disk.
    Folder(PathBuf),
    /// Texts in memory.
    Texts(Arc<BTreeMap<PathBuf, String>>),
}

impl Files {
    /// The text of a file, or why there is none.
    pub fn text(&self, file: &Path) -> Result<String, String> {
        match self {
            Self::Folder(root) => fs::read_to_string(root.join(file)).map_err(|error| error.to_string()),
            Self::Texts(texts) => texts.get(file).cloned().ok_or_else(|| "there is no such file".to_owned()),
        }
    }

    /// Whether there is such a folder.
    pub fn is_folder(&self, path: &Path) -> bool {
        match self {
            Self::Folder(root) => root.join(path).is_dir(),
            Self::Texts(texts) => texts.keys().any(|file| file != path && file.starts_with(path)),
        }
    }

    /// What lies in a folder, in order, or why it cannot be listed.
    pub fn entries(&self, folder: &Path) -> Result<Vec<PathBuf>, String> {
        let names: BTreeSet<PathBuf> = match self {
            Self::Folder(root) => fs::read_dir(root.join(folder))
                .map_err(|error| error.to_string())?
                .filter_map(Result::ok)
                .map(|entry| folder.join(entry.file_name()))
                .collect(),
            Self::Texts(texts) => texts
                .keys()
                .filter_map(|file| file.strip_prefix(folder).ok()?.components().next())
                .map(|name| folder.join(name))
                .collect(),
        };
        Ok(names.into_iter().collect())
    }
}
