//! Mistakes in the query line.

use super::guess::{Guess, Situation};
use crate::encoding::{self, Order, Parameter, is_unreserved};

pub(super) fn guesses(situation: &Situation<'_>) -> Vec<Guess> {
    let rows = QUERIES
        .iter()
        .map(|row| situation.guess(row.mistake, row.because, |draft| draft.query = (row.query)(situation)));
    rows.chain(characters(situation)).chain(uncovered_parameters(situation)).collect()
}

struct Row {
    mistake: &'static str,
    because: &'static str,
    query: fn(&Situation<'_>) -> String,
}

const QUERIES: &[Row] = &[
    Row { mistake: "query-empty", because: "the query was left empty", query: |_| String::new() },
    Row {
        mistake: "query-not-sorted",
        because: "the query parameters were signed in the order in which they were sent, not sorted",
        query: |situation| in_order(&situation.parameters),
    },
    Row {
        mistake: "query-sorted-by-name",
        because: "the query parameters were sorted by name, not by the whole text of each",
        query: |situation| encoding::canonical_query(&situation.parameters, Order::NameThenValue),
    },
    Row {
        mistake: "query-sorted-by-text",
        because: "the query parameters were sorted by the whole text of each, not by name",
        query: |situation| encoding::canonical_query(&situation.parameters, Order::WholeText),
    },
    Row {
        mistake: "query-sorted-before-encoding",
        because: "the query parameters were sorted before they were encoded",
        query: |situation| {
            let mut parameters = situation.parameters.clone();
            parameters.sort();
            in_order(&parameters)
        },
    },
    Row {
        mistake: "query-sorted-by-name-only",
        because: "query parameters of the same name were not sorted by value",
        query: |situation| {
            let mut parameters = situation.parameters.clone();
            parameters.sort_by_cached_key(|(name, _)| encoding::encode(name));
            in_order(&parameters)
        },
    },
    Row {
        mistake: "blank-as-plus",
        because: "a blank in the query was signed as `+`, not as `%20`",
        query: |situation| situation.draft.query.replace("%20", "+"),
    },
    Row {
        mistake: "plus-as-blank",
        because: "a `+` in the query was signed as a blank, but it stands for itself",
        query: |situation| reread(situation, true),
    },
    Row {
        mistake: "plus-as-itself",
        because: "a `+` in the query was signed as `%2B`, but it stands for a blank",
        query: |situation| reread(situation, false),
    },
    Row {
        mistake: "query-in-lower-case-hex",
        because: "the query was signed with its percent-encoding in lower-case hex",
        query: |situation| encoding::lower_case_hex(&situation.draft.query),
    },
    Row {
        mistake: "empty-value-without-equals",
        because: "a query parameter with an empty value was signed without its `=`",
        query: |situation| {
            let pieces = encoding::pieces(&situation.draft.query);
            pieces.map(|piece| piece.strip_suffix('=').unwrap_or(piece)).collect::<Vec<_>>().join("&")
        },
    },
    Row {
        mistake: "query-encoded-twice",
        because: "the query was encoded a second time before signing",
        query: |situation| {
            let again = |(name, value): &Parameter| {
                (encoding::encode(name).into_bytes(), encoding::encode(value).into_bytes())
            };
            let parameters: Vec<Parameter> = situation.parameters.iter().map(again).collect();
            encoding::canonical_query(&parameters, situation.style.query_order)
        },
    },
    Row {
        mistake: "query-as-form",
        because: "the query was signed as an HTML form would encode it, not by RFC 3986",
        query: |situation| {
            let keep = |byte| byte == b' ' || byte == b'*' || (is_unreserved(byte) && byte != b'~');
            keeping(situation, keep).replace(' ', "+")
        },
    },
    Row {
        mistake: "marks-not-encoded",
        because: "the characters `!'()*` were left as they are in the query",
        query: |situation| keeping(situation, |byte| is_unreserved(byte) || b"!'()*".contains(&byte)),
    },
    Row {
        mistake: "query-not-encoded",
        because: "the query was signed without percent-encoding",
        query: |situation| {
            let text = |(name, value): &Parameter| {
                format!("{}={}", String::from_utf8_lossy(name), String::from_utf8_lossy(value))
            };
            let mut texts: Vec<String> = situation.parameters.iter().map(text).collect();
            texts.sort();
            texts.join("&")
        },
    },
    Row {
        mistake: "query-as-sent",
        because: "the query was signed as sent, not decoded and encoded again",
        query: |situation| situation.query.to_owned(),
    },
    Row {
        mistake: "query-as-sent-sorted",
        because: "the query was sorted, but signed as sent, not decoded and encoded again",
        query: |situation| {
            let mut pieces: Vec<&str> = encoding::pieces(situation.query).collect();
            pieces.sort_unstable();
            pieces.join("&")
        },
    },
];

/// One character in turn, encoded where it must not be or left where it must be encoded.
fn characters(situation: &Situation<'_>) -> Vec<Guess> {
    let encoded = b"~-._".iter().map(|&character| {
        let because = format!("`{}` was encoded in the query, but stands for itself", char::from(character));
        let keep = move |byte| byte != character && is_unreserved(byte);
        situation.guess("character-encoded", because, |draft| draft.query = keeping(situation, keep))
    });
    let left = b"'()*!/:,@;$?=+|[] ".iter().map(|&character| {
        let because = format!("`{}` was left as it is in the query", char::from(character));
        let keep = move |byte| byte == character || is_unreserved(byte);
        situation.guess("character-not-encoded", because, |draft| draft.query = keeping(situation, keep))
    });
    encoded.chain(left).collect()
}

fn uncovered_parameters(situation: &Situation<'_>) -> Vec<Guess> {
    // More than any operation has; a hostile query must not buy more work than that.
    const MOST: usize = 64;
    let count = situation.parameters.len().min(MOST);
    let without = |at: usize| {
        let mut parameters = situation.parameters.clone();
        let (name, _) = parameters.remove(at);
        let because = format!("the query parameter `{}` was sent, but not signed", encoding::encode(&name));
        let query = encoding::canonical_query(&parameters, situation.style.query_order);
        situation.guess("parameter-not-covered", because, |draft| draft.query = query)
    };
    (0..count).map(without).collect()
}

fn in_order(parameters: &[Parameter]) -> String {
    let text = |(name, value): &Parameter| format!("{}={}", encoding::encode(name), encoding::encode(value));
    parameters.iter().map(text).collect::<Vec<_>>().join("&")
}

fn reread(situation: &Situation<'_>, plus_is_blank: bool) -> String {
    let parameters = encoding::parameters(situation.query, plus_is_blank);
    encoding::canonical_query(&parameters, situation.style.query_order)
}

fn keeping(situation: &Situation<'_>, keep: impl Fn(u8) -> bool + Copy) -> String {
    encoding::canonical_query_keeping(&situation.parameters, situation.style.query_order, keep)
}
