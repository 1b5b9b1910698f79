//! What the tests share: the contracts with their suite, and the programs.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use defects::matrix::Programs;
use suite::Loaded;

pub(crate) static LOADED: LazyLock<Loaded> =
    LazyLock::new(|| suite::bundled().expect("contracts and their suite"));

/// The programs, the reference client built first: cargo builds only those of this package for a test.
pub(crate) static PROGRAMS: LazyLock<Programs> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "clausal-reference-client"])
        .current_dir(&root)
        .status()
        .expect("cargo starts");
    assert!(built.success(), "the reference client does not build");
    let defective = PathBuf::from(env!("CARGO_BIN_EXE_defective-client"));
    let folder = defective.parent().expect("a folder").to_owned();
    Programs {
        reference: folder.join("reference-client"),
        schemas: root.join("schemas"),
        target: folder,
        root,
        defective,
    }
});
