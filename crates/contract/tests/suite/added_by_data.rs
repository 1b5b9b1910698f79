//! An operation of a made-up provider, added by files alone.

use contract::{PagingStyle, Rule, Side, derive};
use fixtures::{BUNDLED, Folder};
use serde_json::{Value, json};

use crate::derived_schema::schema;

#[test]
fn a_fifth_operation_needs_no_code() {
    let contracts = Folder::all().load();
    assert_eq!(contracts.operations().count(), BUNDLED.contracts.operations().count() + 1);
    let operation = contracts.operation("acme-cloud/list-widgets").unwrap();

    assert_eq!(operation.method(), Some("POST"));
    assert_eq!(operation.path(), Some("/widgets"));
    assert!(matches!(operation.paging(), Some(PagingStyle::PageNumber { first: 1, .. })));
    assert_eq!(contracts.provider(operation).endpoint.region, "moon-1");
    // Its own clauses, its provider's, and those of every operation.
    for rule in [Rule::Signature, Rule::WholeMessage] {
        assert!(contracts.rule(operation, rule).is_some(), "{rule:?}");
    }
}

#[test]
fn its_schemas_follow_from_its_clauses() {
    let contracts = Folder::made_up().load();
    let operation = contracts.operation("acme-cloud/list-widgets").unwrap();
    let at = |side, pointer: &str| schema(&contracts, operation, side).pointer(pointer).cloned();
    let rows: &[(Side, &str, Value)] = &[
        (Side::Request, "/title", json!("ListWidgets request")),
        (Side::Request, "/required", json!(["page"])),
        (Side::Request, "/properties/page/type", json!("integer")),
        (Side::Request, "/properties/page/minimum", json!(1)),
        (Side::Request, "/properties/page/maximum", json!(50)),
        (Side::Request, "/properties/name/pattern", json!("^\\p{L}+$")),
        (Side::Request, "/properties/name/minLength", json!(2)),
        (Side::Request, "/properties/colour/enum", json!(["red", "green"])),
        (Side::Request, "/properties/labels/maxItems", json!(3)),
        (Side::Request, "/properties/labels/items/type", json!("string")),
        (Side::Request, "/properties/size/x-evidence", json!("documented")),
        (Side::Response, "/required", json!(["widgets"])),
        (Side::Response, "/properties/widgets/items/required", json!(["id"])),
        (Side::Response, "/properties/widgets/items/properties/weight/x-evidence", json!("example")),
        (Side::Response, "/properties/widgets/items/properties/note/x-ambiguity", json!(["short-notes"])),
        (Side::Response, "/properties/widgets/items/properties/weight/x-ambiguity", json!(["weightless"])),
        (Side::Error, "/required", json!(["code"])),
    ];
    for (side, pointer, expected) in rows {
        assert_eq!(at(*side, pointer).as_ref(), Some(expected), "{side:?} {pointer}");
    }
    // Practice sets no limit.
    assert_eq!(at(Side::Request, "/properties/size/maximum"), None);
}

#[test]
fn the_other_operations_stay_as_they_are() {
    let contracts = Folder::all().load();
    for operation in BUNDLED.contracts.operations() {
        let beside = contracts.operation(&operation.id).unwrap();
        assert_eq!(derive(&contracts, beside), derive(&BUNDLED.contracts, operation), "{}", operation.id);
    }
}
