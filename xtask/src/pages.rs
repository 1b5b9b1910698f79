//! Pages of the repository that a command writes, or compares with what is there.

use std::fs;
use std::io;
use std::path::Path;

use crate::workspace::Failure;

/// A page by its path from the root.
pub(crate) struct Page {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Writes every page below a root.
pub(crate) fn write(root: &Path, pages: &[Page]) -> Result<(), Failure> {
    for page in pages {
        let file = root.join(&page.path);
        let written =
            file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&file, &page.text));
        written.map_err(|error| Failure::harness(format!("{}: {error}", page.path)))?;
    }
    Ok(())
}

/// The path of each page that differs from its file, and below it each line that only one of them has, marked as in a
/// difference of two files.
pub(crate) fn differences(root: &Path, pages: &[Page]) -> Vec<String> {
    let mut differences = Vec::new();
    for Page { path, text } in pages {
        match fs::read_to_string(root.join(path)) {
            Ok(found) if found == *text => {}
            Ok(found) => {
                differences.push(path.clone());
                differences.extend(lines(&found, text));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                differences.push(format!("{path}: there is no such file yet"));
            }
            Err(error) => differences.push(format!("{path}: {error}")),
        }
    }
    differences
}

/// Each line of one that is not in the other; where only the order differs, one line that says so.
fn lines(found: &str, wanted: &str) -> Vec<String> {
    let lacks = |text: &str, line: &str| !text.lines().any(|other| other == line);
    let removed = found.lines().filter(|line| lacks(wanted, line)).map(|line| format!("- {line}"));
    let new = wanted.lines().filter(|line| lacks(found, line)).map(|line| format!("+ {line}"));
    let lines: Vec<String> = removed.chain(new).collect();
    if lines.is_empty() { vec!["the same lines, in another order or number".to_owned()] } else { lines }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_listed_below_their_file() {
        let root = tempfile::tempdir().unwrap();
        let page = |path: &str, text: &str| Page { path: path.to_owned(), text: text.to_owned() };
        let wanted = [page("a.md", "one\ntwo\n"), page("new/b.md", "three\n")];
        write(root.path(), &wanted).unwrap();
        assert_eq!(differences(root.path(), &wanted), [""; 0]);
        fs::write(root.path().join("a.md"), "zero\ntwo\n").unwrap();
        fs::remove_file(root.path().join("new/b.md")).unwrap();
        assert_eq!(
            differences(root.path(), &wanted),
            ["a.md", "- zero", "+ one", "new/b.md: there is no such file yet"]
        );
    }

    #[test]
    fn another_order_is_a_difference() {
        assert_eq!(lines("a\nb\n", "b\na\n"), ["the same lines, in another order or number"]);
    }
}
