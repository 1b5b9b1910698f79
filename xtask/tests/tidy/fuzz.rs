//! The fuzz targets: each has its row, its entry point for libFuzzer, and inputs to begin with.

use std::fs;

use crate::tree::{folders, none, root};

#[test]
fn every_target_has_a_row_an_entry_point_and_a_corpus() {
    let read = |file: &str| fs::read_to_string(root().join("fuzz").join(file)).unwrap();
    let (table, manifest) = (read("src/lib.rs"), read("Cargo.toml"));
    let quoted = |line: &str| line.split('"').nth(1).unwrap_or_default().to_owned();
    let rows: Vec<String> = table.lines().filter(|line| line.contains("name: \"")).map(quoted).collect();
    let mut sorted = rows.clone();
    sorted.sort();
    assert_eq!(sorted, folders("fuzz/corpus"), "the table and the folders of fuzz/corpus");
    let mut problems = Vec::new();
    for name in &rows {
        if !manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")) {
            problems.push(format!("{name} has no [[bin]] in fuzz/Cargo.toml"));
        }
        if !read(&format!("fuzz_targets/{name}.rs")).contains(&format!("libfuzzer!(\"{name}\")")) {
            problems.push(format!("fuzz/fuzz_targets/{name}.rs runs another target"));
        }
        if fs::read_dir(root().join("fuzz/corpus").join(name)).unwrap().count() < 10 {
            problems.push(format!("fuzz/corpus/{name} has fewer than ten inputs"));
        }
    }
    none("fuzz targets that are not whole", &problems);
}
