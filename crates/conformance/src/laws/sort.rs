//! Sort: both orders are sent, on every page, and give the jobs in that order.

use contract::{Case, CaseDrive, Clause, Fact, Location};
use serde_json::{Map, Value};

use super::filters::instant;
use super::{Ground, put};
use crate::finding::Harm;
use crate::probe::{Answered, Ask, Heard, Next, PAGES, Probe, further};

/// Both orders by each field, on one page and on a walk over several.
pub(crate) fn cases(ground: Ground<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for order in orders(ground) {
        let mut page = ground.case(order.clause, order.name.as_str(), CaseDrive::Page);
        page.input.clone_from(&order.input);
        let mut walk = ground.case(order.clause, format!("{}-on-every-page", order.name), CaseDrive::Walk);
        walk.input.clone_from(&order.input);
        ground.in_small_pages(&mut walk.input);
        walk.jobs = 20;
        cases.extend([page, walk]);
    }
    cases
}

/// By a field: each order is kept on a page. By none: the one order is the other's opposite.
pub(crate) fn probes<'a>(ground: Ground<'a>) -> Vec<Probe<'a>> {
    let orders = orders(ground);
    let mut probes: Vec<Probe<'a>> = Vec::new();
    for order in &orders {
        let Some(field) = order.field else { continue };
        let (ascending, name) = (order.ascending, order.name.clone());
        probes.push(Probe::once(
            ground,
            order.clause,
            &order.name,
            Ask::input(order.input.clone()),
            move |heard| in_order(ground, field, ascending, &name, heard),
        ));
    }
    let unnamed: Vec<&Order<'_>> = orders.iter().filter(|order| order.field.is_none()).collect();
    for pair in unnamed.chunks_exact(2) {
        let (one, other) = (pair[0].input.clone(), pair[1].input.clone());
        probes.push(Probe::new(
            ground,
            pair[0].clause,
            "one-order-is-the-opposite-of-the-other",
            move |heard| opposite(ground, &one, &other, heard),
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

fn orders(ground: Ground<'_>) -> Vec<Order<'_>> {
    let mut orders = Vec::new();
    for clause in ground.operation.clauses.iter().filter(|clause| !ground.is_off(clause)) {
        let Fact::Sort { by, order, fields, ascending, descending } = &clause.fact else { continue };
        let by: Vec<Option<(&Location, &String, &String)>> = match by {
            Some(by) => fields.iter().map(|(value, field)| Some((by, value, field))).collect(),
            None => vec![None],
        };
        let several = by.len() > 1;
        for by in by {
            for (name, value) in [("ascending", ascending), ("descending", descending)] {
                let mut input = ground.input();
                put(&mut input, &order.path, value.clone());
                if let Some((at, value, _)) = by {
                    put(&mut input, &at.path, Value::from(value.as_str()));
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

fn in_order(ground: Ground<'_>, field: &str, ascending: bool, name: &str, heard: &Heard) -> Answered {
    if heard.page(ground).is_none() {
        return Answered::Broken(
            format!("a page of jobs in {name} order"),
            heard.told(ground),
            Harm::Differs,
        );
    }
    let jobs = heard.jobs(ground);
    let value = |job: &Value| field.split('/').try_fold(job, |value, name| value.get(name)).cloned();
    let values: Vec<Value> = jobs.into_iter().filter_map(value).filter(|value| !value.is_null()).collect();
    if values.len() < 2 {
        return Answered::NotApplicable("fewer than two jobs have the field to sort by".to_owned());
    }
    for pair in values.windows(2) {
        let Some(rises) = rises(&pair[0], &pair[1]) else {
            return Answered::NotApplicable(format!("{field} is neither a time nor a number"));
        };
        if rises == Some(!ascending) {
            let seen = format!("{} before {}", crate::judge::shown(&pair[0]), crate::judge::shown(&pair[1]));
            let expected = format!("the jobs of a page in {name} order of {field}");
            return Answered::Broken(expected, seen, Harm::Differs);
        }
    }
    Answered::Kept
}

/// Whether the second of two values is larger; inside it `None` where they are equal. How texts compare no page says.
#[expect(
    clippy::option_option,
    reason = "that two values cannot be compared and that they are equal are two answers"
)]
fn rises(one: &Value, two: &Value) -> Option<Option<bool>> {
    let order = match (instant(one), instant(two)) {
        (Some(one), Some(two)) => one.partial_cmp(&two),
        _ => one.as_f64()?.partial_cmp(&two.as_f64()?),
    }?;
    Some((!order.is_eq()).then(|| order.is_lt()))
}

/// Walks through the list in one order and then in the other.
fn opposite(
    ground: Ground<'_>,
    one: &Map<String, Value>,
    other: &Map<String, Value>,
    heard: &[Heard],
) -> Next {
    let ordered = |input: &Map<String, Value>| {
        heard.iter().filter(|heard| heard_in(&heard.ask.input, input)).cloned().collect::<Vec<Heard>>()
    };
    let nothing = |why: &str| Next::Done(Answered::NotApplicable(why.to_owned()));
    let mut lists: Vec<Vec<Value>> = Vec::new();
    for input in [one, other] {
        let walk = ordered(input);
        let Some(last) = walk.last() else { return Next::Ask(Ask::input(input.clone())) };
        if last.page(ground).is_none() {
            let expected = "a page of jobs in either order".to_owned();
            return Next::Done(Answered::Broken(expected, last.told(ground), Harm::Differs));
        }
        match further(ground, &walk) {
            Some(ask) if walk.len() < PAGES => return Next::Ask(ask),
            Some(_) => return nothing("there are more jobs than one wants to list to see their order"),
            None => {}
        }
        lists.push(walk.iter().flat_map(|heard| heard.jobs(ground)).cloned().collect());
    }
    let (first, second) = (&lists[0], &lists[1]);
    if first.len() < 2 {
        return nothing("fewer than two jobs");
    }
    if first.len() != second.len() || first.iter().any(|job| !second.contains(job)) {
        return nothing("the jobs changed while they were listed");
    }
    if first.iter().eq(second.iter().rev()) {
        return Next::Done(Answered::Kept);
    }
    let seen = if first == second { "the same order" } else { "neither the same nor the opposite order" };
    let expected = "the jobs in the opposite order".to_owned();
    // Both walks gave the same jobs.
    Next::Done(Answered::Broken(expected, seen.to_owned(), Harm::Differs))
}

/// Whether a request belongs to the walk that began with this input.
fn heard_in(asked: &Map<String, Value>, begun: &Map<String, Value>) -> bool {
    begun.iter().all(|(name, value)| asked.get(name) == Some(value))
}
