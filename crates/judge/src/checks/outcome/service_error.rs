//! What the caller can read of an error that the service returned.

use client_protocol::{ClientError, ErrorKind};
use contract::{Finding, Rule};

use super::text::{describe, kind_name};
use crate::response_class::ResponseClass;
use crate::timeline::Timeline;

/// Checks the fields of an error against the last response.
pub(crate) fn check(timeline: &Timeline<'_>, error: &ClientError) -> Vec<Finding> {
    let Some(last) = timeline.attempts.last() else { return Vec::new() };
    let ResponseClass::Error(served) = &last.class else { return Vec::new() };
    let index = timeline.attempts.len() - 1;
    let mut findings = Vec::new();
    let mut note = |finding: Option<Finding>| findings.extend(finding.map(|finding| finding.at(index)));
    let status = last.status();
    if let Some(actual) = error.http_status.filter(|actual| *actual != status) {
        note(timeline.for_rule(
            Rule::ErrorStatus,
            format!("http_status = {status}"),
            format!("http_status = {actual}"),
        ));
    }
    if !served.in_envelope {
        let clause = timeline.context.rule(Rule::ErrorStatus);
        let asked = clause.is_some_and(|clause| clause.id == timeline.question.clause);
        if asked && error.http_status.is_none() && error.kind != ErrorKind::Service {
            let expected = format!("http_status = {status}, or an error of kind service");
            note(
                timeline
                    .for_rule(Rule::ErrorStatus, expected, describe(timeline, error))
                    .map(Finding::into_warning),
            );
        }
        return findings;
    }
    match &error.code {
        Some(code) if *code != served.code => note(timeline.for_rule(
            Rule::ErrorCode,
            format!("code = {:?}", served.code),
            format!("code = {code:?}"),
        )),
        None => {
            let kind = kind_name(error);
            let actual = format!("no code field: an error of kind {kind}, the library's {}", error.native);
            note(
                timeline
                    .for_rule(Rule::ErrorCode, format!("code = {:?}", served.code), actual)
                    .map(Finding::into_warning),
            );
        }
        Some(_) => {}
    }
    if let Some(actual) = error.message.as_ref().filter(|actual| **actual != served.message) {
        note(timeline.for_rule(
            Rule::ErrorMessage,
            format!("message = {:?}", served.message),
            format!("message = {actual:?}"),
        ));
    }
    let request_id = last.answer.request_id.as_deref().unwrap_or_default();
    if let Some(actual) = error.request_id.as_deref().filter(|actual| *actual != request_id) {
        note(timeline.for_rule(
            Rule::RequestId,
            format!("request_id = {request_id:?}"),
            format!("request_id = {actual:?}"),
        ));
    }
    findings
}
