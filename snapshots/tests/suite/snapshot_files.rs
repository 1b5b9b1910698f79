//! Where snapshots lie: one folder a kind, one file an operation.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use contract::Operation;
use fixtures::BUNDLED;

/// Compares one text with its snapshot.
pub(crate) fn check(kind: &str, name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder(kind));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Compares one text for each operation, and finds snapshots of operations that are no more.
pub(crate) fn check_each(kind: &str, names: &[&str], text: impl Fn(&Operation, &str) -> String) {
    let mut expected = BTreeSet::new();
    for operation in BUNDLED.contracts.operations() {
        for name in names {
            let name = format!("{}{name}", operation.id.replace('/', "."));
            check(kind, &name, &text(operation, &name));
            expected.insert(format!("{name}.snap"));
        }
    }
    let found: BTreeSet<String> = fs::read_dir(folder(kind))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".snap"))
        .collect();
    let orphans: Vec<&String> = found.difference(&expected).collect();
    assert!(
        orphans.is_empty(),
        "snapshots/{kind} holds {orphans:?}, which belong to no operation; delete them"
    );
}

fn folder(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(kind)
}
