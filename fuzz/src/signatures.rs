//! Signatures: whoever verifies holds the key of the claim, and what we sign verifies.

use std::sync::LazyLock;

use secrecy::{ExposeSecret, SecretString};
use signing::{
    Claim, Credentials, Fault, Scheme, Scope, canonical_request, claim, first_difference, sign,
    string_to_sign, verify,
};

use crate::message::{Message, first_line};

/// The key of the captured requests in the corpus.
static SECRET: LazyLock<SecretString> =
    LazyLock::new(|| SecretString::from("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"));

/// The first line decides the scheme, the rest is a request.
pub(crate) fn check(data: &[u8]) {
    let (line, message) = first_line(data);
    let message = Message::read(message);
    let scheme = match line.first().copied().unwrap_or_default() {
        b'a' => Scheme::AwsSigv4,
        b'v' => Scheme::VolcHmacSha256,
        _ => Scheme::BceAuthV1,
    };
    let claimed = claim(scheme, &message.request());
    match verify(scheme, &message.request(), &SECRET) {
        Ok(verified) => {
            assert_eq!(Ok(&verified), claimed.as_ref(), "claim and verify read differently");
            right(scheme, &message, &verified);
        }
        Err(fault) => wrong(scheme, &message, claimed.as_ref(), &fault),
    }
    signed_by_us(scheme, &message);
}

fn right(scheme: Scheme, message: &Message, claim: &Claim) {
    let authorization: Vec<&str> = message.values("authorization").collect();
    assert_eq!(authorization.len(), 1, "more than one Authorization verifies");
    assert!(authorization[0].contains(&claim.access_key_id), "the key that is claimed stands nowhere");
    assert!(authorization[0].contains(&claim.signature));
    let other = SecretString::from(format!("{}x", SECRET.expose_secret()));
    assert!(verify(scheme, &message.request(), &other).is_err(), "two secrets for one signature");
    let longer = Message { method: format!("{}X", message.method), ..message.clone() };
    assert!(verify(scheme, &longer.request(), &SECRET).is_err(), "the method is not signed");
    if scheme != Scheme::BceAuthV1 {
        let longer = Message { body: [&message.body[..], b"x"].concat(), ..message.clone() };
        assert!(verify(scheme, &longer.request(), &SECRET).is_err(), "the body is not signed");
    }
}

fn wrong(scheme: Scheme, message: &Message, claimed: Result<&Claim, &Fault>, fault: &Fault) {
    let told = format!("{fault}{fault:?}");
    let secret = SECRET.expose_secret();
    let in_request =
        message.target.contains(secret) || message.headers.iter().any(|(_, value)| value.contains(secret));
    assert!(in_request || !told.contains(secret), "a fault tells the secret: {told}");
    match (claimed, fault) {
        (Err(claimed), fault) => assert_eq!(claimed, fault, "claim and verify refuse differently"),
        (Ok(claim), Fault::Mismatch(mismatch)) => {
            let canonical = canonical_request(scheme, &message.request(), claim);
            assert_eq!(canonical.redacted(), mismatch.canonical);
            assert_eq!(string_to_sign(scheme, &canonical, claim), mismatch.string_to_sign);
            assert_eq!(first_difference(&canonical, &canonical), None);
            assert_eq!(
                mismatch.line.is_some(),
                mismatch.mistake.is_some(),
                "a line without a mistake, or the reverse"
            );
            assert!(!mismatch.explanation.is_empty());
        }
        (Ok(_), _) => {}
    }
}

/// What we sign verifies, by the keys that we signed it with, if it is a request that may be signed at all.
fn signed_by_us(scheme: Scheme, message: &Message) {
    let credentials = Credentials {
        access_key_id: "AKIDEXAMPLE".to_owned(),
        secret_access_key: SECRET.clone(),
        session_token: (message.body.len() % 2 == 1).then(|| SecretString::from("a/token+==")),
    };
    let scope = Scope { region: "north-1".to_owned(), service: "jobs".to_owned() };
    let time = "2026-01-02T03:04:05Z".parse().expect("a time");
    let added = sign(scheme, &message.request(), &credentials, &scope, time);
    let mut signed = message.clone();
    signed.headers.retain(|(name, _)| !added.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)));
    signed.headers.extend(added);
    let is_token = |name: &str| {
        !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
    };
    // The limits and the forms that the verifier documents.
    let once = ["x-amz-content-sha256", "x-amz-security-token", "x-security-token", "x-bce-security-token"];
    let may_be_signed = message.values("host").count() == 1
        && once.iter().all(|name| message.values(name).count() <= 1)
        && message.headers.len() < 100
        && message.headers.iter().all(|(name, _)| is_token(name))
        && signed.values("authorization").all(|value| value.len() <= 8192);
    if may_be_signed {
        let claim = match verify(scheme, &signed.request(), &SECRET) {
            Ok(claim) => claim,
            // The caller gave the hash of another body.
            Err(Fault::BodyHash { .. }) => return,
            Err(fault) => panic!("what we signed does not verify: {fault}\n{signed:?}"),
        };
        assert_eq!((claim.access_key_id.as_str(), claim.time), ("AKIDEXAMPLE", time));
    }
}
