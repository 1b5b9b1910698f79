//! The text of a token or a marker goes back as it came: every kind of character that encoders get wrong.

use client_protocol::Drive;
use contract::{Fact, Location, PagingStyle, Rule, Side};
use serde_json::{Map, Value, json};
use wire::{Exchange, TokenText};

use crate::Case;
use crate::build::GeneratorContext;
use crate::build::responses::{also_set, json_answer, next, set, usual};

/// Texts of a position, each with what it is; only those that the reference allows are used.
const TEXTS: [(&str, &str); 20] = [
    ("in-base64", "AQICAHj+/8=="),
    ("with-percent-signs", "a%2Bb%20c%"),
    ("with-every-sub-delimiter", "!$&'()*+,;=:@/?-._~"),
    ("with-quotes-and-backslashes", "\"a\\b\"<c>^`{|}[d]#"),
    ("with-control-characters", "a\tb\u{1}c\nd"),
    ("with-blanks", " 第 一 "),
    ("in-chinese", "下一页é😀"),
    ("with-a-combining-accent", "e\u{301}A\u{30a}"),
    ("with-dots-and-slashes", "../a/./b//c/"),
    ("in-upper-and-lower-case", "aBcDeF"),
    ("of-one-character", "t"),
    ("of-digits", "0012"),
    ("of-many-digits", "123456789012345678901234567890"),
    ("that-reads-zero", "0"),
    ("that-reads-null", "null"),
    ("that-reads-none", "None"),
    ("that-reads-false", "false"),
    ("that-looks-like-json", "{\"page\":[2]}"),
    ("that-looks-like-a-url", "https://example.com/?a=b&c=d#e"),
    ("that-looks-like-a-header", "a:b;c=d"),
];

/// A walk over each text, and one from a position that the caller gives.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    if let Some(clause) = context.rule(Rule::PagingPassOn) {
        let texts = TEXTS.iter().filter(|(_, text)| context.allows_position(text));
        let long = long(context);
        let texts = texts
            .map(|(name, text)| (*name, next(text)))
            .chain(long.map(|text| ("of-great-length", Exchange { next: Some(text), ..usual() })));
        for (name, exchange) in texts {
            let case = context.walk_case(clause, &format!("position-{name}"));
            cases.push(Case { exchanges: vec![context.truncated(exchange)], ..case });
        }
    }
    if let Some(clause) = context.position_sent() {
        let [first, second] = context.two_pages("go/on+2");
        let input = |mut input: Map<String, Value>| {
            if let Some(style) = context.operation.paging() {
                style.position().put(&mut input, json!("begin/here+1"));
            }
            input
        };
        if context.allows_position("begin/here+1") && context.allows_position("go/on+2") {
            let case = context.case(clause, "walk-from-a-position-of-the-caller", Drive::Walk);
            let exchanges = vec![json_answer(200, first), json_answer(200, second.clone())];
            cases.push(Case { input: input(context.pages_of(1)), exchanges, ..case });
            let case = context.page_case(clause, "page-at-a-position-of-the-caller");
            let exchanges = vec![json_answer(200, second)];
            cases.push(Case { input: input(context.pages_of(1)), exchanges, ..case });
        }
    }
    cases
}

/// As long as the reference allows; where it has no limit, longer than any usual buffer.
fn long(context: GeneratorContext<'_>) -> Option<TokenText> {
    let (next, position) = context.position_places()?;
    let limits = [next, position].into_iter().flat_map(|at| context.operation.clauses_at(at));
    let length = limits
        .filter_map(|clause| match &clause.fact {
            Fact::Length { maximum, .. } => usize::try_from(*maximum).ok(),
            _ => None,
        })
        .min()
        .unwrap_or(3_000)
        .min(3_000);
    let text = |of: &str| TokenText::Repeated { of: of.to_owned(), length };
    [text("页b+/="), text("b+/="), text("b")].into_iter().find(|text| context.allows_position(&text.text()))
}

impl<'a> GeneratorContext<'a> {
    /// Where an answer gives a position as text, and where the next request takes it.
    fn position_places(self) -> Option<(&'a Location, &'a Location)> {
        match self.operation.paging()? {
            PagingStyle::Token { token: position, next, .. }
            | PagingStyle::Marker { marker: position, next, .. } => Some((next, position)),
            PagingStyle::PageNumber { .. } => None,
        }
    }

    /// Whether a position may be this text, in the answer and in the request alike.
    pub(crate) fn allows_position(self, text: &str) -> bool {
        self.position_places().is_some_and(|(next, position)| {
            self.allows(next, &json!(text)) && self.allows(position, &json!(text))
        })
    }

    /// A text that is a position like any other; not used where pages are numbered.
    pub fn usual_position(self) -> String {
        let texts = ["go/on+2", "2", "b"];
        texts.into_iter().find(|text| self.allows_position(text)).unwrap_or("2").to_owned()
    }

    /// The same page, saying where it has to that it is not the last.
    pub fn truncated(self, exchange: Exchange) -> Exchange {
        match self.operation.paging() {
            Some(PagingStyle::Marker { truncated, .. }) => {
                also_set(exchange, truncated.pointer(), json!(true))
            }
            _ => exchange,
        }
    }

    /// The page of the contract with another value in place of the next position.
    pub(crate) fn with_next(self, value: Value) -> Exchange {
        self.position_places().map_or_else(usual, |(next, _)| set(next.pointer(), value))
    }

    /// An allowed value for each member of the request but the position; small pages.
    pub(crate) fn every_input(self) -> Map<String, Value> {
        let mut input = self.pages_of(2);
        for (at, _) in self.operation.members(Side::Request) {
            let position = self.operation.paging().map(PagingStyle::position);
            if at.path.len() == 1 && Some(at) != position && !input.contains_key(at.name()) {
                input.insert(at.name().to_owned(), self.sample(at));
            }
        }
        input
    }
}
