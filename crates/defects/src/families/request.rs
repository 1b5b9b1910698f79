//! What goes on the wire wrongly: method, path, constants, headers, a body.

use contract::{Fact, RequestMembers};

use crate::context::CallContext;
use crate::defect::{Defect, Mutation};
use crate::message::Request;

pub(crate) const FAMILY: &[Defect] = &[
    Defect {
        name: "another-method",
        what: "asks by another method than the reference's",
        mutations: &[Mutation::Request(|context, request| {
            let other = if context.operation.contract.request_members == RequestMembers::Query {
                "POST"
            } else {
                "PUT"
            };
            other.clone_into(&mut request.method);
        })],
        made_for: |view| view.kind() == "method",
    },
    Defect {
        name: "another-path",
        what: "asks at another path than the reference's",
        mutations: &[Mutation::Request(|_, request| {
            request.target = format!("{}v0{}", request.path(), &request.target[request.path().len()..]);
        })],
        made_for: |view| view.kind() == "path",
    },
    Defect {
        name: "constants-left-out",
        what: "leaves the constants of the query out",
        mutations: &[Mutation::Request(|context, request| {
            change_constants(context, request, |_| Vec::new());
        })],
        made_for: |view| view.kind() == "query-constant",
    },
    Defect {
        name: "constants-of-another-version",
        what: "gives the constants of the query other values",
        mutations: &[Mutation::Request(|context, request| {
            change_constants(context, request, |value| vec![format!("{value}V0")]);
        })],
        made_for: |view| view.kind() == "query-constant",
    },
    Defect {
        name: "constants-twice",
        what: "gives the constants of the query twice",
        mutations: &[Mutation::Request(|context, request| {
            change_constants(context, request, |value| vec![value.to_owned(), value.to_owned()]);
        })],
        made_for: |view| view.kind() == "query-constant",
    },
    Defect {
        name: "headers-with-another-value",
        what: "calls the body something else than the reference does",
        mutations: &[Mutation::Request(|context, request| {
            for (name, value) in headers(context) {
                if value {
                    request.set_header(&name, "text/plain");
                }
            }
        })],
        made_for: |view| matches!(&view.clause.fact, Fact::RequestHeader { value: Some(_), .. }),
    },
    Defect {
        name: "headers-left-out",
        what: "leaves out every header that the reference asks for",
        mutations: &[Mutation::Signed(|context, request| {
            for (name, _) in headers(context) {
                request.remove_header(&name);
            }
        })],
        made_for: |view| view.kind() == "request-header",
    },
    Defect {
        name: "a-body-for-nothing",
        what: "sends a body where the reference has none",
        mutations: &[Mutation::Request(|_, request| request.body = b"{}".to_vec())],
        made_for: |view| view.kind() == "no-body",
    },
];

fn headers(context: &CallContext) -> Vec<(String, bool)> {
    let clauses = &context.operation.contract.clauses;
    clauses
        .iter()
        .filter_map(|clause| match &clause.fact {
            Fact::RequestHeader { name, value } => Some((name.clone(), value.is_some())),
            _ => None,
        })
        .collect()
}

fn change_constants(context: &CallContext, request: &mut Request, change: impl Fn(&str) -> Vec<String>) {
    let mut pairs = Vec::new();
    for (name, value) in request.query() {
        if context.operation.contract.query_constants().any(|(constant, _)| constant == name) {
            pairs.extend(change(&value).into_iter().map(|value| (name.clone(), value)));
        } else {
            pairs.push((name, value));
        }
    }
    request.set_query(&pairs);
}
