//! Range: a number's limits are allowed, one beyond either of them is refused.

use contract::{Clause, Fact, Location, Side};
use serde_json::json;

use crate::Case;
use crate::build::GeneratorContext;
use crate::probe::Probe;

/// Four cases for each range: at the limits and one beyond them.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for (clause, at, sides) in ranges(context) {
        for side in sides {
            cases.push(if side.allowed {
                context.case_with(clause, side.name, at, json!(side.value))
            } else {
                context.forbidden(clause, side.name, at, json!(side.value))
            });
        }
    }
    cases
}

/// The same four numbers asked of a server.
pub(crate) fn probes<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    let mut probes = Vec::new();
    for (clause, at, sides) in ranges(context) {
        for side in sides {
            probes.push(if side.allowed {
                Probe::accepts(context, clause, side.name, at, json!(side.value))
            } else {
                Probe::refuses(context, clause, side.name, at, json!(side.value))
            });
        }
    }
    probes
}

struct Boundary {
    name: &'static str,
    value: i64,
    allowed: bool,
}

fn ranges<'a>(
    context: GeneratorContext<'a>,
) -> impl Iterator<Item = (&'a Clause, &'a Location, Vec<Boundary>)> {
    context.operation.clauses.iter().filter(move |clause| context.binds(clause)).filter_map(|clause| {
        let Fact::Range { at, minimum, maximum } = &clause.fact else { return None };
        if at.side != Side::Request {
            return None;
        }
        let side = |name, value: Option<i64>, allowed| value.map(|value| Boundary { name, value, allowed });
        let sides = [
            side("one-below-the-minimum", minimum.and_then(|limit| limit.checked_sub(1)), false),
            side("at-the-minimum", *minimum, true),
            side("at-the-maximum", *maximum, true),
            side("one-above-the-maximum", maximum.and_then(|limit| limit.checked_add(1)), false),
        ];
        Some((clause, at, sides.into_iter().flatten().collect()))
    })
}
