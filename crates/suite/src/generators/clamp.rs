//! Clamp: a number above the limit is allowed, and taken for the limit.

use client_protocol::Drive;
use contract::{Clause, Constraints, Fact, Impact, Location, PagingStyle, Side, truncated};
use serde_json::json;

use crate::Case;
use crate::build::GeneratorContext;
use crate::probe::{Probe, ProbeOutcome, ProbeRequest};

/// At the limit, one above, far above; and a walk whose pages are smaller than what it asks for.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for (clause, at, maximum) in clamps(context) {
        // With more items than the limit, a page shows which size was meant.
        let items =
            usize::try_from(maximum).ok().filter(|maximum| *maximum <= MANY).map(|maximum| maximum + 40);
        let items = items.filter(|_| is_size(context, at)).unwrap_or(5);
        for (name, value) in numbers(context, at, maximum) {
            cases.push(Case { items, ..context.case_with(clause, name, at, json!(value)) });
        }
        if is_size(context, at)
            && let Some((_, above)) =
                numbers(context, at, maximum).into_iter().find(|(_, value)| *value > maximum)
        {
            let case = context.case_with(clause, "one-above-the-limit-on-a-walk", at, json!(above));
            cases.push(Case { items, drive: Drive::Walk, ..case });
        }
    }
    cases
}

/// The same numbers asked of a server: accepted, and no page holds more items than the limit.
pub(crate) fn probes<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    let mut probes = Vec::new();
    for (clause, at, maximum) in clamps(context) {
        for (name, value) in numbers(context, at, maximum) {
            let asked = format!("{} = {}", at.name(), truncated(&json!(value)));
            let mut input = context.minimal_input();
            at.put(&mut input, json!(value));
            let size = is_size(context, at);
            probes.push(Probe::once(context, clause, name, ProbeRequest::input(input), move |response| {
                if response.page(*context).is_none() {
                    return ProbeOutcome::Broken(
                        format!("{asked} accepted"),
                        response.describe(*context),
                        Impact::Cosmetic,
                    );
                }
                let items = response.items(*context).len();
                if size && i64::try_from(items).unwrap_or(i64::MAX) > maximum {
                    return ProbeOutcome::Broken(
                        format!("at most {maximum} items for {asked}"),
                        format!("{items} items"),
                        Impact::Cosmetic,
                    );
                }
                ProbeOutcome::Passed
            }));
        }
    }
    probes
}

// More items than this make a case slow, and no limit is better shown by them.
const MANY: usize = 1_000;

fn clamps<'a>(context: GeneratorContext<'a>) -> impl Iterator<Item = (&'a Clause, &'a Location, i64)> {
    context.operation.clauses.iter().filter(move |clause| !context.is_suspended(clause)).filter_map(
        |clause| {
            let Fact::Clamp { at, maximum } = &clause.fact else { return None };
            (at.side == Side::Request).then_some((clause, at, *maximum))
        },
    )
}

fn is_size(context: GeneratorContext<'_>, at: &Location) -> bool {
    context.operation.paging().map(PagingStyle::size) == Some(at)
}

/// The numbers that no other clause of the member forbids.
fn numbers(context: GeneratorContext<'_>, at: &Location, maximum: i64) -> Vec<(&'static str, i64)> {
    let constraints = Constraints::of(context.operation, at);
    let numbers = [
        ("at-the-limit", Some(maximum)),
        ("one-above-the-limit", maximum.checked_add(1)),
        // Far, and still a number of 32 bits where the limit is small.
        ("far-above-the-limit", maximum.checked_mul(1_000)),
    ];
    numbers
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .filter(|(_, value)| constraints.fits(&json!(value)))
        .collect()
}
