//! Recordings that lie on a bound: judged like any other, neither blamed nor passed by chance.

use serde_json::{Value, json};

use crate::scene::{By, walk};

/// What only a sample shows is told and fails nobody.
const STOPPED_EARLY: &[&str] = &["remark paging/end"];

#[test]
fn numbers_that_are_too_large_to_count_with_are_judged() {
    // Two of five jobs came: whether that is all depends on how many lie on the pages before.
    for (number, size, due) in [
        (json!(i64::MIN), json!(u64::MAX), STOPPED_EARLY),
        (json!(i64::MIN), json!(3), STOPPED_EARLY),
        (json!(-1), json!(i64::MAX), STOPPED_EARLY),
        (json!(0), json!(3), STOPPED_EARLY),
        (json!(2), json!(0), STOPPED_EARLY),
        (json!(2), Value::Null, STOPPED_EARLY),
        (json!(2), json!(2), STOPPED_EARLY),
        (json!(2), json!(3), &[]),
        (json!(2), json!(4), &[]),
        (json!(3), json!(u64::MAX), &[]),
        (json!(i64::MAX), json!(3), &[]),
        (json!(i64::MAX), json!(u64::MAX), &[]),
        (json!(u64::MAX), json!(3), &[]),
    ] {
        let mut scene = walk(By::Number);
        scene.exchanges.truncate(1);
        scene.case.input.insert("PageNumber".to_owned(), number.clone());
        scene.exchanges[0].input.insert("PageNumber".to_owned(), number.clone());
        scene.exchanges[0].body["Result"]["PageSize"] = size.clone();
        scene.returns_all();
        assert_eq!(scene.findings(), due, "page {number} of {size}");
    }
}

#[test]
fn a_total_that_nobody_can_reach_leads_on_as_long_as_there_are_numbers() {
    let mut scene = walk(By::Number);
    for exchange in &mut scene.exchanges {
        exchange.body["Result"]["TotalCount"] = json!(u64::MAX);
    }
    scene.returns_all();
    assert_eq!(scene.findings(), STOPPED_EARLY);
    scene.exchanges.truncate(1);
    scene.case.input.insert("PageNumber".to_owned(), json!(i64::MAX));
    scene.exchanges[0].input.insert("PageNumber".to_owned(), json!(i64::MAX));
    scene.exchanges[0].body["Result"]["PageSize"] = json!(0);
    scene.returns_all();
    assert_eq!(scene.findings(), [""; 0]);
}
