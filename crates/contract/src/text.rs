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

/// The known name that is most like a mistyped one; `None` where none is much like it.
#[must_use]
pub fn nearest<'a>(mistyped: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Below this, two names have little more than some letters in common.
    const ALIKE: f64 = 0.75;
    let alike = |name: &str| strsim::jaro_winkler(&mistyped.to_lowercase(), &name.to_lowercase());
    let rated = known.into_iter().map(|name| (alike(name), name)).filter(|(alike, _)| *alike > ALIKE);
    rated.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_name_is_told_from_another_name() {
        let known = ["aws-sdk-bedrock", "boto3", "qianfan"];
        for (mistyped, expected) in [
            ("botto3", Some("boto3")),
            ("BOTO", Some("boto3")),
            ("quianfan", Some("qianfan")),
            ("curl", None),
        ] {
            assert_eq!(nearest(mistyped, known), expected, "{mistyped}");
        }
    }
}
