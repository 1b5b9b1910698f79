//! Texts drawn from a pattern and a length together, and texts that miss one of them by a little.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::string::string_regex_parsed;
use regex_syntax::hir::{Hir, HirKind, Repetition};

/// What a text of a member is said to be.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    pub(crate) pattern: Option<String>,
    pub(crate) shortest: usize,
    pub(crate) longest: usize,
}

/// Code points that readings of patterns and lengths are known to disagree about: white space by one definition
/// and not by another, combining and joined characters, characters of two UTF-16 units, ends of ranges.
const EDGES: &[char] = &[
    '\n',
    '\r',
    '\t',
    '\u{b}',
    '\u{c}',
    ' ',
    '\0',
    '\u{7f}',
    '\u{85}',
    '\u{a0}',
    '\u{1680}',
    '\u{180e}',
    '\u{2003}',
    '\u{200b}',
    '\u{200d}',
    '\u{2028}',
    '\u{2029}',
    '\u{202f}',
    '\u{205f}',
    '\u{2060}',
    '\u{3000}',
    '\u{feff}',
    '\u{fffd}',
    '\u{301}',
    '\u{1f3fd}',
    '\u{1d7d8}',
    '\u{10ffff}',
    '語',
    '𝄞',
    'é',
    'ı',
    'ſ',
    'K',
    '٣',
    'A',
    'Z',
    '[',
    '`',
    '{',
    '/',
    ':',
    '-',
    '_',
    '.',
    '+',
    '%',
    '\\',
    '"',
    'a',
    'z',
    '0',
    '9',
];

/// Texts that fit the shape, most of them at one of its ends.
pub(crate) fn fitting(shape: &Shape) -> BoxedStrategy<String> {
    let (shortest, longest) = (shape.shortest, shape.longest);
    let few = longest.min(shortest + 12);
    // A draw of a thousand characters costs as much as a thousand draws of one.
    let at_the_end = if longest > 256 { 1 } else { 4 };
    let lengths = prop_oneof![
        12 => shortest..=few,
        at_the_end => longest.saturating_sub(2).max(shortest)..=longest,
    ];
    (base(shape), lengths).prop_map(|(text, length)| stretched(&text, length)).boxed()
}

/// Texts of every length around both limits: of the pattern, or of one character that is no plain letter.
pub(crate) fn lengths(shape: &Shape) -> BoxedStrategy<String> {
    let (shortest, longest) = (shape.shortest, shape.longest);
    let at_the_end = if longest > 256 { 1 } else { 5 };
    let lengths = prop_oneof![
        5 => shortest.saturating_sub(2)..=shortest + 3,
        at_the_end => longest.saturating_sub(3)..=longest + 3,
        1 => shortest..=longest.min(shortest + 80),
        1 => Just(if longest > 256 { longest + 1 } else { 2 * longest }),
    ];
    let units =
        select(vec!["語", "𝄞", "e\u{301}", "👨\u{200d}👩", "a", "\u{301}", "-"]).prop_map(str::to_owned);
    let texts = prop_oneof![3 => base(shape), 1 => units];
    (texts, lengths).prop_map(|(text, length)| stretched(&text, length)).boxed()
}

/// Fitting texts with one character changed, put in, taken out or doubled, at the ends as often as inside.
pub(crate) fn near_misses(shape: &Shape) -> BoxedStrategy<String> {
    let places = prop_oneof![Just(Place::First), Just(Place::Last), any::<Index>().prop_map(Place::At)];
    let changes =
        prop_oneof![Just(Change::Replace), Just(Change::Insert), Just(Change::Remove), Just(Change::Append)];
    (fitting(shape), places, changes, edge())
        .prop_map(|(text, place, change, edge)| mutated(&text, place, change, edge))
        .boxed()
}

/// Any text, short.
pub(crate) fn wild() -> BoxedStrategy<String> {
    prop_oneof![2 => vec(edge(), 0..4), 1 => vec(any::<char>(), 0..6)].prop_map(String::from_iter).boxed()
}

/// A text with one character changed somewhere.
pub(crate) fn changed(text: String) -> BoxedStrategy<String> {
    let changes =
        prop_oneof![Just(Change::Replace), Just(Change::Insert), Just(Change::Remove), Just(Change::Append)];
    (any::<Index>(), changes, edge())
        .prop_map(move |(place, change, edge)| mutated(&text, Place::At(place), change, edge))
        .boxed()
}

#[derive(Debug, Clone, Copy)]
enum Place {
    First,
    Last,
    At(Index),
}

#[derive(Debug, Clone, Copy)]
enum Change {
    Replace,
    Insert,
    Remove,
    Append,
}

fn edge() -> impl Strategy<Value = char> {
    prop_oneof![9 => select(EDGES), 1 => any::<char>()]
}

fn mutated(text: &str, place: Place, change: Change, edge: char) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let index = match place {
        _ if characters.is_empty() => 0,
        Place::First => 0,
        Place::Last => characters.len() - 1,
        Place::At(index) => index.index(characters.len()),
    };
    match change {
        Change::Replace if !characters.is_empty() => characters[index] = edge,
        Change::Remove if !characters.is_empty() => drop(characters.remove(index)),
        Change::Append => characters.push(edge),
        _ => characters.insert(index, edge),
    }
    characters.into_iter().collect()
}

/// Texts of the pattern, of whatever length; any text where there is none.
fn base(shape: &Shape) -> BoxedStrategy<String> {
    let Some(pattern) = &shape.pattern else {
        return vec(any::<char>(), 1..6).prop_map(String::from_iter).boxed();
    };
    let parsed = regex_syntax::parse(pattern).unwrap();
    let free = string_regex_parsed(&drawable(&parsed, u32::MAX)).unwrap();
    let brief = string_regex_parsed(&drawable(&parsed, 3)).unwrap();
    prop_oneof![1 => free, 19 => brief].boxed()
}

/// The pattern without its anchors, for a drawn text is the whole match, and with repetitions cut short: the length
/// is drawn apart, and a pattern that nests repetitions would nearly always draw texts that are much too long.
fn drawable(pattern: &Hir, most: u32) -> Hir {
    match pattern.kind() {
        HirKind::Look(_) => Hir::empty(),
        HirKind::Repetition(repetition) => Hir::repetition(Repetition {
            max: match repetition.max {
                None if most == u32::MAX => None,
                found => Some(found.unwrap_or(u32::MAX).min(repetition.min.saturating_add(most))),
            },
            sub: Box::new(drawable(&repetition.sub, most)),
            ..repetition.clone()
        }),
        HirKind::Capture(capture) => drawable(&capture.sub, most),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(|part| drawable(part, most)).collect()),
        HirKind::Alternation(parts) => {
            Hir::alternation(parts.iter().map(|part| drawable(part, most)).collect())
        }
        _ => pattern.clone(),
    }
}

/// The text repeated or cut to a length in code points; it ends as it ended.
fn stretched(text: &str, length: usize) -> String {
    let Some(last) = text.chars().next_back() else { return "a".repeat(length) };
    match length {
        0 => String::new(),
        _ => text.chars().cycle().take(length - 1).chain([last]).collect(),
    }
}
