//! Type: a member is taken with a value of its type, and refused with one of another.

use contract::{Clause, Constraints, Fact, Location, RequestMembers, ValueType};
use serde_json::{Value, json};

use crate::Case;
use crate::build::samples::Sample;
use crate::build::{GeneratorContext, samples};
use crate::probe::Probe;

/// A value of the member's type, and values of others.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    members(context)
        .flat_map(|(clause, at, value_type)| {
            samples::cases(context, clause, at, samples(context, clause, at, value_type))
        })
        .collect()
}

/// The same values asked of a server.
pub(crate) fn probes<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    members(context)
        .flat_map(|(clause, at, value_type)| {
            samples::probes(context, clause, at, samples(context, clause, at, value_type))
        })
        .collect()
}

fn members<'a>(context: GeneratorContext<'a>) -> impl Iterator<Item = (&'a Clause, &'a Location, ValueType)> {
    context.operation.clauses.iter().filter(move |clause| !context.is_suspended(clause)).filter_map(
        |clause| {
            let Fact::Member { at, r#type } = &clause.fact else { return None };
            samples::is_of_request(at).then_some((clause, at, *r#type))
        },
    )
}

fn samples(
    context: GeneratorContext<'_>,
    clause: &Clause,
    at: &Location,
    value_type: ValueType,
) -> Vec<Sample> {
    let constraints = Constraints::of(context.operation, at);
    let usual = context.sample(at);
    let usual = constraints.fits(&usual).then(|| Sample::allowed("of-its-type", usual));
    let others = others(context, at, value_type)
        .into_iter()
        .filter(|(_, value)| constraints.breaks_only(clause, value))
        .map(|(name, value)| Sample::forbidden(name, value));
    usual.into_iter().chain(others).collect()
}

/// Values of other types that the wire can carry: a query has texts only, so that there every value is a text.
fn others(context: GeneratorContext<'_>, at: &Location, value_type: ValueType) -> Vec<(&'static str, Value)> {
    let in_a_body = context.operation.request_members == RequestMembers::Body;
    let word = ("as-a-word", json!("ten"));
    match value_type {
        ValueType::Integer => vec![word, ("with-a-fraction", json!(2.5))],
        ValueType::Number => vec![word],
        ValueType::Boolean => vec![("as-a-word", json!("yes"))],
        ValueType::String => vec![("as-a-number", json!(12))],
        ValueType::Array if in_a_body => {
            let path = at.path.iter().cloned().chain(["*".to_owned()]).collect();
            vec![("without-its-list", context.sample(&Location { side: at.side, path }))]
        }
        ValueType::Object if in_a_body => vec![("as-a-word", json!("ten"))],
        ValueType::Array | ValueType::Object => Vec::new(),
    }
}
