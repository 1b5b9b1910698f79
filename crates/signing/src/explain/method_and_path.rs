//! Mistakes in the first two lines.

use percent_encoding::percent_decode_str;

use super::guess::{Guess, Situation};
use crate::encoding;

pub(super) fn guesses(situation: &Situation<'_>) -> Vec<Guess> {
    let methods = methods(situation).into_iter();
    let paths = PATHS
        .iter()
        .map(|row| situation.guess(row.mistake, row.because, |draft| draft.path = (row.path)(situation)));
    methods.chain(paths).collect()
}

fn methods(situation: &Situation<'_>) -> Vec<Guess> {
    let sent = situation.request.method;
    let cases = [sent.to_ascii_lowercase(), sent.to_ascii_uppercase(), capitalized(sent)];
    let cases = cases.into_iter().map(|method| {
        let because = "the method was signed in another case than it was sent";
        situation.guess("method-case", because, |draft| draft.method = method)
    });
    let others = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"].into_iter().map(|method| {
        let because = format!("{method} was signed, but {sent} was sent");
        situation.guess("another-method", because, |draft| draft.method = method.to_owned())
    });
    cases.chain(others).collect()
}

fn capitalized(method: &str) -> String {
    let mut characters = method.chars();
    match characters.next() {
        Some(first) => format!("{}{}", first.to_ascii_uppercase(), characters.as_str().to_ascii_lowercase()),
        None => String::new(),
    }
}

struct Row {
    mistake: &'static str,
    because: &'static str,
    path: fn(&Situation<'_>) -> String,
}

const PATHS: &[Row] = &[
    Row {
        mistake: "path-with-trailing-slash",
        because: "the path was signed with a slash at its end that was not sent",
        path: |situation| format!("{}/", situation.draft.path),
    },
    Row {
        mistake: "path-without-trailing-slash",
        because: "the path was signed without the slash at its end that was sent",
        path: |situation| situation.draft.path.trim_end_matches('/').to_owned(),
    },
    Row {
        mistake: "path-encoded-once",
        because: "the path was signed as encoded once, but this scheme encodes it once more than on the wire",
        path: |situation| encoding::path_encoded_once(&encoding::path_without_dots(situation.path)),
    },
    Row {
        mistake: "path-encoded-twice",
        because: "the path was encoded a second time before signing",
        path: |situation| encoding::path_encoded_again(&encoding::path_encoded_once(situation.path)),
    },
    Row {
        mistake: "path-encoded-again",
        because: "the path was signed with one encoding more than it has to have",
        path: |situation| encoding::path_encoded_again(&situation.draft.path),
    },
    Row {
        mistake: "path-not-normalized",
        because: "the path was signed with its dot segments or doubled slashes",
        path: |situation| encoding::path_encoded_again(situation.path),
    },
    Row {
        mistake: "path-normalized",
        because: "the path was signed without the dot segments or doubled slashes that were sent",
        path: |situation| encoding::path_without_dots(&situation.draft.path),
    },
    Row {
        mistake: "path-in-lower-case-hex",
        because: "the path was signed with its percent-encoding in lower-case hex",
        path: |situation| encoding::lower_case_hex(&situation.draft.path),
    },
    Row {
        mistake: "path-not-encoded",
        because: "the path was signed without percent-encoding",
        path: |situation| percent_decode_str(situation.path).decode_utf8_lossy().into_owned(),
    },
    Row {
        mistake: "path-as-sent",
        because: "the path was signed as sent, not in its canonical form",
        path: |situation| situation.path.to_owned(),
    },
    Row { mistake: "path-not-covered", because: "only the root path was signed", path: |_| "/".to_owned() },
    Row { mistake: "path-left-empty", because: "the path was left empty", path: |_| String::new() },
    Row {
        mistake: "query-in-path",
        because: "the path was signed together with the query",
        path: |situation| situation.request.target.to_owned(),
    },
];
