//! No files of a crate import each other in a circle.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::Visit;

use crate::tree::{File, none, rust_files};

/// Circles that may stay: files of one crate, and why.
const EXCUSED: &[(&[&str], &str)] = &[
    (&["crates/model-amazon-bedrock/src/client.rs", "crates/model-amazon-bedrock/src/pager.rs"], PAGER),
    (&["crates/model-baidu-qianfan/src/client.rs", "crates/model-baidu-qianfan/src/pager.rs"], PAGER),
    (&["crates/model-volcengine-ark/src/client.rs", "crates/model-volcengine-ark/src/pager.rs"], PAGER),
];

const PAGER: &str = "a client gives its pager, and a pager asks its client";

/// A path inside a crate, such as `["timeline", "Timeline"]`.
type ModulePath = Vec<String>;

#[test]
fn no_files_import_each_other_in_a_circle() {
    let mut crates: BTreeMap<String, Vec<File>> = BTreeMap::new();
    for file in rust_files() {
        if let Some((name, _)) = file.path.split_once("/src/")
            && !name.starts_with("clients/")
            && !name.starts_with("fuzz")
        {
            crates.entry(name.to_owned()).or_default().push(file);
        }
    }
    assert!(crates.len() > 15, "the crates were not found");
    let mut problems = Vec::new();
    for (name, files) in &crates {
        for circle in circles(name, files) {
            let excused =
                EXCUSED.iter().any(|(known, _)| circle.iter().all(|file| known.contains(&file.as_str())));
            if !excused {
                problems.push(circle.join(" <-> "));
            }
        }
    }
    none("files that import each other in a circle; move what both need into a third file", &problems);
}

#[test]
fn a_circle_is_found_through_names_that_are_exported_again() {
    let file = |path: &str, text: &str| File { path: format!("x/src/{path}"), text: text.to_owned() };
    let files = [
        file("lib.rs", "mod a; mod b; mod c; pub use a::A; pub use c::{C, D as E};"),
        file("a.rs", "use crate::b::f; pub struct A;"),
        file("b.rs", "use super::E; pub fn f() {} "),
        file("c/mod.rs", "pub struct C; pub struct D; fn g() { let _ = crate::A; } mod d;"),
        file("c/d.rs", "#[cfg(test)] mod tests { use crate::a::A; }"),
    ];
    assert_eq!(circles("x", &files), [["x/src/a.rs", "x/src/b.rs", "x/src/c/mod.rs"]]);
    assert!(circles("x", &files[..2]).is_empty());
}

/// The groups of files of a crate that reach each other, each in order.
fn circles(name: &str, files: &[File]) -> Vec<Vec<String>> {
    let modules: BTreeMap<ModulePath, &File> =
        files.iter().filter_map(|file| Some((module_of(name, &file.path)?, file))).collect();
    let parsed: BTreeMap<&ModulePath, Imports> =
        modules.iter().map(|(path, file)| (path, imports(path, &file.text))).collect();
    let edges: BTreeMap<&ModulePath, BTreeSet<&ModulePath>> = parsed
        .iter()
        .map(|(from, found)| {
            let to = found.used.iter().filter_map(|path| resolve(path, &parsed, 0));
            // A path that begins with a name of this file leads into a child of it, or out of the crate.
            let inside = |to: &&ModulePath| to.len() > from.len() && to.starts_with(from);
            let children = found.relative.iter().filter_map(|path| resolve(path, &parsed, 0)).filter(inside);
            let to = to.chain(children);
            (*from, to.filter(|to| to != from).collect())
        })
        .collect();
    let reach: BTreeMap<&ModulePath, BTreeSet<&ModulePath>> =
        edges.keys().map(|from| (*from, reached(from, &edges))).collect();
    let mut found: BTreeSet<Vec<String>> = BTreeSet::new();
    for (from, to) in &reach {
        let back = |other: &&ModulePath| reach[*other].contains(from);
        let circle: BTreeSet<&ModulePath> = to.iter().copied().filter(back).collect();
        if circle.contains(from) {
            found.insert(circle.into_iter().map(|module| modules[module].path.clone()).collect());
        }
    }
    found.into_iter().collect()
}

fn reached<'a>(
    from: &'a ModulePath,
    edges: &BTreeMap<&'a ModulePath, BTreeSet<&'a ModulePath>>,
) -> BTreeSet<&'a ModulePath> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&ModulePath> = edges[from].iter().copied().collect();
    while let Some(next) = open.pop() {
        if found.insert(next) {
            open.extend(&edges[next]);
        }
    }
    found
}

/// The module that a file is; `None` for programs of their own.
fn module_of(name: &str, path: &str) -> Option<ModulePath> {
    let inside = path.strip_prefix(&format!("{name}/src/"))?.strip_suffix(".rs")?;
    if inside.starts_with("bin/") || inside == "main" {
        return None;
    }
    let mut parts: ModulePath = inside.split('/').map(str::to_owned).collect();
    if matches!(parts.last().map(String::as_str), Some("mod" | "lib")) {
        parts.pop();
    }
    Some(parts)
}

/// The file in which a name is defined, followed through what its module exports again.
fn resolve<'a>(
    path: &ModulePath,
    parsed: &BTreeMap<&'a ModulePath, Imports>,
    depth: usize,
) -> Option<&'a ModulePath> {
    let length = (0..=path.len()).rev().find(|length| parsed.contains_key(&path[..*length].to_vec()))?;
    let (module, found) = parsed.get_key_value(&path[..length].to_vec())?;
    if let Some(name) = path.get(length)
        && let Some(exported) = found.exported.get(name).filter(|_| depth < 8)
    {
        return resolve(exported, parsed, depth + 1);
    }
    Some(module)
}

/// What a file uses of its own crate, and what it exports again under which name.
#[derive(Default)]
struct Imports {
    module: ModulePath,
    used: BTreeSet<ModulePath>,
    relative: BTreeSet<ModulePath>,
    exported: BTreeMap<String, ModulePath>,
}

fn imports(module: &ModulePath, text: &str) -> Imports {
    let mut found = Imports { module: module.clone(), ..Imports::default() };
    found.visit_file(&syn::parse_file(text).expect("a source that compiles"));
    found
}

impl Imports {
    /// A path as the crate's root sees it; `None` for what other crates define.
    fn absolute(&self, path: &[String]) -> Option<ModulePath> {
        let mut base = self.module.clone();
        let mut rest = path;
        match rest.first().map(String::as_str) {
            Some("crate") => {
                base.clear();
                rest = &rest[1..];
            }
            Some("self") => rest = &rest[1..],
            Some("super") => {
                while rest.first().is_some_and(|part| part == "super") {
                    base.pop();
                    rest = &rest[1..];
                }
            }
            _ => return None,
        }
        Some(base.into_iter().chain(rest.iter().cloned()).collect())
    }

    fn tree(&mut self, tree: &syn::UseTree, before: &[String], exports: bool) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.tree(&path.tree, &with(&path.ident), exports),
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|item| self.tree(item, before, exports));
            }
            syn::UseTree::Name(name) => self.leaf(&with(&name.ident), &name.ident.to_string(), exports),
            syn::UseTree::Rename(name) => self.leaf(&with(&name.ident), &name.rename.to_string(), exports),
            syn::UseTree::Glob(_) => self.leaf(before, "*", exports),
        }
    }

    fn leaf(&mut self, path: &[String], name: &str, exports: bool) {
        if exports {
            // `pub use child::Name` needs no `self`.
            let relative = self.absolute(path).unwrap_or_else(|| [&self.module[..], path].concat());
            self.exported.insert(name.to_owned(), relative);
        } else {
            self.uses(path);
        }
    }

    fn uses(&mut self, path: &[String]) {
        match self.absolute(path) {
            Some(path) => drop(self.used.insert(path)),
            None => drop(self.relative.insert([&self.module[..], path].concat())),
        }
    }
}

impl<'ast> Visit<'ast> for Imports {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !item.attrs.iter().any(|attribute| attribute.path().is_ident("cfg")) {
            syn::visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let exports = !matches!(item.vis, syn::Visibility::Inherited);
        self.tree(&item.tree, &[], exports);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if parts.len() > 1 {
            self.uses(&parts);
        }
        syn::visit::visit_path(self, path);
    }
}
