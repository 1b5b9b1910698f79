//! Percent-encoding, canonical paths and queries, and the two hashes that every scheme uses.

use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::percent_decode;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Encodes every byte that RFC 3986 does not call unreserved, with upper-case hex.
pub(crate) fn encode(bytes: &[u8]) -> String {
    encode_keeping(bytes, is_unreserved)
}

/// Encodes every byte but those that `keep` admits.
pub(crate) fn encode_keeping(bytes: &[u8], keep: impl Fn(u8) -> bool) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut text = String::with_capacity(bytes.len());
    for &byte in bytes {
        if byte.is_ascii() && keep(byte) {
            text.push(char::from(byte));
        } else {
            text.push('%');
            text.push(char::from(DIGITS[usize::from(byte >> 4)]));
            text.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
    text
}

/// The bytes that stay as they are in RFC 3986.
pub(crate) fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// A query parameter with its name and value decoded.
pub(crate) type Parameter = (Vec<u8>, Vec<u8>);

/// How canonical queries order their parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// By name, then by value.
    NameThenValue,
    /// By the whole text `name=value`, in which `=` takes part.
    WholeText,
}

/// Splits a query as sent and decodes both halves of every piece.
pub(crate) fn parameters(query: &str, plus_is_blank: bool) -> Vec<Parameter> {
    let decode = |text: &str| match plus_is_blank {
        true => percent_decode(text.replace('+', " ").as_bytes()).collect(),
        false => percent_decode(text.as_bytes()).collect(),
    };
    pieces(query)
        .map(|piece| {
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// The pieces of a query between ampersands; an empty piece means nothing.
pub(crate) fn pieces(query: &str) -> impl Iterator<Item = &str> {
    query.split('&').filter(|piece| !piece.is_empty())
}

/// Writes parameters as `name=value`, encoded by RFC 3986 and sorted.
pub(crate) fn canonical_query(parameters: &[Parameter], order: Order) -> String {
    canonical_query_keeping(parameters, order, is_unreserved)
}

/// Like [`canonical_query`], with other bytes left as they are.
pub(crate) fn canonical_query_keeping(
    parameters: &[Parameter],
    order: Order,
    keep: impl Fn(u8) -> bool + Copy,
) -> String {
    let mut pairs: Vec<(String, String)> = parameters
        .iter()
        .map(|(name, value)| (encode_keeping(name, keep), encode_keeping(value, keep)))
        .collect();
    if order == Order::NameThenValue {
        pairs.sort();
    }
    let mut texts: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    if order == Order::WholeText {
        texts.sort();
    }
    texts.join("&")
}

/// The path decoded and encoded again, segment by segment, so that `%2F` never turns into a separator.
pub(crate) fn path_encoded_once(path: &str) -> String {
    let segments: Vec<String> = path
        .split('/')
        .map(|segment| encode(&percent_decode(segment.as_bytes()).collect::<Vec<u8>>()))
        .collect();
    rooted(segments.join("/"))
}

/// The path as sent with every segment encoded once more, dot segments and doubled slashes removed first.
pub(crate) fn path_encoded_twice(path: &str) -> String {
    path_encoded_again(&path_without_dots(path))
}

/// The path as sent with every segment encoded once more.
pub(crate) fn path_encoded_again(path: &str) -> String {
    rooted(encode_keeping(path.as_bytes(), |byte| byte == b'/' || is_unreserved(byte)))
}

/// The path without dot segments and doubled slashes; a trailing slash stays.
pub(crate) fn path_without_dots(path: &str) -> String {
    let mut segments = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            _ => segments.push(segment),
        }
    }
    let tail = if path.ends_with('/') && !segments.is_empty() { "/" } else { "" };
    format!("/{}{tail}", segments.join("/"))
}

fn rooted(path: String) -> String {
    if path.is_empty() { "/".to_owned() } else { path }
}

/// The text with every percent-encoded byte in lower-case hex.
pub(crate) fn lower_case_hex(text: &str) -> String {
    let mut left = 0;
    text.chars()
        .map(|character| {
            if character == '%' {
                left = 2;
                return character;
            }
            if left > 0 {
                left -= 1;
                return character.to_ascii_lowercase();
            }
            character
        })
        .collect()
}

/// The value without blanks at its ends.
pub(crate) fn trimmed(value: &str) -> &str {
    value.trim_matches([' ', '\t'])
}

/// The value trimmed, with every run of blanks inside reduced to one.
pub(crate) fn blanks_collapsed(value: &str) -> String {
    value.split([' ', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// SHA-256 as lower-case hex.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// HMAC-SHA-256.
pub(crate) fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    // A key of exactly one block cannot be refused, and the padding is the one that HMAC itself applies.
    let mut block = [0_u8; 64];
    if key.len() > block.len() {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// HMAC-SHA-256 as lower-case hex.
pub(crate) fn hmac_hex(key: &[u8], message: &[u8]) -> String {
    hex::encode(hmac(key, message))
}

/// Compares two signatures in a time that does not depend on where they differ.
pub(crate) fn signatures_equal(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries() {
        let check = |query: &str, plus_is_blank: bool, order: Order, expected: &str| {
            assert_eq!(canonical_query(&parameters(query, plus_is_blank), order), expected, "{query}");
        };
        check("", false, Order::NameThenValue, "");
        check("&&", false, Order::NameThenValue, "");
        check("b=2&a=1", false, Order::NameThenValue, "a=1&b=2");
        check("a=2&a=1&a", false, Order::NameThenValue, "a=&a=1&a=2");
        check("a=1=2", false, Order::NameThenValue, "a=1%3D2");
        check("a=%7e%2a", false, Order::NameThenValue, "a=~%2A");
        check("a=%zz", false, Order::NameThenValue, "a=%25zz");
        check("a=x+y", false, Order::NameThenValue, "a=x%2By");
        check("a=x+y", true, Order::NameThenValue, "a=x%20y");
        check("a=é", false, Order::NameThenValue, "a=%C3%A9");
        check("a=1&a-b=2", false, Order::NameThenValue, "a=1&a-b=2");
        check("a=1&a-b=2", false, Order::WholeText, "a-b=2&a=1");
    }

    #[test]
    fn paths() {
        let check = |path: &str, once: &str, twice: &str| {
            assert_eq!((path_encoded_once(path).as_str(), path_encoded_twice(path).as_str()), (once, twice));
        };
        check("", "/", "/");
        check("/", "/", "/");
        check("/jobs", "/jobs", "/jobs");
        check("/jobs/", "/jobs/", "/jobs/");
        check("/a%3Ab", "/a%3Ab", "/a%253Ab");
        check("/a%2fb", "/a%2Fb", "/a%252fb");
        check("/a:b", "/a%3Ab", "/a%3Ab");
        check("/a//b/../c/.", "/a//b/../c/.", "/a/c");
        check("/../..", "/../..", "/");
    }

    #[test]
    fn header_values() {
        let check = |value: &str, expected: &str| assert_eq!(blanks_collapsed(value), expected);
        check("", "");
        check("  a \t  b ", "a b");
        check("é  è", "é è");
    }

    #[test]
    fn keys_of_every_length() {
        // RFC 4231, test cases 2 and 6.
        let check = |key: &[u8], message: &[u8], expected: &str| assert_eq!(hmac_hex(key, message), expected);
        check(
            b"Jefe",
            b"what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        );
        check(
            &[0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        );
    }

    #[test]
    fn hex_in_lower_case_touches_nothing_else() {
        assert_eq!(lower_case_hex("A%2B%C3%A9B"), "A%2b%c3%a9B");
    }
}
