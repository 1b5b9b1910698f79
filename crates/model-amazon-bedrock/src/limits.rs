//! The limits of request members, as types.

use std::fmt;
use std::sync::LazyLock;

use model_transport::InvalidMember;
use regress::Regex;

/// The most jobs to return in one page: 1 to 1000 (the reference, "URI Request Parameters", `maxResults`).
///
/// ```
/// use model_amazon_bedrock::MaxResults;
///
/// assert_eq!(MaxResults::try_from(1000).map(i64::from), Ok(1000));
/// let error = MaxResults::try_from(0).unwrap_err();
/// assert_eq!(error.to_string(), "maxResults cannot be 0: it has to be 1 to 1000");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MaxResults(u16);

/// A part of a job's name: 1 to 63 lower-case letters, digits and hyphens, beginning and ending with a letter
/// or digit (the reference, "URI Request Parameters", `nameContains`).
///
/// The reference's pattern lets a name of any length pass, because it allows any number of hyphens in a row; so
/// pattern and length are both checked.
///
/// ```
/// use model_amazon_bedrock::NameContains;
///
/// assert!(NameContains::try_from("nightly-2026").is_ok());
/// assert_eq!(NameContains::try_from("Nightly").unwrap_err().member, "nameContains");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameContains(String);

/// A continuation token: 1 to 2048 code points without white space (the reference, "URI Request Parameters",
/// `nextToken`). It is opaque, and is sent byte for byte as it was received.
///
/// ```
/// use model_amazon_bedrock::NextToken;
///
/// assert_eq!(NextToken::try_from("a+b/c==").map(|token| token.to_string()), Ok("a+b/c==".to_owned()));
/// assert_eq!(NextToken::try_from("").unwrap_err().member, "nextToken");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NextToken(String);

const MAX_RESULTS: &str = "1 to 1000";
const NAME_LENGTH: &str = "1 to 63 code points long";
const NAME_PATTERN: &str = "of the pattern ^[a-z0-9](-*[a-z0-9]){0,62}$";
const TOKEN_LENGTH: &str = "1 to 2048 code points long";
const TOKEN_PATTERN: &str = r"of the pattern ^\S*$";

impl TryFrom<i64> for MaxResults {
    type Error = InvalidMember;

    fn try_from(value: i64) -> Result<Self, InvalidMember> {
        let refused = || InvalidMember::number("maxResults", value, MAX_RESULTS);
        let narrow = u16::try_from(value).map_err(|_| refused())?;
        (1..=1000).contains(&narrow).then_some(Self(narrow)).ok_or_else(refused)
    }
}

impl From<MaxResults> for i64 {
    fn from(value: MaxResults) -> Self {
        value.0.into()
    }
}

impl TryFrom<&str> for NameContains {
    type Error = InvalidMember;

    fn try_from(text: &str) -> Result<Self, InvalidMember> {
        static PATTERN: LazyLock<Option<Regex>> =
            LazyLock::new(|| Regex::new("^[a-z0-9](-*[a-z0-9]){0,62}$").ok());
        check("nameContains", text, 63, NAME_LENGTH, PATTERN.as_ref(), NAME_PATTERN)?;
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<&str> for NextToken {
    type Error = InvalidMember;

    fn try_from(text: &str) -> Result<Self, InvalidMember> {
        static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\S*$").ok());
        check("nextToken", text, 2048, TOKEN_LENGTH, PATTERN.as_ref(), TOKEN_PATTERN)?;
        Ok(Self(text.to_owned()))
    }
}

impl NameContains {
    /// The text on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl NextToken {
    /// The text on the wire, before percent-encoding.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MaxResults {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Display for NameContains {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for NextToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn check(
    member: &'static str,
    text: &str,
    longest: usize,
    length_limit: &'static str,
    pattern: Option<&Regex>,
    pattern_limit: &'static str,
) -> Result<(), InvalidMember> {
    // The length goes first: it also bounds the work of the pattern.
    if !(1..=longest).contains(&text.chars().count()) {
        return Err(InvalidMember::text(member, text, length_limit));
    }
    if pattern.is_none_or(|pattern| pattern.find(text).is_none()) {
        return Err(InvalidMember::text(member, text, pattern_limit));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The pattern in words: letters, digits and hyphens, no hyphen at either end.
    fn is_name(text: &str) -> bool {
        let plain = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit();
        let alphanumerics = text.chars().filter(|character| plain(*character)).count();
        text.chars().all(|character| plain(character) || character == '-')
            && text.starts_with(plain)
            && text.ends_with(plain)
            && (1..=63).contains(&alphanumerics)
    }

    #[test]
    fn long_names_of_the_pattern_are_refused_for_their_length() {
        let name = format!("a{}b", "-".repeat(62));
        assert_eq!(NameContains::try_from(name.as_str()).unwrap_err().limit, NAME_LENGTH);
        let message = NameContains::try_from(name.as_str()).unwrap_err().to_string();
        assert!(message.contains("… (64 characters): it has to be 1 to 63"), "{message}");
        assert!(NameContains::try_from(&name[1..]).is_err());
        assert!(NameContains::try_from(format!("a{}b", "-".repeat(61)).as_str()).is_ok());
    }

    #[test]
    fn a_final_newline_is_white_space() {
        assert!(NameContains::try_from("a\n").is_err());
        assert!(NextToken::try_from("a\n").is_err());
    }

    #[test]
    fn token_lengths_count_code_points() {
        assert!(NextToken::try_from("語".repeat(2048).as_str()).is_ok());
        assert_eq!(NextToken::try_from("語".repeat(2049).as_str()).unwrap_err().limit, TOKEN_LENGTH);
        assert!(NextToken::try_from("𝄞".repeat(2048).as_str()).is_ok());
    }

    proptest! {
        #[test]
        fn max_results_are_1_to_1000(value in prop_oneof![-2_i64..1003, any::<i64>()]) {
            prop_assert_eq!(MaxResults::try_from(value).is_ok(), (1..=1000).contains(&value));
        }

        #[test]
        fn names_obey_pattern_and_length(text in prop_oneof!["[a-z0-9-]{0,70}", "[a-z0-9](-{0,3}[a-z0-9]){0,62}", ".{0,5}"]) {
            let expected = is_name(&text) && text.len() <= 63;
            prop_assert_eq!(NameContains::try_from(text.as_str()).is_ok(), expected);
        }

        #[test]
        fn tokens_hold_anything_but_white_space(text in prop_oneof![r"[!-~]{0,20}", "[ -~\\t\\n]{0,20}"]) {
            let expected = !text.is_empty() && !text.contains(char::is_whitespace);
            prop_assert_eq!(NextToken::try_from(text.as_str()).is_ok(), expected);
        }
    }
}
