//! The usual forms of a probe: one value accepted or refused, one page looked at, a walk to its end.

use contract::{Clause, Location};
use serde_json::{Map, Value};

use super::{Answered, Ask, Heard, Next, Probe};
use crate::finding::Harm;
use crate::laws::{Ground, put};

impl<'a> Probe<'a> {
    /// Asks once and looks at the answer.
    pub(crate) fn once(
        ground: Ground<'a>,
        clause: &'a Clause,
        name: &str,
        ask: Ask,
        judge: impl Fn(&Heard) -> Answered + Send + Sync + 'a,
    ) -> Self {
        Self::new(ground, clause, name, move |heard| match heard {
            [] => Next::Ask(ask.clone()),
            [answer, ..] => Next::Done(judge(answer)),
        })
    }

    /// Input that the page allows: answered by a page.
    pub(crate) fn accepts(
        ground: Ground<'a>,
        clause: &'a Clause,
        name: &str,
        at: &Location,
        value: Value,
    ) -> Self {
        let (input, asked) = with(ground, at, value);
        Self::once(ground, clause, name, Ask::input(input), move |heard| accepted(ground, &asked, heard))
    }

    /// Input that the page forbids: answered by an error of the caller, with the documented code where there is one.
    pub(crate) fn refuses(
        ground: Ground<'a>,
        clause: &'a Clause,
        name: &str,
        at: &Location,
        value: Value,
    ) -> Self {
        let (input, asked) = with(ground, at, value);
        Self::once(ground, clause, name, Ask::input(input), move |heard| refusal(ground, &asked, heard))
    }
}

/// Whether an answer is a page.
pub(crate) fn accepted(ground: Ground<'_>, asked: &str, heard: &Heard) -> Answered {
    if heard.page(ground).is_some() {
        Answered::Kept
    } else {
        Answered::Broken(format!("{asked} accepted"), heard.told(ground), Harm::Differs)
    }
}

/// Whether an answer refuses input that the page forbids.
pub(crate) fn refusal(ground: Ground<'_>, asked: &str, heard: &Heard) -> Answered {
    let due = &ground.provider.refusals.validation;
    // Which code and status a refusal has is a promise only where a clause that binds says so.
    let promised = ground.clauses().any(|clause| {
        matches!(&clause.fact, contract::Fact::Error { code, .. } if *code == due.code)
            && ground.binds(clause)
    });
    let right = match promised {
        true => heard.status == due.status && heard.error_code(ground) == Some(due.code.as_str()),
        false => heard.is_error(ground) && heard.status < 500,
    };
    if right {
        return Answered::Kept;
    }
    let how = if promised {
        format!("{asked} refused by status {} with {}", due.status, due.code)
    } else {
        format!("{asked} refused as the caller's mistake")
    };
    Answered::Broken(how, heard.told(ground), Harm::Differs)
}

/// The smallest input with one member more, and that member in words.
fn with(ground: Ground<'_>, at: &Location, value: Value) -> (Map<String, Value>, String) {
    let asked = format!("{} = {}", at.name(), crate::judge::shown(&value));
    let mut input = ground.input();
    put(&mut input, &at.path, value);
    (input, asked)
}
