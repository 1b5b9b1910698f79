//! What depends on what.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use cargo_metadata::{DependencyKind, MetadataCommand};

use crate::tree::{none, root};

/// Every package of ours by its [`short`] name: what it is built from, and what its tests may use besides.
const TABLE: &[(&str, &[&str], &[&str])] = &[
    ("signing", &[], &[]),
    ("wire", &[], &[]),
    ("client-protocol", &[], &[]),
    ("embed", &[], &[]),
    ("tls", &[], &[]),
    ("contract", &["embed", "signing"], &["fixtures"]),
    ("suite", &["client-protocol", "contract", "wire"], &["fixtures", "signing", "simulator"]),
    ("judge", &["client-protocol", "contract", "signing", "wire"], &[]),
    ("simulator", &["contract", "signing", "wire"], &["client-protocol", "fixtures", "suite", "tls"]),
    (
        "runner",
        &["client-protocol", "contract", "judge", "signing", "simulator", "suite", "wire"],
        &["fixtures", "tls"],
    ),
    ("live", &["contract", "signing", "suite", "tls"], &["fixtures", "simulator"]),
    (
        "report",
        &["client-protocol", "contract", "live", "runner", "suite", "wire"],
        &["fixtures", "judge", "simulator"],
    ),
    (
        "clausal",
        &["contract", "embed", "live", "report", "runner", "simulator", "suite"],
        &["client-protocol", "fixtures", "judge", "model-amazon-bedrock", "signing", "tls"],
    ),
    ("model-transport", &["signing", "tls"], &[]),
    ("model-amazon-bedrock", &["model-transport", "signing"], &["contract"]),
    ("model-volcengine-ark", &["model-transport", "signing"], &["contract"]),
    ("model-baidu-qianfan", &["model-transport", "signing"], &["contract"]),
    (
        "reference-client",
        &[
            "client-protocol",
            "model-amazon-bedrock",
            "model-baidu-qianfan",
            "model-transport",
            "model-volcengine-ark",
        ],
        &["contract", "signing", "simulator"],
    ),
    ("fixtures", &["contract", "suite"], &[]),
    (
        "defects",
        &["client-protocol", "contract", "live", "runner", "signing", "simulator", "suite", "wire"],
        &[],
    ),
    (
        "xtask",
        &["clausal", "contract", "defects", "reference-client", "report", "runner"],
        &["client-protocol"],
    ),
    (
        "properties",
        &[],
        &[
            "contract",
            "model-amazon-bedrock",
            "model-baidu-qianfan",
            "model-transport",
            "model-volcengine-ark",
            "signing",
            "simulator",
            "wire",
        ],
    ),
    (
        "snapshots",
        &[],
        &[
            "client-protocol",
            "contract",
            "defects",
            "fixtures",
            "model-amazon-bedrock",
            "model-baidu-qianfan",
            "model-transport",
            "model-volcengine-ark",
            "report",
            "signing",
            "simulator",
            "suite",
            "wire",
        ],
    ),
];

/// Who must never reach whom, by any way and in any kind of build; a name that ends in `-` stands for all that start so.
const NEVER: &[(&str, &str, &str)] = &[
    (
        "simulator",
        "model-",
        "contract and typed models are two readings of a reference, and the simulator takes one",
    ),
    ("judge", "simulator", "a recording from anywhere can be judged"),
    ("judge", "suite", "a question needs no case"),
    ("suite", "judge", "cases do not know who judges them"),
    ("suite", "runner", "cases do not know who runs them"),
    ("simulator", "judge", "an answer does not know who judges it"),
    ("runner", "model-", "the engine judges models, so it cannot be built from them"),
    ("runner", "reference-client", "the engine and its clients meet only as processes"),
    ("runner", "report", "results do not know how they are shown"),
    ("live", "runner", "probes need no client"),
    ("live", "report", "results do not know how they are shown"),
    ("wire", "contract", "the data of the wire does not know who makes or reads it"),
    ("contract", "model-", "contract and typed models are two independent readings"),
    ("reference-client", "runner", "the reference client uses the same door as everyone"),
    ("reference-client", "xtask", "nothing is built from the commands"),
];

/// Crates that open no socket, start no process and draw nothing: what their builds must not contain.
const PURE: &[&str] = &["clausal-judge", "clausal-contract", "clausal-wire", "clausal-suite"];
const IMPURE: &[&str] = &["tokio", "reqwest", "hyper", "wiremock", "comfy-table"];

/// Crates that build without a JSON Schema validator, which takes most of a minute.
const WITHOUT_SCHEMAS: &[&str] = &["clausal-judge", "clausal-contract", "clausal-wire"];

#[test]
fn what_is_pure_is_built_from_nothing_that_opens_a_socket() {
    let mut problems = Vec::new();
    for package in PURE {
        let built_from = built_from(package);
        assert!(built_from.contains("serde"), "{package}: its dependencies were not found: {built_from:?}");
        let schemas = ["jsonschema"].iter().filter(|_| WITHOUT_SCHEMAS.contains(package));
        for name in IMPURE.iter().chain(schemas).filter(|name| built_from.contains(**name)) {
            problems.push(format!("{package} is built from {name}"));
        }
    }
    none("pure crates that are not", &problems);
}

/// The names of all packages that one is built from by itself, without those of its tests.
fn built_from(package: &str) -> BTreeSet<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["tree", "--offline", "--edges", "normal", "--prefix", "none", "--package", package];
    let output = Command::new(cargo).args(arguments).current_dir(root()).output().expect("cargo starts");
    let text = String::from_utf8(output.stdout).expect("cargo prints text");
    text.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn packages_of_ours_are_built_from_what_the_table_says() {
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
fn no_package_reaches_what_it_must_not_know() {
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
