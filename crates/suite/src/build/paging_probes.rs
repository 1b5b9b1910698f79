//! Probes that walk through a server's pages: walks end, give every item once whatever the page size, and keep to the size.

use contract::pagination::NextPage;
use contract::{Clause, Fact, Impact, Location, PagingStyle, Rule};

use crate::build::GeneratorContext;
use crate::probe::{NextStep, Probe, ProbeOutcome, ProbeRequest, ProbeResponse, Walk, walks};

/// The probes of every style.
pub(crate) fn common<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    let first = context.rule(Rule::PagingFirstCall).map(|clause| {
        let ask = ProbeRequest::input(context.first_page());
        Probe::once(context, clause, "first-call-without-a-position", ask, move |response| {
            match response.page(*context) {
                Some(_) => ProbeOutcome::Passed,
                None => no_page(context, response, "a page for a call without a position"),
            }
        })
    });
    let end = context.rule(Rule::PagingEnd).map(|clause| {
        Probe::new(context, clause, "walk-ends", move |responses| {
            walks(context, &[context.pages_of(LARGE)], responses, |walks| ends(context, &walks[0]))
        })
    });
    let size = context.rule(Rule::PagingPageSize).map(|clause| {
        let ask = ProbeRequest::input(context.pages_of(SMALL));
        Probe::once(context, clause, "no-more-than-asked-for", ask, move |response| {
            keeps_size(context, response)
        })
    });
    [first, end, size].into_iter().flatten().chain(every_item_once(context)).collect()
}

/// Page sizes that differ, small enough for a server with few items to have several pages.
const SMALL: i64 = 2;
const OTHER: i64 = 3;
const LARGE: i64 = 50;

/// The same items in the same order whatever the page size; walked twice the same way first and last, to see whether
/// items were made in between.
fn every_item_once<'a>(context: GeneratorContext<'a>) -> Option<Probe<'a>> {
    let clause = context.rule(Rule::PagingEveryItemOnce)?;
    let inputs = [context.pages_of(OTHER), context.pages_of(SMALL), context.pages_of(OTHER)];
    Some(Probe::new(context, clause, "same-items-by-pages-of-any-size", move |responses| {
        walks(context, &inputs, responses, |walks| same_items(context, walks))
    }))
}

/// What three walks come to.
pub(crate) fn same_items(context: GeneratorContext<'_>, walks: &[Walk<'_>]) -> ProbeOutcome {
    if let Some(answer) = walks.iter().find_map(|walk| walk.stopped(context)) {
        return answer;
    }
    let [first, other, last] = [0, 1, 2].map(|index| walks[index].items(context));
    if first != last {
        return ProbeOutcome::Skipped("items changed while they were listed".to_owned());
    }
    if first.len() < 2 {
        return ProbeOutcome::Skipped("there are fewer than two items".to_owned());
    }
    if let Some(twice) =
        first.iter().enumerate().find_map(|(at, item)| first[..at].contains(item).then_some(item))
    {
        let actual = format!("twice {}", contract::truncated(twice));
        return ProbeOutcome::Broken("every item once".to_owned(), actual, Impact::LosesData);
    }
    // A long list was not walked to its end, so that only what both walks saw can be compared.
    let whole = walks.iter().all(|walk| walk.ended(context));
    let common = if whole { first.len().max(other.len()) } else { first.len().min(other.len()) };
    if first.iter().take(common).eq(other.iter().take(common)) {
        return ProbeOutcome::Passed;
    }
    let expected = "the same items in the same order by pages of another size".to_owned();
    let differs =
        first.iter().zip(&other).position(|(one, two)| one != two).unwrap_or(first.len().min(other.len()));
    let actual = format!("{} and {} items, unlike from number {} on", first.len(), other.len(), differs + 1);
    // The same items in another order are all there.
    let all = first.len() == other.len() && first.iter().all(|item| other.contains(item));
    ProbeOutcome::Broken(expected, actual, if all { Impact::Cosmetic } else { Impact::LosesData })
}

/// A walk that comes back to a position it was given before has no end.
pub(crate) fn ends(context: GeneratorContext<'_>, walk: &Walk<'_>) -> ProbeOutcome {
    if let Some(answer) = walk.stopped(context) {
        return answer;
    }
    if let Some(position) = walk.repeated(context) {
        let actual = format!("the position {} for the second time", contract::truncated(&position));
        let expected = "a position that was not given before, or an end".to_owned();
        return ProbeOutcome::Broken(expected, actual, Impact::Hangs);
    }
    match walk.ended(context) {
        true => ProbeOutcome::Passed,
        false => ProbeOutcome::Skipped(format!("there are more than {} pages", walk.pages().len())),
    }
}

fn keeps_size(context: GeneratorContext<'_>, response: &ProbeResponse) -> ProbeOutcome {
    if response.page(*context).is_none() {
        return no_page(context, response, "a page");
    }
    let (asked, actual) = (context.allowed_size(SMALL), response.items(*context).len());
    let limit = usize::try_from(asked).unwrap_or(usize::MAX);
    if actual > limit {
        let expected = format!("at most {asked} items, as requested");
        return ProbeOutcome::Broken(expected, format!("{actual} items"), Impact::Cosmetic);
    }
    match response.next_page(context, &[]) {
        NextPage::At(_) => ProbeOutcome::Passed,
        _ => ProbeOutcome::Skipped(format!("there are not more than {actual} items")),
    }
}

/// The position that a page gives leads to a page, with the same inputs.
pub(crate) fn position_works<'a>(context: GeneratorContext<'a>, rule: Rule, name: &str) -> Option<Probe<'a>> {
    let clause = context.rule(rule)?;
    Some(Probe::new(context, clause, name, move |responses| {
        two_pages(context, responses, |_, second| match second.page(*context) {
            Some(_) => ProbeOutcome::Passed,
            None => no_page(context, second, "a page at the position that the first one gave"),
        })
    }))
}

/// Asks for two small pages and looks at both.
fn two_pages(
    context: GeneratorContext<'_>,
    responses: &[ProbeResponse],
    look: impl Fn(&ProbeResponse, &ProbeResponse) -> ProbeOutcome,
) -> NextStep {
    match responses {
        [] => NextStep::Ask(ProbeRequest::input(context.pages_of(SMALL))),
        [first] if first.page(*context).is_none() => NextStep::Done(no_page(context, first, "a page")),
        [first] => match first.next_page(context, &[]) {
            NextPage::At(position) => {
                let mut input = context.pages_of(SMALL);
                if let Some(style) = context.operation.paging() {
                    style.position().put(&mut input, position);
                }
                NextStep::Ask(ProbeRequest::input(input))
            }
            _ => NextStep::Done(ProbeOutcome::Skipped("there is one page only".to_owned())),
        },
        [first, second, ..] => NextStep::Done(look(first, second)),
    }
}

/// The total is the number of items that a walk gives.
pub(crate) fn total<'a>(context: GeneratorContext<'a>) -> Option<Probe<'a>> {
    let PagingStyle::PageNumber { total, .. } = context.operation.paging()? else { return None };
    let clause = member(context, total)?;
    Some(Probe::new(context, clause, "total-is-the-number-of-items", move |responses| {
        walks(context, &[context.pages_of(LARGE)], responses, |walks| {
            let walk = &walks[0];
            if let Some(answer) = walk.stopped(context) {
                return answer;
            }
            let totals: Vec<Option<u64>> =
                walk.pages().iter().map(|response| total.value(response.page(*context)?)?.as_u64()).collect();
            let items = walk.items(context).len() as u64;
            match totals.first() {
                Some(Some(stated)) if totals.iter().any(|other| *other != Some(*stated)) => {
                    ProbeOutcome::Skipped("the total changed during the walk".to_owned())
                }
                Some(Some(stated)) if *stated == items => ProbeOutcome::Passed,
                // A walk that went on to the end of what the total states, or met an empty page before.
                Some(Some(stated)) if walk.ended(context) || walk.ran_dry(context) => {
                    let expected = format!("{stated} items, as the total says");
                    ProbeOutcome::Broken(expected, format!("{items} items"), Impact::LosesData)
                }
                Some(Some(_)) => ProbeOutcome::Skipped("there are too many pages to count".to_owned()),
                _ => ProbeOutcome::Skipped("the page has no total".to_owned()),
            }
        })
    }))
}

/// No page where one is due: a busy service, or keys without access, break no requirement of paging.
pub(crate) fn no_page(
    context: GeneratorContext<'_>,
    response: &ProbeResponse,
    expected: &str,
) -> ProbeOutcome {
    match response.status {
        401 | 403 | 429 | 500.. => {
            ProbeOutcome::Skipped(format!("no page to look at: {}", response.describe(*context)))
        }
        _ => ProbeOutcome::Broken(expected.to_owned(), response.describe(*context), Impact::Cosmetic),
    }
}

fn member<'a>(context: GeneratorContext<'a>, at: &Location) -> Option<&'a Clause> {
    context
        .operation
        .clauses
        .iter()
        .find(|clause| matches!(&clause.fact, Fact::Member { at: found, .. } if found == at))
}
