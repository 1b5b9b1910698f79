//! What the outcome of a call may be, as case files write it.

use serde::{Deserialize, Serialize};

use crate::ErrorKind;

/// What the client may answer.
///
/// ```
/// use client_protocol::{ErrorKind, Expectation, ExpectedError};
///
/// let written = r#"{"any-of": ["refused", {"fails": {"kinds": ["service"]}}]}"#;
/// let expectation: Expectation = serde_json::from_str(written)?;
/// let error = ExpectedError { kinds: vec![ErrorKind::Service], code: None };
/// assert_eq!(expectation, Expectation::AnyOf(vec![Expectation::Refused, Expectation::Fails(error)]));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expectation {
    /// The value that the server gave, whole and unchanged.
    #[default]
    Returns,
    /// An error after at least one request.
    Fails(ExpectedError),
    /// An error before any request.
    Refused,
    /// Any of these.
    AnyOf(Vec<Expectation>),
}

/// Which error is right.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedError {
    /// The kinds that are right; empty means any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<ErrorKind>,
    /// The service's error code, where the client reports one; absent means any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

impl Expectation {
    /// Whether the client may refuse the input before it sends anything.
    #[must_use]
    pub fn admits_refusal(&self) -> bool {
        match self {
            Self::Refused => true,
            Self::AnyOf(alternatives) => alternatives.iter().any(Self::admits_refusal),
            Self::Returns | Self::Fails(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::Drive;

    fn read(value: &Value) -> Expectation {
        serde_json::from_value(value.clone()).unwrap()
    }

    #[test]
    fn forms_of_case_files_are_read_and_written() {
        let fails = |kinds, code: Option<&str>| {
            Expectation::Fails(ExpectedError { kinds, code: code.map(str::to_owned) })
        };
        for (written, expectation) in [
            (json!("returns"), Expectation::Returns),
            (json!("refused"), Expectation::Refused),
            (json!({ "fails": {} }), fails(vec![], None)),
            (json!({ "fails": { "code": "InternalError" } }), fails(vec![], Some("InternalError"))),
            (
                json!({ "fails": { "kinds": ["transport", "decode"] } }),
                fails(vec![ErrorKind::Transport, ErrorKind::Decode], None),
            ),
            (
                json!({ "any-of": ["returns", "refused", { "fails": {} }] }),
                Expectation::AnyOf(vec![Expectation::Returns, Expectation::Refused, fails(vec![], None)]),
            ),
        ] {
            assert_eq!(read(&written), expectation, "{written}");
            assert_eq!(serde_json::to_value(&expectation).unwrap(), written);
        }
    }

    #[test]
    fn kinds_and_drives_have_the_names_of_case_files() {
        let kinds = ["service", "refused", "transport", "timeout", "decode", "paging", "other"];
        let Expectation::Fails(error) = read(&json!({ "fails": { "kinds": kinds } })) else {
            panic!("fails")
        };
        assert_eq!(serde_json::to_value(&error.kinds).unwrap(), json!(kinds));
        assert_eq!(
            error.kinds,
            [
                ErrorKind::Service,
                ErrorKind::Refused,
                ErrorKind::Transport,
                ErrorKind::Timeout,
                ErrorKind::Decode,
                ErrorKind::Paging,
                ErrorKind::Other
            ]
        );
        assert_eq!(serde_json::to_value([Drive::Page, Drive::Walk]).unwrap(), json!(["page", "walk"]));
    }

    #[test]
    fn other_forms_are_errors() {
        for written in [
            json!("fails"),
            json!("any-of"),
            json!("anyOf"),
            json!({ "fails": { "kinds": ["Service"] } }),
            json!({ "fails": { "kinds": "service" } }),
            json!({ "returns": {}, "fails": {} }),
        ] {
            assert!(serde_json::from_value::<Expectation>(written.clone()).is_err(), "{written}");
        }
    }

    #[test]
    fn only_a_refusal_admits_refusal() {
        for (written, admits) in [
            (json!("returns"), false),
            (json!({ "fails": {} }), false),
            (json!({ "fails": { "kinds": ["refused"] } }), false),
            (json!("refused"), true),
            (json!({ "any-of": ["returns", { "fails": {} }] }), false),
            (json!({ "any-of": ["returns", { "any-of": ["returns", "refused"] }] }), true),
            (json!({ "any-of": [] }), false),
        ] {
            assert_eq!(read(&written).admits_refusal(), admits, "{written}");
        }
    }

    #[test]
    fn nothing_said_means_that_the_value_is_returned() {
        assert_eq!(Expectation::default(), Expectation::Returns);
    }
}
