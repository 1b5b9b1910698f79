//! Where things lie in this repository.

use std::path::{Path, PathBuf};

use clausal::Workspace;

pub(crate) use clausal::Failure;

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// Where cargo builds, and where clients are set up.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The repository as the commands see it.
pub(crate) fn workspace() -> Workspace {
    Workspace::of_clone(root(), target())
}
