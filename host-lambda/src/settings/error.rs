//! What can be wrong with the variables.

/// The variable with a whole recipe.
pub(super) const RECIPE: &str = "THUMBOX_RECIPE";

/// Variables that mean nothing.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// A variable with a value that it cannot have.
    #[error("{variable} is {value:?}; expected {allowed}")]
    Value {
        /// Its name.
        variable: &'static str,
        /// Its value.
        value: String,
        /// Values that it can have.
        allowed: String,
    },
    /// A recipe that cannot be read or carried out.
    #[error("{RECIPE} is not a valid recipe: {0}")]
    Recipe(recipe::RecipeError),
    /// Variables that ask for something impossible together.
    #[error("the variables THUMBOX_WIDTH, _HEIGHT, _FORMAT and _QUALITY do not fit together: {0}")]
    Together(recipe::RecipeError),
    /// A recipe that is elsewhere and cannot be read there.
    #[error("{RECIPE} is {value:?}, which cannot be read: {reason}")]
    Unreadable {
        /// What the variable says.
        value: String,
        /// What went wrong.
        reason: String,
    },
    /// What a variable says of a name.
    #[error("{variable}, {name:?}: {reason}")]
    Of {
        /// The variable.
        variable: &'static str,
        /// The name of a recipe or of a bucket.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A recipe, and beside it a variable for a part of one.
    #[error("{RECIPE} and {other} are both set; say it in the recipe and leave {other} out")]
    Twice {
        /// The other variable.
        other: &'static str,
    },
}
