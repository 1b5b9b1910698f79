//! Where a page leads, by each of the three styles.

use contract::pagination::{Asked, NextPage, item_count, items, next_page};
use contract::{Operation, PagingStyle};
use fixtures::{BUNDLED, MADE_UP};
use serde_json::{Map, Value, json};

/// The first bundled operation of a style; the made-up one pages by number.
fn paged_by(style: fn(&PagingStyle) -> bool) -> &'static Operation {
    let fits = |operation: &&Operation| operation.paging().is_some_and(style);
    BUNDLED.contracts.operations().find(fits).unwrap()
}

fn by_number() -> &'static Operation {
    MADE_UP.contracts.operation("acme-cloud/list-widgets").unwrap()
}

fn members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        other => panic!("{other} has no members"),
    }
}

/// Where a page leads that was asked for with these members, after so many items.
fn leads(operation: &Operation, asked: Value, items_before: u64, page: &Value) -> NextPage {
    let asked = members(asked);
    next_page(operation, Asked { members: &asked, first: &asked, items_before }, page)
}

#[test]
fn a_token_leads_on_until_there_is_none() {
    let operation = paged_by(|style| matches!(style, PagingStyle::Token { .. }));
    let Some(PagingStyle::Token { token, next, .. }) = operation.paging() else { unreachable!() };
    for (value, expected) in [
        (Some(json!("a+b")), NextPage::At(json!("a+b"))),
        (Some(json!("asked")), NextPage::Repeated(json!("asked"))),
        (Some(json!("")), NextPage::End),
        (Some(Value::Null), NextPage::End),
        (None, NextPage::End),
        (Some(json!(7)), NextPage::Indeterminate),
    ] {
        let mut page = Map::new();
        if let Some(value) = &value {
            next.put(&mut page, value.clone());
        }
        let asked = json!({ token.name(): "asked" });
        assert_eq!(leads(operation, asked, 0, &Value::Object(page)), expected, "{value:?}");
    }
}

#[test]
fn a_marker_counts_only_where_the_answer_says_that_there_is_more() {
    let operation = paged_by(|style| matches!(style, PagingStyle::Marker { .. }));
    let Some(PagingStyle::Marker { marker, next, truncated, .. }) = operation.paging() else {
        unreachable!()
    };
    for (more, value, expected) in [
        (Some(json!(true)), Some(json!("m")), NextPage::At(json!("m"))),
        (Some(json!(true)), Some(json!("asked")), NextPage::Repeated(json!("asked"))),
        (Some(json!(true)), Some(json!("")), NextPage::Indeterminate),
        (Some(json!(true)), None, NextPage::Indeterminate),
        (Some(json!(false)), Some(json!("m")), NextPage::End),
        (Some(json!("true")), Some(json!("m")), NextPage::Indeterminate),
        (None, Some(json!("m")), NextPage::Indeterminate),
    ] {
        let mut page = Map::new();
        for (at, value) in [(truncated, &more), (next, &value)] {
            if let Some(value) = value {
                at.put(&mut page, value.clone());
            }
        }
        let asked = json!({ marker.name(): "asked" });
        let actual = leads(operation, asked, 0, &Value::Object(page));
        assert_eq!(actual, expected, "truncated {more:?}, next {value:?}");
    }
}

#[test]
fn a_number_goes_up_until_the_total_is_reached() {
    let operation = by_number();
    let page =
        |total: Value, held: usize| json!({ "total": total, "size": 2, "widgets": vec![json!({}); held] });
    for (asked, before, page, expected) in [
        (json!({}), 0, page(json!(5), 2), NextPage::At(json!(2))),
        (json!({ "page": 1 }), 0, page(json!(5), 2), NextPage::At(json!(2))),
        (json!({ "page": 1 }), 0, page(json!(2), 2), NextPage::End),
        (json!({ "page": 1 }), 0, page(json!(1), 2), NextPage::PastTotal),
        (json!({ "page": 1 }), 0, page(json!(5), 0), NextPage::Indeterminate),
        (json!({ "page": 1 }), 0, page(json!("5"), 2), NextPage::Indeterminate),
        (json!({ "page": 1 }), 0, page(json!(-5), 2), NextPage::Indeterminate),
        (json!({ "page": "one" }), 0, page(json!(5), 2), NextPage::Indeterminate),
        (json!({ "page": i64::MAX }), 0, page(json!(u64::MAX), 1), NextPage::Indeterminate),
        // A walk that begins at the second page has passed the items of the first by the size that is served.
        (json!({ "page": 2 }), 0, page(json!(5), 2), NextPage::At(json!(3))),
        (json!({ "page": 2 }), 0, page(json!(4), 2), NextPage::End),
        (json!({ "page": 1 }), 3, page(json!(5), 2), NextPage::End),
    ] {
        assert_eq!(leads(operation, asked.clone(), before, &page), expected, "{asked} and {page}");
    }
}

#[test]
fn later_pages_count_what_came_before() {
    let operation = by_number();
    let (first, second) = (members(json!({ "page": 1 })), members(json!({ "page": 2 })));
    let page = json!({ "total": 5, "size": 2, "widgets": [{}, {}] });
    let asked = Asked { members: &second, first: &first, items_before: 2 };
    assert_eq!(next_page(operation, asked, &page), NextPage::At(json!(3)));
}

#[test]
fn items_are_those_of_the_list() {
    let operation = by_number();
    let page = json!({ "widgets": [{ "id": "a" }] });
    assert_eq!(items(operation, &page), Some(&vec![json!({ "id": "a" })]));
    assert_eq!(item_count(operation, &page), 1);
    for none in [json!({}), json!({ "widgets": {} }), json!([])] {
        assert_eq!((items(operation, &none), item_count(operation, &none)), (None, 0), "{none}");
    }
}
