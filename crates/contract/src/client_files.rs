//! Checks the files of a client's folder against the closed schemas that are published for them.

use std::path::Path;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

use crate::files::Files;
use crate::{Problem, form};

/// A file of a client's folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientFile {
    /// `client.json`: how a client is set up and started.
    Manifest,
    /// `known-failures.json`: what a library is known to fail.
    KnownFailures,
}

type Checked = Result<Validator, Problem>;

static SCHEMAS: LazyLock<Files> = LazyLock::new(Files::bundled);

static MANIFEST: LazyLock<Checked> = LazyLock::new(|| form::validator(&SCHEMAS, "client"));
static KNOWN_FAILURES: LazyLock<Checked> = LazyLock::new(|| form::validator(&SCHEMAS, "known-failures"));

impl ClientFile {
    /// Its name in the folder.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Manifest => "client.json",
            Self::KnownFailures => "known-failures.json",
        }
    }

    /// Every problem of form that the value read from `file` has; none where it fits its schema.
    #[must_use]
    pub fn problems(self, file: &Path, value: &Value) -> Vec<Problem> {
        let validator = match self {
            Self::Manifest => &*MANIFEST,
            Self::KnownFailures => &*KNOWN_FAILURES,
        };
        match validator {
            Ok(validator) => form::problems(&SCHEMAS, validator, file, value),
            Err(problem) => vec![problem.clone()],
        }
    }
}
