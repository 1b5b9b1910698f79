//! What a walk has to do however the pages are numbered: every page, every item, every input, and an end.

use client_protocol::Drive;
use contract::{Clause, Fact, Location, Rule, Side};
use serde_json::{Value, json};
use wire::Exchange;

use crate::Case;
use crate::build::GeneratorContext;
use crate::build::responses::{
    also_set, error, fails_with, for_ever, json_answer, next, returns_or_fails, set, usual,
};

/// More items than any page of these cases holds.
const ALL: usize = 1_000;

/// The cases of every style.
pub(crate) fn common(context: GeneratorContext<'_>) -> Vec<Case> {
    let cases = [
        for_rule(context, Rule::PagingFirstCall, "one-page-of-several", |case| case.drive = Drive::Page),
        for_rule(context, Rule::PagingEnd, "one-page-only", |case| {
            case.input = context.first_page();
            case.items = 3;
        }),
        for_rule(context, Rule::PagingEnd, "no-item-at-all", |case| case.items = 0),
        for_rule(context, Rule::PagingEnd, "last-page-full", |case| {
            case.input = context.pages_of(1);
            case.items = 3 * usize::try_from(context.allowed_size(1)).unwrap_or(1);
        }),
        for_rule(context, Rule::PagingEnd, "pages-smaller-than-asked-for", |case| {
            case.input = context.pages_of(5);
            case.server_page_size = Some(1);
        }),
        for_rule(context, Rule::OutcomeIsTrue, "walk-that-stops-after-two-pages", |case| {
            case.items = 3 * context.several();
            case.pages = 2;
        }),
        for_rule(context, Rule::StatusIsError, "error-on-the-second-page-is-no-end", |case| {
            let answer = context.lasting_error();
            case.exchanges = vec![usual(), for_ever(error(&answer))];
            case.outcome = fails_with(&answer.code);
        }),
    ];
    cases.into_iter().flatten().chain(whole(context)).chain(inputs_again(context)).collect()
}

/// A walk for a rule, with what is special about it.
pub(crate) fn for_rule(
    context: GeneratorContext<'_>,
    rule: Rule,
    name: &str,
    special: impl FnOnce(&mut Case),
) -> Option<Case> {
    Some(with(context.walk_case(context.rule(rule)?, name), special))
}

/// A case, with what is special about it.
pub(crate) fn with(mut case: Case, special: impl FnOnce(&mut Case)) -> Case {
    special(&mut case);
    case
}

/// Every item once and in order.
fn whole(context: GeneratorContext<'_>) -> Vec<Case> {
    let Some(clause) = context.whole_list() else { return Vec::new() };
    let walk = |name: &str| context.walk_case(clause, name);
    let mut cases = vec![
        walk("several-pages"),
        with(walk("page-by-page"), |case| case.input = context.pages_of(1)),
        with(walk("no-size-asked-for"), |case| {
            case.input = context.first_page();
            case.items = 2 * default_size(context);
        }),
        with(walk("page-larger-than-asked-for"), |case| {
            case.server_page_size = Some(2 * context.several());
            case.items = 3 * context.several();
            case.outcome = returns_or_fails();
        }),
    ];
    if let Some(style) = context.operation.paging() {
        let twin = |index: usize| (format!("{}/{index}", style.list().pointer()), context.item());
        let page = |indices: &[usize]| {
            indices
                .iter()
                .map(|index| twin(*index))
                .fold(usual(), |exchange, (pointer, item)| also_set(exchange, pointer, item))
        };
        cases.push(with(walk("items-that-look-alike"), |case| {
            case.exchanges = vec![page(&[0, 1]), page(&[0])];
        }));
    }
    cases
}

/// How many items a page holds where the request gives no size.
fn default_size(context: GeneratorContext<'_>) -> usize {
    let size = context.operation.paging().map(contract::PagingStyle::size);
    let documented = size.and_then(|size| {
        context.operation.clauses_at(size).find_map(|clause| match &clause.fact {
            Fact::Default { value, .. } => usize::try_from(value.as_u64()?).ok(),
            _ => None,
        })
    });
    documented.unwrap_or(context.operation.simulation.default_page_size)
}

/// All other inputs are sent again with the second page: all at once, and each by itself.
fn inputs_again(context: GeneratorContext<'_>) -> Vec<Case> {
    let Some(again) = context.rule(Rule::PagingInputsAgain) else { return Vec::new() };
    let Some(style) = context.operation.paging() else { return Vec::new() };
    let [first, second] = context.two_pages(&context.usual_position());
    // Written out, so that a filter which leaves no item leaves two pages all the same.
    let pages = vec![json_answer(200, first), json_answer(200, second)];
    let mut cases = vec![with(context.walk_case(again, "every-input-on-every-page"), |case| {
        case.input = context.every_input();
        case.exchanges.clone_from(&pages);
    })];
    for (at, _) in context.operation.members(Side::Request) {
        if at.path.len() != 1 || at == style.position() {
            continue;
        }
        let clause = if context.binds(again) { again } else { narrowing(context, at).unwrap_or(again) };
        let place = context.place(at);
        // The clause of a member stands in the id already.
        let name = match clause.id == again.id {
            true => format!("{place}-on-every-page"),
            false => "sent-again-with-the-second-page".to_owned(),
        };
        cases.push(with(context.walk_case(clause, &name), |case| {
            if !case.input.contains_key(at.name()) {
                case.input.insert(at.name().to_owned(), context.sample(at));
            }
            case.exchanges.clone_from(&pages);
        }));
    }
    cases
}

/// The filter or order of a member, where it binds: what is lost on a later page is lost for the whole walk.
fn narrowing<'a>(context: GeneratorContext<'a>, at: &Location) -> Option<&'a Clause> {
    context.operation.clauses.iter().find(|clause| {
        context.binds(clause)
            && match &clause.fact {
                Fact::Filter { at: filter, .. } => filter.path.first() == at.path.first(),
                Fact::Sort { by, order, .. } => order == at || by.as_ref() == Some(at),
                _ => false,
            }
    })
}

impl<'a> GeneratorContext<'a> {
    /// The clause by which a position of the caller is sent: that of the member, unless the one about all inputs binds
    /// and this one does not.
    pub(crate) fn position_sent(self) -> Option<&'a Clause> {
        let position = self.operation.paging()?.position();
        let all = self.rule(Rule::InputsSent);
        let is_member = |clause: &&Clause| matches!(&clause.fact, Fact::Member { at, .. } if at == position);
        let member = self.operation.clauses.iter().find(is_member);
        member.filter(|member| self.binds(member) || !all.is_some_and(|all| self.binds(all))).or(all)
    }

    /// Where a member stands, as the ids of its clauses say it.
    fn place(self, at: &Location) -> String {
        let id = self.operation.clauses_at(at).map(|clause| clause.id.as_str()).next();
        let place = id.and_then(|id| id.rsplit_once('/')).map_or(at.name(), |(place, _)| place);
        place.replace('/', "-")
    }
}

/// Empty pages that say where to go on, for styles in which an answer can.
pub(crate) fn empty_pages(context: GeneratorContext<'_>) -> Vec<Case> {
    let onward = |items: usize| {
        let text = context.usual_position();
        context.truncated(Exchange { items: Some(items), ..next(&text) })
    };
    let cases = [
        for_rule(context, Rule::PagingEnd, "empty-first-page", |case| case.exchanges = vec![onward(0)]),
        for_rule(context, Rule::PagingEnd, "empty-page-in-the-middle", |case| {
            case.exchanges = vec![usual(), onward(0)];
        }),
        for_rule(context, Rule::PagingEnd, "empty-last-page", |case| {
            case.input = context.first_page();
            case.exchanges = vec![onward(ALL)];
        }),
    ];
    cases.into_iter().flatten().collect()
}

/// What may stand in place of the next position on the last page.
pub(crate) fn endings(context: GeneratorContext<'_>, values: &[(&str, Value)]) -> Vec<Case> {
    let of_value = |(name, value): &(&str, Value)| {
        for_rule(context, Rule::PagingEnd, &format!("position-{name}-on-the-last-page"), |case| {
            case.input = context.first_page();
            case.items = 3;
            case.exchanges = vec![context.with_next(value.clone())];
        })
    };
    values.iter().filter_map(of_value).collect()
}

/// A position that every page names again.
pub(crate) fn repeated(context: GeneratorContext<'_>) -> Option<Case> {
    for_rule(context, Rule::PagingRepeated, "position-that-repeats", |case| {
        case.items = 30 * context.several();
        case.pages = 8;
        case.exchanges = vec![for_ever(context.truncated(next(&context.usual_position())))];
        case.outcome = returns_or_fails();
    })
}

/// A value at a location of every page, to the end of the trial.
pub(crate) fn always(at: &Location, value: Value) -> Exchange {
    for_ever(set(at.pointer(), value))
}

/// Nothing stands where a position could.
pub(crate) fn nothing() -> Vec<(&'static str, Value)> {
    vec![("null", json!(null)), ("empty", json!(""))]
}
