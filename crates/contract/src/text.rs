//! How values and counts are written for a person.

use serde_json::Value;

/// A value as JSON, cut where it is longer than 160 characters.
#[must_use]
pub fn truncated(value: &Value) -> String {
    const LONGEST: usize = 160;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
        None => text,
    }
}

/// `1 page`, `2 pages`.
#[must_use]
pub fn pluralize(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
