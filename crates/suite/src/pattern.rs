//! Patterns over the ids of cases and probes.

use std::collections::BTreeSet;

use contract::nearest;
use globset::{Glob, GlobMatcher};

/// Ids that a person asked for.
#[derive(Debug, Clone, Default)]
pub struct Patterns(Vec<GlobMatcher>);

/// A pattern that selects nothing or cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PatternError {
    /// Not a glob.
    #[error("{pattern:?} is not a glob: {problem}")]
    Glob {
        /// As written.
        pattern: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A glob that matches nothing.
    #[error("no {noun} matches {pattern:?}; {list} shows them all{}", nearest.as_ref().map_or_else(String::new, |id| format!("; did you mean {id}?")))]
    Nothing {
        /// What there was to match.
        noun: &'static str,
        /// The flag that lists them.
        list: &'static str,
        /// As written.
        pattern: String,
        /// An id that is much like it.
        nearest: Option<String>,
    },
}

impl Patterns {
    /// The globs of these patterns, each of which has to match some id; without any everything is selected.
    ///
    /// `noun` and `list` say what is selected and which flag lists it all, for messages.
    ///
    /// # Errors
    /// A pattern that is no glob, or that matches no id.
    pub fn new(
        patterns: &[String],
        ids: &[&str],
        noun: &'static str,
        list: &'static str,
    ) -> Result<Self, PatternError> {
        let glob = |pattern: &String| {
            let glob = Glob::new(pattern)
                .map_err(|error| PatternError::Glob {
                    pattern: pattern.clone(),
                    problem: error.kind().to_string(),
                })?
                .compile_matcher();
            if ids.iter().any(|id| glob.is_match(id)) {
                return Ok(glob);
            }
            let within = ids.iter().copied().find(|id| id.contains(pattern.trim_matches('*')));
            let nearest = within
                .or_else(|| nearest(pattern, ids.iter().copied()))
                .or_else(|| nearest_part(pattern, ids))
                .map(str::to_owned);
            Err(PatternError::Nothing { noun, list, pattern: pattern.clone(), nearest })
        };
        patterns.iter().map(glob).collect::<Result<_, _>>().map(Self)
    }

    /// Whether an id is selected.
    #[must_use]
    pub fn select(&self, id: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|glob| glob.is_match(id))
    }

    /// Whether everything is selected, because nothing was asked for.
    #[must_use]
    pub fn are_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What a part of the pattern between two slashes may be meant to be, where no id has such a part.
fn nearest_part<'a>(pattern: &str, ids: &[&'a str]) -> Option<&'a str> {
    let parts: BTreeSet<&str> = ids.iter().flat_map(|id| id.split('/')).collect();
    let plain = pattern.split('/').filter(|part| !part.is_empty() && !part.contains(['*', '?', '[', '{']));
    plain.filter(|part| !parts.contains(part)).find_map(|part| nearest(part, parts.iter().copied()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_that_matches_nothing_names_what_is_like_it() {
        let ids = ["cloud/list-jobs/paging/pass-on/first", "cloud/list-jobs/max-results/one-above"];
        for (pattern, meant) in [
            ("*/pagin/*", Some("paging")),
            ("*pass-on", Some(ids[0])),
            ("cloud/list-job/paging/pass-on/first", Some(ids[0])),
            ("*/signature/*", None),
        ] {
            let error = Patterns::new(&[pattern.to_owned()], &ids, "case", "--list").unwrap_err();
            let PatternError::Nothing { nearest, .. } = &error else { panic!("{error}") };
            assert_eq!(nearest.as_deref(), meant, "{pattern}");
        }
    }
}
