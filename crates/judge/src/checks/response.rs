//! What the service returned reaches the caller unchanged: every documented member, every item once and in order.

use contract::{Finding, Impact, Rule};
use serde_json::Value;
use wire::Fault;

use crate::comparison::Difference;
use crate::differences::{finding, is_whole};
use crate::impact;
use crate::response_class::ResponseClass;
use crate::timeline::{Purpose, Timeline};

/// Checks the value that the client returned.
pub(crate) fn check(timeline: &Timeline<'_>) -> Vec<Finding> {
    if timeline.attempts.iter().any(|attempt| attempt.class == ResponseClass::Redirected) {
        return Vec::new();
    }
    // The items of such responses cannot be judged; another finding reports that the client used them.
    if (0..timeline.attempts.len()).any(|index| timeline.went_on_from(index).is_some()) {
        return Vec::new();
    }
    // The same holds where the client used the last response and its value is complete.
    let last = timeline.attempts.last();
    if last.is_some_and(|attempt| matches!(attempt.class, ResponseClass::Unusable(_))) && is_whole(timeline) {
        return Vec::new();
    }
    let served = returnable(timeline, timeline.pages());
    let due = returnable(timeline, timeline.pages_due());
    let beyond = due.len() < served.len();
    let findings = findings(timeline, &due);
    // Another finding reports requests after the last page, whether their pages were returned or not.
    if beyond && (findings.is_empty() || self::findings(timeline, &served).is_empty()) {
        return Vec::new();
    }
    let impact = findings.iter().map(|finding| finding.impact).min().unwrap_or(Impact::Cosmetic);
    // An extra member next to the right value shows that the client decoded the body.
    if impact != Impact::Cosmetic && served.last().is_some_and(|(index, _)| is_coded(timeline, *index)) {
        return timeline
            .for_rule(
                Rule::ContentCoding,
                "the value as it was before compression",
                "a value that differs from it",
            )
            .map(|finding| finding.with_impact(impact))
            .into_iter()
            .collect();
    }
    // A client may read a body of another media type differently, for example by the charset of that type.
    let renamed = |fault: &Option<Fault>| matches!(fault, Some(Fault::ContentType { .. }));
    if timeline.attempts.iter().any(|attempt| renamed(&attempt.exchange.fault)) {
        return findings.into_iter().map(Finding::into_warning).collect();
    }
    findings
}

/// The pages that the caller asked for: all of a walk, or the one page of a call, whatever the client fetched ahead.
fn returnable<'t>(timeline: &Timeline<'_>, pages: Vec<(usize, &'t Value)>) -> Vec<(usize, &'t Value)> {
    let first_page =
        |index: usize| timeline.attempts[..=index].iter().all(|attempt| attempt.purpose != Purpose::Next);
    pages.into_iter().filter(|(index, _)| timeline.question.walks() || first_page(*index)).collect()
}

fn is_coded(timeline: &Timeline<'_>, index: usize) -> bool {
    timeline.attempts[index].exchange.fault == Some(Fault::Gzip)
}

fn findings(timeline: &Timeline<'_>, pages: &[(usize, &Value)]) -> Vec<Finding> {
    let pages: Vec<&Value> = pages.iter().map(|(_, page)| *page).collect();
    let found = |difference: &Difference<'_>| {
        Some(
            finding(timeline, difference)?.with_impact(impact::of_difference(timeline.operation, difference)),
        )
    };
    timeline.compare(&pages).iter().filter_map(found).collect()
}
