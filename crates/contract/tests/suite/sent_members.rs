//! The documented members that a request sent, from its query or its body.

use contract::{SentMembers, query_pairs};
use fixtures::BUNDLED;
use serde_json::{Value, json};

use crate::derived_schema::{in_body, in_query};

#[test]
fn a_query_gives_texts_and_names_what_it_repeats() {
    let operation = in_query();
    let sent = SentMembers::of(operation, "/x?maxResults=7&a=%2B+&a=b&empty=&flag&&nameContains=12", b"");
    let expected = json!({ "maxResults": "7", "a": "b", "empty": "", "flag": "", "nameContains": "12" });
    assert_eq!(Value::Object(sent.values.clone()), expected);
    assert_eq!(sent.repeated, ["a"]);
    assert_eq!(sent.unreadable, None);
    let typed = json!({ "maxResults": 7, "a": "b", "empty": "", "flag": "", "nameContains": "12" });
    assert_eq!(sent.typed(operation), typed, "each by the type of its member");
    let odd = SentMembers::of(operation, "/x?maxResults=ten", b"");
    assert_eq!(odd.typed(operation), json!({ "maxResults": "ten" }), "text that does not fit stays text");
}

#[test]
fn constants_of_the_query_are_no_members() {
    for operation in BUNDLED.contracts.operations() {
        let constants: Vec<String> =
            operation.query_constants().map(|(name, value)| format!("{name}={value}")).collect();
        let sent = SentMembers::of(operation, &format!("/x?{}", constants.join("&")), b"");
        assert!(sent.values.is_empty(), "{}: {:?}", operation.id, sent.values);
    }
}

#[test]
fn a_body_gives_an_object_or_a_reason() {
    let operation = in_body();
    let sent = SentMembers::of(operation, "/widgets?name=x", br#"{ "page": 1, "name": null }"#);
    assert_eq!(sent.typed(operation), json!({ "page": 1, "name": null }));
    for empty in [&b""[..], b" \n"] {
        assert_eq!(SentMembers::of(operation, "/widgets", empty), SentMembers::default());
    }
    for (body, reason) in [(&b"[]"[..], "JSON that is not an object"), (b"{", "text that is not JSON: ")] {
        let unreadable = SentMembers::of(operation, "/widgets", body).unreadable.unwrap();
        assert!(unreadable.starts_with(reason), "{unreadable}");
    }
}

#[test]
fn pairs_are_decoded_once_and_a_plus_stays() {
    let pairs = |target| query_pairs(target);
    assert_eq!(pairs("/x"), []);
    assert_eq!(
        pairs("/x?a+b=c%2520d&%E5%90%8D=%F0%9F%98%80&=v"),
        [("a+b", "c%20d"), ("名", "😀"), ("", "v")].map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
}
