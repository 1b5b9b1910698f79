//! One mistake in the canonical request, and what all guesses start from.

use std::collections::{BTreeMap, BTreeSet};

use crate::canonical::{Draft, Style, joined_values, signed_names};
use crate::encoding::Parameter;
use crate::{Claim, Request};

/// A canonical request with one mistake in it.
pub(super) struct Guess {
    pub(super) mistake: &'static str,
    pub(super) because: String,
    pub(super) draft: Draft,
}

/// What all guesses start from.
pub(super) struct Situation<'a> {
    pub(super) style: &'a Style,
    pub(super) request: &'a Request<'a>,
    pub(super) claim: &'a Claim,
    /// The canonical request as it has to be.
    pub(super) draft: &'a Draft,
    pub(super) path: &'a str,
    pub(super) query: &'a str,
    pub(super) parameters: Vec<Parameter>,
    /// Every header of the request in lower case, values joined and untrimmed.
    pub(super) values: BTreeMap<String, String>,
    /// The headers that the signature covers.
    pub(super) names: BTreeSet<String>,
}

impl<'a> Situation<'a> {
    pub(super) fn new(
        style: &'a Style,
        request: &'a Request<'a>,
        claim: &'a Claim,
        draft: &'a Draft,
    ) -> Self {
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
    pub(super) fn guess(
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
