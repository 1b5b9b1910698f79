//! Locations: what is written is what is read, and values are found where their JSON Pointer says.

use contract::{Location, Side};
use proptest::prelude::*;
use serde_json::{Value, json};

fn parse(text: &str) -> Result<Location, serde_json::Error> {
    serde_json::from_value(json!(text))
}

fn name() -> impl Strategy<Value = String> {
    // Names with what means something in a JSON Pointer or in a location.
    prop_oneof![4 => "[a-c]", 1 => "[a-c*.$ 批😀]{1,3}", 1 => "a?~[01a]"]
}

fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        "[a-z]{0,3}".prop_map(Value::from)
    ];
    leaf.prop_recursive(4, 48, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn location() -> impl Strategy<Value = Location> {
    let side = prop_oneof![Just(Side::Request), Just(Side::Response), Just(Side::Error)];
    let part = prop_oneof![2 => name(), 1 => Just("*".to_owned())];
    (side, prop::collection::vec(part, 1..5)).prop_map(|(side, path)| Location { side, path })
}

proptest! {
    #[test]
    fn what_is_written_is_what_is_read(location in location()) {
        prop_assert_eq!(parse(&location.to_string()).unwrap(), location);
    }

    #[test]
    fn values_stand_where_their_pointer_says(location in location(), document in document()) {
        let found = location.values(&document);
        for located in &found {
            prop_assert_eq!(document.pointer(&located.pointer), Some(located.value));
        }
        if !location.path.iter().any(|part| part == "*") {
            prop_assert!(found.len() <= 1);
            prop_assert_eq!(location.value(&document), found.first().map(|located| located.value));
        }
    }

    #[test]
    fn every_value_of_a_document_is_found_by_its_own_path(document in document()) {
        let mut open = vec![(Vec::new(), &document)];
        while let Some((path, value)) = open.pop() {
            if !path.is_empty() {
                let location = Location { side: Side::Response, path: path.clone() };
                let found = location.values(&document);
                let here = found.iter().find(|located| std::ptr::eq(located.value, value));
                let pointer = here.map(|located| located.pointer.as_str());
                prop_assert_eq!(pointer.and_then(|pointer| document.pointer(pointer)), Some(value));
            }
            let below = |name: &str| path.iter().cloned().chain([name.to_owned()]).collect::<Vec<_>>();
            match value {
                Value::Array(items) => open.extend(items.iter().map(|item| (below("*"), item))),
                Value::Object(members) => open.extend(members.iter().map(|(name, member)| (below(name), member))),
                _ => {}
            }
        }
    }
}

#[test]
fn a_star_is_every_item_and_nothing_else() {
    let document = json!({ "items": [{ "id": "a" }, { "name": "b" }, { "id": "c" }], "id": "x" });
    let rows: &[(&str, &[&str])] = &[
        ("response/items/*/id", &["/items/0/id", "/items/2/id"]),
        ("response/items/*", &["/items/0", "/items/1", "/items/2"]),
        ("response/*", &[]),
        ("response/id/*", &[]),
        ("response/items/0/id", &[]),
    ];
    for (location, pointers) in rows {
        let found: Vec<String> =
            parse(location).unwrap().values(&document).into_iter().map(|located| located.pointer).collect();
        assert_eq!(found, *pointers, "{location}");
    }
}

#[test]
fn a_location_outside_the_three_messages_is_refused() {
    for text in ["items", "Response/items", "", "/response/items"] {
        let message = parse(text).unwrap_err().to_string();
        assert!(message.contains("does not start with request/, response/ or error/"), "{text:?}: {message}");
    }
}
