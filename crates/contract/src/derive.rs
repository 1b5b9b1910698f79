//! Derives the request, response and error schemas (JSON Schema 2020-12) from the clauses.

use serde_json::{Map, Value, json};

use crate::{Clause, Contracts, Evidence, Fact, Location, Operation, Side, TimeFormat, ValueType};

/// The three schemas of an operation.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DerivedSchemas {
    /// The documented request members, wherever they go.
    pub request: Value,
    /// The body of success.
    pub response: Value,
    /// The body of an error.
    pub error: Value,
}

/// Derives an operation's schemas.
///
/// A property carries `x-evidence` (`documented`, `standard`, `example` or `practice`) and `x-clauses`, the ids
/// of the clauses that shaped it. What only an example shows is never required, and a clause that an ambiguity
/// suspends leaves an `x-ambiguity` in place of its keyword.
#[must_use]
pub fn derive(contracts: &Contracts, operation: &Operation) -> DerivedSchemas {
    let schema = |side, name: &str| {
        let mut root = Map::new();
        root.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        root.insert("title".to_owned(), json!(format!("{} {name}", operation.title)));
        root.insert(
            "description".to_owned(),
            json!(format!(
                "Derived from operation.json by `cargo xtask derive`; the facts are those of {}.",
                operation.reference.title
            )),
        );
        root.extend(object(contracts, operation, side, &[]));
        Value::Object(root)
    };
    DerivedSchemas {
        request: schema(Side::Request, "request"),
        response: schema(Side::Response, "response"),
        error: schema(Side::Error, "error"),
    }
}

fn object(contracts: &Contracts, operation: &Operation, side: Side, path: &[String]) -> Map<String, Value> {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (at, value_type) in operation.members(side).filter(|(at, _)| is_child(&at.path, path)) {
        let name = at.path.last().map_or("", String::as_str);
        properties.insert(name.to_owned(), Value::Object(member(contracts, operation, at, value_type)));
        let binding = operation.clauses_at(at).any(|clause| {
            matches!(clause.fact, Fact::Required { .. })
                && clause.evidence.binds()
                && operation.ambiguity_about(&clause.id).is_none()
        });
        if binding {
            required.push(json!(name));
        }
    }
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    if !properties.is_empty() {
        schema.insert("properties".to_owned(), Value::Object(properties));
    }
    if !required.is_empty() {
        schema.insert("required".to_owned(), Value::Array(required));
    }
    schema
}

fn member(
    contracts: &Contracts,
    operation: &Operation,
    at: &Location,
    value_type: ValueType,
) -> Map<String, Value> {
    let mut schema = match value_type {
        ValueType::Object => object(contracts, operation, at.side, &at.path),
        ValueType::Array => array(contracts, operation, at),
        other => Map::from_iter([("type".to_owned(), serde_json::to_value(other).unwrap_or_default())]),
    };
    let mut ids = Vec::new();
    let mut ambiguities = Vec::new();
    let mut evidence = Evidence::Practice;
    for clause in operation.clauses_at(at) {
        if let Fact::Member { .. } = clause.fact {
            evidence = clause.evidence;
            schema.insert("description".to_owned(), json!(clause.requirement));
        }
        match operation.ambiguity_about(&clause.id) {
            Some(ambiguity) => ambiguities.push(json!(ambiguity.id)),
            None => keywords(&mut schema, clause),
        }
        ids.push(json!(clause.id));
    }
    schema.insert("x-evidence".to_owned(), json!(evidence.to_string()));
    schema.insert("x-clauses".to_owned(), Value::Array(ids));
    if !ambiguities.is_empty() {
        schema.insert("x-ambiguity".to_owned(), Value::Array(ambiguities));
    }
    schema
}

fn array(contracts: &Contracts, operation: &Operation, at: &Location) -> Map<String, Value> {
    let mut schema = Map::from_iter([("type".to_owned(), json!("array"))]);
    let item = Location { side: at.side, path: at.path.iter().cloned().chain(["*".to_owned()]).collect() };
    if let Some(value_type) = operation.value_type(&item) {
        schema.insert("items".to_owned(), Value::Object(member(contracts, operation, &item, value_type)));
    }
    schema
}

/// The keywords of one clause; only what binds becomes a limit.
fn keywords(schema: &mut Map<String, Value>, clause: &Clause) {
    let mut put = |keyword: &str, value: Value| {
        schema.insert(keyword.to_owned(), value);
    };
    match &clause.fact {
        Fact::Default { value, .. } => put("default", value.clone()),
        Fact::Timestamp { format, .. } if !clause.evidence.binds() => {
            put("x-time", json!(time_name(*format)));
        }
        _ if !clause.evidence.binds() => {}
        Fact::Range { minimum, maximum, .. } => {
            if let Some(minimum) = minimum {
                put("minimum", json!(minimum));
            }
            if let Some(maximum) = maximum {
                put("maximum", json!(maximum));
            }
        }
        Fact::Length { minimum, maximum, .. } => {
            put("minLength", json!(minimum));
            put("maxLength", json!(maximum));
        }
        Fact::Items { minimum, maximum, .. } => {
            put("minItems", json!(minimum));
            put("maxItems", json!(maximum));
        }
        Fact::Pattern { pattern, .. } => put("pattern", json!(pattern)),
        Fact::Choice { values, .. } => put("enum", json!(values)),
        Fact::Clamp { maximum, .. } => put("x-clamped-to", json!(maximum)),
        // The reference's own sample may hold a placeholder, and `format` is an annotation in 2020-12.
        Fact::Timestamp { format: TimeFormat::Rfc3339, .. } => put("format", json!("date-time")),
        Fact::Timestamp { format, .. } => put("x-time", json!(time_name(*format))),
        _ => {}
    }
}

fn time_name(format: TimeFormat) -> &'static str {
    match format {
        TimeFormat::Rfc3339 => "RFC 3339",
        TimeFormat::Civil => "date and time without a zone",
    }
}

fn is_child(path: &[String], parent: &[String]) -> bool {
    path.len() == parent.len() + 1 && path.starts_with(parent) && path.last().is_some_and(|name| name != "*")
}
