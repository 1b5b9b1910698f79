//! One operation: its clauses, its ambiguities, its examples, and how the simulator makes its items.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;

use crate::provider::Reference;
use crate::{Clause, Fact, Location, PagingStyle, Side, Source, TimeFormat, ValueType};

/// One operation.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Operation {
    /// `provider/operation`, the folders' names.
    #[serde(skip)]
    pub id: String,
    /// The provider's folder name.
    #[serde(skip)]
    pub provider: String,
    /// The operation's folder.
    #[serde(skip)]
    pub folder: PathBuf,
    /// The operation's own name.
    pub title: String,
    /// The reference that its clauses come from unless they say otherwise.
    pub reference: Reference,
    /// Whether the documented request members go into the query or into a JSON body.
    pub request_members: RequestMembers,
    /// What the reference requires.
    pub clauses: Vec<Clause>,
    /// Where the reference is silent or contradicts itself.
    pub ambiguities: Vec<Ambiguity>,
    /// The documented bodies.
    pub examples: Vec<Example>,
    /// How the simulator makes up answers; states nothing.
    pub simulation: Simulation,
}

impl Operation {
    /// A clause of the operation itself.
    #[must_use]
    pub fn clause(&self, id: &str) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.id == id)
    }

    /// The ambiguity that suspends a clause, if any.
    #[must_use]
    pub fn ambiguity_about(&self, clause: &str) -> Option<&Ambiguity> {
        self.ambiguities.iter().find(|ambiguity| ambiguity.suspends.iter().any(|off| off == clause))
    }

    /// How the operation pages.
    #[must_use]
    pub fn paging(&self) -> Option<&PagingStyle> {
        self.clauses.iter().find_map(|clause| match &clause.fact {
            Fact::Paging(style) => Some(style),
            _ => None,
        })
    }

    /// The clauses about a member.
    pub fn clauses_at<'a, 'b>(&'a self, at: &'b Location) -> impl Iterator<Item = &'a Clause> + use<'a, 'b> {
        self.clauses.iter().filter(move |clause| clause.fact.at() == Some(at))
    }

    /// The type of a member.
    #[must_use]
    pub fn value_type(&self, at: &Location) -> Option<ValueType> {
        self.clauses_at(at).find_map(|clause| match clause.fact {
            Fact::Member { r#type, .. } => Some(r#type),
            _ => None,
        })
    }

    /// How a member writes a time, if it is one.
    #[must_use]
    pub fn time_format(&self, at: &Location) -> Option<TimeFormat> {
        self.clauses_at(at).find_map(|clause| match clause.fact {
            Fact::Timestamp { format, .. } => Some(format),
            _ => None,
        })
    }

    /// The locations of all members of one side, in the order of the file.
    pub fn members(&self, side: Side) -> impl Iterator<Item = (&Location, ValueType)> {
        self.clauses.iter().filter_map(move |clause| match &clause.fact {
            Fact::Member { at, r#type } if at.side == side => Some((at, *r#type)),
            _ => None,
        })
    }

    /// The method, where the contract has one.
    #[must_use]
    pub fn method(&self) -> Option<&str> {
        self.clauses.iter().find_map(|clause| match &clause.fact {
            Fact::Method { value } => Some(value.as_str()),
            _ => None,
        })
    }

    /// The path, where the contract has one.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.clauses.iter().find_map(|clause| match &clause.fact {
            Fact::Path { value } => Some(value.as_str()),
            _ => None,
        })
    }

    /// The query parameters that never change.
    pub fn query_constants(&self) -> impl Iterator<Item = (&str, &str)> {
        self.clauses.iter().filter_map(|clause| match &clause.fact {
            Fact::QueryConstant { name, value } => Some((name.as_str(), value.as_str())),
            _ => None,
        })
    }
}

/// Where the documented request members go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestMembers {
    /// Into the query.
    Query,
    /// Into a JSON body.
    Body,
}

/// A place where the reference is silent or contradicts itself, and how we read it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Ambiguity {
    /// Unlike every other ambiguity of the operation.
    pub id: String,
    /// The clauses that it is about.
    pub about: Vec<String>,
    /// What the reference leaves open.
    pub problem: String,
    /// How we read it.
    pub reading: String,
    /// The clauses that are not checked because of it.
    pub suspends: Vec<String>,
}

/// A documented body.
#[derive(Debug, Clone, Deserialize)]
#[non_exhaustive]
pub struct Example {
    /// Path inside the operation's folder.
    pub file: PathBuf,
    /// Which message it is.
    pub of: ExampleOf,
    /// Its place in the reference.
    pub source: Source,
    /// Why its values mean nothing, where they are placeholders; such an example shows names and nesting only.
    #[serde(default)]
    pub noise: Option<String>,
    /// Anything else worth knowing.
    #[serde(default)]
    pub note: Option<String>,
    /// The parsed body; `None` where the reference prints something that is not JSON.
    #[serde(skip)]
    pub body: Option<Value>,
}

/// Which message an example is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExampleOf {
    /// The documented request members.
    Request,
    /// The body of success.
    Response,
    /// The body of an error.
    Error,
    /// A sample that is printed in a notation other than JSON; kept as text.
    NotJson,
}

/// How the simulator makes up answers; states nothing.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Simulation {
    /// How many items a page holds where the request does not say.
    pub default_page_size: usize,
    /// The body of success, with slots: `{"$slot": "items"}` and others.
    pub response: Value,
    /// One item; `{n}` in texts and `{"$cycle": […]}`, `{"$time": …}`, `{"$count": …}` make item number n.
    pub item: Value,
}
