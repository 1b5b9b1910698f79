//! The request of `DescribeEvalTasks`.

use model_transport::{InputError, InvalidMember, Members, closed_enum};
use serde::Serialize;
use serde_json::Value;

/// What to list; a member that is not set is not sent (the reference, "Request", "Body parameters").
///
/// `evalType` is required, so a request starts from [`DescribeEvalTasksRequest::new`]:
///
/// ```
/// use model_baidu_qianfan::{DescribeEvalTasksRequest, EvalType};
///
/// let request = DescribeEvalTasksRequest {
///     page_reverse: Some(true),
///     ..DescribeEvalTasksRequest::new(EvalType::Manual)
/// };
/// assert_eq!(serde_json::to_string(&request)?, r#"{"evalType":"manual","pageReverse":true}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DescribeEvalTasksRequest {
    /// `evalType`: which kind of task.
    pub eval_type: EvalType,
    /// `keyFilter`: only tasks whose name or id holds this, or whose model version has this id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_filter: Option<String>,
    /// `marker`: where to begin; without it, at the first task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    /// `maxKeys`: how many tasks in one page, 10 where it is not set. The service reads more than 100 as 100, so
    /// a larger number is allowed and is sent as it is; the reference sets no lower limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_keys: Option<i64>,
    /// `pageReverse`: whether to list backwards; the service does not where it is not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_reverse: Option<bool>,
}

closed_enum! {
    /// A kind of task to ask for (the reference, "Request", "Body parameters", `evalType`).
    ///
    /// ```
    /// use model_baidu_qianfan::EvalType;
    ///
    /// assert_eq!(EvalType::try_from("auto"), Ok(EvalType::Auto));
    /// let error = EvalType::try_from("Auto").unwrap_err();
    /// assert_eq!(error.to_string(), r#"evalType cannot be "Auto": it has to be manual or auto"#);
    /// ```
    pub enum EvalType for "evalType", "manual or auto" {
        /// People evaluate.
        Manual = "manual",
        /// Rules or a model evaluate.
        Auto = "auto",
    }
}

impl DescribeEvalTasksRequest {
    /// A request with nothing but the one member that is required.
    #[must_use]
    pub fn new(eval_type: EvalType) -> Self {
        Self { eval_type, key_filter: None, marker: None, max_keys: None, page_reverse: None }
    }

    /// Reads a request out of a JSON object under the documented names.
    ///
    /// ```
    /// use model_baidu_qianfan::{DescribeEvalTasksRequest, InputError};
    /// use serde_json::json;
    ///
    /// let invalid = DescribeEvalTasksRequest::from_json(&json!({"maxKeys": 5}));
    /// assert!(matches!(invalid, Err(InputError::Invalid(error)) if error.member == "evalType"));
    /// ```
    ///
    /// # Errors
    /// [`InputError::Invalid`] for a value that the reference forbids and for an absent `evalType`,
    /// [`InputError::Inexpressible`] for one that this type has no place for.
    pub fn from_json(input: &Value) -> Result<Self, InputError> {
        let mut members = Members::of(input)?;
        let request = Self {
            eval_type: members
                .text("evalType")?
                .ok_or_else(|| InvalidMember::absent("evalType", "manual or auto"))
                .and_then(EvalType::try_from)?,
            key_filter: members.text("keyFilter")?.map(str::to_owned),
            marker: members.text("marker")?.map(str::to_owned),
            max_keys: members.integer("maxKeys")?,
            page_reverse: members.boolean("pageReverse")?,
        };
        members.finish()?;
        Ok(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn check(input: Value) {
        let request = DescribeEvalTasksRequest::from_json(&input).unwrap();
        assert_eq!(serde_json::to_value(&request).unwrap(), input);
    }

    #[test]
    fn exactly_what_is_set_is_sent() {
        // The reference, "Request sample".
        check(json!({"evalType": "auto", "keyFilter": "ame-nfw1fxxxxx"}));
        check(json!({"evalType": "manual", "marker": "", "maxKeys": 101, "pageReverse": false}));
        check(json!({"evalType": "manual", "keyFilter": "", "marker": "+ /=%'~語", "maxKeys": -1}));
    }

    #[test]
    fn input_that_has_no_place_is_told_apart_from_invalid_input() {
        let read = |input: Value| DescribeEvalTasksRequest::from_json(&input).unwrap_err();
        for input in [json!({}), json!({"evalType": ""}), json!({"evalType": "rule", "maxKeys": 1})] {
            assert!(
                matches!(read(input.clone()), InputError::Invalid(error) if error.member == "evalType"),
                "{input}"
            );
        }
        for input in [
            json!("auto"),
            json!({"evalType": 1}),
            json!({"evalType": null}),
            json!({"evalType": "auto", "maxKeys": "10"}),
            json!({"evalType": "auto", "pageReverse": 1}),
            json!({"evalType": "auto", "colour": "green"}),
        ] {
            assert!(matches!(read(input.clone()), InputError::Inexpressible(_)), "{input}");
        }
    }

    proptest! {
        #[test]
        fn only_two_kinds_of_task_exist(text in prop_oneof!["manual", "auto", "[a-zA-Z]{0,6}"]) {
            let expected = matches!(text.as_str(), "manual" | "auto");
            prop_assert_eq!(EvalType::try_from(text.as_str()).is_ok(), expected);
        }

        #[test]
        fn any_number_of_keys_is_sent_as_given(number in any::<i64>()) {
            check(json!({"evalType": "auto", "maxKeys": number}));
        }
    }
}
