//! Where the files of a `schemas/` folder come from: the disk, or memory.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use sha2::{Digest, Sha256};

/// The files of a `schemas/` folder, by their path inside it.
#[derive(Debug, Clone)]
pub enum Files {
    /// A folder on disk.
    Folder(PathBuf),
    /// Texts in memory.
    Texts(Arc<BTreeMap<PathBuf, String>>),
}

/// The contracts of this repository, by the build script: the folder where they lie, in a debug build of the clone, and
/// what they hold in every other build.
type Bundled = (Option<&'static str>, &'static [(&'static str, &'static str)]);

const BUNDLED: Bundled = include!(concat!(env!("OUT_DIR"), "/bundled.rs"));

impl Files {
    /// The contracts that this crate was built with.
    #[must_use]
    pub fn bundled() -> Self {
        let (folder, texts) = BUNDLED;
        if let Some(folder) = folder {
            return Self::Folder(folder.into());
        }
        let texts = texts.iter().map(|(path, text)| (PathBuf::from(path), (*text).to_owned()));
        Self::Texts(Arc::new(texts.collect()))
    }

    /// SHA-256 over the paths and texts of all files, in lower-case hexadecimal; the same wherever they lie.
    ///
    /// # Errors
    /// The first file that cannot be read.
    pub fn digest(&self) -> io::Result<String> {
        let mut hash = Sha256::new();
        for path in self.all(Path::new(""))? {
            let name: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
            let text = self.text(&path)?;
            for part in [name.join("/").as_str(), text.as_str()] {
                // With its length before it, no part can be taken for the end of another.
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
        }
        Ok(hex::encode(hash.finalize()))
    }

    /// Every file below a folder, in order.
    fn all(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        for entry in self.entries(folder)? {
            if self.is_folder(&entry) {
                found.extend(self.all(&entry)?);
            } else {
                found.push(entry);
            }
        }
        Ok(found)
    }

    /// The text of a file.
    ///
    /// # Errors
    /// If there is no such file, or it cannot be read as UTF-8.
    pub fn text(&self, file: &Path) -> io::Result<String> {
        match self {
            Self::Folder(root) => fs::read_to_string(root.join(file)),
            Self::Texts(texts) => texts
                .get(file)
                .cloned()
                .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "there is no such file")),
        }
    }

    /// Whether there is such a folder.
    pub fn is_folder(&self, path: &Path) -> bool {
        match self {
            Self::Folder(root) => root.join(path).is_dir(),
            Self::Texts(texts) => texts.keys().any(|file| file != path && file.starts_with(path)),
        }
    }

    /// What lies in a folder, in order.
    ///
    /// # Errors
    /// If the folder cannot be listed.
    pub fn entries(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let names: BTreeSet<PathBuf> = match self {
            Self::Folder(root) => fs::read_dir(root.join(folder))?
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
