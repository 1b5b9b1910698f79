//! One call of the program in an empty folder with an empty home.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// How a call ended.
pub(crate) struct Called {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// An empty folder that the program runs in.
pub(crate) fn empty_folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// The program in a folder, with a home of its own and these variables besides.
pub(crate) fn call(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Called {
    let output = Command::new(env!("CARGO_BIN_EXE_clausal"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder.join("home"))
        .env("LOCALAPPDATA", folder.join("home"))
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Called { code: output.status.code().unwrap(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
}
