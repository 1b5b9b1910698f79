//! The canonical request: how a scheme writes it, its lines by name, and the first line that differs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::encoding::{self, Order};
use crate::{Claim, Request};

/// A canonical request, line by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canonical {
    /// The lines in their order.
    pub lines: Vec<Line>,
}

/// One line of a canonical request.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    /// What the line is: `method`, `path`, `query`, `header host`, `end of headers`, `signed headers`, `payload hash`.
    pub name: String,
    /// The line as it is signed, without its newline.
    pub text: String,
}

/// The first line in which two canonical requests differ.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The line's name: one of a canonical request, or `string to sign`, or `signing key`.
    pub name: String,
    /// The line as it has to be; absent when there must be no such line.
    pub expected: Option<String>,
    /// The line that was signed; absent when it was left out.
    pub seen: Option<String>,
}

/// The first line in which `seen` differs from `expected`, with session tokens as fingerprints.
pub fn first_difference(expected: &Canonical, seen: &Canonical) -> Option<Difference> {
    let (expected, seen) = (expected.redacted(), seen.redacted());
    let length = expected.lines.len().max(seen.lines.len());
    let (left, right) = (0..length)
        .map(|at| (expected.lines.get(at), seen.lines.get(at)))
        .find(|(left, right)| left != right)?;
    let text = |line: Option<&Line>| line.map(|line| line.text.clone());
    let absent_from = |canonical: &Canonical, line: Option<&Line>| {
        line.is_some_and(|line| canonical.lines.iter().all(|other| other.name != line.name))
    };
    let (name, left, right) = match (left, right) {
        (None, None) => return None,
        (Some(line), other) if absent_from(&seen, Some(line)) => {
            // A line under the same name elsewhere means that this one was left out, not that it was changed.
            let replaced = other.filter(|other| absent_from(&expected, Some(other)));
            (&line.name, left, replaced)
        }
        (_, Some(line)) if absent_from(&expected, Some(line)) => (&line.name, None, right),
        (Some(line), _) | (None, Some(line)) => (&line.name, left, right),
    };
    Some(Difference { name: name.clone(), expected: text(left), seen: text(right) })
}

impl Canonical {
    /// The whole text that is signed or hashed.
    pub fn text(&self) -> String {
        self.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// The same with every session token replaced by a fingerprint, fit for reports.
    pub fn redacted(&self) -> Self {
        Self { lines: self.lines.iter().map(Line::redacted).collect() }
    }
}

impl Line {
    fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    fn redacted(&self) -> Self {
        // Eight digits of a hash tell two tokens apart and give neither away.
        let is_redacted = self.text.contains(FINGERPRINT);
        match self.text.split_once(':') {
            Some((name, token)) if self.holds_token() && !token.is_empty() && !is_redacted => {
                let fingerprint = &encoding::sha256_hex(token.as_bytes())[..8];
                Self::new(self.name.clone(), format!("{name}:{FINGERPRINT}{fingerprint}>"))
            }
            _ => self.clone(),
        }
    }

    fn holds_token(&self) -> bool {
        self.name.starts_with("header ") && self.name.to_ascii_lowercase().ends_with("security-token")
    }
}

/// Opens the stand-in for a session token.
const FINGERPRINT: &str = "<token with sha256 ";

impl fmt::Debug for Line {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.redacted();
        formatter.debug_struct("Line").field("name", &line.name).field("text", &line.text).finish()
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line `{}`, expected ", self.name)?;
        shown(formatter, self.expected.as_deref())?;
        formatter.write_str(", client signed ")?;
        shown(formatter, self.seen.as_deref())
    }
}

fn shown(formatter: &mut fmt::Formatter<'_>, line: Option<&str>) -> fmt::Result {
    match line {
        Some(text) => write!(formatter, "{text:?}"),
        None => formatter.write_str("no such line"),
    }
}

/// How a scheme writes its canonical request.
pub(crate) struct Style {
    /// Whether `+` in a query as sent means a blank.
    pub(crate) plus_is_blank: bool,
    /// How query parameters are ordered.
    pub(crate) query_order: Order,
    /// The parameter, if any, that the query leaves out.
    pub(crate) ignored_parameter: Option<&'static [u8]>,
    /// From the path as sent to the canonical path.
    pub(crate) path: fn(&str) -> String,
    /// From a header's name or value as sent to its canonical text.
    pub(crate) header_text: fn(&str) -> String,
    /// Whether headers whose value is blank are left out.
    pub(crate) skips_blank_headers: bool,
    /// Which headers count when the request lists none.
    pub(crate) signed_by_default: fn(&str) -> bool,
    /// Whether the signed-header list and the body's hash follow the headers.
    pub(crate) covers_payload: bool,
}

/// The parts of a canonical request before they are written as lines.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    /// Name and canonical text, in the order of the lines.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) separator: Option<&'static str>,
    pub(crate) signed_headers: Option<String>,
    pub(crate) payload: Option<String>,
}

impl Draft {
    /// What a verifier derives from the request as received.
    pub(crate) fn new(style: &Style, request: &Request<'_>, claim: &Claim) -> Self {
        let names = signed_names(style, request, claim);
        let list = names.iter().map(String::as_str).collect::<Vec<_>>().join(";");
        let (path, query) = request.path_and_query();
        Self {
            method: request.method.to_owned(),
            path: (style.path)(path),
            query: encoding::canonical_query(&style.parameters(query), style.query_order),
            headers: header_texts(style, &joined_values(request), names.iter().map(String::as_str)),
            separator: style.covers_payload.then_some(""),
            signed_headers: style.covers_payload.then_some(list),
            payload: style.covers_payload.then(|| encoding::sha256_hex(request.body)),
        }
    }

    /// The parts as lines.
    pub(crate) fn canonical(&self) -> Canonical {
        let mut lines = vec![
            Line::new("method", &self.method),
            Line::new("path", &self.path),
            Line::new("query", &self.query),
        ];
        let headers = self.headers.iter();
        lines.extend(
            headers.map(|(name, text)| Line::new(format!("header {name}"), format!("{name}:{text}"))),
        );
        lines.extend(self.separator.iter().map(|text| Line::new("end of headers", *text)));
        lines.extend(self.signed_headers.iter().map(|text| Line::new("signed headers", text)));
        lines.extend(self.payload.iter().map(|text| Line::new("payload hash", text)));
        if self.headers.is_empty() && self.separator.is_none() {
            // The newline after the query stays even where no header follows.
            lines.push(Line::new("end of headers", ""));
        }
        Canonical { lines }
    }
}

impl Style {
    /// The parameters of a query as sent, without the one that is never covered.
    pub(crate) fn parameters(&self, query: &str) -> Vec<encoding::Parameter> {
        let mut parameters = encoding::parameters(query, self.plus_is_blank);
        parameters.retain(|(name, _)| {
            self.ignored_parameter.is_none_or(|ignored| !name.eq_ignore_ascii_case(ignored))
        });
        parameters
    }
}

/// The names that the signature covers, in lower case and sorted.
pub(crate) fn signed_names(style: &Style, request: &Request<'_>, claim: &Claim) -> BTreeSet<String> {
    if claim.signed_headers.is_empty() {
        let names = request.headers.iter().map(|(name, _)| name.to_ascii_lowercase());
        return names.filter(|name| (style.signed_by_default)(name)).collect();
    }
    claim.signed_headers.iter().map(|name| name.to_ascii_lowercase()).collect()
}

/// Every header in lower case with its values joined by commas, untrimmed where it occurs once.
pub(crate) fn joined_values(request: &Request<'_>) -> BTreeMap<String, String> {
    let mut values = BTreeMap::<String, String>::new();
    for (name, value) in request.headers {
        match values.entry(name.to_ascii_lowercase()) {
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(value.clone());
            }
            std::collections::btree_map::Entry::Occupied(mut entry) => {
                let joined = entry.get_mut();
                joined.truncate(joined.trim_end_matches([' ', '\t']).len());
                joined.push(',');
                joined.push_str(encoding::trimmed(value));
            }
        }
    }
    values
}

/// The canonical texts of the named headers, sorted as the lines that they make.
pub(crate) fn header_texts<'a>(
    style: &Style,
    values: &BTreeMap<String, String>,
    names: impl Iterator<Item = &'a str>,
) -> Vec<(String, String)> {
    let mut headers: Vec<(String, String)> = names
        .filter_map(|name| Some((name, values.get(name)?)))
        .filter(|(_, value)| !(style.skips_blank_headers && encoding::trimmed(value).is_empty()))
        .map(|(name, value)| ((style.header_text)(name), (style.header_text)(value)))
        .collect();
    if !style.covers_payload {
        headers.sort_by_key(|(name, text)| format!("{name}:{text}"));
    }
    headers
}
