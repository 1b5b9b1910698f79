//! Every captured request is judged as its vector says.

use serde_json::Value;
use signing::{Fault, Request, Scheme, claim, verify};

#[test]
fn captured_requests() {
    let file: Value = serde_json::from_str(include_str!("../vectors/signing.json")).unwrap();
    let vectors = file["vectors"].as_array().unwrap();
    assert!(vectors.len() > 60, "vectors are missing");
    for vector in vectors {
        check(vector);
    }
}

fn check(vector: &Value) {
    let text = |name: &str| vector[name].as_str().unwrap_or_default();
    let scheme: Scheme = serde_json::from_value(vector["scheme"].clone()).unwrap();
    let headers: Vec<(String, String)> = serde_json::from_value(vector["headers"].clone()).unwrap();
    let request = Request {
        method: text("method"),
        target: text("target"),
        headers: &headers,
        body: text("body").as_bytes(),
    };
    let name = text("name");
    let claimed = claim(scheme, &request).unwrap();
    if scheme != Scheme::BceAuthV1 {
        assert_eq!(claimed.region.as_deref(), Some(text("region")), "{name}");
        assert_eq!(claimed.service.as_deref(), Some(text("service")), "{name}");
    }
    let verified = verify(scheme, &request, &text("secret_access_key").into());
    match vector["valid"].as_bool().unwrap() {
        true => assert_eq!(verified, Ok(claimed), "{name}"),
        false => {
            let fault = verified.unwrap_err();
            let is_right_kind = match name.ends_with("body-changed") {
                true => matches!(fault, Fault::BodyHash { .. }),
                false => matches!(fault, Fault::Mismatch(_)),
            };
            assert!(is_right_kind, "{name}: {fault}");
        }
    }
}
