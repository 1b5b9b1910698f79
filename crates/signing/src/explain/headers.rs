//! Mistakes in the header lines and in the list of signed headers.

use super::guess::{Guess, Situation};
use crate::canonical::{Draft, header_texts};
use crate::encoding::{self, trimmed};

/// More than any client sends; a hostile request must not buy more work than that.
const MOST_HEADERS: usize = 64;

pub(super) fn guesses(situation: &Situation<'_>) -> Vec<Guess> {
    let mut all = hosts(situation);
    all.extend(values(situation));
    all.extend(orders(situation));
    all.extend(each_signed_header(situation));
    all.extend(each_other_header(situation));
    all.extend(frame(situation));
    all
}

/// Other ways to write Host.
fn hosts(situation: &Situation<'_>) -> Vec<Guess> {
    let host = situation.values.get("host").map_or("", |value| trimmed(value));
    let guess = |mistake, because: &str, host: String| {
        let text = (situation.style.header_text)(&host);
        situation.guess(mistake, because, |draft| set(draft, "host", text))
    };
    let mut all = Vec::new();
    for port in [":80", ":443"] {
        all.extend(host.strip_suffix(port).map(|name| {
            let because = "the host was signed without its default port, but sent with it";
            guess("host-default-port-dropped", because, name.to_owned())
        }));
    }
    if let Some((name, _)) = host.rsplit_once(':') {
        let because = "the host was signed without the port that was sent";
        all.push(guess("host-without-port", because, name.to_owned()));
    } else {
        let because = "the host was signed with a port that was not sent";
        all.extend([80, 443].map(|port| guess("host-with-port", because, format!("{host}:{port}"))));
    }
    all.push(guess(
        "host-in-lower-case",
        "the host was signed in lower case, but not sent so",
        host.to_ascii_lowercase(),
    ));
    all
}

/// Other ways to write every value.
fn values(situation: &Situation<'_>) -> Vec<Guess> {
    let encoded = |text: &str| encoding::encode(text.as_bytes());
    let is_encoding = !situation.style.covers_payload;
    let untrimmed = if is_encoding { encoded } else { str::to_owned };
    let uncollapsed = |text: &str| untrimmed(trimmed(text));
    let rewritten = |mistake, because: &str, text: &dyn Fn(&str, &str) -> String| {
        situation.guess(mistake, because, |draft| {
            for (name, line) in &mut draft.headers {
                if let Some(value) = situation.values.get(name) {
                    *line = text(name, value);
                }
            }
        })
    };
    let sent = |name: &str| -> Vec<&str> {
        let headers = situation.request.headers.iter();
        headers
            .filter(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| trimmed(value))
            .collect()
    };
    let text = situation.style.header_text;
    let first = |values: &[&str]| values.first().copied().unwrap_or_default().to_owned();
    let last = |values: &[&str]| values.last().copied().unwrap_or_default().to_owned();
    vec![
        rewritten(
            "values-not-trimmed",
            "header values were signed with the blanks around them",
            &|_, value| untrimmed(value),
        ),
        rewritten(
            "blanks-not-collapsed",
            "runs of blanks inside header values were not reduced to one",
            &|_, value| uncollapsed(value),
        ),
        rewritten("values-not-encoded", "header values were signed without percent-encoding", &|_, value| {
            trimmed(value).to_owned()
        }),
        rewritten("values-encoded", "header values were signed with percent-encoding", &|_, value| {
            encoded(trimmed(value))
        }),
        rewritten("values-in-lower-case", "header values were signed in lower case", &|_, value| {
            text(&value.to_lowercase())
        }),
        rewritten("first-value-only", "only the first value of a repeated header was signed", &|name, _| {
            text(&first(&sent(name)))
        }),
        rewritten("last-value-only", "only the last value of a repeated header was signed", &|name, _| {
            text(&last(&sent(name)))
        }),
        rewritten(
            "values-joined-with-blank",
            "the values of a repeated header were joined by a comma and a blank",
            &|name, _| text(&sent(name).join(", ")),
        ),
    ]
}

/// Other orders of the lines, and of the list.
fn orders(situation: &Situation<'_>) -> Vec<Guess> {
    let list = situation.claim.signed_headers.join(";");
    let mut sent: Vec<String> = Vec::new();
    for (name, _) in situation.request.headers {
        let name = name.to_ascii_lowercase();
        if situation.names.contains(&name) && !sent.contains(&name) {
            sent.push(name);
        }
    }
    let listed: Vec<String> =
        situation.claim.signed_headers.iter().map(|name| name.to_ascii_lowercase()).collect();
    let relisted = |draft: &mut Draft, list: &str| {
        if draft.signed_headers.is_some() {
            draft.signed_headers = Some(list.to_owned());
        }
    };
    let not_sorted = "the headers were signed in another order, not sorted by name";
    let names_as_sent = |draft: &mut Draft| {
        for (name, _) in &mut draft.headers {
            let sent = situation.request.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
            if let Some((as_sent, _)) = sent {
                name.clone_from(as_sent);
            }
        }
    };
    vec![
        situation.guess("list-not-sorted", "the list of signed headers was signed unsorted", |draft| {
            relisted(draft, &list);
        }),
        situation.guess("headers-not-sorted", not_sorted, |draft| {
            reorder(draft, &listed);
            relisted(draft, &list);
        }),
        situation.guess("headers-not-sorted", not_sorted, |draft| reorder(draft, &listed)),
        situation.guess("headers-not-sorted", not_sorted, |draft| reorder(draft, &sent)),
        situation.guess("headers-not-sorted", not_sorted, |draft| {
            reorder(draft, &sent);
            relisted(draft, &sent.join(";"));
        }),
        situation.guess(
            "header-names-not-in-lower-case",
            "header names were signed as sent, not in lower case",
            |draft| {
                names_as_sent(draft);
                relisted(draft, &list);
            },
        ),
        situation.guess(
            "header-names-not-in-lower-case",
            "header names were signed as sent, not in lower case",
            names_as_sent,
        ),
    ]
}

/// One signed header in turn left empty, or left out.
fn each_signed_header(situation: &Situation<'_>) -> Vec<Guess> {
    let headers = situation.draft.headers.iter().enumerate().take(MOST_HEADERS);
    let all = headers.flat_map(|(at, (name, _))| {
        let left_out =
            if name.ends_with("security-token") { "session-token-not-covered" } else { "header-not-covered" };
        [
            situation.guess(
                "header-empty",
                format!("the header {name} was signed with an empty value"),
                |draft| draft.headers[at].1.clear(),
            ),
            situation.guess(
                left_out,
                format!("the header {name} is listed as signed, but its line was not"),
                |draft| {
                    draft.headers.remove(at);
                },
            ),
            situation.guess(
                left_out,
                format!("the header {name} was not signed; it was added to the list afterwards"),
                |draft| {
                    draft.headers.remove(at);
                    let list = draft.signed_headers.iter().flat_map(|list| list.split(';'));
                    let list = list.filter(|other| other != name).collect::<Vec<_>>().join(";");
                    draft.signed_headers = draft.signed_headers.is_some().then_some(list);
                },
            ),
        ]
    });
    all.collect()
}

/// One header outside the list in turn signed all the same.
fn each_other_header(situation: &Situation<'_>) -> Vec<Guess> {
    let unlisted = |name: &&String| !situation.names.contains(*name) && *name != "authorization";
    let with = |name: &String| {
        let mut names = situation.names.clone();
        names.insert(name.clone());
        let headers = header_texts(situation.style, &situation.values, names.iter().map(String::as_str));
        situation.guess(
            "unlisted-header-covered",
            format!("the header {name} was signed, but it is not in the list of signed headers"),
            |draft| draft.headers = headers,
        )
    };
    situation.values.keys().filter(unlisted).take(MOST_HEADERS).map(with).collect()
}

/// What is around the headers.
fn frame(situation: &Situation<'_>) -> Vec<Guess> {
    if !situation.style.covers_payload {
        return vec![situation.guess(
            "newline-after-headers",
            "a newline was signed after the last header",
            |draft| draft.separator = Some(""),
        )];
    }
    vec![
        situation.guess("blank-line-left-out", "the empty line after the headers was left out", |draft| {
            draft.separator = None;
        }),
        situation.guess("list-left-out", "the list of signed headers was left out", |draft| {
            draft.signed_headers = None;
        }),
    ]
}

fn set(draft: &mut Draft, name: &str, text: String) {
    if let Some((_, line)) = draft.headers.iter_mut().find(|(other, _)| other == name) {
        *line = text;
    }
}

fn reorder(draft: &mut Draft, names: &[String]) {
    draft.headers.sort_by_key(|(name, _)| names.iter().position(|other| other == name));
}
