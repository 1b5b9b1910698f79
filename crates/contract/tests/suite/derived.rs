//! Derived schemas: valid 2020-12, the same every time, as checked in, and true to the documented bodies.

use std::collections::BTreeSet;
use std::fs;

use contract::{Contracts, Evidence, Example, ExampleOf, Fact, Location, Operation, Side, derive};
use fixtures::BUNDLED;
use serde_json::Value;

use crate::derived_schema::{operations, schema};

const SIDES: [Side; 3] = [Side::Request, Side::Response, Side::Error];

#[test]
fn every_derived_schema_is_a_valid_schema() {
    for (contracts, operation) in operations() {
        for side in SIDES {
            let schema = schema(contracts, operation, side);
            assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
            assert!(jsonschema::meta::is_valid(&schema), "{} {side:?}", operation.id);
            jsonschema::validator_for(&schema).unwrap();
        }
    }
}

#[test]
fn checked_in_schemas_are_what_the_clauses_give() {
    for operation in BUNDLED.contracts.operations() {
        let folder = fixtures::schemas().join(&operation.folder);
        for (side, name) in SIDES.into_iter().zip(["request", "response", "error"]) {
            let file = folder.join(format!("{name}.schema.json"));
            let expected =
                serde_json::to_string_pretty(&schema(&BUNDLED.contracts, operation, side)).unwrap() + "\n";
            let found = fs::read_to_string(&file).unwrap();
            assert!(found == expected, "{} is out of date; run `cargo xtask derive`", file.display());
        }
    }
}

#[test]
fn deriving_twice_from_two_readings_gives_the_same() {
    let again = Contracts::bundled().unwrap();
    for operation in BUNDLED.contracts.operations() {
        let text = |contracts, operation| {
            let schemas = derive(contracts, operation);
            [schemas.request, schemas.response, schemas.error].map(|schema| schema.to_string())
        };
        // Texts, so that the order of members counts.
        assert_eq!(
            text(&BUNDLED.contracts, operation),
            text(&again, again.operation(&operation.id).unwrap())
        );
    }
}

#[test]
fn documented_bodies_are_valid() {
    let mut checked = 0;
    for (contracts, operation) in operations() {
        for (example, side, body) in bodies(operation).filter(|(example, ..)| example.noise.is_none()) {
            let validator = jsonschema::validator_for(&schema(contracts, operation, side)).unwrap();
            let errors: Vec<String> = validator.iter_errors(body).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{}/{}: {errors:?}", operation.id, example.file.display());
            checked += 1;
        }
    }
    assert!(checked > operations().count(), "every operation documents a body, some document two");
}

#[test]
fn documented_bodies_name_no_member_without_a_clause() {
    for (_, operation) in operations() {
        for (example, side, body) in bodies(operation) {
            for path in paths(body) {
                let at = Location { side, path };
                let file = example.file.display();
                assert!(operation.value_type(&at).is_some(), "{}/{file} has {at}", operation.id);
            }
        }
    }
}

#[test]
fn every_property_names_its_evidence_and_its_clauses() {
    for (contracts, operation) in operations() {
        for side in SIDES {
            let schema = schema(contracts, operation, side);
            let mut properties = BTreeSet::new();
            collect(&schema, &mut Vec::new(), &mut |path, property| {
                let at = Location { side, path: path.to_vec() };
                let evidence = operation.clauses_at(&at).find_map(|clause| match clause.fact {
                    Fact::Member { .. } => Some(clause.evidence.to_string()),
                    _ => None,
                });
                assert_eq!(property["x-evidence"].as_str(), evidence.as_deref(), "{} {at}", operation.id);
                let ids: Vec<&str> = operation.clauses_at(&at).map(|clause| clause.id.as_str()).collect();
                assert_eq!(property["x-clauses"], Value::from(ids), "{} {at}", operation.id);
                properties.insert(at);
            });
            let members: BTreeSet<Location> = operation.members(side).map(|(at, _)| at.clone()).collect();
            assert_eq!(properties, members, "{}: a member is lost or made up", operation.id);
        }
    }
}

#[test]
fn only_what_binds_without_an_ambiguity_is_required() {
    for (contracts, operation) in operations() {
        for side in SIDES {
            let schema = schema(contracts, operation, side);
            let mut required = BTreeSet::new();
            let mut objects = vec![(Vec::new(), schema.clone())];
            collect(&schema, &mut Vec::new(), &mut |path, property| {
                objects.push((path.to_vec(), property.clone()));
            });
            for (path, object) in objects {
                for name in object["required"].as_array().into_iter().flatten() {
                    let name = name.as_str().unwrap().to_owned();
                    required.insert(Location { side, path: path.iter().cloned().chain([name]).collect() });
                }
            }
            let expected: BTreeSet<Location> = operation
                .clauses
                .iter()
                .filter(|clause| matches!(clause.fact, Fact::Required { .. }))
                .filter(|clause| matches!(clause.evidence, Evidence::Documented | Evidence::Standard))
                .filter(|clause| operation.ambiguity_about(&clause.id).is_none())
                .filter_map(|clause| clause.fact.at().filter(|at| at.side == side).cloned())
                .collect();
            assert_eq!(required, expected, "{} {side:?}", operation.id);
        }
    }
}

#[test]
fn what_an_ambiguity_suspends_leaves_its_name_and_no_keyword() {
    let mut suspended = 0;
    for (contracts, operation) in operations() {
        for side in SIDES {
            collect(&schema(contracts, operation, side), &mut Vec::new(), &mut |path, property| {
                let at = Location { side, path: path.to_vec() };
                let mut ambiguities = Vec::new();
                for clause in operation.clauses_at(&at) {
                    if let Some(ambiguity) = operation.ambiguity_about(&clause.id) {
                        ambiguities.push(ambiguity.id.as_str());
                        for keyword in keywords(&clause.fact) {
                            assert_eq!(property.get(keyword), None, "{} {at}: {keyword}", operation.id);
                        }
                    }
                }
                suspended += ambiguities.len();
                let listed = property.get("x-ambiguity").and_then(Value::as_array).map_or(0, Vec::len);
                assert_eq!(listed, ambiguities.len(), "{} {at}: {ambiguities:?}", operation.id);
            });
        }
    }
    assert!(suspended >= 4, "the made-up operation and a real one have ambiguities that suspend limits");
}

fn bodies(operation: &Operation) -> impl Iterator<Item = (&Example, Side, &Value)> {
    operation.examples.iter().filter_map(|example| {
        let side = match example.of {
            ExampleOf::Request => Side::Request,
            ExampleOf::Response => Side::Response,
            ExampleOf::Error => Side::Error,
            ExampleOf::NotJson => return None,
        };
        Some((example, side, example.body.as_ref().expect("an example that loaded")))
    })
}

/// The paths of everything inside a body, `*` for every item.
fn paths(body: &Value) -> BTreeSet<Vec<String>> {
    fn walk(value: &Value, path: &[String], found: &mut BTreeSet<Vec<String>>) {
        let mut below = |name: &str, value: &Value| {
            let path: Vec<String> = path.iter().cloned().chain([name.to_owned()]).collect();
            walk(value, &path, found);
            found.insert(path);
        };
        match value {
            Value::Array(items) => items.iter().for_each(|item| below("*", item)),
            Value::Object(members) => members.iter().for_each(|(name, member)| below(name, member)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    walk(body, &[], &mut found);
    found
}

/// Calls back for every property and every kind of item of a schema.
fn collect(schema: &Value, path: &mut Vec<String>, each: &mut impl FnMut(&[String], &Value)) {
    let properties = schema["properties"].as_object().into_iter().flatten();
    let below = properties.map(|(name, property)| (name.as_str(), property));
    for (name, property) in below.chain(schema.get("items").map(|items| ("*", items))) {
        path.push(name.to_owned());
        each(path, property);
        collect(property, path, each);
        path.pop();
    }
}

/// The keywords that a clause of this kind would give.
fn keywords(fact: &Fact) -> &'static [&'static str] {
    match fact {
        Fact::Range { .. } => &["minimum", "maximum"],
        Fact::Length { .. } => &["minLength", "maxLength"],
        Fact::Items { .. } => &["minItems", "maxItems"],
        Fact::Pattern { .. } => &["pattern"],
        Fact::Choice { .. } => &["enum"],
        Fact::Default { .. } => &["default"],
        Fact::Clamp { .. } => &["x-clamped-to"],
        Fact::Timestamp { .. } => &["format", "x-time"],
        _ => &[],
    }
}
