//! The program as people install it: built for release, and run in an empty folder with an empty cache.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::step::cargo;
use crate::workspace::{Failure, target, workspace};

/// What the program may weigh, in bytes.
const HEAVIEST: u64 = 25_000_000;

/// Builds the program, and sees that it works without the clone.
pub(crate) fn run() -> Result<(), Failure> {
    cargo(&["build", "--release", "--package", "clausal"])?;
    let built = target().join("release").join(format!("clausal{}", std::env::consts::EXE_SUFFIX));
    let size = fs::metadata(&built).map_err(|error| unusable(&built, &error))?.len();
    anstream::eprintln!("{} MB", size / 1_000_000);
    if size > HEAVIEST {
        return Err(Failure::harness(format!(
            "{} has {size} bytes, more than {HEAVIEST}; look at what was added to its dependencies",
            built.display()
        )));
    }
    let folder = std::env::temp_dir().join(format!("clausal-{}", std::process::id()));
    fs::create_dir_all(&folder).map_err(|error| unusable(&folder, &error))?;
    let outcome = works(&built, &folder);
    fs::remove_dir_all(&folder).map_err(|error| unusable(&folder, &error))?;
    outcome
}

fn works(program: &Path, folder: &Path) -> Result<(), Failure> {
    // The set-ups of this language take the least time.
    let clients = workspace().clients(&[])?;
    let client = clients
        .iter()
        .find(|client| client.manifest.language == "python")
        .ok_or_else(|| Failure::harness("no client in Python"))?;
    for arguments in [
        &["--version"][..],
        &["check", "--list"],
        &["coverage", "--counts"],
        &["probe", "--dry-run"],
        &["check", "--client", &client.name, "--case", "*/paging/*"],
    ] {
        let begun = Instant::now();
        let output = Command::new(program)
            .args(arguments)
            .args(["--state", "state"])
            .current_dir(folder)
            .output()
            .map_err(|error| unusable(program, &error))?;
        anstream::eprintln!("clausal {}: {:.3} s", arguments.join(" "), begun.elapsed().as_secs_f64());
        if !output.status.success() {
            return Err(Failure::harness(format!(
                "clausal {} in an empty folder: {}\n{}{}",
                arguments.join(" "),
                output.status,
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            )));
        }
    }
    Ok(())
}

fn unusable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::harness(format!("{}: {error}", path.display()))
}
