//! The location of a member: which message, and the path inside it.

use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value, json};

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
    /// Member names from the outside in; `*` means every item.
    pub path: Vec<String>,
}

impl Location {
    /// A member of a request, by its name.
    #[must_use]
    pub fn of_request(name: &str) -> Self {
        Self { side: Side::Request, path: vec![name.to_owned()] }
    }

    /// The member of this name inside the one that the location names.
    #[must_use]
    pub fn child(&self, name: &str) -> Self {
        Self { side: self.side, path: self.path.iter().cloned().chain([name.to_owned()]).collect() }
    }

    /// Every item of the list that the location names.
    #[must_use]
    pub fn items(&self) -> Self {
        self.child("*")
    }

    /// Whether another location is directly inside this one.
    #[must_use]
    pub fn encloses(&self, other: &Self) -> bool {
        self.side == other.side
            && other.path.len() == self.path.len() + 1
            && other.path.starts_with(&self.path)
    }

    /// The last name that is not `*`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.iter().rev().find(|part| *part != "*").map_or("", String::as_str)
    }

    /// As a JSON Pointer, `*` kept.
    #[must_use]
    pub fn pointer(&self) -> String {
        self.path.iter().fold(String::new(), |pointer, part| pointer + "/" + &escaped(part))
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
                        .map(|member| (format!("{pointer}/{}", escaped(name)), member))
                        .into_iter()
                        .collect(),
                    _ => Vec::new(),
                })
                .collect();
        }
        found.into_iter().map(|(pointer, value)| Located { pointer, value }).collect()
    }

    /// Puts a value at the location; objects and one-item lists are made on the way.
    ///
    /// ```
    /// let at: contract::Location = serde_json::from_str(r#""request/Filter/Names/*""#)?;
    /// let mut members = serde_json::Map::new();
    /// at.put(&mut members, "nightly".into());
    /// assert_eq!(serde_json::to_string(&members)?, r#"{"Filter":{"Names":["nightly"]}}"#);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn put(&self, members: &mut Map<String, Value>, value: Value) {
        put(members, &self.path, value);
    }

    /// Takes the value out of the location; `None` where there is no value, or where the path leads through a list.
    ///
    /// ```
    /// let at: contract::Location = serde_json::from_str(r#""response/page/next""#)?;
    /// let mut members = serde_json::from_str(r#"{"page": {"next": "a", "total": 3}}"#)?;
    /// assert_eq!(at.remove(&mut members), Some("a".into()));
    /// assert_eq!(serde_json::to_string(&members)?, r#"{"page":{"total":3}}"#);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn remove(&self, members: &mut Map<String, Value>) -> Option<Value> {
        let (name, outer) = self.path.split_last()?;
        outer
            .iter()
            .try_fold(members, |members, part| members.get_mut(part)?.as_object_mut())?
            .shift_remove(name)
    }

    /// The value of a document at a location without `*`.
    #[must_use]
    pub fn value<'a>(&self, document: &'a Value) -> Option<&'a Value> {
        self.path.iter().try_fold(document, |value, part| value.get(part))
    }
}

fn put(members: &mut Map<String, Value>, path: &[String], value: Value) {
    let Some((name, rest)) = path.split_first() else { return };
    match members.get_mut(name) {
        Some(Value::Object(inner)) if !rest.is_empty() && rest[0] != "*" => put(inner, rest, value),
        _ => {
            let wrapped = rest.iter().rev().fold(value, |inner, part| match part.as_str() {
                "*" => json!([inner]),
                name => json!({ name: inner }),
            });
            members.insert(name.clone(), wrapped);
        }
    }
}

/// A name as a JSON Pointer writes it (RFC 6901).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// A value and where it was found.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
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
        formatter.write_str(side)?;
        self.path.iter().try_for_each(|part| write!(formatter, "/{part}"))
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
