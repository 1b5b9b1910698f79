//! The notes that people write about a client, `clients/NAME/README.md`, as parts of another page.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

/// Notes, cut at their headings of the second level.
pub(crate) struct Notes {
    /// What the notes are about; no text where they have no title.
    pub(crate) title: String,
    /// What stands between the title and the first section.
    pub(crate) opening: String,
    sections: Vec<Section>,
}

/// A section, its headings one level deeper than they were written.
pub(crate) struct Section {
    pub(crate) heading: String,
    pub(crate) body: String,
}

impl Notes {
    /// Reads notes; links that start at `folder`, a path that ends in a slash, are made to start at the reader's.
    pub(crate) fn read(notes: &str, folder: &str) -> Self {
        let (headings, edits) = marked(notes, folder);
        let part = |range| edited(notes, range, &edits).trim().to_owned();
        let first = headings.first().map_or(notes.len(), |heading| heading.range.start);
        let mut read = Self { title: String::new(), opening: part(0..first), sections: Vec::new() };
        for (index, heading) in headings.iter().enumerate() {
            let end = headings.get(index + 1).map_or(notes.len(), |next| next.range.start);
            let body = part(heading.range.end..end);
            match heading.level {
                HeadingLevel::H1 => {
                    read.title.clone_from(&heading.text);
                    read.opening.push_str(&body);
                }
                _ => read.sections.push(Section { heading: heading.text.clone(), body }),
            }
        }
        read
    }

    /// Takes the section of a heading out; nothing where there is none.
    pub(crate) fn take(&mut self, heading: &str) -> Option<String> {
        let index = self.sections.iter().position(|section| section.heading == heading)?;
        Some(self.sections.remove(index).body)
    }

    /// What has not been taken.
    pub(crate) fn rest(self) -> Vec<Section> {
        self.sections
    }
}

/// The rows of a section's tables whose first cell is one of `scripts` as code are left out, and with the last of them
/// the section.
pub(crate) fn without_rows(body: &str, scripts: &[&str]) -> Option<String> {
    let named = |line: &str| scripts.iter().any(|script| line.starts_with(&format!("| `{script}` |")));
    let left: Vec<&str> = body.lines().filter(|line| !named(line)).collect();
    let is_empty = left.last().is_some_and(|line| line.starts_with("|--") || line.starts_with("| --"));
    (!is_empty).then(|| left.join("\n"))
}

/// A heading of the first or second level.
struct Heading {
    level: HeadingLevel,
    text: String,
    range: Range<usize>,
}

/// A text to insert, and before which byte.
type Edit = (usize, String);

fn marked(notes: &str, folder: &str) -> (Vec<Heading>, Vec<Edit>) {
    let events = Parser::new_ext(notes, Options::ENABLE_TABLES).into_offset_iter();
    let definitions = events.reference_definitions().iter();
    let mut edits: Vec<Edit> = definitions
        .filter_map(|(_, link)| {
            let at = link.span.start + notes[link.span.clone()].find("]:")? + 2;
            edit(notes, at, &link.dest, folder)
        })
        .collect();
    let mut headings: Vec<Heading> = Vec::new();
    let mut open = false;
    for (event, range) in events {
        match event {
            Event::Start(Tag::Heading { level: level @ (HeadingLevel::H1 | HeadingLevel::H2), .. }) => {
                headings.push(Heading { level, text: String::new(), range });
                open = true;
            }
            Event::Start(Tag::Heading { .. }) => edits.push((range.start, "#".to_owned())),
            Event::End(TagEnd::Heading(_)) => open = false,
            Event::Text(text) | Event::Code(text) if open => {
                if let Some(heading) = headings.last_mut() {
                    heading.text.push_str(&text);
                }
            }
            Event::Start(
                Tag::Link { link_type: LinkType::Inline, dest_url, .. }
                | Tag::Image { link_type: LinkType::Inline, dest_url, .. },
            ) => {
                let at = notes[range.clone()].rfind("](").map(|at| range.start + at + 2);
                edits.extend(at.and_then(|at| edit(notes, at, &dest_url, folder)));
            }
            _ => {}
        }
    }
    edits.sort();
    (headings, edits)
}

/// Where a link's destination follows byte `at`: what makes it lead where it led.
fn edit(notes: &str, at: usize, destination: &str, folder: &str) -> Option<Edit> {
    let blank = |letter: char| letter.is_whitespace() || letter == '<';
    let at = notes.len() - notes[at..].trim_start_matches(blank).len();
    let has_scheme = destination.split(['/', '?', '#']).next().is_some_and(|start| start.contains(':'));
    if destination.starts_with('#') {
        return Some((at, format!("{folder}README.md")));
    }
    (!has_scheme && !destination.starts_with('/')).then(|| (at, folder.to_owned()))
}

fn edited(notes: &str, part: Range<usize>, edits: &[Edit]) -> String {
    let mut text = String::new();
    let mut from = part.start;
    for (at, inserted) in edits.iter().filter(|(at, _)| part.contains(at)) {
        text.push_str(&notes[from..*at]);
        text.push_str(inserted);
        from = *at;
    }
    text.push_str(&notes[from..part.end]);
    text
}
