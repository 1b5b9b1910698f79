//! Schema: the body of a page and the body of an error are what the derived schemas say.

use contract::{Clause, Fact, Impact, Location, Side, ValueType};
use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::{Value, json};

use crate::build::GeneratorContext;
use crate::probe::{Probe, ProbeOutcome, ProbeRequest, ProbeResponse, SignedBy};

/// One page and one error, each looked at as a whole.
pub(crate) fn probes<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    let mut probes = Vec::new();
    let list = context.operation.paging().map(contract::PagingStyle::list);
    let of_list = context.members(Side::Response).find(|(_, at, _)| Some(*at) == list);
    if let Some((clause, _, _)) = of_list {
        let ask = ProbeRequest::input(context.minimal_input());
        probes.push(Probe::once(context, clause, "body-of-a-page", ask, move |response| {
            match response.page(*context) {
                Some(page) => validated(context, Side::Response, page),
                None => ProbeOutcome::Skipped(format!("no page, but {}", response.describe(*context))),
            }
        }));
    }
    if let Some((clause, _, _)) = context.members(Side::Error).next() {
        probes.push(Probe::once(
            context,
            clause,
            "body-of-an-error",
            invalid_request(context),
            move |response| error(context, response),
        ));
    }
    probes
}

fn error(context: GeneratorContext<'_>, response: &ProbeResponse) -> ProbeOutcome {
    if !response.is_error(*context) {
        return ProbeOutcome::Skipped(format!("no error, but {}", response.describe(*context)));
    }
    match &response.value {
        Some(body) => validated(context, Side::Error, body),
        None => {
            let actual = "a body that is not JSON".to_owned();
            ProbeOutcome::Broken("a body in JSON".to_owned(), actual, Impact::Cosmetic)
        }
    }
}

/// A request that is answered with an error: by a limit that the reference states, else by a signature that is not there.
fn invalid_request(context: GeneratorContext<'_>) -> ProbeRequest {
    let clauses = || context.operation.clauses.iter().filter(|clause| context.binds(clause));
    let wrong = clauses().find_map(|clause| match &clause.fact {
        Fact::Range { at, maximum: Some(maximum), .. } if at.side == Side::Request => {
            Some((at, json!(maximum.checked_add(1)?)))
        }
        Fact::Choice { at, values } if at.side == Side::Request && values.iter().all(Value::is_string) => {
            Some((at, json!("none-of-these")))
        }
        _ => None,
    });
    let mut input = context.minimal_input();
    match wrong {
        Some((at, value)) => {
            at.put(&mut input, value);
            ProbeRequest::input(input)
        }
        None => ProbeRequest::input(input).signed_by(SignedBy::Nobody),
    }
}

/// The first way in which a body differs from its schema, reported for the clause that shaped the schema there.
fn validated(context: GeneratorContext<'_>, side: Side, body: &Value) -> ProbeOutcome {
    let schemas = contract::derive(context.contracts, context.operation);
    let schema = if side == Side::Error { schemas.error } else { schemas.response };
    let Ok(validator) = jsonschema::validator_for(&schema) else {
        return ProbeOutcome::Skipped("the derived schema cannot be used".to_owned());
    };
    let body = without_nulls(body.clone());
    for error in validator.iter_errors(&body) {
        let Some(clause) = shaped(context, side, &error) else { continue };
        let pointer = error.instance_path().to_string();
        let place = if pointer.is_empty() { "the body".to_owned() } else { pointer };
        return ProbeOutcome::BrokenElsewhere(
            clause.id.clone(),
            format!("{place} as its schema says: {}", clause.requirement),
            contract::truncated(error.instance()),
            Impact::Cosmetic,
        );
    }
    ProbeOutcome::Passed
}

/// The clause behind an error of validation: the one of the member whose kind made the keyword.
fn shaped<'a>(context: GeneratorContext<'a>, side: Side, error: &ValidationError<'_>) -> Option<&'a Clause> {
    let pointer = error.instance_path().to_string();
    let parts = pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~"));
    let mut at = Location { side, path: Vec::new() };
    for part in parts {
        let is_list = context.operation.value_type(&at) == Some(ValueType::Array);
        at.path.push(if is_list { "*".to_owned() } else { part });
    }
    if let ValidationErrorKind::Required { property } = error.kind() {
        at.path.push(property.as_str().unwrap_or_default().to_owned());
    }
    let made_by = |fact: &Fact| match error.kind() {
        ValidationErrorKind::Required { .. } => matches!(fact, Fact::Required { .. }),
        ValidationErrorKind::Enum { .. } => matches!(fact, Fact::Choice { .. }),
        ValidationErrorKind::Pattern { .. } => matches!(fact, Fact::Pattern { .. }),
        ValidationErrorKind::Minimum { .. } | ValidationErrorKind::Maximum { .. } => {
            matches!(fact, Fact::Range { .. })
        }
        ValidationErrorKind::MinLength { .. } | ValidationErrorKind::MaxLength { .. } => {
            matches!(fact, Fact::Length { .. })
        }
        ValidationErrorKind::MinItems { .. } | ValidationErrorKind::MaxItems { .. } => {
            matches!(fact, Fact::Items { .. })
        }
        _ => matches!(fact, Fact::Member { .. }),
    };
    let clauses = context.operation.clauses.iter().filter(|clause| !context.is_suspended(clause));
    clauses.filter(|clause| clause.fact.at() == Some(&at)).find(|clause| made_by(&clause.fact))
}

/// A null says no more than an absent member.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(name, value)| (name, without_nulls(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}
