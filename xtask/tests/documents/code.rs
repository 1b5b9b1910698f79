//! Blocks of code say their language, and JSON is JSON.

use serde_json::Value;

use crate::markdown::documents;
use crate::tree::none;

#[test]
fn every_block_of_code_has_a_language() {
    let mut problems = Vec::new();
    for document in documents() {
        for block in document.blocks.iter().filter(|block| block.what.language.is_empty()) {
            problems
                .push(format!("{}:{}: fence it and name a language, or `text`", document.path, block.line));
        }
    }
    none("code without a language", &problems);
}

#[test]
fn json_is_json() {
    let mut problems = Vec::new();
    for document in documents() {
        for block in &document.blocks {
            let text = block.what.text.as_str();
            let values: Vec<&str> = match block.what.language.as_str() {
                "json" => vec![text],
                "jsonl" => text.lines().collect(),
                _ => Vec::new(),
            };
            for value in values {
                if let Err(error) = serde_json::from_str::<Value>(value) {
                    problems.push(format!("{}:{}: {error}", document.path, block.line));
                }
            }
        }
    }
    none("JSON that is none", &problems);
}
