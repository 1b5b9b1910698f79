//! What every test stands on: the contracts with their laws, and the programs.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, LazyLock};

use contract::Contracts;
use defects::matrix::Programs;

pub(crate) static CONTRACTS: LazyLock<Arc<Contracts>> = LazyLock::new(|| {
    Arc::new(conformance::with_laws(Contracts::bundled().expect("contracts")).expect("laws"))
});

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
