//! The three readings of a reference's limits: the typed model, the derived schema, the simulator.

use std::fmt;
use std::sync::LazyLock;

use contract::{Contracts, Operation, RequestConstraints, derive};
use jsonschema::Validator;
use model_transport::InputError;
use serde_json::Value;

pub(crate) static CONTRACTS: LazyLock<Contracts> = LazyLock::new(|| Contracts::bundled().unwrap());

/// Reads a request as a model does.
type Model = fn(&Value) -> Result<(), InputError>;

/// Gives the clause that a request breaks and the reason of the refusal.
type Simulator = Box<dyn Fn(&Value) -> Option<(String, String)>>;

/// Every operation with its model; all else follows from the contract.
pub(crate) const MODELS: &[(&str, Model)] = &[
    ("amazon-bedrock/list-evaluation-jobs", |input| {
        model_amazon_bedrock::ListEvaluationJobsRequest::from_json(input).map(drop)
    }),
    ("baidu-qianfan/describe-eval-tasks", |input| {
        model_baidu_qianfan::DescribeEvalTasksRequest::from_json(input).map(drop)
    }),
    ("volcengine-ark/list-batch-inference-jobs", |input| {
        model_volcengine_ark::ListBatchInferenceJobsRequest::from_json(input).map(drop)
    }),
    ("volcengine-ark/list-evaluation-jobs", |input| {
        model_volcengine_ark::ListEvaluationJobsRequest::from_json(input).map(drop)
    }),
];

/// One of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    Model,
    Schema,
    Simulator,
}

/// The three readings of one operation, ready to be asked many times.
pub(crate) struct Readings {
    pub(crate) operation: &'static Operation,
    model: Model,
    schema: Validator,
    simulator: Simulator,
}

/// What the three say of one input.
pub(crate) struct Said {
    model: bool,
    schema: bool,
    /// The id of the clause that the simulator refuses by.
    pub(crate) broken: Option<String>,
}

impl Readings {
    pub(crate) fn of(id: &str) -> Self {
        let operation = CONTRACTS.operation(id).unwrap();
        let (_, model) = MODELS.iter().find(|(known, _)| *known == id).unwrap();
        // In 2020-12 `format` is an annotation, since a reference's own sample may hold a placeholder where a time
        // belongs. Of a value that somebody means to send it is a limit like the others, so it is asserted here.
        let schema = jsonschema::options()
            .should_validate_formats(true)
            .build(&derive(&CONTRACTS, operation).request)
            .unwrap();
        let constraints = RequestConstraints::of(operation);
        let simulator = move |input: &Value| {
            constraints.first_broken(input).map(|broken| (broken.clause.id.clone(), broken.message()))
        };
        Self { operation, model: *model, schema, simulator: Box::new(simulator) }
    }

    pub(crate) fn of_input(&self, input: &Value) -> Said {
        Said {
            model: (self.model)(input).is_ok(),
            schema: self.schema.is_valid(input),
            broken: (self.simulator)(input).map(|(clause, _)| clause),
        }
    }

    /// Each reading with its reasons, for a person.
    pub(crate) fn reasons(&self, input: &Value) -> String {
        let model = (self.model)(input).map_or_else(|error| error.to_string(), |()| "accepts".to_owned());
        let schema =
            self.schema.validate(input).map_or_else(|error| error.to_string(), |()| "accepts".to_owned());
        let simulator = (self.simulator)(input)
            .map_or_else(|| "accepts".to_owned(), |(clause, reason)| format!("{clause}: {reason}"));
        format!("model: {model}\nschema: {schema}\nsimulator: {simulator}")
    }
}

impl Said {
    pub(crate) fn accepts(&self, reading: Reading) -> bool {
        match reading {
            Reading::Model => self.model,
            Reading::Schema => self.schema,
            Reading::Simulator => self.broken.is_none(),
        }
    }

    /// Whether all readings but these say the same.
    pub(crate) fn agree_without(&self, excused: &[Reading]) -> bool {
        let mut said = [Reading::Model, Reading::Schema, Reading::Simulator]
            .into_iter()
            .filter(|reading| !excused.contains(reading))
            .map(|reading| self.accepts(reading));
        let first = said.next();
        said.all(|accepts| Some(accepts) == first)
    }
}

impl fmt::Display for Said {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |accepts: bool| if accepts { "accepts" } else { "refuses" };
        write!(
            formatter,
            "the model {}, the schema {}, the simulator {}",
            word(self.model),
            word(self.schema),
            word(self.broken.is_none())
        )
    }
}
