//! Reads typed requests out of JSON under the documented names.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::error::InvalidMember;

/// Why JSON did not become a typed request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// The value has the right type, but the reference does not allow it.
    #[error(transparent)]
    Invalid(#[from] InvalidMember),
    /// The typed request has no place for it: an unknown member, a null, or a value of another type.
    #[error("{0}")]
    Inexpressible(String),
}

/// The members of a request, each to be taken once by its documented name.
///
/// ```
/// use model_transport::{InputError, Members};
/// use serde_json::json;
///
/// let input = json!({"limit": 3, "colour": "green"});
/// let mut members = Members::of(&input)?;
/// assert_eq!(members.integer("limit")?, Some(3));
/// assert_eq!(members.text("name")?, None);
/// assert!(matches!(members.finish(), Err(InputError::Inexpressible(reason)) if reason.contains("colour")));
/// # Ok::<(), InputError>(())
/// ```
#[derive(Debug)]
pub struct Members<'a> {
    members: &'a Map<String, Value>,
    taken: Vec<&'static str>,
}

impl<'a> Members<'a> {
    /// Starts to read an object.
    ///
    /// # Errors
    /// [`InputError::Inexpressible`] if `input` is not an object.
    pub fn of(input: &'a Value) -> Result<Self, InputError> {
        match input {
            Value::Object(members) => Ok(Self { members, taken: Vec::new() }),
            other => Err(InputError::Inexpressible(format!("the input is not an object: {other}"))),
        }
    }

    /// A text.
    ///
    /// # Errors
    /// [`InputError::Inexpressible`] if the member is there and is anything else.
    pub fn text(&mut self, name: &'static str) -> Result<Option<&'a str>, InputError> {
        self.take(name, "a text", Value::as_str)
    }

    /// An integer of 64 bits.
    ///
    /// # Errors
    /// [`InputError::Inexpressible`] if the member is there and is anything else.
    pub fn integer(&mut self, name: &'static str) -> Result<Option<i64>, InputError> {
        self.take(name, "an integer of 64 bits", Value::as_i64)
    }

    /// `true` or `false`.
    ///
    /// # Errors
    /// [`InputError::Inexpressible`] if the member is there and is anything else.
    pub fn boolean(&mut self, name: &'static str) -> Result<Option<bool>, InputError> {
        self.take(name, "true or false", Value::as_bool)
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// [`InputError::Inexpressible`] if a member was not taken.
    pub fn finish(self) -> Result<(), InputError> {
        match self.members.keys().find(|name| !self.taken.contains(&name.as_str())) {
            Some(name) => Err(InputError::Inexpressible(format!("the typed request has no member {name:?}"))),
            None => Ok(()),
        }
    }

    fn take<T>(
        &mut self,
        name: &'static str,
        wanted: &str,
        read: impl Fn(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, InputError> {
        self.taken.push(name);
        let Some(value) = self.members.get(name) else { return Ok(None) };
        let unfit =
            || InputError::Inexpressible(format!("{name} is typed as {wanted} and cannot hold {value}"));
        read(value).map(Some).ok_or_else(unfit)
    }
}

/// Reads a request that has no documented limits, only types.
///
/// # Errors
/// [`InputError::Inexpressible`] for what `T` cannot hold as it is, nulls among it.
pub fn typed_input<T: DeserializeOwned + Serialize>(input: &Value) -> Result<T, InputError> {
    let unfit = |error: serde_json::Error| InputError::Inexpressible(error.to_string());
    let request: T = serde_json::from_value(input.clone()).map_err(unfit)?;
    // Serde reads a null as an absent member and an array as an object; neither may be sent as something else.
    if serde_json::to_value(&request).map_err(unfit)? == *input {
        Ok(request)
    } else {
        Err(InputError::Inexpressible(format!("the typed request cannot hold this as it is: {input}")))
    }
}
