//! Response member: with unusual values, absent, null; and beside members and values that the page does not know.

use contract::{Case, CaseDrive, Clause, Edit, Exchange, Fact, Location, PagingStyle, Rule, Side, ValueType};
use serde_json::{Value, json};

use super::Ground;

/// What may come in each member's place, one case each.
pub(crate) fn cases(ground: Ground<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for (clause, at, value_type) in ground.members(Side::Response) {
        let values = values(ground, at, value_type);
        let is_plain = values.is_empty() && !is_truncated(ground, at);
        for (name, value) in values {
            cases.push(edited(ground, clause, told_of(ground, clause, at), name, set(&pointer(at), value)));
        }
        if is_plain || value_type == ValueType::Array {
            cases.push(as_it_came(ground, clause, at));
        }
        cases.extend(choices(ground, clause, at));
        cases.extend(of_truncated(ground, clause, at));
        cases.extend(missing(ground, clause, at));
        if value_type == ValueType::Object {
            cases.extend(unknown_member(ground, clause, &pointer(at)));
        }
    }
    if let Some(clause) = ground.rule(Rule::UnknownMember) {
        let edit = set("/anUnknownMember", unknown());
        cases.push(Case {
            exchanges: answered(edit),
            ..ground.case(clause, "beside-all-others", CaseDrive::Page)
        });
    }
    cases
}

/// Values that the page allows and that are rarely seen.
fn values(ground: Ground<'_>, at: &Location, value_type: ValueType) -> Vec<(&'static str, Value)> {
    let mut values = match value_type {
        ValueType::String => TEXTS.iter().map(|(name, text)| (*name, json!(text))).collect(),
        ValueType::Integer | ValueType::Number => {
            // What repeats a page's size or number stays in the range that anybody asks for.
            let largest = if is_echo(ground, at) { i64::from(i32::MAX) } else { 1 << 53 };
            vec![("zero", json!(0)), ("a-large-number", json!(largest))]
        }
        ValueType::Boolean if !is_truncated(ground, at) => {
            vec![("true", json!(true)), ("false", json!(false))]
        }
        ValueType::Array => vec![("no-item", json!([]))],
        ValueType::Boolean | ValueType::Object => Vec::new(),
    };
    let stated = |clause: &Clause| matches!(&clause.fact, Fact::Choice { at: found, .. } | Fact::Timestamp { at: found, .. } if found == at);
    // A list of choices and the formats of times have cases of their own.
    if ground.operation.clauses.iter().any(stated) {
        values.clear();
    }
    values.retain(|(_, value)| ground.allows(at, value));
    values
}

const TEXTS: &[(&str, &str)] = &[
    ("chinese-and-an-emoji", "评测任务 é 🌙"),
    ("what-json-escapes", "\"a\"\\b/\t\r\n\u{1}\u{2028}"),
    ("no-text", ""),
    ("digits", "0012"),
    ("a-word-that-is-a-value-elsewhere", "null"),
    ("reserved-characters", "a+b/c==%2B&d"),
];

/// A list or an object with what the service put into it, and a member whose values are another law's.
fn as_it_came(ground: Ground<'_>, clause: &Clause, at: &Location) -> Case {
    let about = told_of(ground, clause, at);
    Case { jobs: 20, ..ground.case_at(clause, about, "as-it-came", CaseDrive::Page) }
}

/// Jobs that are not handed over are told as an answer that is not given, where no page promises their list.
fn told_of<'a>(ground: Ground<'a>, clause: &'a Clause, at: &Location) -> &'a Clause {
    let is_list = ground.operation.paging().map(PagingStyle::list) == Some(at);
    let returned = ground.rule(Rule::AnswerReturned).filter(|_| is_list && !ground.binds(clause));
    returned.unwrap_or(clause)
}

/// Every documented value, and one that is not documented.
fn choices(ground: Ground<'_>, member: &Clause, at: &Location) -> Vec<Case> {
    let mut cases = Vec::new();
    for clause in ground.operation.clauses.iter().filter(|clause| !ground.is_off(clause)) {
        let Fact::Choice { at: found, values } = &clause.fact else { continue };
        if found != at {
            continue;
        }
        for value in values {
            let name = format!("value-{}", worded(value));
            cases.push(edited(ground, member, clause, &name, set(&pointer(at), value.clone())));
        }
        let other = match values.first() {
            Some(Value::String(_)) => json!("none-of-these"),
            _ => json!(9_999),
        };
        if let Some(rule) = ground.rule(Rule::UnknownValue).filter(|_| !values.contains(&other)) {
            cases.push(edited(ground, member, rule, "unknown-value", set(&pointer(at), other)));
        }
    }
    cases
}

/// The member that says whether there is more tells the truth in both cases, so that nothing contradicts it.
fn of_truncated(ground: Ground<'_>, clause: &Clause, at: &Location) -> Vec<Case> {
    if !is_truncated(ground, at) {
        return Vec::new();
    }
    let mut more = ground.case(clause, "true", CaseDrive::Page);
    ground.in_small_pages(&mut more.input);
    more.jobs = 20;
    let no_more = ground.case(clause, "false", CaseDrive::Page);
    vec![more, Case { jobs: 1, ..no_more }]
}

/// Absent and null, where the page does not say that the member is always there.
fn missing(ground: Ground<'_>, clause: &Clause, at: &Location) -> Vec<Case> {
    let Some(list) = ground.operation.paging().map(PagingStyle::list) else { return Vec::new() };
    let required = ground
        .operation
        .clauses
        .iter()
        .any(|clause| matches!(&clause.fact, Fact::Required { at: found } if found == at));
    // Without what the list lies in there is no page at all, and an item that is not there is no item.
    let is_page = list.path.len() > at.path.len() && list.path.starts_with(&at.path);
    if required || is_page || at.path.last().is_some_and(|last| last == "*") {
        return Vec::new();
    }
    // Jobs that are counted and not listed would be another story.
    let jobs = if at == list { 0 } else { 5 };
    let absent = Edit { remove: vec![pointer(at)], ..Edit::default() };
    [(Rule::AbsentMember, "absent", absent), (Rule::NullMember, "null", set(&pointer(at), Value::Null))]
        .into_iter()
        .filter_map(|(rule, name, edit)| {
            Some(Case { jobs, ..edited(ground, clause, ground.rule(rule)?, name, edit) })
        })
        .collect()
}

fn unknown_member(ground: Ground<'_>, clause: &Clause, pointer: &str) -> Option<Case> {
    let rule = ground.rule(Rule::UnknownMember)?;
    let edit = set(&format!("{pointer}/anUnknownMember"), unknown());
    Some(edited(ground, clause, rule, "unknown-member-inside", edit))
}

fn unknown() -> Value {
    json!({ "of": [1, "two", null, { "three": [[]] }] })
}

/// A case about a page that is changed in one place.
pub(crate) fn edited(ground: Ground<'_>, place: &Clause, about: &Clause, name: &str, edit: Edit) -> Case {
    let mut case = ground.case_at(place, about, name, CaseDrive::Page);
    // A token that is not there cannot be taken away.
    if matches!(ground.operation.paging(), Some(PagingStyle::Token { next, .. }) if Some(next) == place.fact.at())
    {
        ground.in_small_pages(&mut case.input);
    }
    Case { exchanges: answered(edit), ..case }
}

fn answered(edit: Edit) -> Vec<Exchange> {
    vec![Exchange { edit: Some(edit), ..Exchange::default() }]
}

pub(crate) fn set(pointer: &str, value: Value) -> Edit {
    Edit { set: [(pointer.to_owned(), value)].into(), remove: Vec::new() }
}

/// The member's place in an answer, of the first item where it lies in a list.
pub(crate) fn pointer(at: &Location) -> String {
    at.pointer().replace("/*", "/0")
}

fn is_echo(ground: Ground<'_>, at: &Location) -> bool {
    let clauses = &ground.operation.clauses;
    let echoes =
        clauses.iter().any(|clause| matches!(&clause.fact, Fact::Echo { at: found, .. } if found == at));
    echoes
        || match ground.operation.paging() {
            Some(PagingStyle::PageNumber { echo_number, echo_size, .. }) => {
                at == echo_number || at == echo_size
            }
            Some(PagingStyle::Marker { echo_size, .. }) => at == echo_size,
            _ => false,
        }
}

fn is_truncated(ground: Ground<'_>, at: &Location) -> bool {
    matches!(ground.operation.paging(), Some(PagingStyle::Marker { truncated, .. }) if truncated == at)
}

/// A value as a part of a name.
fn worded(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_lowercase);
    let words: Vec<&str> =
        text.split(|one: char| !one.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join("-")
}
