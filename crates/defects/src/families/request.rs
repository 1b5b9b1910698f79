//! What goes on the wire wrongly: method, path, constants, headers, a body.

use contract::{Fact, RequestMembers};

use crate::defect::{Defect, Does};
use crate::message::Request;
use crate::scene::Scene;

pub(crate) const FAMILY: &[Defect] = &[
    Defect {
        name: "another-method",
        what: "asks by another method than the page's",
        does: &[Does::Request(|scene, request| {
            let other =
                if scene.ground.operation.request_members == RequestMembers::Query { "POST" } else { "PUT" };
            other.clone_into(&mut request.method);
        })],
        made_for: |aim| aim.kind() == "method",
    },
    Defect {
        name: "another-path",
        what: "asks at another path than the page's",
        does: &[Does::Request(|_, request| {
            request.target = format!("{}v0{}", request.path(), &request.target[request.path().len()..]);
        })],
        made_for: |aim| aim.kind() == "path",
    },
    Defect {
        name: "constants-left-out",
        what: "leaves the constants of the query out",
        does: &[Does::Request(|scene, request| {
            change_constants(scene, request, |_| Vec::new());
        })],
        made_for: |aim| aim.kind() == "query-constant",
    },
    Defect {
        name: "constants-of-another-version",
        what: "gives the constants of the query other values",
        does: &[Does::Request(|scene, request| {
            change_constants(scene, request, |value| vec![format!("{value}V0")]);
        })],
        made_for: |aim| aim.kind() == "query-constant",
    },
    Defect {
        name: "constants-twice",
        what: "gives the constants of the query twice",
        does: &[Does::Request(|scene, request| {
            change_constants(scene, request, |value| vec![value.to_owned(), value.to_owned()]);
        })],
        made_for: |aim| aim.kind() == "query-constant",
    },
    Defect {
        name: "headers-with-another-value",
        what: "calls the body something else than the page does",
        does: &[Does::Request(|scene, request| {
            for (name, value) in headers(scene) {
                if value {
                    request.set_header(&name, "text/plain");
                }
            }
        })],
        made_for: |aim| matches!(&aim.clause.fact, Fact::RequestHeader { value: Some(_), .. }),
    },
    Defect {
        name: "headers-left-out",
        what: "leaves out every header that the page asks for",
        does: &[Does::Signed(|scene, request| {
            for (name, _) in headers(scene) {
                request.remove_header(&name);
            }
        })],
        made_for: |aim| aim.kind() == "request-header",
    },
    Defect {
        name: "a-body-for-nothing",
        what: "sends a body where the page has none",
        does: &[Does::Request(|_, request| request.body = b"{}".to_vec())],
        made_for: |aim| aim.kind() == "no-body",
    },
];

fn headers(scene: &Scene) -> Vec<(String, bool)> {
    let clauses = &scene.ground.operation.clauses;
    clauses
        .iter()
        .filter_map(|clause| match &clause.fact {
            Fact::RequestHeader { name, value } => Some((name.clone(), value.is_some())),
            _ => None,
        })
        .collect()
}

fn change_constants(scene: &Scene, request: &mut Request, change: impl Fn(&str) -> Vec<String>) {
    let mut pairs = Vec::new();
    for (name, value) in request.query() {
        if scene.ground.operation.query_constants().any(|(constant, _)| constant == name) {
            pairs.extend(change(&value).into_iter().map(|value| (name.clone(), value)));
        } else {
            pairs.push((name, value));
        }
    }
    request.set_query(&pairs);
}
