//! One promise of a contract: what it says, where it comes from, and how sure that is.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One promise, with an id and its evidence.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Clause {
    /// Unlike every other id of the same file; what findings and coverage name.
    pub id: String,
    /// The promise in our own words.
    pub promise: String,
    /// Where it comes from; decides the severity of breaking it.
    pub evidence: Evidence,
    /// Page, section and member.
    pub source: Source,
    /// The promise as data.
    #[serde(flatten)]
    pub fact: Fact,
}

/// Where a clause comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// The page says so.
    Documented,
    /// An RFC or the protocol's public specification says so.
    Standard,
    /// Only seen in a sample.
    Example,
    /// What careful clients do.
    Practice,
}

impl Evidence {
    /// Whether breaking a clause of this evidence is a violation; else it is a remark.
    #[must_use]
    pub fn binds(self) -> bool {
        matches!(self, Self::Documented | Self::Standard)
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Documented => "documented",
            Self::Standard => "standard",
            Self::Example => "example",
            Self::Practice => "practice",
        })
    }
}

/// A pointer to what was read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Source {
    /// Address of the page; absent means the operation's (or provider's) own page.
    #[serde(default)]
    pub page: Option<String>,
    /// The section's title.
    pub section: String,
    /// The member that the section speaks of.
    #[serde(default)]
    pub member: Option<String>,
}

/// A promise as data; laws, judge and simulator read this and never a provider's name.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
#[expect(missing_docs, reason = "each field is the fact that its variant names")]
pub enum Fact {
    /// The HTTP method.
    Method { value: String },
    /// The path of the request target.
    Path { value: String },
    /// A query parameter that always has this value.
    QueryConstant { name: String, value: String },
    /// A header that every request carries, with this value where one is fixed.
    RequestHeader {
        name: String,
        #[serde(default)]
        value: Option<String>,
    },
    /// The request has no body.
    NoBody,
    /// A member is there and has a type.
    Member { at: Location, r#type: ValueType },
    /// A member must be there.
    Required { at: Location },
    /// A number's limits, both included.
    Range {
        at: Location,
        #[serde(default)]
        minimum: Option<i64>,
        #[serde(default)]
        maximum: Option<i64>,
    },
    /// A text's length in Unicode code points, both limits included.
    Length { at: Location, minimum: u64, maximum: u64 },
    /// A list's length, both limits included.
    Items { at: Location, minimum: u64, maximum: u64 },
    /// A pattern in the ECMA-262 dialect.
    Pattern { at: Location, pattern: String },
    /// The values that are allowed.
    Choice { at: Location, values: Vec<Value> },
    /// The value that is meant where none is given.
    Default { at: Location, value: Value },
    /// A larger value is treated as this one.
    Clamp { at: Location, maximum: i64 },
    /// How a time is written.
    Timestamp { at: Location, format: TimeFormat },
    /// A request member that leaves only some jobs; `field` is a path inside a job.
    Filter { at: Location, field: String, r#match: Match },
    /// Request members that order the jobs.
    Sort {
        /// Names the field; absent where there is only one order.
        #[serde(default)]
        by: Option<Location>,
        order: Location,
        /// Values of `by` to paths inside a job.
        #[serde(default)]
        fields: BTreeMap<String, String>,
        ascending: Value,
        descending: Value,
    },
    /// How pages follow each other.
    Paging(PagingStyle),
    /// A response member that repeats what the request asked for.
    Echo { at: Location, of: Location },
    /// The status of success.
    Status { value: u16 },
    /// A header of every answer.
    ResponseHeader { name: String, value: String },
    /// An error that the service gives.
    Error { code: String, status: u16, retryable: bool },
    /// A rule that code knows by name.
    Rule { rule: Rule },
}

impl Fact {
    /// The member that the fact speaks of, if it speaks of one.
    #[must_use]
    pub fn at(&self) -> Option<&Location> {
        match self {
            Self::Member { at, .. }
            | Self::Required { at }
            | Self::Range { at, .. }
            | Self::Length { at, .. }
            | Self::Items { at, .. }
            | Self::Pattern { at, .. }
            | Self::Choice { at, .. }
            | Self::Default { at, .. }
            | Self::Clamp { at, .. }
            | Self::Timestamp { at, .. }
            | Self::Filter { at, .. }
            | Self::Echo { at, .. } => Some(at),
            _ => None,
        }
    }

    /// The `kind` as the files write it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Method { .. } => "method",
            Self::Path { .. } => "path",
            Self::QueryConstant { .. } => "query-constant",
            Self::RequestHeader { .. } => "request-header",
            Self::NoBody => "no-body",
            Self::Member { .. } => "member",
            Self::Required { .. } => "required",
            Self::Range { .. } => "range",
            Self::Length { .. } => "length",
            Self::Items { .. } => "items",
            Self::Pattern { .. } => "pattern",
            Self::Choice { .. } => "choice",
            Self::Default { .. } => "default",
            Self::Clamp { .. } => "clamp",
            Self::Timestamp { .. } => "timestamp",
            Self::Filter { .. } => "filter",
            Self::Sort { .. } => "sort",
            Self::Paging(_) => "paging",
            Self::Echo { .. } => "echo",
            Self::Status { .. } => "status",
            Self::ResponseHeader { .. } => "response-header",
            Self::Error { .. } => "error",
            Self::Rule { .. } => "rule",
        }
    }
}

/// The three ways of paging.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "style", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
#[expect(missing_docs, reason = "each field names the member that plays the part")]
pub enum PagingStyle {
    /// The answer holds an opaque token for the next request.
    Token { token: Location, next: Location, size: Location, list: Location },
    /// The request numbers the page; the answer holds the total.
    PageNumber {
        number: Location,
        size: Location,
        total: Location,
        echo_number: Location,
        echo_size: Location,
        list: Location,
        first: i64,
    },
    /// The answer says whether it is truncated and by which marker to go on.
    Marker {
        marker: Location,
        next: Location,
        truncated: Location,
        echo_marker: Location,
        echo_size: Location,
        size: Location,
        list: Location,
    },
}

impl PagingStyle {
    /// Where the answer's list of jobs stands.
    #[must_use]
    pub fn list(&self) -> &Location {
        match self {
            Self::Token { list, .. } | Self::PageNumber { list, .. } | Self::Marker { list, .. } => list,
        }
    }

    /// The request member that asks for a page size.
    #[must_use]
    pub fn size(&self) -> &Location {
        match self {
            Self::Token { size, .. } | Self::PageNumber { size, .. } | Self::Marker { size, .. } => size,
        }
    }

    /// The request member that says which page is asked for.
    #[must_use]
    pub fn position(&self) -> &Location {
        match self {
            Self::Token { token, .. } => token,
            Self::PageNumber { number, .. } => number,
            Self::Marker { marker, .. } => marker,
        }
    }
}

/// The type of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the types of JSON Schema")]
pub enum ValueType {
    String,
    Integer,
    Number,
    Boolean,
    Array,
    Object,
}

/// How a time is written on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeFormat {
    /// `2024-04-01T11:48:48Z`, with or without a fraction.
    Rfc3339,
    /// `2023-05-31 23:34:38`, without a zone.
    Civil,
}

/// How a filter compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Match {
    /// The field is the value.
    Equals,
    /// The field contains the text.
    Contains,
    /// The field is one of the listed values; an empty list leaves all.
    OneOf,
    /// The time is later.
    After,
    /// The time is earlier.
    Before,
    /// Some tag has the key and one of the values.
    Tags,
}

/// The rules that code knows by name; a contract says whether they bind and where they come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// What the caller asks for is sent, once and unchanged.
    InputsSent,
    /// Nothing is sent that nobody asked for.
    NothingAdded,
    /// The signature verifies.
    Signature,
    /// The session token is sent and covered.
    SessionToken,
    /// The first call names no position that nobody gave.
    PagingFirstCall,
    /// The position that an answer gives goes into the next request unchanged.
    PagingPassOn,
    /// All other inputs are sent again.
    PagingInputsAgain,
    /// A walk ends where the answer says so, and not before.
    PagingEnd,
    /// A repeated position does not keep a walk going for ever.
    PagingRepeated,
    /// Every job once and in order, or an error.
    PagingEveryJobOnce,
    /// The error's code reaches the caller.
    ErrorCode,
    /// The error's message reaches the caller.
    ErrorMessage,
    /// The error's status reaches the caller.
    ErrorStatus,
    /// The request id reaches the caller.
    RequestId,
    /// An error envelope is an error whatever its HTTP status.
    ErrorEnvelope,
    /// A status of 400 and above is no success.
    StatusIsError,
    /// A message cut short does not pass for a whole one.
    WholeMessage,
    /// What is not JSON does not pass for an answer.
    ValidJson,
    /// A content coding is undone or refused.
    ContentCoding,
    /// Credentials stay with the host that they are for.
    CredentialsStay,
    /// A call ends before its deadline.
    CallEnds,
    /// A client that says it has an answer has asked for it.
    AsksBeforeAnswering,
    /// A client sends to its endpoint and nowhere else.
    OneEndpoint,
    /// Every documented member reaches the caller unchanged.
    ValuesUnchanged,
    /// Members that the page does not know do no harm.
    UnknownMember,
    /// Values that the page does not know reach the caller.
    UnknownValue,
    /// A null does no harm.
    NullMember,
    /// An absent member does no harm.
    AbsentMember,
    /// An answer of success is given to the caller.
    AnswerReturned,
    /// Input that the page allows is not refused.
    ValidInputAccepted,
    /// Input that the page forbids is refused, by the client or by the service.
    InvalidInputRefused,
    /// A retryable error may be retried, a bounded number of times.
    RetryBounded,
    /// An error that will not go away is not retried.
    NoRetry,
    /// Each attempt is signed anew.
    SignedAnew,
}

/// Which message a location lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The documented request members, in the query or in the body.
    Request,
    /// The body of success.
    Response,
    /// The body of an error.
    Error,
}

/// A member: a side and a path, written `response/jobSummaries/*/status`, where `*` is any item of a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// Which message.
    pub side: Side,
    /// Member names from the outside in; `*` stands for every item.
    pub path: Vec<String>,
}

impl Location {
    /// The last name that is not `*`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.iter().rev().find(|part| *part != "*").map_or("", String::as_str)
    }

    /// As a JSON Pointer, `*` kept.
    #[must_use]
    pub fn pointer(&self) -> String {
        self.path.iter().fold(String::new(), |pointer, part| pointer + "/" + part)
    }

    /// Every value of a document that the location names, with its JSON Pointer.
    #[must_use]
    pub fn values<'a>(&self, document: &'a Value) -> Vec<Located<'a>> {
        let mut found = vec![(String::new(), document)];
        for part in &self.path {
            found = found
                .into_iter()
                .flat_map(|(pointer, value)| match (part.as_str(), value) {
                    ("*", Value::Array(items)) => items
                        .iter()
                        .enumerate()
                        .map(|(index, item)| (format!("{pointer}/{index}"), item))
                        .collect(),
                    (name, Value::Object(members)) => members
                        .get(name)
                        .map(|member| (format!("{pointer}/{name}"), member))
                        .into_iter()
                        .collect(),
                    _ => Vec::new(),
                })
                .collect();
        }
        found.into_iter().map(|(pointer, value)| Located { pointer, value }).collect()
    }

    /// The value of a document at a location without `*`.
    #[must_use]
    pub fn value<'a>(&self, document: &'a Value) -> Option<&'a Value> {
        self.path.iter().try_fold(document, |value, part| value.get(part))
    }
}

/// A value and where it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Located<'a> {
    /// JSON Pointer from the root of the document.
    pub pointer: String,
    /// The value there.
    pub value: &'a Value,
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = match self.side {
            Side::Request => "request",
            Side::Response => "response",
            Side::Error => "error",
        };
        write!(formatter, "{side}{}", self.pointer())
    }
}

impl<'de> Deserialize<'de> for Location {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut parts = text.split('/').map(str::to_owned);
        let side = match parts.next().as_deref() {
            Some("request") => Side::Request,
            Some("response") => Side::Response,
            Some("error") => Side::Error,
            _ => {
                return Err(serde::de::Error::custom(format!(
                    "location {text:?} does not start with request/, response/ or error/"
                )));
            }
        };
        Ok(Self { side, path: parts.collect() })
    }
}
