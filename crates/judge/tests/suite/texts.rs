//! Texts that people read, kept as snapshots under `snapshots/` and reviewed with `cargo insta review`.

use std::cell::Cell;
use std::path::Path;

thread_local! {
    static CHECKED: Cell<usize> = const { Cell::new(0) };
}

/// Compares a text with its snapshot, which bears the name of the running test and a number from its second on.
pub(crate) fn check(kind: &str, text: &str) {
    let count = CHECKED.get() + 1;
    CHECKED.set(count);
    let thread = std::thread::current();
    let test = thread.name().expect("the test runner names its threads").replace("::", ".");
    let name = if count == 1 { test } else { format!("{test}.{count}") };
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../snapshots").join(kind));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
