//! How an invocation's failure is told to Lambda.

use lambda_runtime::Diagnostic;

use crate::failure::InvocationError;

// Without this the errorType would be the name of a Rust type.
impl From<InvocationError> for Diagnostic {
    fn from(error: InvocationError) -> Self {
        Self {
            error_type: error.error_type().to_owned(),
            error_message: error.to_string(),
        }
    }
}
