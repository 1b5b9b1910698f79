//! What a scheme consists of.

use jiff::Timestamp;

use crate::canonical::Style;
use crate::key_guess::KeyGuess;
use crate::{Claim, Credentials, Fault, Request, Scope};

/// Headers by name, in their order.
pub(crate) type Headers = Vec<(String, String)>;

/// What a scheme consists of.
pub(crate) struct Parts {
    pub(crate) style: Style,
    pub(crate) sign: fn(&Request<'_>, &Credentials, &Scope, Timestamp) -> Headers,
    pub(crate) claim: fn(&Request<'_>) -> Result<Claim, Fault>,
    pub(crate) check: fn(&Request<'_>, &Claim) -> Result<(), Fault>,
    pub(crate) string_to_sign: fn(&str, &Claim) -> Option<String>,
    pub(crate) signature: fn(&str, &Claim, &str) -> String,
    pub(crate) key_guesses: fn(&Request<'_>, &str, &Claim, &str) -> Vec<KeyGuess>,
}
