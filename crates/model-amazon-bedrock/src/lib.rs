//! Typed requests, responses, errors and pagers of amazon-bedrock.
