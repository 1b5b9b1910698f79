//! Pattern: what a text may be made of, shown by a fixed list of spellings that a person can read.

use contract::{Clause, Constraints, Fact, Location, Side, ValueType, usual_text};
use serde_json::json;

use crate::Case;
use crate::build::samples::Sample;
use crate::build::{GeneratorContext, response_values, samples};
use crate::probe::Probe;

/// One case for each spelling that the reference allows, and for each that breaks the pattern and nothing else.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    patterns(context)
        .flat_map(|(clause, at)| {
            let spelt = spelt(context, clause, at);
            match at.side {
                Side::Request => samples::cases(context, clause, at, samples(spelt)),
                Side::Response => spelt
                    .into_iter()
                    .filter(|spelling| spelling.allowed)
                    .filter_map(|spelling| {
                        response_values::holds(context, clause, spelling.name, at, json!(spelling.text))
                    })
                    .collect(),
                Side::Error => Vec::new(),
            }
        })
        .collect()
}

/// The same spellings asked of a server, and the texts that its answers hold.
pub(crate) fn probes<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    patterns(context)
        .flat_map(|(clause, at)| match at.side {
            Side::Request => samples::probes(context, clause, at, samples(spelt(context, clause, at))),
            Side::Response => vec![response_values::probe(context, clause, "spelling-of-the-answer", at)],
            Side::Error => Vec::new(),
        })
        .collect()
}

struct Spelling {
    name: &'static str,
    text: String,
    allowed: bool,
}

/// A spelling's name, and how it is made of the two halves of a text that the reference allows.
type Speller = (&'static str, fn(&str, &str) -> String);

const SPELLINGS: &[Speller] = &[
    ("with-an-upper-case-letter", |first, second| {
        let (head, tail) = first.split_at(first.chars().next().map_or(0, char::len_utf8));
        format!("{}{tail}{second}", head.to_ascii_uppercase())
    }),
    ("in-lower-case", |first, second| format!("{first}{second}").to_ascii_lowercase()),
    ("with-a-blank-inside", |first, second| format!("{first} {second}")),
    ("with-a-tab-inside", |first, second| format!("{first}\t{second}")),
    ("with-a-hyphen-at-its-beginning", |first, second| format!("-{first}{second}")),
    ("with-a-hyphen-at-its-end", |first, second| format!("{first}{second}-")),
    ("with-a-run-of-inner-hyphens", |first, second| format!("{first}---{second}")),
    ("with-an-underscore", |first, second| format!("{first}_{second}")),
    ("with-a-slash-and-a-plus", |first, second| format!("{first}/+{second}")),
    ("with-a-letter-beyond-ascii", |first, second| format!("{first}é{second}")),
    ("with-an-emoji", |first, second| format!("{first}😀{second}")),
    // Many a pattern library lets `$` stand before a last line break; ECMA-262 does not.
    ("with-a-line-break-at-its-end", |first, second| format!("{first}{second}\n")),
    ("with-a-line-break-inside", |first, second| format!("{first}\n{second}")),
    ("empty", |_, _| String::new()),
];

fn patterns<'a>(context: GeneratorContext<'a>) -> impl Iterator<Item = (&'a Clause, &'a Location)> {
    context.operation.clauses.iter().filter(move |clause| !context.is_suspended(clause)).filter_map(
        move |clause| {
            let Fact::Pattern { at, .. } = &clause.fact else { return None };
            let text = context.operation.value_type(at) == Some(ValueType::String);
            text.then_some((clause, at))
        },
    )
}

fn spelt(context: GeneratorContext<'_>, clause: &Clause, at: &Location) -> Vec<Spelling> {
    let constraints = Constraints::of(context.operation, at);
    let text = usual_text(&constraints);
    if !constraints.fits(&json!(text)) {
        return Vec::new();
    }
    let middle = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
    let (first, second) = text.split_at(middle);
    SPELLINGS
        .iter()
        .map(|(name, spell)| (name, spell(first, second)))
        .filter(|(_, spelling)| *spelling != text)
        .filter_map(|(name, text)| {
            let value = json!(text);
            let allowed = constraints.fits(&value);
            (allowed || constraints.breaks_only(clause, &value)).then_some(Spelling { name, text, allowed })
        })
        .collect()
}

fn samples(spelt: Vec<Spelling>) -> Vec<Sample> {
    let sample = |spelling: Spelling| {
        if spelling.allowed {
            Sample::allowed(spelling.name, spelling.text)
        } else {
            Sample::forbidden(spelling.name, spelling.text)
        }
    };
    spelt.into_iter().map(sample).collect()
}
