//! A command line that repeats one recorded request.

use crate::finding::Finding;
use crate::verdict::Recording;

/// Headers that curl makes by itself, or that would be wrong with it.
const LEFT_OUT: [&str; 4] = ["host", "content-length", "connection", "transfer-encoding"];

/// The request that the first finding is about, or the last one; `None` if none came.
///
/// The keys are the trial's own and open nothing, so nothing is hidden.
#[must_use]
pub fn line(recording: &Recording, findings: &[Finding], endpoint: &str) -> Option<String> {
    let exchanges = &recording.wire.exchanges;
    let wanted = findings.iter().find_map(|finding| finding.exchange);
    let exchange = wanted.and_then(|index| exchanges.get(index)).or(exchanges.last())?;
    let request = &exchange.request;
    Some(command(&request.method, &request.headers, &request.body, &format!("{endpoint}{}", request.target)))
}

/// A request as a command line.
pub(crate) fn command(method: &str, headers: &[(String, String)], body: &[u8], url: &str) -> String {
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
