//! Filter: each is sent, on every page and beside another one, and leaves the items that fit it.

use client_protocol::Drive;
use contract::pagination::PAGE_LIMIT;
use contract::{Filter, Impact, Match, Reading, Rule};
use serde_json::{Map, Value, json};

use crate::Case;
use crate::build::GeneratorContext;
use crate::probe::{NextStep, Probe, ProbeOutcome, ProbeRequest, ProbeResponse, following};

/// Each filter on one page, on a walk over several pages, and beside the filter after it.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    let items: Vec<Value> = (1..=ITEMS).map(|number| contract::item(context.operation, number)).collect();
    let filters: Vec<Filter<'_>> =
        Filter::effective(context.operation).filter(|filter| says_enough(context, *filter)).collect();
    let mut cases = Vec::new();
    for (index, filter) in filters.iter().enumerate() {
        let Some(value) = narrowing(context, *filter, &items, &context.minimal_input()) else { continue };
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
            .find_map(|other| Some((other, narrowing(context, *other, &items, &input)?)));
        if let Some((other, value)) = both {
            other.at.put(&mut input, value);
            cases.push(case(&format!("beside-{}", place(&other.clause.id)), Drive::Page, &input));
        }
    }
    cases
}

/// How many items there are to filter.
const ITEMS: usize = 40;

/// Whether a filter that is sent wrongly is told as this filter's: not where inputs bind and the filter does not.
fn says_enough(context: GeneratorContext<'_>, filter: Filter<'_>) -> bool {
    context.binds(filter.clause)
        || !context.rule(Rule::InputsSent).is_some_and(|clause| context.binds(clause))
}

/// The value that leaves the most of the items that this input leaves, and not all of them where that can be.
fn narrowing(
    context: GeneratorContext<'_>,
    filter: Filter<'_>,
    items: &[Value],
    input: &Map<String, Value>,
) -> Option<Value> {
    let input = Value::Object(input.clone());
    let asked: Vec<(Filter<'_>, &Value)> = Filter::effective(context.operation)
        .filter_map(|other| Some((other, other.at.value(&input)?)))
        .collect();
    let others: Vec<&Value> = items
        .iter()
        .filter(|item| {
            asked
                .iter()
                .all(|(other, wanted)| other.at == filter.at || other.passes(wanted, item, Reading::Lenient))
        })
        .collect();
    let learnt: Vec<Value> =
        others.iter().flat_map(|item| filter.values_that_find(context.operation, item)).collect();
    let several = several(filter, &learnt).filter(|value| context.allows(filter.at, value));
    let values = learnt.into_iter().flat_map(|value| parts(context, filter, value)).chain(several);
    let left =
        |value: &Value| others.iter().filter(|item| filter.passes(value, item, Reading::Lenient)).count();
    // The first of the best, so that the case stays the same when items are added.
    let mut best: Option<(usize, Value)> = None;
    for value in values {
        let left = left(&value);
        let score = if left < others.len() { left + 1 } else { 1 };
        if best.as_ref().is_none_or(|(found, _)| score > *found) {
            best = Some((score, value));
        }
    }
    best.map(|(_, value)| value)
}

/// A value and, for a text that has to be contained, its beginnings.
fn parts(context: GeneratorContext<'_>, filter: Filter<'_>, value: Value) -> Vec<Value> {
    match (filter.comparison, value) {
        (Match::Contains, Value::String(text)) => (1..=3)
            .filter_map(|fewer| {
                let length = text.chars().count().checked_sub(fewer).filter(|length| *length > 0)?;
                Some(json!(text.chars().take(length).collect::<String>()))
            })
            .filter(|part| context.allows(filter.at, part))
            .collect(),
        (_, value) => vec![value],
    }
}

/// One list of some of the items that were learnt, where the filter takes a list.
fn several(filter: Filter<'_>, learnt: &[Value]) -> Option<Value> {
    let mut items: Vec<&Value> = Vec::new();
    for item in learnt.iter().filter_map(Value::as_array).flatten() {
        if !items.contains(&item) {
            items.push(item);
        }
    }
    let some = items.len().div_ceil(2).min(5);
    (filter.comparison == Match::OneOf && some > 1).then(|| json!(items[..some]))
}

/// A clause's id as one word, without its kind.
fn place(id: &str) -> String {
    id.rsplit_once('/').map_or(id, |(place, _)| place).replace('/', "-")
}

/// Each filter by a value that an unfiltered page shows.
pub(crate) fn probes<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    Filter::effective(context.operation)
        .map(|filter| {
            Probe::new(context, filter.clause, "by-a-value-that-an-item-has", move |response| {
                asked(context, filter, response)
            })
        })
        .collect()
}

/// First a page without the filter, then pages with it until the item that was learnt from is found, then, where it
/// was not found, the first page again: the item may have changed meanwhile.
fn asked(context: GeneratorContext<'_>, filter: Filter<'_>, response: &[ProbeResponse]) -> NextStep {
    let nothing = |why: &str| NextStep::Done(ProbeOutcome::Skipped(why.to_owned()));
    let [unfiltered, rest @ ..] = response else {
        return NextStep::Ask(ProbeRequest::input(context.minimal_input()));
    };
    if unfiltered.page(*context).is_none() {
        return nothing("a page without the filter was refused");
    }
    let Some((wanted, item)) = to_learn(context, filter, &unfiltered.items(*context)) else {
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
    // A page that says in other words how it compares may leave more than we would.
    let exact =
        !context.operation.ambiguities.iter().any(|ambiguity| ambiguity.about.contains(&filter.clause.id));
    let misfit = last
        .items(*context)
        .into_iter()
        .find(|item| exact && !filter.passes(&wanted, item, Reading::Lenient));
    if let Some(misfit) = misfit {
        let expected = format!("only items that fit {name} = {shown}");
        let seen = format!("also {}", contract::truncated(misfit));
        return NextStep::Done(ProbeOutcome::Broken(expected, seen, Impact::LosesData));
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
            let seen = "it is not among the items given".to_owned();
            NextStep::Done(ProbeOutcome::Broken(expected, seen, Impact::LosesData))
        }
        Some(_) => nothing("the item that was learnt from has changed meanwhile"),
    }
}

/// A value that leaves one of these items, if it can be another one than all of them have.
fn to_learn(context: GeneratorContext<'_>, filter: Filter<'_>, items: &[&Value]) -> Option<(Value, Value)> {
    let found = items.iter().flat_map(|item| {
        filter
            .values_that_find(context.operation, item)
            .into_iter()
            .map(move |value| (value, (*item).clone()))
    });
    let parted = |value: &Value| items.iter().any(|item| !filter.passes(value, item, Reading::Lenient));
    let mut first = None;
    for (value, item) in found.filter(|(value, item)| filter.passes(value, item, Reading::Lenient)) {
        if parted(&value) {
            return Some((value, item));
        }
        first = first.or(Some((value, item)));
    }
    first
}
