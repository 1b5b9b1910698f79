//! The timed record of a trial's wire, line by line.

/// How much of a piece of bytes is shown.
const SHOWN: usize = 1_200;

/// One line for each event: milliseconds, connection, direction, what, and the bytes as text.
#[must_use]
pub fn lines(wire: &wire::Recording) -> Vec<String> {
    wire.events
        .iter()
        .map(|event| {
            let connection =
                event.connection.map_or_else(|| "-".to_owned(), |connection| connection.to_string());
            let arrow = if event.inward { ">" } else { "<" };
            let text =
                if event.bytes.is_empty() { String::new() } else { format!(" {}", shown(&event.bytes)) };
            format!("{:>9.3} ms  #{connection} {arrow} {}{text}", event.at.as_secs_f64() * 1000.0, event.what)
        })
        .collect()
}

fn shown(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN)]);
    let mut shown: String = text.escape_debug().collect();
    if bytes.len() > SHOWN {
        shown.push_str(&format!("… ({} bytes)", bytes.len()));
    }
    shown
}
