//! Faults of a connection, each with the rule that a client breaks which takes the rest for a response.

use std::num::NonZeroUsize;

use contract::Rule;
use wire::{Exchange, Fault};

use crate::build::GeneratorContext;
use crate::build::responses::text_answer;

/// This much of a body is never a whole body, however short the items are.
pub(crate) const MIDDLE: usize = 60;

/// Faults after which there is no answer, as often as one asks.
pub(crate) fn lasting() -> Vec<(Rule, &'static str, Fault)> {
    let (whole, json) = (Rule::WholeMessage, Rule::ValidJson);
    vec![
        (whole, "closed-before-the-first-byte", Fault::CloseBeforeFirstByte),
        (whole, "reset-before-the-first-byte", Fault::Reset),
        (whole, "reset-before-the-body", Fault::ResetAfter { bytes: 0 }),
        (whole, "reset-in-the-middle-of-the-body", Fault::ResetAfter { bytes: MIDDLE }),
        (whole, "cut-before-the-body", Fault::CutAfter { bytes: 0 }),
        (whole, "cut-after-one-byte-of-the-body", Fault::CutAfter { bytes: 1 }),
        (whole, "cut-in-the-middle-of-the-body", Fault::CutAfter { bytes: MIDDLE }),
        (whole, "length-one-above-the-body", Fault::ContentLength { difference: 1 }),
        (whole, "length-far-above-the-body", Fault::ContentLength { difference: 1000 }),
        (json, "length-one-below-the-body", Fault::ContentLength { difference: -1 }),
        (json, "length-far-below-the-body", Fault::ContentLength { difference: -20 }),
        (whole, "chunk-without-a-size", Fault::BrokenChunk { after_chunks: Some(2) }),
        (whole, "chunks-without-an-end", Fault::CutChunked { bytes: MIDDLE }),
        (whole, "whole-body-in-chunks-without-an-end", Fault::CutChunked { bytes: 10_000_000 }),
        (json, "garbled-from-the-first-byte", Fault::Garble { at: Some(0) }),
        (json, "garbled-from-the-middle", Fault::Garble { at: None }),
        (Rule::EmptyIsNoAnswer, "empty-body", Fault::EmptyBody),
        (json, "page-in-html", Fault::Html { status: None }),
        (Rule::StatusIsError, "bad-gateway-in-html", Fault::Html { status: Some(502) }),
    ]
}

/// Bodies of known lengths, cut at a place that matters, and texts that are almost JSON.
pub(crate) fn own_bodies(context: GeneratorContext<'_>) -> Vec<(Rule, &'static str, Exchange)> {
    let body = context.only_page(Vec::new()).to_string();
    let length = body.len();
    let cut = |text: String, bytes: usize| Exchange {
        fault: Some(Fault::CutAfter { bytes }),
        ..text_answer(200, text)
    };
    let (whole, json) = (Rule::WholeMessage, Rule::ValidJson);
    vec![
        (whole, "last-byte-missing", cut(body.clone(), length - 1)),
        (whole, "cut-in-white-space-after-the-value", cut(format!("{body}{}", " ".repeat(20)), length + 4)),
        (json, "text-after-the-value", text_answer(200, format!("{body} and more"))),
        (json, "value-twice", text_answer(200, format!("{body}{body}"))),
        (json, "comma-before-the-end", text_answer(200, format!("{},}}", &body[..length - 1]))),
        (json, "single-quotes", text_answer(200, body.replace('"', "'"))),
        (json, "white-space-alone", text_answer(200, " \n")),
    ]
}

/// Ways to bring a whole answer that no client may fail over.
pub(crate) fn harmless() -> Vec<(&'static str, Fault)> {
    vec![
        ("short-pause-before-the-head", Fault::StallBeforeHead { ms: Some(200) }),
        ("short-pause-after-the-head", Fault::StallAfterHead { ms: Some(200) }),
        ("short-pause-in-the-body", Fault::StallInBody { bytes: MIDDLE, ms: Some(200) }),
        ("body-in-small-pieces", Fault::Pace { bytes: NonZeroUsize::MIN.saturating_add(100), ms: 1 }),
    ]
}

/// Faults that the next attempt does not meet; a client may make one or tell the error.
pub(crate) fn passing() -> Vec<(Rule, &'static str, Fault)> {
    let (whole, json) = (Rule::WholeMessage, Rule::ValidJson);
    vec![
        (whole, "closed-before-the-first-byte", Fault::CloseBeforeFirstByte),
        (whole, "reset-before-the-first-byte", Fault::Reset),
        (whole, "cut-in-the-middle-of-the-body", Fault::CutAfter { bytes: MIDDLE }),
        (whole, "chunks-without-an-end", Fault::CutChunked { bytes: MIDDLE }),
        (json, "garbled-from-the-middle", Fault::Garble { at: None }),
        (Rule::EmptyIsNoAnswer, "empty-body", Fault::EmptyBody),
    ]
}
