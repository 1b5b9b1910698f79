//! Finds out what a client signed instead, by making the known mistakes one at a time.

mod guess;
mod headers;
mod method_and_path;
mod payload;
mod query;

use guess::{Guess, Situation};

use crate::canonical::{Difference, Draft, first_difference};
use crate::encoding::signatures_equal;
use crate::parts::Parts;
use crate::{Claim, Mismatch, Request};

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
