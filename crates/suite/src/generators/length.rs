//! Length: a text is as long as its limits allow, in code points and not in bytes.

use client_protocol::{Expectation, ExpectedError};
use contract::{Clause, Constraints, Fact, Location, Side, ValueType};
use serde_json::json;

use crate::Case;
use crate::build::samples::Sample;
use crate::build::{GeneratorContext, response_values, samples};
use crate::probe::Probe;

/// At both limits and one beyond them; for an answer, at both limits, and a token that is too long.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    lengths(context)
        .flat_map(|length| match length.at.side {
            Side::Request => samples::cases(context, length.clause, length.at, length.samples(context)),
            Side::Response => length.cases_of_answers(context),
            Side::Error => Vec::new(),
        })
        .collect()
}

/// The same texts asked of a server, and the texts that its answers hold.
pub(crate) fn probes<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    lengths(context)
        .flat_map(|length| match length.at.side {
            Side::Request => samples::probes(context, length.clause, length.at, length.samples(context)),
            Side::Response => {
                vec![response_values::probe(context, length.clause, "of-the-answer", length.at)]
            }
            Side::Error => Vec::new(),
        })
        .collect()
}

struct Length<'a> {
    clause: &'a Clause,
    at: &'a Location,
    minimum: usize,
    maximum: usize,
}

const AT_THE_MINIMUM: &str = "at-the-minimum";
const AT_THE_MAXIMUM: &str = "at-the-maximum";
const ONE_ABOVE_THE_MAXIMUM: &str = "one-above-the-maximum";
const OUTSIDE_THE_BASIC_PLANE: &str = "at-the-maximum-outside-the-basic-plane";

fn lengths<'a>(context: GeneratorContext<'a>) -> impl Iterator<Item = Length<'a>> {
    context.operation.clauses.iter().filter(move |clause| !context.is_suspended(clause)).filter_map(
        move |clause| {
            let Fact::Length { at, minimum, maximum } = &clause.fact else { return None };
            // A limit beyond what any message can hold is none that can be reached.
            let maximum = usize::try_from(*maximum).ok().filter(|maximum| *maximum < LONGEST)?;
            let minimum = usize::try_from(*minimum).ok()?;
            let text = context.operation.value_type(at) == Some(ValueType::String);
            text.then_some(Length { clause, at, minimum, maximum })
        },
    )
}

const LONGEST: usize = 200_000;

impl Length<'_> {
    fn samples(&self, context: GeneratorContext<'_>) -> Vec<Sample> {
        let constraints = Constraints::of(context.operation, self.at);
        let mut samples = Vec::new();
        if let Some(below) = self.minimum.checked_sub(1) {
            let text =
                constraints.text(below).filter(|text| constraints.breaks_only(self.clause, &json!(text)));
            // No text at all fits few patterns, and is what clients like to leave out in silence.
            let text = text.or_else(|| (below == 0).then(String::new));
            samples.extend(text.map(|text| Sample::forbidden("one-below-the-minimum", text)));
        }
        for (name, text) in self.allowed(&constraints) {
            samples.push(Sample::allowed(name, text));
        }
        let above = constraints.text(self.maximum + 1);
        let above = above.filter(|text| constraints.breaks_only(self.clause, &json!(text)));
        samples.extend(above.map(|text| Sample::forbidden(ONE_ABOVE_THE_MAXIMUM, text)));
        samples
    }

    /// The texts at the limits, none of which breaks another clause of the member.
    fn allowed(&self, constraints: &Constraints<'_>) -> Vec<(&'static str, String)> {
        let texts = [
            (
                AT_THE_MINIMUM,
                Some(self.minimum)
                    .filter(|minimum| *minimum != self.maximum)
                    .and_then(|length| constraints.text(length)),
            ),
            (AT_THE_MAXIMUM, constraints.text(self.maximum)),
            (OUTSIDE_THE_BASIC_PLANE, constraints.text_outside_the_basic_plane(self.maximum)),
        ];
        let fitting = |(name, text): (&'static str, Option<String>)| Some((name, text?));
        texts.into_iter().filter_map(fitting).filter(|(_, text)| constraints.fits(&json!(text))).collect()
    }

    fn cases_of_answers(&self, context: GeneratorContext<'_>) -> Vec<Case> {
        let constraints = Constraints::of(context.operation, self.at);
        let mut cases: Vec<Case> = self
            .allowed(&constraints)
            .into_iter()
            .filter_map(|(name, text)| {
                response_values::holds(context, self.clause, name, self.at, json!(text))
            })
            .collect();
        cases.extend(self.token_too_long(context, &constraints));
        cases
    }

    /// A token that is longer than the reference allows: a client may pass it on or fail, but not go on without it.
    fn token_too_long(&self, context: GeneratorContext<'_>, constraints: &Constraints<'_>) -> Option<Case> {
        if !response_values::is_next(context, self.at) || !context.binds(self.clause) {
            return None;
        }
        let text = constraints.text(self.maximum + 1)?;
        let position = Constraints::of(context.operation, context.operation.paging()?.position());
        let refused = position.broken(&json!(text)).into_iter().any(|clause| context.binds(clause));
        let fails = Expectation::Fails(ExpectedError::default());
        let outcome = if refused { fails } else { Expectation::AnyOf(vec![Expectation::Returns, fails]) };
        let case = response_values::passed_on(context, self.clause, ONE_ABOVE_THE_MAXIMUM.to_owned(), &text);
        Some(Case { outcome, ..case })
    }
}
