//! Finds out what a client signed instead, by making the known mistakes one at a time.

mod headers;
mod method_and_path;
mod payload;
mod query;

use std::collections::{BTreeMap, BTreeSet};

use crate::canonical::{Difference, Draft, Style, first_difference, joined_values, signed_names};
use crate::encoding::{Parameter, signatures_equal};
use crate::{Claim, Mismatch, Parts, Request};

/// Every family of mistakes in the canonical request, the likelier ones first.
const HYPOTHESES: &[fn(&Situation<'_>) -> Vec<Guess>] =
    &[method_and_path::guesses, query::guesses, headers::guesses, payload::guesses];

/// The first known mistake under which the signature is right, or a plain admission.
pub(crate) fn explain(
    parts: &Parts,
    request: &Request<'_>,
    claim: &Claim,
    draft: &Draft,
    secret: &str,
) -> Mismatch {
    let canonical = draft.canonical();
    let text = canonical.text();
    let mut mismatch = Mismatch {
        line: None,
        mistake: None,
        explanation: "no known mistake explains the signature: another secret was used, \
                      or the request was changed after signing"
            .to_owned(),
        string_to_sign: (parts.string_to_sign)(&text, claim),
        canonical: canonical.redacted(),
    };
    let situation = Situation::new(&parts.style, request, claim, draft);
    for guess in HYPOTHESES.iter().flat_map(|guesses| guesses(&situation)) {
        let guessed = guess.draft.canonical();
        if signatures_equal(&(parts.signature)(&guessed.text(), claim, secret), &claim.signature) {
            mismatch.line = first_difference(&canonical, &guessed);
            mismatch.mistake = Some(guess.mistake);
            mismatch.explanation = guess.because;
            return mismatch;
        }
    }
    for guess in (parts.key_guesses)(request, &text, claim, secret) {
        if signatures_equal(&guess.signature, &claim.signature) {
            mismatch.line = Some(Difference {
                name: guess.line.to_owned(),
                expected: Some(guess.expected),
                seen: Some(guess.seen),
            });
            mismatch.mistake = Some(guess.mistake);
            mismatch.explanation = guess.because;
            return mismatch;
        }
    }
    mismatch
}

/// A canonical request with one mistake in it.
struct Guess {
    mistake: &'static str,
    because: String,
    draft: Draft,
}

/// A signature made with one mistake after the canonical request.
pub(crate) struct KeyGuess {
    pub(crate) mistake: &'static str,
    /// `string to sign` or `signing key`.
    pub(crate) line: &'static str,
    pub(crate) expected: String,
    pub(crate) seen: String,
    pub(crate) because: String,
    pub(crate) signature: String,
}

/// What all guesses start from.
struct Situation<'a> {
    style: &'a Style,
    request: &'a Request<'a>,
    claim: &'a Claim,
    /// The canonical request as it has to be.
    draft: &'a Draft,
    path: &'a str,
    query: &'a str,
    parameters: Vec<Parameter>,
    /// Every header of the request in lower case, values joined and untrimmed.
    values: BTreeMap<String, String>,
    /// The headers that the signature covers.
    names: BTreeSet<String>,
}

impl<'a> Situation<'a> {
    fn new(style: &'a Style, request: &'a Request<'a>, claim: &'a Claim, draft: &'a Draft) -> Self {
        let (path, query) = request.path_and_query();
        Self {
            style,
            request,
            claim,
            draft,
            path,
            query,
            parameters: style.parameters(query),
            values: joined_values(request),
            names: signed_names(style, request, claim),
        }
    }

    /// The right draft with one change.
    fn guess(
        &self,
        mistake: &'static str,
        because: impl Into<String>,
        change: impl FnOnce(&mut Draft),
    ) -> Guess {
        let mut draft = self.draft.clone();
        change(&mut draft);
        Guess { mistake, because: because.into(), draft }
    }
}
