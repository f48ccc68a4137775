//! What to make, and within which limits: one text for every host, in TOML or in JSON.

use serde::Serialize;

use crate::key_pattern::chooses;
use crate::short_forms::too_many;
use crate::{
    Encoding, KeyPattern, Limits, MOST_OUTPUTS, Notation, Output, Placeholder, RecipeError, Stale,
    Target, Upgrade,
};

/// What to make of an upload, where it goes, and within which limits.
///
/// ```
/// let recipe = recipe::Recipe::read(r#"
///     include = ["*.jpg"]
///     limits.tolerant = true
///
///     [[outputs]]
///     width = 1600
///     format = "webp"
///     key = "{stem}-{width}.{ext}"
///
///     [[outputs]]
///     width = 400
///     height = 300
///     fit = "cover"
///     position = "attention"
///     key = "{stem}-small.{ext}"
/// "#)?;
/// assert_eq!(recipe.outputs[1].target.to_string(), "400x300, cover, source's format, position=attention");
/// assert!(recipe.is_for("summer/cat.JPG") && !recipe.is_for("summer/cat.png"));
/// # Ok::<(), recipe::RecipeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recipe {
    /// The pictures to make, at least one. As text also `output`, with a single one.
    pub outputs: Vec<Output>,
    /// The limits, and what is done about damage.
    #[serde(skip_serializing_if = "Limits::is_empty")]
    pub limits: Limits,
    /// Uploads that it is for: those whose key matches one of these, or all where there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<KeyPattern>,
    /// Uploads that it is not for, although they match `include`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<KeyPattern>,
    /// Whether results are deleted when their upload is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletions: Option<bool>,
    /// What the keys of descriptions of failures begin with, such as `failed/`. They go to the first output's bucket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed: Option<String>,
    /// What becomes of the results of an upload whose replacement is rejected: see [`Recipe::stale`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stale: Option<Stale>,
    /// What a new component means for results that are there: [`Upgrade::Keep`] where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upgrade: Option<Upgrade>,
}

impl Default for Recipe {
    fn default() -> Self {
        Self::single(Target::default(), Limits::default())
    }
}

impl Recipe {
    /// A recipe with one output.
    pub fn single(target: Target, limits: Limits) -> Self {
        Self {
            outputs: vec![target.into()],
            limits,
            include: Vec::new(),
            exclude: Vec::new(),
            deletions: None,
            failed: None,
            stale: None,
            upgrade: None,
        }
    }

    /// The recipe as a text that [`Recipe::read`] reads: what is given, in the order of the fields here, without
    /// anything that is absent.
    ///
    /// ```
    /// use recipe::{Notation, Recipe};
    /// let recipe = Recipe::read(r#"{"output": {"width": 300, "max-bytes": "20kB"}, "include": ["*.jpg"]}"#)?;
    /// let text = "include = [\"*.jpg\"]\n\n[[outputs]]\nwidth = 300\nmax-bytes = 20000\n";
    /// assert_eq!(recipe.write(Notation::Toml)?, text);
    /// # Ok::<(), recipe::RecipeError>(())
    /// ```
    ///
    /// # Errors
    /// Where the recipe could not be read again, because it asks for something impossible.
    pub fn write(&self, notation: Notation) -> Result<String, RecipeError> {
        let recipe = self.clone().completed()?;
        notation
            .write(&recipe)
            .map_err(|reason| RecipeError::Unwritable { reason })
    }

    /// The recipe with a box for each output that says nothing about a size ([`Target::in_some_box`]), checked.
    ///
    /// # Errors
    /// Where it asks for something that is impossible for every picture.
    pub fn completed(mut self) -> Result<Self, RecipeError> {
        let count = self.outputs.len();
        if !(1..=MOST_OUTPUTS).contains(&count) {
            return Err(too_many(count).into());
        }
        self.limits.check()?;
        for (index, output) in self.outputs.iter_mut().enumerate() {
            output.target = std::mem::take(&mut output.target).in_some_box();
            let checked = (output.target.check(&self.limits))
                .and_then(|()| output.delivery.check())
                .map_err(RecipeError::from)
                .and_then(|()| check_key(output, self.deletions == Some(true)));
            checked.map_err(|cause| match count {
                1 => cause,
                _ => RecipeError::Output {
                    number: index + 1,
                    cause: Box::new(cause),
                },
            })?;
        }
        self.check_names()?;
        Ok(self)
    }

    /// Whether it is for uploads with this key, and an output is.
    pub fn is_for(&self, key: &str) -> bool {
        chooses(&self.include, &self.exclude, key)
            && self.outputs.iter().any(|output| output.is_for(key))
    }

    /// The numbers, from 0, of the outputs that are made of an upload with this key, if the recipe is for it.
    ///
    /// ```
    /// let recipe = recipe::Recipe::read(r#"
    ///     [[outputs]]
    ///     width = 1600
    ///
    ///     [[outputs]]
    ///     width = 128
    ///     key = "{stem}-small.{ext}"
    ///     include = ["avatars/**"]
    /// "#)?;
    /// assert_eq!(recipe.outputs_for("cat.jpg"), [0]);
    /// assert_eq!(recipe.outputs_for("avatars/me.jpg"), [0, 1]);
    /// # Ok::<(), recipe::RecipeError>(())
    /// ```
    pub fn outputs_for(&self, key: &str) -> Vec<usize> {
        let is_for = |index: &usize| self.outputs[*index].is_for(key);
        (0..self.outputs.len()).filter(is_for).collect()
    }

    /// Whether a result that is there stays, as far as the component and the codec go that have made it: `are_present` where
    /// these are the ones that make results now.
    pub fn keeps(&self, are_present: bool) -> bool {
        are_present || self.upgrade.unwrap_or(Upgrade::Keep) == Upgrade::Keep
    }

    /// What becomes of the results of an upload that was replaced by one of which nothing can be made. Whoever has results
    /// deleted with their upload does not want them to outlive its content either.
    pub fn stale(&self) -> Stale {
        self.stale.unwrap_or(match self.deletions {
            Some(true) => Stale::Delete,
            _ => Stale::Keep,
        })
    }

    /// What the component is to make, in the order of the outputs.
    pub fn targets(&self) -> Vec<Target> {
        self.outputs
            .iter()
            .map(|output| output.target.clone())
            .collect()
    }

    /// No two outputs under one name. Where they are for other uploads, that can be told only of an upload.
    fn check_names(&self) -> Result<(), RecipeError> {
        let name = |output: &Output| {
            let key = output.delivery.key.clone().unwrap_or_default();
            // These differ where the outputs do. The results of a small image may all have the same size.
            let (width, height) = output.target.sides();
            let own = [
                (Placeholder::Width, width.map(u64::from)),
                (Placeholder::Height, height.map(u64::from)),
                (
                    Placeholder::Ext,
                    output.target.format.map(|format| format as u64),
                ),
                (
                    Placeholder::Format,
                    output.target.format.map(|format| format as u64),
                ),
            ];
            let own = own.map(|(placeholder, value)| value.filter(|_| key.has(placeholder)));
            let receipt = key
                .has(Placeholder::Hash)
                .then(|| crate::recipe_digest(output, &self.limits));
            let patterns = (
                output.delivery.include.clone(),
                output.delivery.exclude.clone(),
            );
            (output.delivery.bucket.clone(), key, own, receipt, patterns)
        };
        let names: Vec<_> = self.outputs.iter().map(name).collect();
        for (second, name) in names.iter().enumerate() {
            if let Some(first) = names[..second].iter().position(|other| other == name) {
                return Err(RecipeError::SameKey {
                    first: first + 1,
                    second: second + 1,
                    key: name.1.to_string(),
                });
            }
        }
        Ok(())
    }
}

/// The box's sides are known before any work, so that names are. For deletions all of the name has to be.
fn check_key(output: &Output, deletions: bool) -> Result<(), RecipeError> {
    let Some(key) = &output.delivery.key else {
        return Ok(());
    };
    let (width, height) = output.target.sides();
    let sides = [
        ("width", Placeholder::Width, width),
        ("height", Placeholder::Height, height),
    ];
    if let Some((side, ..)) = sides
        .iter()
        .find(|(_, place, side)| key.has(*place) && side.is_none())
    {
        return Err(RecipeError::NoSide { side });
    }
    let format = output.target.format.and_then(Encoding::fixed);
    let depends = [
        ("{hash}", key.has(Placeholder::Hash)),
        ("{actual-width}", key.has(Placeholder::ActualWidth)),
        ("{actual-height}", key.has(Placeholder::ActualHeight)),
        ("{ext}", key.has(Placeholder::Ext) && format.is_none()),
        ("{format}", key.has(Placeholder::Format) && format.is_none()),
    ];
    if !deletions {
        return Ok(());
    }
    if let Some((place, _)) = depends.iter().find(|(_, depends)| *depends) {
        return Err(RecipeError::NotFoundAgain { place });
    }
    let has_name = key.has(Placeholder::Dir) && key.has(Placeholder::Name);
    match key.has(Placeholder::Key) || has_name {
        true => Ok(()),
        false => Err(RecipeError::NotToldApart {
            key: key.to_string(),
        }),
    }
}
