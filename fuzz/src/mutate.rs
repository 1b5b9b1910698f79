//! Mutations of inputs: bytes as they come, and JSON by its values, so that most of what is made is still JSON.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// The input changed in some ways, perhaps with parts of another, and never longer than that.
#[must_use]
pub fn mutated(input: &[u8], other: &[u8], longest: usize, random: &mut Rng) -> Vec<u8> {
    let mut mutated = input.to_vec();
    for _ in 0..=random.u8(..3) {
        mutated = match json_part(&mutated) {
            Some((start, value)) if random.u8(..4) > 0 => {
                let value = json_mutated(value, json_part(other).map(|(_, other)| other), random);
                [&mutated[..start], value.to_string().as_bytes()].concat()
            }
            _ => bytes_mutated(mutated, other, random),
        };
    }
    mutated.truncate(longest);
    mutated
}

/// The JSON that an input ends in, and where it starts: at once, after a line, or as the body of a request.
fn json_part(input: &[u8]) -> Option<(usize, Value)> {
    let after_line = input.iter().position(|byte| *byte == b'\n').map(|at| at + 1);
    let after_head = input.windows(2).rposition(|pair| pair == b"\n\n").map(|at| at + 2);
    [Some(0), after_head, after_line].into_iter().flatten().find_map(|start| {
        let rest = input.get(start..).filter(|rest| matches!(rest.first(), Some(b'{' | b'[')))?;
        Some((start, serde_json::from_slice(rest).ok()?))
    })
}

/// Numbers, texts and times at which limits lie.
fn interesting(random: &mut Rng) -> Value {
    let values = [
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(-1),
        json!(100),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1.0),
        json!(0.1),
        json!(1e300),
        json!(""),
        json!(" "),
        json!("a"),
        json!("é\u{1F600}\u{0}"),
        json!("a/b~0~1*"),
        json!("2024-04-01T11:48:48Z"),
        json!("2024-04-01T13:48:48.000+02:00"),
        json!("2023-05-31 23:34:38"),
        json!("-009999-01-02T01:59:59Z"),
        json!([]),
        json!({}),
        json!([null]),
        json!({"": {}}),
        json!("x".repeat(257)),
    ];
    values[random.usize(..values.len())].clone()
}

fn json_mutated(mut value: Value, other: Option<Value>, random: &mut Rng) -> Value {
    let places = places(&value);
    let place = places[random.usize(..places.len())].clone();
    let source = other.filter(|_| random.bool()).unwrap_or_else(|| value.clone());
    let sources = self::places(&source);
    let from = source.pointer(&sources[random.usize(..sources.len())]).cloned().unwrap_or_default();
    let new = if random.bool() { interesting(random) } else { from };
    let Some(target) = value.pointer_mut(&place) else { return value };
    match target {
        Value::Array(items) if random.u8(..4) > 0 => changed_items(items, new, random),
        Value::Object(members) if random.u8(..4) > 0 => {
            changed_members(members, new, names(&source), random);
        }
        Value::Number(number) if random.bool() => {
            let step = random.i64(-2..=2);
            *target = number.as_i64().map_or(new, |number| json!(number.wrapping_add(step)));
        }
        Value::String(text) if random.bool() => {
            let bytes = bytes_mutated(std::mem::take(text).into_bytes(), b"", random);
            *text = String::from_utf8_lossy(&bytes).into_owned();
        }
        target => *target = new,
    }
    value
}

fn changed_items(items: &mut Vec<Value>, new: Value, random: &mut Rng) {
    let at = random.usize(..=items.len());
    match random.u8(..4) {
        0 => items.insert(at, new),
        1 if at < items.len() => drop(items.remove(at)),
        2 if at < items.len() => items.insert(at, items[at].clone()),
        _ => random.shuffle(items),
    }
}

fn changed_members(members: &mut Map<String, Value>, new: Value, names: Vec<String>, random: &mut Rng) {
    let own: Vec<String> = members.keys().cloned().collect();
    let name = |from: &[String], random: &mut Rng| match from.len() {
        0 => "a".to_owned(),
        length => from[random.usize(..length)].clone(),
    };
    match random.u8(..3) {
        0 => drop(members.insert(name(&names, random), new)),
        1 => drop(members.shift_remove(&name(&own, random))),
        _ => {
            if let Some(moved) = members.shift_remove(&name(&own, random)) {
                members.insert(name(&names, random), moved);
            }
        }
    }
}

/// JSON Pointers to the value itself and to everything in it.
fn places(value: &Value) -> Vec<String> {
    let mut places = vec![String::new()];
    let mut at = 0;
    while let Some(place) = places.get(at).cloned() {
        match value.pointer(&place) {
            Some(Value::Array(items)) => {
                places.extend((0..items.len()).map(|index| format!("{place}/{index}")));
            }
            Some(Value::Object(members)) => {
                let names = members.keys().map(|name| name.replace('~', "~0").replace('/', "~1"));
                places.extend(names.map(|name| format!("{place}/{name}")));
            }
            _ => {}
        }
        at += 1;
    }
    places
}

fn names(value: &Value) -> Vec<String> {
    let last =
        |place: &String| place.rsplit_once('/').map(|(_, name)| name.replace("~1", "/").replace("~0", "~"));
    places(value).iter().filter_map(last).collect()
}

fn bytes_mutated(mut bytes: Vec<u8>, other: &[u8], random: &mut Rng) -> Vec<u8> {
    const PIECES: &[&[u8]] = &[
        b"\r\n",
        b"\n",
        b"\r\n\r\n",
        b" ",
        b":",
        b";",
        b",",
        b"/",
        b"?",
        b"&",
        b"=",
        b"%",
        b"%2F",
        b"+",
        b"\0",
        b"\xff",
        b"0",
        b"-1",
        b"9223372036854775808",
        b"Content-Length: 5\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"\"",
        b"\\u0000",
        b"{",
        b"}",
        b"[",
        b"]",
        b"null",
        b"1e400",
    ];
    let length = bytes.len();
    let at = random.usize(..=length);
    let until = (at + random.usize(..=8)).min(length);
    match random.u8(..7) {
        0 if at < length => bytes[at] ^= 1 << random.u8(..8),
        1 if at < length => bytes[at] = random.u8(..),
        2 => drop(bytes.drain(at..until)),
        3 => {
            let copied = bytes[at..until].to_vec();
            let to = random.usize(..=length);
            drop(bytes.splice(to..to, copied));
        }
        4 => drop(bytes.splice(at..until, PIECES[random.usize(..PIECES.len())].iter().copied())),
        5 => bytes.truncate(at),
        _ if !other.is_empty() => {
            bytes.truncate(at);
            bytes.extend_from_slice(&other[random.usize(..other.len())..]);
        }
        _ => bytes.insert(at, random.u8(..)),
    }
    bytes
}
