//! Changes a body as a case says, at JSON Pointers.

use serde_json::Value;
use wire::Edit;

/// Puts values in and takes members and items out; a place that is not there is left alone.
pub(crate) fn apply(body: &mut Value, edit: &Edit) {
    for (pointer, value) in &edit.set {
        match parent(body, pointer) {
            Some((Value::Object(members), name)) => {
                members.insert(name, value.clone());
            }
            Some((Value::Array(items), name)) => match name.parse::<usize>() {
                Ok(index) if index < items.len() => items[index] = value.clone(),
                _ => items.push(value.clone()),
            },
            _ => {}
        }
    }
    for pointer in &edit.remove {
        match parent(body, pointer) {
            Some((Value::Object(members), name)) => {
                members.shift_remove(&name);
            }
            Some((Value::Array(items), name)) => {
                if let Some(index) = name.parse().ok().filter(|index: &usize| *index < items.len()) {
                    items.remove(index);
                }
            }
            _ => {}
        }
    }
}

/// The value that a pointer's last name lies in, and that name.
fn parent<'a>(body: &'a mut Value, pointer: &str) -> Option<(&'a mut Value, String)> {
    let (parent, name) = pointer.rsplit_once('/')?;
    Some((body.pointer_mut(parent)?, name.replace("~1", "/").replace("~0", "~")))
}
