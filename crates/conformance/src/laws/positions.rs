//! The text of a token or a marker goes back as it came: every kind of character that encoders get wrong.

use contract::{Case, CaseDrive, Exchange, Fact, Location, PagingStyle, Rule, Side, TokenText};
use serde_json::{Map, Value, json};

use super::script::{also_set, json_answer, next, set, usual};
use super::{Ground, put};

/// Texts of a position, each with what it is; only those that the page allows are used.
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
pub(super) fn cases(ground: Ground<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    if let Some(clause) = ground.rule(Rule::PagingPassOn) {
        let texts = TEXTS.iter().filter(|(_, text)| ground.allows_position(text));
        let long = long(ground);
        let texts = texts
            .map(|(name, text)| (*name, next(text)))
            .chain(long.map(|text| ("of-great-length", Exchange { next: Some(text), ..usual() })));
        for (name, exchange) in texts {
            let case = ground.walk_case(clause, &format!("position-{name}"));
            cases.push(Case { exchanges: vec![ground.truncated(exchange)], ..case });
        }
    }
    if let Some(clause) = ground.position_sent() {
        let [first, second] = ground.two_pages("go/on+2");
        let input = |mut input: Map<String, Value>| {
            if let Some(style) = ground.operation.paging() {
                put(&mut input, &style.position().path, json!("begin/here+1"));
            }
            input
        };
        if ground.allows_position("begin/here+1") && ground.allows_position("go/on+2") {
            let case = ground.case(clause, "walk-from-a-position-of-the-caller", CaseDrive::Walk);
            let exchanges = vec![json_answer(200, first), json_answer(200, second.clone())];
            cases.push(Case { input: input(ground.pages_of(1)), exchanges, ..case });
            let case = ground.page_case(clause, "page-at-a-position-of-the-caller");
            let exchanges = vec![json_answer(200, second)];
            cases.push(Case { input: input(ground.pages_of(1)), exchanges, ..case });
        }
    }
    cases
}

/// As long as the page allows, and where it has no limit longer than anybody would take for the longest.
fn long(ground: Ground<'_>) -> Option<TokenText> {
    let (next, position) = ground.position_places()?;
    let limits = [next, position].into_iter().flat_map(|at| ground.operation.clauses_at(at));
    let length = limits
        .filter_map(|clause| match &clause.fact {
            Fact::Length { maximum, .. } => usize::try_from(*maximum).ok(),
            _ => None,
        })
        .min()
        .unwrap_or(3_000)
        .min(3_000);
    let text = |of: &str| TokenText::Repeated { of: of.to_owned(), length };
    [text("页b+/="), text("b+/="), text("b")].into_iter().find(|text| ground.allows_position(&text.text()))
}

impl<'a> Ground<'a> {
    /// Where an answer gives a position as text, and where the next request takes it.
    fn position_places(self) -> Option<(&'a Location, &'a Location)> {
        match self.operation.paging()? {
            PagingStyle::Token { token: position, next, .. }
            | PagingStyle::Marker { marker: position, next, .. } => Some((next, position)),
            PagingStyle::PageNumber { .. } => None,
        }
    }

    /// Whether a position may be this text, in the answer and in the request alike.
    pub(super) fn allows_position(self, text: &str) -> bool {
        self.position_places().is_some_and(|(next, position)| {
            self.allows(next, &json!(text)) && self.allows(position, &json!(text))
        })
    }

    /// A text that is a position like any other; of no use where pages are numbered.
    pub(crate) fn usual_position(self) -> String {
        let texts = ["go/on+2", "2", "b"];
        texts.into_iter().find(|text| self.allows_position(text)).unwrap_or("2").to_owned()
    }

    /// The same page, saying where it has to that it is not the last.
    pub(crate) fn truncated(self, exchange: Exchange) -> Exchange {
        match self.operation.paging() {
            Some(PagingStyle::Marker { truncated, .. }) => {
                also_set(exchange, truncated.pointer(), json!(true))
            }
            _ => exchange,
        }
    }

    /// The page of the contract with another value in place of the next position.
    pub(super) fn with_next(self, value: Value) -> Exchange {
        self.position_places().map_or_else(usual, |(next, _)| set(next.pointer(), value))
    }

    /// An allowed value for each member of the request but the position; small pages.
    pub(super) fn every_input(self) -> Map<String, Value> {
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
