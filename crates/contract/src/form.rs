//! Says what is wrong with the form of a file, and what would be right.

use std::path::Path;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use crate::files::Files;

/// The message for one error of form; the closed schemas are among the files.
pub(crate) fn told(files: &Files, error: &ValidationError<'_>) -> String {
    match error.kind() {
        ValidationErrorKind::Enum { options } => {
            let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
            format!("{} is not one of {}", error.instance(), listed(options.iter().map(Value::to_string)))
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let unknown = listed(unexpected.iter().map(|name| format!("{name:?}")));
            match known(files, error) {
                Some(known) => format!("{unknown} is unknown here; known are {known}"),
                None => format!("{unknown} is unknown here"),
            }
        }
        _ => shortened(&error.to_string()),
    }
}

/// The members that an object may have, from beside the keyword that refused another.
fn known(files: &Files, error: &ValidationError<'_>) -> Option<String> {
    let keyword = error.absolute_keyword_location()?;
    let file = keyword.path().as_str().rsplit('/').next()?;
    let schema: Value = serde_json::from_str(&files.text(&Path::new("_meta").join(file)).ok()?).ok()?;
    let (enclosing, _) = error.schema_path().as_str().rsplit_once('/')?;
    let members = schema.pointer(enclosing)?.get("properties")?.as_object()?;
    Some(listed(members.keys().map(|name| format!("{name:?}"))))
}

fn listed(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

/// The validator prints the whole instance first; a whole clause or file helps nobody find the typo.
fn shortened(problem: &str) -> String {
    const LONGEST: usize = 300;
    let length = problem.chars().count();
    if length <= LONGEST {
        return problem.to_owned();
    }
    let tail: String = problem.chars().skip(length - LONGEST).collect();
    format!("…{tail}")
}
