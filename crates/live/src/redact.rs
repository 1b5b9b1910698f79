//! Replaces secrets and signatures in every text that a run holds, whoever put them there.

use secrecy::{ExposeSecret, SecretString};
use signing::Credentials;

/// The text in place of a secret.
const REPLACEMENT: &str = "(hidden)";

/// The texts to replace.
#[derive(Debug, Default)]
pub(crate) struct Redactor {
    hidden: Vec<SecretString>,
}

impl Redactor {
    /// Hides the secret and the session token of these keys.
    pub(crate) fn of(credentials: &Credentials) -> Self {
        let secrets = [Some(&credentials.secret_access_key), credentials.session_token.as_ref()];
        Self { hidden: secrets.into_iter().flatten().cloned().collect() }
    }

    /// Hides what a signature consists of, since a server may repeat it in its message.
    pub(crate) fn add_signature(&mut self, signature: &[(String, String)]) {
        let authorization = signature.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        if let Some((_, value)) = authorization {
            // The signature proper is the long hexadecimal word in all three schemes.
            let words = value.split(|character: char| !character.is_ascii_hexdigit());
            let signatures = words.filter(|word| word.len() == SIGNATURE_DIGITS);
            self.hidden.extend(signatures.map(SecretString::from));
        }
    }

    /// A text with every secret replaced.
    pub(crate) fn redact(&self, text: &str) -> String {
        let secrets = self.hidden.iter().map(ExposeSecret::expose_secret);
        secrets.filter(|secret| secret.len() >= SHORTEST).fold(text.to_owned(), |text, secret| {
            if text.contains(secret) { text.replace(secret, REPLACEMENT) } else { text }
        })
    }
}

/// Shorter secrets open nothing, and replacing them would make every text unreadable.
const SHORTEST: usize = 4;

/// HMAC-SHA256 in hexadecimal.
const SIGNATURE_DIGITS: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_and_signatures_are_replaced() {
        let mut redactor = Redactor::of(&Credentials {
            access_key_id: "AKID".to_owned(),
            secret_access_key: "s3cret/+".into(),
            session_token: Some("tok==".into()),
        });
        let digits = "0123456789abcdef".repeat(4);
        redactor
            .add_signature(&[("Authorization".to_owned(), format!("X Credential=AKID, Signature={digits}"))]);
        let redacted = redactor.redact(&format!("AKID s3cret/+ tok== {digits}"));
        assert_eq!(redacted, "AKID (hidden) (hidden) (hidden)");
        assert!(!format!("{redactor:?}").contains("s3cret"));
    }
}
