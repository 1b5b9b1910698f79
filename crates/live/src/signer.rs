//! Who signs: keys from the environment under the provider's own names, and the region to sign for.

use std::collections::BTreeMap;

use contract::{Contracts, Operation, Provider};
use secrecy::SecretString;
use signing::Credentials;

use crate::LiveError;

/// Keys by provider.
pub type Keys = BTreeMap<String, Credentials>;

/// Who signs, and for which region.
#[derive(Debug, Clone)]
pub(crate) struct Signer {
    /// The keys.
    pub(crate) credentials: Credentials,
    /// The region in the signature's scope.
    pub(crate) region: String,
}

/// The keys of every provider of these operations, each under the name that its own libraries read.
///
/// # Errors
/// Which variables are not set.
pub fn keys(
    contracts: &Contracts,
    operations: &[&Operation],
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Keys, LiveError> {
    let mut keys = Keys::new();
    let mut missing = Vec::new();
    for operation in operations {
        let provider = contracts.provider(operation);
        if keys.contains_key(&provider.id) || missing.iter().any(|(id, _)| *id == provider.id) {
            continue;
        }
        match of_provider(provider, &variable) {
            Ok(credentials) => drop(keys.insert(provider.id.clone(), credentials)),
            Err(variables) => missing.push((provider.id.clone(), variables)),
        }
    }
    if missing.is_empty() { Ok(keys) } else { Err(LiveError::NoKeys { missing }) }
}

fn of_provider(
    provider: &Provider,
    variable: &impl Fn(&str) -> Option<String>,
) -> Result<Credentials, Vec<String>> {
    let names = &provider.signing.environment;
    let value = |key: &str| names.get(key).and_then(|name| variable(name)).filter(|text| !text.is_empty());
    let missing = |key: &str| names.get(key).filter(|_| value(key).is_none()).cloned();
    match (value(ID), value(SECRET)) {
        (Some(access_key_id), Some(secret)) => Ok(Credentials {
            access_key_id,
            secret_access_key: SecretString::from(secret),
            session_token: value(TOKEN).map(SecretString::from),
        }),
        _ => Err([ID, SECRET].into_iter().filter_map(missing).collect()),
    }
}

/// The variable of a provider that holds its access key id, and the one that holds the secret.
#[must_use]
pub fn variables(provider: &Provider) -> [Option<&str>; 2] {
    [ID, SECRET].map(|key| provider.signing.environment.get(key).map(String::as_str))
}

const ID: &str = "access-key-id";
const SECRET: &str = "secret-access-key";
const TOKEN: &str = "session-token";

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn keys_come_under_the_providers_own_names() {
        let contracts = Contracts::bundled().unwrap();
        let operations: Vec<&Operation> = contracts.operations().collect();
        let keys = keys(&contracts, &operations, |name| Some(format!("value of {name}"))).unwrap();
        for (id, provider) in &contracts.providers {
            let [Some(key), Some(secret)] = variables(provider) else { panic!("{id} names no variables") };
            assert_eq!(keys[id].access_key_id, format!("value of {key}"));
            assert_eq!(keys[id].secret_access_key.expose_secret(), format!("value of {secret}"));
            assert!(!format!("{keys:?}").contains(&format!("value of {secret}")));
        }
    }

    #[test]
    fn what_is_missing_is_named_for_every_provider_at_once() {
        let contracts = Contracts::bundled().unwrap();
        let operations: Vec<&Operation> = contracts.operations().collect();
        let some = |name: &str| name.contains("ACCESS_KEY").then(String::new);
        let error = keys(&contracts, &operations, some).unwrap_err().to_string();
        for provider in contracts.providers.values() {
            for name in variables(provider).into_iter().flatten() {
                assert!(error.contains(name), "{error}");
            }
        }
    }
}
