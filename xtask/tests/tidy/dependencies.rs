//! What depends on what.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand};

use crate::tree::{none, root};

/// Every package of ours by its [`short`] name: what it is built from, and what its tests may use besides.
const TABLE: &[(&str, &[&str], &[&str])] = &[
    ("signing", &[], &[]),
    ("clausal-wire", &[], &[]),
    ("contract", &["clausal-wire", "signing"], &[]),
    ("client-protocol", &[], &[]),
    ("model-transport", &["signing"], &[]),
    ("model-amazon-bedrock", &["model-transport", "signing"], &["contract"]),
    ("model-volcengine-ark", &["model-transport", "signing"], &["contract"]),
    ("model-baidu-qianfan", &["model-transport", "signing"], &["contract"]),
    ("clausal-simulator", &["clausal-wire", "contract", "signing"], &["client-protocol"]),
    ("conformance", &["clausal-simulator", "clausal-wire", "client-protocol", "contract", "signing"], &[]),
    (
        "reference-client",
        &[
            "client-protocol",
            "model-amazon-bedrock",
            "model-baidu-qianfan",
            "model-transport",
            "model-volcengine-ark",
        ],
        &["contract", "signing", "clausal-simulator"],
    ),
    (
        "defects",
        &["clausal-simulator", "clausal-wire", "client-protocol", "conformance", "contract", "signing"],
        &[],
    ),
    ("xtask", &["conformance", "contract", "defects", "clausal-simulator"], &["client-protocol"]),
    (
        "properties",
        &[],
        &[
            "clausal-wire",
            "contract",
            "model-amazon-bedrock",
            "model-baidu-qianfan",
            "model-transport",
            "model-volcengine-ark",
            "signing",
            "clausal-simulator",
        ],
    ),
    (
        "snapshots",
        &[],
        &[
            "clausal-wire",
            "client-protocol",
            "conformance",
            "contract",
            "defects",
            "model-amazon-bedrock",
            "model-baidu-qianfan",
            "model-transport",
            "model-volcengine-ark",
            "signing",
            "clausal-simulator",
        ],
    ),
];

/// Who must never reach whom, by any way and in any kind of build; a name that ends in `-` stands for all that start so.
const NEVER: &[(&str, &str, &str)] = &[
    (
        "clausal-simulator",
        "model-",
        "contract and typed models are two readings of a page, and the simulator takes one",
    ),
    ("conformance", "model-", "the engine judges models, so it cannot stand on them"),
    ("conformance", "reference-client", "the engine and its clients meet only as processes"),
    ("contract", "clausal-simulator", "a contract does not know who plays it"),
    ("clausal-wire", "contract", "the data of the wire does not know who makes or reads it"),
    ("contract", "conformance", "a contract does not know who checks it"),
    ("contract", "model-", "contract and typed models are two independent readings"),
    ("contract", "client-protocol", "a contract does not know who asks"),
    ("reference-client", "conformance", "the reference client uses the same door as everyone"),
    ("reference-client", "xtask", "nothing stands on the commands"),
];

#[test]
fn packages_of_ours_stand_on_what_the_table_says() {
    let graph = graph();
    let mut problems = Vec::new();
    for (package, (built_from, tested_with)) in &graph {
        let Some((_, normal, tests)) = TABLE.iter().find(|(name, ..)| name == package) else {
            problems.push(format!("{package} has no row in the table"));
            continue;
        };
        let normal: BTreeSet<String> = normal.iter().copied().map(str::to_owned).collect();
        if *built_from != normal {
            problems.push(format!("{package} is built from {built_from:?}, the table says {normal:?}"));
        }
        for name in
            tested_with.iter().filter(|name| !tests.contains(&name.as_str()) && !normal.contains(*name))
        {
            problems.push(format!("the tests of {package} use {name}, the table does not"));
        }
    }
    for (name, ..) in TABLE.iter().filter(|(name, ..)| !graph.contains_key(*name)) {
        problems.push(format!("{name} has a row in the table and is no package"));
    }
    none("the workspace's own dependencies", &problems);
}

#[test]
fn nobody_reaches_what_it_must_not_know() {
    let graph = graph();
    let mut problems = Vec::new();
    for (package, forbidden, reason) in NEVER {
        let (built_from, tested_with) = &graph[*package];
        let mut reached = BTreeSet::new();
        let mut open: Vec<&String> = built_from.iter().chain(tested_with).collect();
        while let Some(name) = open.pop() {
            if reached.insert(name) {
                open.extend(&graph[name].0);
            }
        }
        let matches = |name: &str| match forbidden.strip_suffix('-') {
            Some(_) => name.starts_with(forbidden),
            None => name == *forbidden,
        };
        for name in reached.into_iter().filter(|name| matches(name)) {
            problems.push(format!("{package} reaches {name}: {reason}"));
        }
    }
    none("dependencies that must not be", &problems);
}

/// Package to what it is built from and what its tests use, ours only, each by its [`short`] name.
fn graph() -> BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)> {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()
        .expect("the metadata of this workspace");
    let ours: BTreeSet<&str> = metadata.packages.iter().map(|package| package.name.as_str()).collect();
    let split = |package: &cargo_metadata::Package| {
        let (tests, normal): (Vec<_>, Vec<_>) = package
            .dependencies
            .iter()
            .filter(|dependency| ours.contains(dependency.name.as_str()))
            .partition(|dependency| dependency.kind == DependencyKind::Development);
        let names =
            |list: Vec<&cargo_metadata::Dependency>| list.iter().map(|one| short(&one.name)).collect();
        (names(normal), names(tests))
    };
    metadata.packages.iter().map(|package| (short(&package.name), split(package))).collect()
}

/// The name of a package without the product's prefix, as its folder and its dependents call it.
fn short(package: &str) -> String {
    package.strip_prefix("clausal-").unwrap_or(package).to_owned()
}
