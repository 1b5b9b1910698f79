//! One requirement of a contract: what it says, where it comes from, and how sure that is.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Location, Rule};

/// One requirement, with an id and its evidence.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Clause {
    /// Unlike every other id of the same file; what findings and coverage name.
    pub id: String,
    /// The requirement in our own words.
    pub requirement: String,
    /// Where it comes from; decides the severity of breaking it.
    pub evidence: Evidence,
    /// Reference, section and member.
    pub source: Source,
    /// Why no case can ask a client about it, where none can.
    #[serde(default)]
    pub untested: Option<String>,
    /// The requirement as data.
    #[serde(flatten)]
    pub fact: Fact,
}

/// Where a clause comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// The reference says so.
    Documented,
    /// An RFC or the protocol's public specification says so.
    Standard,
    /// Only a sample shows it.
    Example,
    /// What careful clients do.
    Practice,
}

impl Evidence {
    /// Whether breaking a clause of this evidence is a violation; else it is a warning.
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
#[non_exhaustive]
pub struct Source {
    /// Address of the reference; absent means the operation's (or provider's) own one.
    #[serde(default)]
    pub reference: Option<String>,
    /// The section's title.
    pub section: String,
    /// The member that the section describes.
    #[serde(default)]
    pub member: Option<String>,
}

/// A requirement as data; generators, judge and simulator read this and never a provider's name.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
#[expect(missing_docs, reason = "each field is the fact that its variant names")]
// Exhaustive: with a new kind of fact, the compiler names every place that reads contracts.
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
    /// A request member that leaves only some items; `field` is a path inside an item, or several parted by `|`.
    Filter {
        at: Location,
        field: String,
        r#match: Match,
        /// How tags are written, where `match` is `tags`.
        #[serde(default)]
        tags: Option<TagNames>,
    },
    /// Request members that order the items.
    Sort {
        /// Names the field; absent where there is only one order.
        #[serde(default)]
        by: Option<Location>,
        order: Location,
        /// Values of `by` to paths inside an item.
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
    /// The member that the fact is about, if any.
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
// Exhaustive: with a new style, the compiler names every place that follows pages.
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
    /// Where the response holds its list of items.
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
// Exhaustive: JSON has no more types.
pub enum ValueType {
    String,
    Integer,
    Number,
    Boolean,
    Array,
    Object,
}

impl ValueType {
    /// Whether a value has the type.
    #[must_use]
    pub fn holds(self, value: &Value) -> bool {
        match self {
            Self::String => value.is_string(),
            Self::Integer => value.is_i64() || value.is_u64(),
            Self::Number => value.is_number(),
            Self::Boolean => value.is_boolean(),
            Self::Array => value.is_array(),
            Self::Object => value.is_object(),
        }
    }
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

/// How the tags of an item and of a filter are written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct TagNames {
    /// The member that holds a tag's key, on both sides.
    pub key: String,
    /// The member that holds the value of an item's tag.
    pub value: String,
    /// The member that holds the list of values that a filter takes.
    pub values: String,
}
