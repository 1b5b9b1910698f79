//! Patterns over the ids of cases and probes.

use globset::{Glob, GlobMatcher};

/// Ids that a person asked for.
#[derive(Debug, Clone, Default)]
pub struct Patterns(Vec<GlobMatcher>);

/// A pattern that selects nothing or cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
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
            let nearest = ids.iter().find(|id| id.contains(pattern.trim_matches('*')));
            let nearest = nearest.map(|id| (*id).to_owned());
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
