//! Command lines that repeat what happened: one request, one trial, one served case.

use live::ProbeResult;
use runner::{ClientResult, TrialResult};

/// Headers that curl makes by itself, or that would be wrong with it.
const LEFT_OUT: [&str; 4] = ["host", "content-length", "connection", "transfer-encoding"];

/// The request of a trial that its first finding is about, or the last one; `None` if there was none or none was kept.
///
/// The keys are the trial's own and open nothing, so nothing is hidden.
#[must_use]
pub fn request(trial: &TrialResult) -> Option<String> {
    let evidence = trial.evidence.as_ref()?;
    let exchanges = &evidence.wire.exchanges;
    let wanted = trial.findings.iter().find_map(|finding| finding.exchange);
    let exchange = wanted.and_then(|index| exchanges.get(index)).or(exchanges.last())?;
    let request = &exchange.request;
    let url = format!("{}{}", evidence.endpoint, request.target);
    Some(curl(&request.method, &request.headers, &request.body, &url))
}

/// Serves the case of a trial again at the same address, for `curl`.
#[must_use]
pub fn serve(trial: &TrialResult) -> String {
    format!("cargo xtask serve --case '{}' --client {} --port {}", trial.case, trial.client, trial.port)
}

/// Repeats a trial alone.
#[must_use]
pub fn repeat(client: Option<&ClientResult>, trial: &TrialResult) -> String {
    let flag = client.map_or("", |client| client.flag.as_str());
    format!("cargo xtask conformance {flag} --case '{}'", trial.case)
}

/// Repeats a probe alone.
#[must_use]
pub fn repeat_probe(endpoint: &str, region: &str, probe: &str) -> String {
    format!("cargo xtask conformance --live --endpoint {endpoint} --region {region} --probe '{probe}'")
}

/// The last request of a probe to an endpoint, without what signing added; `None` where nothing was sent.
#[must_use]
pub fn probe_request(endpoint: &str, probe: &ProbeResult) -> Option<String> {
    let request = &probe.exchanges.last()?.request;
    // A target begins with the path of the endpoint.
    let url = format!("{}{}", origin(endpoint), request.target);
    Some(curl(&request.method, &request.headers, request.body.as_bytes(), &url))
}

/// Scheme and authority of an address.
fn origin(address: &str) -> &str {
    let authority = address.find("://").map_or(0, |index| index + "://".len());
    let path = address[authority..].find('/').map(|index| authority + index);
    &address[..path.unwrap_or(address.len())]
}

/// A request as a command line.
fn curl(method: &str, headers: &[(String, String)], body: &[u8], url: &str) -> String {
    let mut words =
        vec!["curl".to_owned(), "--include".to_owned(), "--request".to_owned(), method.to_owned()];
    for (name, value) in
        headers.iter().filter(|(name, _)| !LEFT_OUT.contains(&name.to_ascii_lowercase().as_str()))
    {
        words.push("--header".to_owned());
        words.push(format!("{name}: {value}"));
    }
    if !body.is_empty() {
        words.push("--data-binary".to_owned());
        words.push(String::from_utf8_lossy(body).into_owned());
    }
    words.push(url.to_owned());
    words.iter().map(|word| shell_words::quote(word)).collect::<Vec<_>>().join(" ")
}
