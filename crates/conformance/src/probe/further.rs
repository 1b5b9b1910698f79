//! Which request asks for the page after the one that was heard.

use contract::PagingStyle;
use serde_json::{Value, json};

use super::{Ask, Heard};
use crate::laws::{Ground, put};

/// How many pages a probe asks for at most.
pub(crate) const PAGES: usize = 20;

/// What asks for the next page of a walk; `None` where the last page is reached or nobody can say where it goes on.
pub(crate) fn further(ground: Ground<'_>, walk: &[Heard]) -> Option<Ask> {
    let last = walk.last()?;
    let page = last.page(ground)?;
    let text = |value: Option<&Value>| value?.as_str().filter(|text| !text.is_empty()).map(Value::from);
    let style = ground.operation.paging()?;
    let position = match style {
        PagingStyle::Token { next, .. } => text(next.value(page))?,
        PagingStyle::Marker { next, truncated, .. } => {
            (truncated.value(page) == Some(&json!(true))).then_some(())?;
            text(next.value(page))?
        }
        PagingStyle::PageNumber { number, total, first, .. } => {
            let asked = number.value(&Value::Object(last.ask.input.clone())).and_then(Value::as_i64);
            let seen: usize = walk.iter().map(|heard| heard.jobs(ground).len()).sum();
            let more = total.value(page)?.as_u64()? > seen as u64 && !last.jobs(ground).is_empty();
            more.then(|| json!(asked.unwrap_or(*first) + 1))?
        }
    };
    let mut input = last.ask.input.clone();
    put(&mut input, &style.position().path, position);
    Some(Ask { input, ..last.ask.clone() })
}
