//! Tables and texts in Markdown, where what others wrote is text and no markup.

/// A table; what a cell says never ends it.
pub(crate) fn table(header: &[&str], lines: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let header: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
    let mut text = line(&header);
    text.push_str(&line(&vec!["---".to_owned(); header.len()]));
    for cells in lines {
        let cells: Vec<String> = cells.iter().map(|cell| one_line(cell).replace('|', "\\|")).collect();
        text.push_str(&line(&cells));
    }
    text
}

/// A text that others wrote, on one line; what stands between backticks stays code.
pub(crate) fn text(foreign: &str) -> String {
    let foreign = one_line(foreign);
    let mut written = String::new();
    let mut rest = foreign.as_str();
    while let Some((before, after)) = rest.split_once('`') {
        let Some((code, after)) = after.split_once('`') else { break };
        written.push_str(&escaped(before));
        written.push_str(&format!("`{code}`"));
        rest = after;
    }
    written.push_str(&escaped(rest));
    written
}

/// A text as code, whatever it holds.
pub(crate) fn code(foreign: &str) -> String {
    let foreign = one_line(foreign);
    if foreign.contains('`') { format!("`` {foreign} ``") } else { format!("`{foreign}`") }
}

fn escaped(text: &str) -> String {
    let mut written = String::new();
    for letter in text.chars() {
        if "\\`*[]<".contains(letter) {
            written.push('\\');
        }
        written.push(letter);
    }
    written
}

fn one_line(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}
