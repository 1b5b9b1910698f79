//! Command lines that repeat what happened: one request, one trial, one served case.

use live::ProbeResult;
use runner::{ClientResult, TrialResult};

/// How the commands of this tool are written where somebody runs them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commands {
    check: String,
    probe: String,
    serve: String,
}

impl Commands {
    /// The commands of the clone.
    #[must_use]
    pub fn of_clone() -> Self {
        Self {
            check: "cargo xtask conformance".to_owned(),
            probe: "cargo xtask conformance --live".to_owned(),
            serve: "cargo xtask serve".to_owned(),
        }
    }

    /// The commands of an installed program, with the flags that every one of them was given.
    #[must_use]
    pub fn of_program(name: &str, flags: &[&str]) -> Self {
        let flags: String = flags.iter().map(|flag| format!(" {}", shell_words::quote(flag))).collect();
        let command = |command: &str| format!("{name} {command}{flags}");
        Self { check: command("check"), probe: command("probe"), serve: command("serve") }
    }

    /// What checks clients, without its arguments.
    #[must_use]
    pub fn check(&self) -> &str {
        &self.check
    }

    /// What probes an endpoint, without its arguments.
    #[must_use]
    pub fn probe(&self) -> &str {
        &self.probe
    }

    /// Serves the case of a trial again at the same address, for `curl`.
    #[must_use]
    pub fn serve_trial(&self, trial: &TrialResult) -> String {
        // A name that begins with a dash would be taken for a flag.
        let client = format!("--client={}", trial.client);
        let client = match trial.client.starts_with('-') {
            true => shell_words::quote(&client).into_owned(),
            false => format!("--client {}", shell_words::quote(&trial.client)),
        };
        format!("{} --case '{}' {client} --port {}", self.serve, trial.case, trial.port)
    }

    /// Repeats a trial alone.
    #[must_use]
    pub fn repeat(&self, client: Option<&ClientResult>, trial: &TrialResult) -> String {
        let flag = client.map_or("", |client| client.flag.as_str());
        format!("{} {flag} --case '{}'", self.check, trial.case)
    }

    /// Repeats a probe alone.
    #[must_use]
    pub fn repeat_probe(&self, endpoint: &str, region: &str, probe: &str) -> String {
        let (endpoint, region) = (shell_words::quote(endpoint), shell_words::quote(region));
        format!("{} --endpoint {endpoint} --region {region} --probe '{probe}'", self.probe)
    }
}

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
