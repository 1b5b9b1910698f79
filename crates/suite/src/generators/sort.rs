//! Sort: both orders are sent, on every page, and give the items in that order.

use client_protocol::Drive;
use contract::pagination::PAGE_LIMIT;
use contract::values::instant;
use contract::{Clause, Fact, Impact, Location};
use serde_json::{Map, Value};

use crate::Case;
use crate::build::GeneratorContext;
use crate::probe::{NextStep, Probe, ProbeOutcome, ProbeRequest, ProbeResponse, following};

/// Both orders by each field, on one page and on a walk over several.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for order in orders(context) {
        let mut page = context.case(order.clause, order.name.as_str(), Drive::Page);
        page.input.clone_from(&order.input);
        let mut walk = context.case(order.clause, format!("{}-on-every-page", order.name), Drive::Walk);
        walk.input.clone_from(&order.input);
        context.in_small_pages(&mut walk.input);
        walk.items = 20;
        cases.extend([page, walk]);
    }
    cases
}

/// By a field: each order is kept on a page. By none: the one order is the other's opposite.
pub(crate) fn probes<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    let orders = orders(context);
    let mut probes: Vec<Probe<'a>> = Vec::new();
    for order in &orders {
        let Some(field) = order.field else { continue };
        let (ascending, name) = (order.ascending, order.name.clone());
        probes.push(Probe::once(
            context,
            order.clause,
            &order.name,
            ProbeRequest::input(order.input.clone()),
            move |response| in_order(context, field, ascending, &name, response),
        ));
    }
    let unnamed: Vec<&Order<'_>> = orders.iter().filter(|order| order.field.is_none()).collect();
    for pair in unnamed.chunks_exact(2) {
        let (one, other) = (pair[0].input.clone(), pair[1].input.clone());
        probes.push(Probe::new(
            context,
            pair[0].clause,
            "one-order-is-the-opposite-of-the-other",
            move |responses| opposite(context, &one, &other, responses),
        ));
    }
    probes
}

/// One order that a caller can ask for.
struct Order<'a> {
    clause: &'a Clause,
    name: String,
    input: Map<String, Value>,
    field: Option<&'a str>,
    ascending: bool,
}

fn orders(context: GeneratorContext<'_>) -> Vec<Order<'_>> {
    let mut orders = Vec::new();
    for clause in context.operation.clauses.iter().filter(|clause| !context.is_suspended(clause)) {
        let Fact::Sort { by, order, fields, ascending, descending } = &clause.fact else { continue };
        let by: Vec<Option<(&Location, &String, &String)>> = match by {
            Some(by) => fields.iter().map(|(value, field)| Some((by, value, field))).collect(),
            None => vec![None],
        };
        let several = by.len() > 1;
        for by in by {
            for (name, value) in [("ascending", ascending), ("descending", descending)] {
                let mut input = context.minimal_input();
                order.put(&mut input, value.clone());
                if let Some((at, value, _)) = by {
                    at.put(&mut input, Value::from(value.as_str()));
                }
                let field = by.map(|(_, _, field)| field.as_str());
                let name = match by.filter(|_| several) {
                    Some((_, value, _)) => format!("{name}-by-{}", value.to_lowercase()),
                    None => name.to_owned(),
                };
                let ascending = value == ascending;
                orders.push(Order { clause, name, input, field, ascending });
            }
        }
    }
    orders
}

fn in_order(
    context: GeneratorContext<'_>,
    field: &str,
    ascending: bool,
    name: &str,
    response: &ProbeResponse,
) -> ProbeOutcome {
    if response.page(*context).is_none() {
        return ProbeOutcome::Broken(
            format!("a page of items in {name} order"),
            response.describe(*context),
            Impact::Cosmetic,
        );
    }
    let items = response.items(*context);
    let value = |item: &Value| field.split('/').try_fold(item, |value, name| value.get(name)).cloned();
    let values: Vec<Value> = items.into_iter().filter_map(value).filter(|value| !value.is_null()).collect();
    if values.len() < 2 {
        return ProbeOutcome::Skipped("fewer than two items have the field to sort by".to_owned());
    }
    for pair in values.windows(2) {
        let Some(rises) = rises(&pair[0], &pair[1]) else {
            return ProbeOutcome::Skipped(format!("{field} is neither a time nor a number"));
        };
        if rises == Some(!ascending) {
            let actual =
                format!("{} before {}", contract::truncated(&pair[0]), contract::truncated(&pair[1]));
            let expected = format!("the items of a page in {name} order of {field}");
            return ProbeOutcome::Broken(expected, actual, Impact::Cosmetic);
        }
    }
    ProbeOutcome::Passed
}

/// Whether the second of two values is larger; inside it `None` where they are equal. No reference says how texts compare.
#[expect(
    clippy::option_option,
    reason = "that two values cannot be compared and that they are equal are two answers"
)]
fn rises(one: &Value, two: &Value) -> Option<Option<bool>> {
    let order = match (one.as_str().and_then(instant), two.as_str().and_then(instant)) {
        (Some(one), Some(two)) => one.partial_cmp(&two),
        _ => one.as_f64()?.partial_cmp(&two.as_f64()?),
    }?;
    Some((!order.is_eq()).then(|| order.is_lt()))
}

/// Walks through the list in one order and then in the other.
fn opposite(
    context: GeneratorContext<'_>,
    one: &Map<String, Value>,
    other: &Map<String, Value>,
    responses: &[ProbeResponse],
) -> NextStep {
    let ordered = |input: &Map<String, Value>| {
        responses
            .iter()
            .filter(|response| is_of_walk(&response.request.input, input))
            .cloned()
            .collect::<Vec<ProbeResponse>>()
    };
    let nothing = |why: &str| NextStep::Done(ProbeOutcome::Skipped(why.to_owned()));
    let mut lists: Vec<Vec<Value>> = Vec::new();
    for input in [one, other] {
        let walk = ordered(input);
        let Some(last) = walk.last() else { return NextStep::Ask(ProbeRequest::input(input.clone())) };
        if last.page(*context).is_none() {
            let expected = "a page of items in either order".to_owned();
            return NextStep::Done(ProbeOutcome::Broken(expected, last.describe(*context), Impact::Cosmetic));
        }
        match following(context, &walk) {
            Some(ask) if walk.len() < PAGE_LIMIT => return NextStep::Ask(ask),
            Some(_) => return nothing("there are too many items to list"),
            None => {}
        }
        lists.push(walk.iter().flat_map(|response| response.items(*context)).cloned().collect());
    }
    let (first, second) = (&lists[0], &lists[1]);
    if first.len() < 2 {
        return nothing("fewer than two items");
    }
    if first.len() != second.len() || first.iter().any(|item| !second.contains(item)) {
        return nothing("the items changed while they were listed");
    }
    if first.iter().eq(second.iter().rev()) {
        return NextStep::Done(ProbeOutcome::Passed);
    }
    let actual = if first == second { "the same order" } else { "neither the same nor the opposite order" };
    let expected = "the items in the opposite order".to_owned();
    // Both walks gave the same items.
    NextStep::Done(ProbeOutcome::Broken(expected, actual.to_owned(), Impact::Cosmetic))
}

/// Whether a request belongs to the walk that began with this input.
fn is_of_walk(input: &Map<String, Value>, first: &Map<String, Value>) -> bool {
    first.iter().all(|(name, value)| input.get(name) == Some(value))
}
