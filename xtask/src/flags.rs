//! The page with every flag of every command, from the definition of the command line.

use std::fmt::Write;

use crate::workspace::Failure;

const HEAD: &str = "\
# Every flag

<!-- Written by `cargo xtask derive` from the definition of the command line; do not edit. -->

In the clone, `cargo xtask conformance` takes the flags of `clausal check`, and with `--live` those of `clausal probe`.
";

/// The page as Markdown.
pub(crate) fn page() -> Result<String, Failure> {
    let mut page = HEAD.to_owned();
    let mut command = clausal::cli::command()?;
    command.build();
    section(&mut page, "clausal", command.clone())?;
    for each in command.get_subcommands().filter(|each| each.get_name() != "help") {
        section(&mut page, &format!("clausal {}", each.get_name()), each.clone())?;
    }
    Ok(page)
}

fn section(page: &mut String, title: &str, mut command: clap::Command) -> Result<(), Failure> {
    let help = command.render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    write!(page, "\n## {title}\n\n```text\n{}\n```\n", lines.join("\n").trim()).map_err(Failure::harness)
}
