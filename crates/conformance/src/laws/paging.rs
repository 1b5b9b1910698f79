//! What a walk has to do however the pages are numbered: every page, every job, every input, and an end.

use contract::{Case, CaseDrive, Clause, Exchange, Fact, Location, Rule, Side};
use serde_json::{Value, json};

use super::Ground;
use super::script::{error, fails_with, for_ever, json_answer, next, returns_or_fails, set, usual};

/// More jobs than any page of these cases holds.
const ALL: usize = 1_000;

/// The cases of every style.
pub(super) fn common(ground: Ground<'_>) -> Vec<Case> {
    let cases = [
        about(ground, Rule::PagingFirstCall, "one-page-of-several", |case| case.drive = CaseDrive::Page),
        about(ground, Rule::PagingEnd, "one-page-only", |case| {
            case.input = ground.first_page();
            case.jobs = 3;
        }),
        about(ground, Rule::PagingEnd, "no-job-at-all", |case| case.jobs = 0),
        about(ground, Rule::PagingEnd, "last-page-full", |case| {
            case.input = ground.pages_of(1);
            case.jobs = 3 * usize::try_from(ground.allowed_size(1)).unwrap_or(1);
        }),
        about(ground, Rule::PagingEnd, "pages-smaller-than-asked-for", |case| {
            case.input = ground.pages_of(5);
            case.server_page_size = Some(1);
        }),
        about(ground, Rule::OutcomeIsTrue, "walk-that-stops-after-two-pages", |case| {
            case.jobs = 3 * ground.several();
            case.pages = 2;
        }),
        about(ground, Rule::StatusIsError, "error-on-the-second-page-is-no-end", |case| {
            let answer = ground.lasting_error();
            case.exchanges = vec![usual(), for_ever(error(&answer))];
            case.outcome = fails_with(&answer.code);
        }),
    ];
    cases.into_iter().flatten().chain(whole(ground)).chain(inputs_again(ground)).collect()
}

/// A walk about a rule, changed where it is special.
pub(super) fn about(
    ground: Ground<'_>,
    rule: Rule,
    name: &str,
    special: impl FnOnce(&mut Case),
) -> Option<Case> {
    Some(with(ground.walk_case(ground.rule(rule)?, name), special))
}

/// A case, changed where it is special.
pub(super) fn with(mut case: Case, special: impl FnOnce(&mut Case)) -> Case {
    special(&mut case);
    case
}

/// Every job once and in order.
fn whole(ground: Ground<'_>) -> Vec<Case> {
    let Some(clause) = ground.whole_list() else { return Vec::new() };
    let walk = |name: &str| ground.walk_case(clause, name);
    let mut cases = vec![
        walk("several-pages"),
        with(walk("page-by-page"), |case| case.input = ground.pages_of(1)),
        with(walk("no-size-asked-for"), |case| {
            case.input = ground.first_page();
            case.jobs = 2 * default_size(ground);
        }),
        with(walk("page-larger-than-asked-for"), |case| {
            case.server_page_size = Some(2 * ground.several());
            case.jobs = 3 * ground.several();
            case.outcome = returns_or_fails();
        }),
    ];
    if let Some(style) = ground.operation.paging() {
        let twin = |index: usize| (format!("{}/{index}", style.list().pointer()), ground.job());
        let page = |indices: &[usize]| {
            indices
                .iter()
                .map(|index| twin(*index))
                .fold(usual(), |exchange, (pointer, job)| super::script::also_set(exchange, pointer, job))
        };
        cases.push(with(walk("jobs-that-look-alike"), |case| {
            case.exchanges = vec![page(&[0, 1]), page(&[0])];
        }));
    }
    cases
}

/// How many jobs a page holds that nobody gave a size.
fn default_size(ground: Ground<'_>) -> usize {
    let size = ground.operation.paging().map(contract::PagingStyle::size);
    let documented = size.and_then(|size| {
        ground.operation.clauses_at(size).find_map(|clause| match &clause.fact {
            Fact::Default { value, .. } => usize::try_from(value.as_u64()?).ok(),
            _ => None,
        })
    });
    documented.unwrap_or(ground.operation.simulation.default_page_size)
}

/// All other inputs are sent again with the second page: all at once, and each by itself.
fn inputs_again(ground: Ground<'_>) -> Vec<Case> {
    let Some(again) = ground.rule(Rule::PagingInputsAgain) else { return Vec::new() };
    let Some(style) = ground.operation.paging() else { return Vec::new() };
    let [first, second] = ground.two_pages(&ground.usual_position());
    // Written out, so that a filter which leaves no job leaves two pages all the same.
    let pages = vec![json_answer(200, first), json_answer(200, second)];
    let mut cases = vec![with(ground.walk_case(again, "every-input-on-every-page"), |case| {
        case.input = ground.every_input();
        case.exchanges.clone_from(&pages);
    })];
    for (at, _) in ground.operation.members(Side::Request) {
        if at.path.len() != 1 || at == style.position() {
            continue;
        }
        let clause = if ground.binds(again) { again } else { narrowing(ground, at).unwrap_or(again) };
        let place = ground.place(at);
        // The clause of a member stands in the id already.
        let name = match clause.id == again.id {
            true => format!("{place}-on-every-page"),
            false => "sent-again-with-the-second-page".to_owned(),
        };
        cases.push(with(ground.walk_case(clause, &name), |case| {
            if !case.input.contains_key(at.name()) {
                case.input.insert(at.name().to_owned(), ground.sample(at));
            }
            case.exchanges.clone_from(&pages);
        }));
    }
    cases
}

/// The filter or order of a member, where it binds: what is lost on a later page is lost for the whole walk.
fn narrowing<'a>(ground: Ground<'a>, at: &Location) -> Option<&'a Clause> {
    ground.operation.clauses.iter().find(|clause| {
        ground.binds(clause)
            && match &clause.fact {
                Fact::Filter { at: filter, .. } => filter.path.first() == at.path.first(),
                Fact::Sort { by, order, .. } => order == at || by.as_ref() == Some(at),
                _ => false,
            }
    })
}

impl<'a> Ground<'a> {
    /// The promise that a position of the caller is sent: that the member is there, unless the one about all inputs
    /// weighs more.
    pub(super) fn position_sent(self) -> Option<&'a Clause> {
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
pub(super) fn empty_pages(ground: Ground<'_>) -> Vec<Case> {
    let onward = |items: usize| {
        let text = ground.usual_position();
        ground.truncated(Exchange { items: Some(items), ..next(&text) })
    };
    let cases = [
        about(ground, Rule::PagingEnd, "empty-first-page", |case| case.exchanges = vec![onward(0)]),
        about(ground, Rule::PagingEnd, "empty-page-in-the-middle", |case| {
            case.exchanges = vec![usual(), onward(0)];
        }),
        about(ground, Rule::PagingEnd, "empty-last-page", |case| {
            case.input = ground.first_page();
            case.exchanges = vec![onward(ALL)];
        }),
    ];
    cases.into_iter().flatten().collect()
}

/// What may stand in place of the next position on the last page.
pub(super) fn endings(ground: Ground<'_>, values: &[(&str, Value)]) -> Vec<Case> {
    let of_value = |(name, value): &(&str, Value)| {
        about(ground, Rule::PagingEnd, &format!("position-{name}-on-the-last-page"), |case| {
            case.input = ground.first_page();
            case.jobs = 3;
            case.exchanges = vec![ground.with_next(value.clone())];
        })
    };
    values.iter().filter_map(of_value).collect()
}

/// A position that the page gives again and again.
pub(super) fn repeated(ground: Ground<'_>) -> Option<Case> {
    about(ground, Rule::PagingRepeated, "position-that-repeats", |case| {
        case.jobs = 30 * ground.several();
        case.pages = 8;
        case.exchanges = vec![for_ever(ground.truncated(next(&ground.usual_position())))];
        case.outcome = returns_or_fails();
    })
}

/// A value at a location of every page, to the end of the trial.
pub(super) fn always(at: &Location, value: Value) -> Exchange {
    for_ever(set(at.pointer(), value))
}

/// Nothing stands where a position could.
pub(super) fn nothing() -> Vec<(&'static str, Value)> {
    vec![("null", json!(null)), ("empty", json!(""))]
}
