//! Filter: each is sent, on every page and beside another one, and leaves the items that fit it.

use client_protocol::Drive;
use contract::pagination::PAGE_LIMIT;
use contract::{Filter, Impact, Reading, Rule};
use serde_json::{Map, Value};

use crate::Case;
use crate::build::{GeneratorContext, filter_values};
use crate::probe::{NextStep, Probe, ProbeOutcome, ProbeRequest, ProbeResponse, following};

/// Each filter on one page, on a walk over several pages, and beside the filter after it.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    let items: Vec<Value> = (1..=ITEMS).map(|number| contract::item(context.operation, number)).collect();
    let filters: Vec<Filter<'_>> =
        Filter::effective(context.operation).filter(|filter| is_reported(context, *filter)).collect();
    let mut cases = Vec::new();
    for (index, filter) in filters.iter().enumerate() {
        let Some(value) = filter_values::narrowing(context, *filter, &items, &context.minimal_input()) else {
            continue;
        };
        let case = |name: &str, drive, input: &Map<String, Value>| {
            let mut case = context.case(filter.clause, name, drive);
            case.items = ITEMS;
            case.input.clone_from(input);
            case
        };
        let mut input = context.minimal_input();
        filter.at.put(&mut input, value);
        cases.push(case("leaves-what-fits", Drive::Page, &input));
        let mut small = input.clone();
        context.in_small_pages(&mut small);
        cases.push(case("on-every-page", Drive::Walk, &small));
        let beside = filters.iter().cycle().skip(index + 1).take(filters.len() - 1);
        let both = beside
            .filter(|other| !other.at.path.starts_with(&filter.at.path))
            .find_map(|other| Some((other, filter_values::narrowing(context, *other, &items, &input)?)));
        if let Some((other, value)) = both {
            other.at.put(&mut input, value);
            cases.push(case(&format!("beside-{}", place(&other.clause.id)), Drive::Page, &input));
        }
    }
    cases
}

/// How many items there are to filter.
const ITEMS: usize = 40;

/// Whether a filter that is sent wrongly is reported for this filter: not where inputs bind and the filter does not.
fn is_reported(context: GeneratorContext<'_>, filter: Filter<'_>) -> bool {
    context.binds(filter.clause)
        || !context.rule(Rule::InputsSent).is_some_and(|clause| context.binds(clause))
}

/// A clause's id as one word, without its kind.
fn place(id: &str) -> String {
    id.rsplit_once('/').map_or(id, |(place, _)| place).replace('/', "-")
}

/// Each filter by a value that an unfiltered page shows.
pub(crate) fn probes<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    Filter::effective(context.operation)
        .map(|filter| {
            Probe::new(context, filter.clause, "by-a-value-that-an-item-has", move |responses| {
                by_learnt_value(context, filter, responses)
            })
        })
        .collect()
}

/// Asks for a page without the filter, then for pages with it until the item that was learnt from is found, then, where it
/// was not found, the first page again: the item may have changed meanwhile.
fn by_learnt_value(
    context: GeneratorContext<'_>,
    filter: Filter<'_>,
    responses: &[ProbeResponse],
) -> NextStep {
    let nothing = |why: &str| NextStep::Done(ProbeOutcome::Skipped(why.to_owned()));
    let [unfiltered, rest @ ..] = responses else {
        return NextStep::Ask(ProbeRequest::input(context.minimal_input()));
    };
    if unfiltered.page(*context).is_none() {
        return nothing("a page without the filter was refused");
    }
    let Some((wanted, item)) = filter_values::to_learn(context, filter, &unfiltered.items(*context)) else {
        return nothing("no item on the first page has a value to filter by");
    };
    let name = filter.at.name();
    let shown = contract::truncated(&wanted);
    let mut filtered = unfiltered.request.input.clone();
    filter.at.put(&mut filtered, wanted.clone());
    if filtered == unfiltered.request.input {
        return nothing("no request can do without the filter");
    }
    let walk: Vec<ProbeResponse> = rest
        .iter()
        .take_while(|response| response.request.input != unfiltered.request.input)
        .cloned()
        .collect();
    if walk.is_empty() {
        return NextStep::Ask(ProbeRequest::input(filtered));
    }
    let last = &walk[walk.len() - 1];
    if last.page(*context).is_none() {
        let expected = format!("a page of items for {name} = {shown}");
        return NextStep::Done(ProbeOutcome::Broken(expected, last.describe(*context), Impact::Cosmetic));
    }
    // A reference that is ambiguous about the comparison may leave more items than we would.
    let exact =
        !context.operation.ambiguities.iter().any(|ambiguity| ambiguity.about.contains(&filter.clause.id));
    let misfit = last
        .items(*context)
        .into_iter()
        .find(|item| exact && !filter.passes(&wanted, item, Reading::Lenient));
    if let Some(misfit) = misfit {
        let expected = format!("only items that fit {name} = {shown}");
        let actual = format!("also {}", contract::truncated(misfit));
        return NextStep::Done(ProbeOutcome::Broken(expected, actual, Impact::LosesData));
    }
    if last.items(*context).contains(&&item) {
        return NextStep::Done(ProbeOutcome::Passed);
    }
    if let Some(ask) = following(context, &walk) {
        return if walk.len() < PAGE_LIMIT {
            NextStep::Ask(ask)
        } else {
            nothing("the item that was learnt from is not on the first pages, and there are more")
        };
    }
    match rest.get(walk.len()) {
        None => NextStep::Ask(ProbeRequest::input(unfiltered.request.input.clone())),
        Some(again) if again.items(*context).contains(&&item) => {
            let expected = format!("the item {} for {name} = {shown}", contract::truncated(&item));
            let actual = "it is not among the items given".to_owned();
            NextStep::Done(ProbeOutcome::Broken(expected, actual, Impact::LosesData))
        }
        Some(_) => nothing("the item that was learnt from has changed meanwhile"),
    }
}
