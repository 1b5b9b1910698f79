//! Type: a member is taken with a value of its type, and refused with one of another.

use contract::{Case, Clause, Fact, Location, RequestMembers, ValueType};
use serde_json::{Value, json};

use super::Ground;
use super::fit::Promises;
use super::member::{self, Sample};
use crate::probe::Probe;

/// A value of the member's type, and values of others.
pub(crate) fn cases(ground: Ground<'_>) -> Vec<Case> {
    members(ground)
        .flat_map(|(clause, at, value_type)| {
            member::cases(ground, clause, at, samples(ground, clause, at, value_type))
        })
        .collect()
}

/// The same values asked of a server.
pub(crate) fn probes<'a>(ground: Ground<'a>) -> Vec<Probe<'a>> {
    members(ground)
        .flat_map(|(clause, at, value_type)| {
            member::probes(ground, clause, at, samples(ground, clause, at, value_type))
        })
        .collect()
}

fn members<'a>(ground: Ground<'a>) -> impl Iterator<Item = (&'a Clause, &'a Location, ValueType)> {
    ground.operation.clauses.iter().filter(move |clause| ground.speaks(clause)).filter_map(|clause| {
        let Fact::Member { at, r#type } = &clause.fact else { return None };
        member::is_of_request(at).then_some((clause, at, *r#type))
    })
}

fn samples(ground: Ground<'_>, clause: &Clause, at: &Location, value_type: ValueType) -> Vec<Sample> {
    let promises = Promises::of(ground, at);
    let usual = ground.sample(at);
    let usual = promises.fits(&usual).then(|| Sample::allowed("of-its-type", usual));
    let others = others(ground, at, value_type)
        .into_iter()
        .filter(|(_, value)| promises.breaks_only(clause, value))
        .map(|(name, value)| Sample::forbidden(name, value));
    usual.into_iter().chain(others).collect()
}

/// Values of other types that the wire can carry: a query has texts only, so that there every value is a text.
fn others(ground: Ground<'_>, at: &Location, value_type: ValueType) -> Vec<(&'static str, Value)> {
    let in_a_body = ground.operation.request_members == RequestMembers::Body;
    let word = ("as-a-word", json!("ten"));
    match value_type {
        ValueType::Integer => vec![word, ("with-a-fraction", json!(2.5))],
        ValueType::Number => vec![word],
        ValueType::Boolean => vec![("as-a-word", json!("yes"))],
        ValueType::String => vec![("as-a-number", json!(12))],
        ValueType::Array if in_a_body => {
            let path = at.path.iter().cloned().chain(["*".to_owned()]).collect();
            vec![("without-its-list", ground.sample(&Location { side: at.side, path }))]
        }
        ValueType::Object if in_a_body => vec![("as-a-word", json!("ten"))],
        ValueType::Array | ValueType::Object => Vec::new(),
    }
}
