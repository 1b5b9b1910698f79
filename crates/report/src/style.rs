//! Colours, and how verdicts are counted in a line or a cell.

use std::fmt::Display;

use anstyle::{AnsiColor, Style};
use suite::Verdict;

pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(crate) const QUIET: Style = Style::new().dimmed();
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default();

/// What the signs in [`cell`] mean.
pub(crate) const LEGEND: &str =
    "passed of judged; ! failed, ~ known failure, ? fixed (a known failure that passes), - skipped, x error";

pub(crate) fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// A text of several lines, the later ones below the first.
pub(crate) fn indented(text: &str) -> String {
    text.replace('\n', "\n               ")
}

/// `12/14 !1 ~1 -2`: passed of judged, then what else there is.
pub(crate) fn cell(verdicts: &[Verdict]) -> String {
    if verdicts.is_empty() {
        return String::new();
    }
    let count = |verdict| verdicts.iter().filter(|found| **found == verdict).count();
    let judged = verdicts.len() - count(Verdict::Skipped) - count(Verdict::Error);
    let mut text = format!("{}/{judged}", count(Verdict::Passed));
    for (verdict, sign) in [
        (Verdict::Failed, '!'),
        (Verdict::KnownFailure, '~'),
        (Verdict::Fixed, '?'),
        (Verdict::Skipped, '-'),
        (Verdict::Error, 'x'),
    ] {
        if count(verdict) > 0 {
            text.push_str(&format!(" {sign}{}", count(verdict)));
        }
    }
    text
}

/// `: 12 passed (2 with warnings), 1 failed`, or no text where there is nothing.
pub(crate) fn breakdown(verdicts: &[Verdict], passed_with_warnings: usize) -> String {
    let mut parts = Vec::new();
    for verdict in Verdict::ALL {
        let count = verdicts.iter().filter(|found| **found == verdict).count();
        if count == 0 {
            continue;
        }
        let mut part = format!("{count} {}", counted(verdict, count));
        if verdict == Verdict::Passed && passed_with_warnings > 0 {
            part.push_str(&format!(" ({passed_with_warnings} with warnings)"));
        }
        parts.push(part);
    }
    if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) }
}

fn counted(verdict: Verdict, count: usize) -> &'static str {
    match verdict {
        Verdict::Passed => "passed",
        Verdict::Failed => "failed",
        Verdict::KnownFailure if count == 1 => "known failure",
        Verdict::KnownFailure => "known failures",
        Verdict::Fixed => "fixed",
        Verdict::Skipped => "skipped",
        Verdict::Error if count == 1 => "error",
        Verdict::Error => "errors",
    }
}
