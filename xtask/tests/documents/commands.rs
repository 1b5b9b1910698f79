//! Commands in the documents exist with their flags, asked of the command lines' own definitions.

use std::process::{Command, Stdio};

use clap::error::ErrorKind;

use crate::markdown::documents;
use crate::tree::none;

/// Documents of what was: their commands existed once.
const HISTORY: &[&str] = &["CHANGELOG.md"];

/// Languages of blocks whose lines are commands; of a console's lines those with a prompt.
const SHELL: &str = "sh";
const CONSOLE: &str = "console";

#[test]
fn every_command_exists() {
    let mut problems = Vec::new();
    for document in documents().iter().filter(|document| !HISTORY.contains(&document.path.as_str())) {
        let blocks = document.blocks.iter().flat_map(|block| {
            let lines = block.what.text.lines().enumerate();
            lines.filter_map(|(index, line)| {
                let command = match block.what.language.as_str() {
                    SHELL => Some(line),
                    CONSOLE => line.strip_prefix("$ "),
                    _ => None,
                };
                command.map(|command| (block.line + 1 + index, command))
            })
        });
        let spans = document.spans.iter().map(|span| (span.line, span.what.as_str()));
        for (line, command) in blocks.chain(spans) {
            if let Err(problem) = exists(command) {
                problems.push(format!("{}:{line}: {command}\n    {}", document.path, problem.trim()));
            }
        }
    }
    none("commands that do not exist", &problems);
}

/// Whether a line of a shell that begins with one of our programs names a command and flags that it has.
fn exists(line: &str) -> Result<(), String> {
    let line = line.split(" # ").next().unwrap_or_default();
    // What is no line of a shell is code of another kind.
    let Ok(words) = shell_words::split(line) else { return Ok(()) };
    let words: Vec<&str> = words.iter().map(String::as_str).skip_while(|word| is_assignment(word)).collect();
    match words.as_slice() {
        ["clausal", arguments @ ..] if is_command(arguments) => exists_in_clausal(arguments),
        ["cargo", "xtask", arguments @ ..] if is_command(arguments) => exists_in_xtask(arguments),
        _ => Ok(()),
    }
}

/// `NAME=value` before a command.
fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|sign| sign.is_ascii_uppercase() || sign == '_')
    })
}

/// Whether a command follows, and not the end or an ellipsis.
fn is_command(arguments: &[&str]) -> bool {
    arguments.first().is_some_and(|first| *first != "…")
}

fn exists_in_clausal(arguments: &[&str]) -> Result<(), String> {
    let asked = ["clausal"].iter().chain(arguments).chain(&["--help"]);
    match clausal::cli::command().expect("the contracts of this repository").try_get_matches_from(asked) {
        Ok(_) => Ok(()),
        Err(error) => match error.kind() {
            // A document may write N for a number.
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::ValueValidation => Ok(()),
            _ => Err(error.to_string()),
        },
    }
}

/// The commands of this repository belong to a program, so that the program is asked: help comes before anything runs.
fn exists_in_xtask(arguments: &[&str]) -> Result<(), String> {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .arg("--help")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.success() || said.contains("error: invalid value") {
        Ok(())
    } else {
        Err(said.into_owned())
    }
}

#[test]
fn a_command_that_does_not_exist_is_found() {
    for right in [
        "clausal check --client boto3 --case '*/paging/*' # all of them",
        "clausal --contracts DIR probe --endpoint URL --json FILE",
        "clausal check --jobs N",
        "clausal --version",
        "cargo xtask fuzz --seconds 60",
        "A_KEY=… cargo xtask conformance --live",
        "cargo xtask",
        "clausal …",
        "cargo build --anything",
        "it's no line of a shell",
    ] {
        assert_eq!(exists(right), Ok(()), "{right}");
    }
    for wrong in [
        "clausal chek",
        "clausal check --clients boto3",
        "cargo xtask conformances",
        "cargo xtask fuzz --minutes 60",
        "A_KEY=… clausal probe --live",
    ] {
        assert!(exists(wrong).is_err(), "{wrong}");
    }
}
