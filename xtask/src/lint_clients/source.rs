//! What an adapter's source may not contain: a table of patterns, each with what it would add to the library.

use std::path::{Path, PathBuf};
use std::{fs, io};

use regress::Regex;

/// A pattern that says that an adapter does something by itself.
struct Forbidden {
    /// The endings of the files that it is looked for in.
    endings: &'static [&'static str],
    /// What is looked for in each line.
    pattern: &'static str,
    /// What it would add.
    adds: &'static str,
}

const PYTHON: &[&str] = &["py"];
const NODE: &[&str] = &["js", "cjs", "mjs", "ts"];
const RUST: &[&str] = &["rs"];

const FORBIDDEN: &[Forbidden] = &[
    Forbidden { endings: PYTHON, pattern: r"\bsleep\(", adds: "a pause" },
    Forbidden { endings: NODE, pattern: r"\b(setTimeout|setInterval)\(", adds: "a pause or a time-out" },
    Forbidden { endings: RUST, pattern: r"\bsleep\(", adds: "a pause" },
    Forbidden { endings: PYTHON, pattern: r"^\s*while\b", adds: "a loop" },
    Forbidden { endings: NODE, pattern: r"\b(while|do)\s*[({]", adds: "a loop" },
    Forbidden {
        endings: PYTHON,
        pattern: r"\bfor\b.*\brange\(",
        adds: "a loop that counts, as of attempts or pages",
    },
    Forbidden {
        endings: NODE,
        pattern: r"\bfor\s*\([^)]*;",
        adds: "a loop that counts, as of attempts or pages",
    },
    Forbidden {
        endings: PYTHON,
        pattern: r"^\s*(import|from)\s+(hmac|hashlib|socket|ssl|http|urllib\.request|aiohttp|httpx|tenacity|backoff|retrying)\b",
        adds: "signing, sending or retrying",
    },
    Forbidden {
        endings: PYTHON,
        pattern: r"\brequests\.(get|post|put|request|Session)\b",
        adds: "requests of its own",
    },
    Forbidden {
        endings: NODE,
        // Not all of node:http, whose agent has to be cleared of what a library leaves there.
        pattern: r#"["'](node:)?(http2|net|tls|crypto|undici|axios|got)["']|\bhttps?\.(request|get)\("#,
        adds: "signing or sending",
    },
    Forbidden { endings: NODE, pattern: r"\bfetch\(", adds: "requests of its own" },
    Forbidden { endings: RUST, pattern: r"\b(reqwest|hyper|hmac|sha2)::", adds: "signing or sending" },
];

/// Why the sources of an adapter could not be searched.
#[derive(Debug, thiserror::Error)]
pub(super) enum SourceError {
    /// A file or folder cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system reports.
        source: io::Error,
    },
    /// A row of the table is no regular expression.
    #[error("the pattern {pattern:?} of the table is no regular expression: {source}")]
    Pattern {
        /// The pattern as the table has it.
        pattern: &'static str,
        /// What is wrong with it.
        source: regress::Error,
    },
}

impl SourceError {
    fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        |source| Self::Unreadable { path, source }
    }
}

/// Every place of an adapter's folder where it seems to add something to its library.
pub(super) fn problems(name: &str, folder: &Path) -> Result<Vec<String>, SourceError> {
    let mut problems = Vec::new();
    for file in sources(folder)? {
        let text = fs::read_to_string(&file).map_err(SourceError::unreadable(&file))?;
        let shown = file.strip_prefix(folder).unwrap_or(&file).display().to_string();
        for (line, adds) in found(&file, &text)? {
            problems.push(format!(
                "{name}/{shown}:{line}: adds {adds}; an adapter adds nothing to the library that it drives"
            ));
        }
    }
    Ok(problems)
}

/// The lines of a source that match, with what each would add.
fn found(file: &Path, text: &str) -> Result<Vec<(usize, &'static str)>, SourceError> {
    let ending = file.extension().unwrap_or_default().to_string_lossy().into_owned();
    let mut found = Vec::new();
    for forbidden in FORBIDDEN.iter().filter(|forbidden| forbidden.endings.contains(&ending.as_str())) {
        let pattern = Regex::new(forbidden.pattern)
            .map_err(|source| SourceError::Pattern { pattern: forbidden.pattern, source })?;
        found.extend(
            text.lines()
                .enumerate()
                .filter(|(_, line)| pattern.find(line).is_some())
                .map(|(index, _)| (index + 1, forbidden.adds)),
        );
    }
    found.sort_unstable();
    Ok(found)
}

/// The files of the adapter itself: all programs of the folder but its reproductions and its baseline.
fn sources(folder: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let mut sources = Vec::new();
    let entries = fs::read_dir(folder).map_err(SourceError::unreadable(folder))?;
    for entry in entries {
        let path = entry.map_err(SourceError::unreadable(folder))?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && name == "src" {
            sources.extend(self::sources(&path)?);
        } else if path.is_file() && name != "baseline" {
            sources.push(path);
        }
    }
    sources.retain(|path| {
        let ending = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        FORBIDDEN.iter().any(|forbidden| forbidden.endings.contains(&ending.as_str()))
    });
    sources.sort();
    Ok(sources)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(file: &str, text: &str) -> Vec<usize> {
        found(Path::new(file), text).unwrap().into_iter().map(|(line, _)| line).collect()
    }

    #[test]
    fn what_an_adapter_may_not_do_is_found() {
        assert_eq!(lines("adapter.py", "import hmac\nx = 1\n    time.sleep(1)\nwhile True:\n"), [1, 3, 4]);
        assert_eq!(lines("adapter.py", "for attempt in range(3):\n    requests.post(url)\n"), [1, 2]);
        assert_eq!(lines("adapter.cjs", "const c = require(\"node:crypto\");\nawait fetch(url);\n"), [1, 2]);
        assert_eq!(lines("adapter.cjs", "for (let i = 0; i < 3; i++) {}\nsetTimeout(go, 5);\n"), [1, 2]);
        assert_eq!(lines("main.rs", "tokio::time::sleep(pause).await;\nhmac::Mac::new();\n"), [1, 2]);
    }

    #[test]
    fn what_an_adapter_has_to_do_is_left_alone() {
        assert_eq!(lines("adapter.py", "import requests\nfor page in paginator.paginate():\n"), [0_usize; 0]);
        assert_eq!(
            lines("adapter.cjs", "for await (const page of paginate(config, input)) {}\n"),
            [0_usize; 0]
        );
        assert_eq!(lines("main.rs", "while let Some(page) = pages.next().await {}\n"), [0_usize; 0]);
    }
}
