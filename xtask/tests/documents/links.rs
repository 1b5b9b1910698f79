//! Every link and anchor resolves; addresses of the web are only looked at, never asked.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use crate::markdown::{Document, documents};
use crate::tree::{none, root};

#[test]
fn every_link_leads_somewhere() {
    let documents = documents();
    let by_path: BTreeMap<&str, &Document> =
        documents.iter().map(|document| (document.path.as_str(), document)).collect();
    let mut problems = Vec::new();
    for document in &documents {
        for link in &document.links {
            if let Err(problem) = resolve(document, &link.what, &by_path) {
                problems.push(format!("{}:{}: {}: {problem}", document.path, link.line, link.what));
            }
        }
    }
    none("links that lead nowhere", &problems);
}

#[test]
fn links_are_written_as_markdown() {
    let mut problems = Vec::new();
    for document in documents() {
        for html in
            document.html.iter().filter(|html| ["href", "src"].iter().any(|word| html.what.contains(word)))
        {
            problems.push(format!("{}:{}: {}", document.path, html.line, html.what.trim()));
        }
    }
    none("links in HTML, which no test follows", &problems);
}

#[test]
fn what_the_book_includes_is_there() {
    let mut problems = Vec::new();
    for document in documents() {
        for included in document.text.split("{{#include ").skip(1) {
            let path = included.split([':', '}']).next().unwrap_or_default();
            if !folder(&document).join(path).is_file() {
                problems.push(format!("{}: {path}", document.path));
            }
        }
    }
    none("includes that are not there", &problems);
}

fn resolve(document: &Document, link: &str, by_path: &BTreeMap<&str, &Document>) -> Result<(), String> {
    if link.contains("://") {
        return if is_well_formed(link) { Ok(()) } else { Err("not an address".to_owned()) };
    }
    let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor)));
    let path = if path.is_empty() {
        document.path.clone()
    } else {
        let target = normal(&folder(document).join(path));
        if !target.exists() {
            return Err("no such file".to_owned());
        }
        let inside = target.strip_prefix(normal(&root())).map_err(|_| "outside of the repository")?;
        inside.to_string_lossy().replace('\\', "/")
    };
    match anchor {
        None => Ok(()),
        Some(anchor) => match by_path.get(path.as_str()) {
            Some(target) if target.anchors.contains(anchor) => Ok(()),
            Some(_) => Err(format!("{path} has no heading #{anchor}")),
            None => Err(format!("{path} has no headings")),
        },
    }
}

/// Whether an address has a scheme of the web, a host with a dot, and no white space.
fn is_well_formed(link: &str) -> bool {
    let rest = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        host.contains('.') && !host.starts_with('.') && !link.contains(char::is_whitespace)
    })
}

fn folder(document: &Document) -> PathBuf {
    root().join(&document.path).parent().unwrap().to_owned()
}

/// The path without `.` and `..`; links of the file system are not followed.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => drop(normal.pop()),
            other => normal.push(other),
        }
    }
    normal
}

#[test]
fn a_wrong_link_is_found() {
    let document = |path: &str, text: &str| Document::of(path.to_owned(), text.to_owned());
    let documents = [document("docs/x.md", "# One\n"), document("README.md", "# Two words\n")];
    let by_path = documents.iter().map(|document| (document.path.as_str(), document)).collect();
    let right = |link: &str| resolve(&documents[0], link, &by_path).is_ok();
    for link in ["#one", "../README.md", "../README.md#two-words", "https://example.org/a", "decisions/"] {
        assert!(right(link), "{link}");
    }
    for link in [
        "#two",
        "missing.md",
        "../README.md#three",
        "https://nowhere",
        "ftp://a.b",
        "../..",
        "../Cargo.toml#a",
    ] {
        assert!(!right(link), "{link}");
    }
}
