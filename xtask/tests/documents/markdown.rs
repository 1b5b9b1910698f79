//! A Markdown file as its tests see it: links, anchors, code.

use std::collections::BTreeSet;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::tree::files;

/// A Markdown file, by its path from the root.
pub(crate) struct Document {
    pub(crate) path: String,
    pub(crate) text: String,
    /// Where links and images lead.
    pub(crate) links: Vec<At<String>>,
    /// What `#anchor` may name.
    pub(crate) anchors: BTreeSet<String>,
    pub(crate) blocks: Vec<At<Block>>,
    /// Code inside of sentences.
    pub(crate) spans: Vec<At<String>>,
    /// HTML, which nobody checks.
    pub(crate) html: Vec<At<String>>,
}

/// Something and its line.
pub(crate) struct At<T> {
    pub(crate) line: usize,
    pub(crate) what: T,
}

/// A block of code.
#[derive(Default)]
pub(crate) struct Block {
    /// The first word of what is said behind the fence; empty where it is missing.
    pub(crate) language: String,
    pub(crate) text: String,
}

/// Every Markdown file of the repository.
pub(crate) fn documents() -> Vec<Document> {
    files()
        .into_iter()
        .filter(|file| file.path.ends_with(".md"))
        .map(|file| Document::of(file.path, file.text))
        .collect()
}

impl Document {
    pub(crate) fn of(path: String, text: String) -> Self {
        let mut document = Self {
            path,
            links: Vec::new(),
            anchors: BTreeSet::new(),
            blocks: Vec::new(),
            spans: Vec::new(),
            html: Vec::new(),
            text: String::new(),
        };
        let mut heading: Option<String> = None;
        let mut block: Option<At<Block>> = None;
        for (event, range) in Parser::new_ext(&text, Options::ENABLE_TABLES).into_offset_iter() {
            let line = text[..range.start].matches('\n').count() + 1;
            match event {
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    document.links.push(At { line, what: dest_url.into_string() });
                }
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => document.anchor(&heading.take().unwrap_or_default()),
                Event::Start(Tag::CodeBlock(kind)) => {
                    let language = language(&kind);
                    block = Some(At { line, what: Block { language, text: String::new() } });
                }
                Event::End(TagEnd::CodeBlock) => document.blocks.extend(block.take()),
                Event::Text(part) => {
                    if let Some(block) = &mut block {
                        block.what.text.push_str(&part);
                    } else if let Some(heading) = &mut heading {
                        heading.push_str(&part);
                    }
                }
                Event::Code(code) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&code);
                    }
                    document.spans.push(At { line, what: code.into_string() });
                }
                Event::Html(html) | Event::InlineHtml(html) => {
                    document.html.push(At { line, what: html.into_string() });
                }
                _ => {}
            }
        }
        document.text = text;
        document
    }

    /// The anchor of a heading as GitHub and mdBook make it; a repeated one is numbered.
    fn anchor(&mut self, heading: &str) {
        let kept = |sign: &char| sign.is_alphanumeric() || " -_".contains(*sign);
        let plain: String = heading.to_lowercase().chars().filter(kept).collect();
        let plain = plain.replace(' ', "-");
        let numbered = (0..).map(|number| match number {
            0 => plain.clone(),
            _ => format!("{plain}-{number}"),
        });
        let free = numbered.into_iter().find(|anchor| !self.anchors.contains(anchor));
        self.anchors.extend(free);
    }
}

fn language(kind: &CodeBlockKind<'_>) -> String {
    match kind {
        CodeBlockKind::Indented => String::new(),
        CodeBlockKind::Fenced(info) => info.split([' ', ',']).next().unwrap_or_default().to_owned(),
    }
}

#[test]
fn a_document_is_read() {
    let text = "# It's `one`, two\n\n## A b\n## A b\n\n[x](y.md#z) ![p](q.svg)\n\n| a |\n|---|\n| [t](u) |\n\n```json file=a\n{}\n```\n";
    let document = Document::of("x.md".to_owned(), text.to_owned());
    let links: Vec<(usize, &str)> =
        document.links.iter().map(|link| (link.line, link.what.as_str())).collect();
    assert_eq!(links, [(6, "y.md#z"), (6, "q.svg"), (10, "u")]);
    assert_eq!(document.anchors.iter().collect::<Vec<_>>(), ["a-b", "a-b-1", "its-one-two"]);
    let [block] = &document.blocks[..] else { panic!("one block") };
    assert_eq!((block.line, block.what.language.as_str(), block.what.text.as_str()), (12, "json", "{}\n"));
}
