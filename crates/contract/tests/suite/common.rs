//! Folders of contracts that vanish after a test, and the contracts of this repository.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use contract::{Contracts, Operation, Side, derive};
use serde_json::Value;
use tempfile::TempDir;

/// The contracts of this repository.
pub(crate) static BUNDLED: LazyLock<Contracts> = LazyLock::new(|| Contracts::bundled().unwrap());

/// The made-up provider alone, whose one operation has a clause of every kind that becomes a limit.
pub(crate) static MADE_UP: LazyLock<Contracts> = LazyLock::new(|| Folder::made_up().load());

/// Every operation, the made-up one too, with the contracts that it belongs to.
pub(crate) fn operations() -> impl Iterator<Item = (&'static Contracts, &'static Operation)> {
    [&*BUNDLED, &*MADE_UP]
        .into_iter()
        .flat_map(|contracts| contracts.operations().map(move |operation| (contracts, operation)))
}

/// The derived schema of one side.
pub(crate) fn schema(contracts: &Contracts, operation: &Operation, side: Side) -> Value {
    let schemas = derive(contracts, operation);
    match side {
        Side::Request => schemas.request,
        Side::Response => schemas.response,
        Side::Error => schemas.error,
    }
}

/// A `schemas/` folder of one test.
pub(crate) struct Folder(TempDir);

impl Folder {
    /// Our own formats, the standards, and the made-up provider.
    pub(crate) fn made_up() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        copy(&bundled_schemas().join("_meta"), &folder.path("_meta"));
        fs::copy(bundled_schemas().join("standards.json"), folder.path("standards.json")).unwrap();
        copy(&made_up_schemas(), folder.0.path());
        folder
    }

    /// Everything that this repository has, and the made-up provider.
    pub(crate) fn all() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        copy(&bundled_schemas(), folder.0.path());
        copy(&made_up_schemas(), folder.0.path());
        folder
    }

    /// A folder without a file.
    pub(crate) fn empty() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn root(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    pub(crate) fn load(&self) -> Contracts {
        Contracts::load(self.root()).unwrap()
    }

    /// Changes one JSON file.
    pub(crate) fn edit(&self, file: &str, change: impl FnOnce(&mut Value)) {
        let mut value = read(&self.path(file));
        change(&mut value);
        fs::write(self.path(file), serde_json::to_string_pretty(&value).unwrap()).unwrap();
    }
}

pub(crate) fn read(file: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

pub(crate) fn bundled_schemas() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas")
}

fn made_up_schemas() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
