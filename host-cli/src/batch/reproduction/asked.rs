//! What is made again: what a note says was made, or an output of a recipe.

use recipe::{Limits, Output, Recipe, Target, recipe_digest};
use records::Claim;

use super::difference::{Difference, Part, short};
use crate::failure::Failure;

/// What is made again.
#[derive(Debug)]
pub(crate) struct Asked {
    /// One, or all of a recipe none of whose outputs has the digest that is claimed: it may be any of them.
    pub(crate) targets: Vec<Target>,
    pub(crate) limits: Limits,
    /// Where this is not what the receipt says.
    pub(super) difference: Option<Difference>,
}

impl Asked {
    /// What a recipe says; or, without one, the note; or, without that, what Lambda makes without a recipe.
    ///
    /// # Errors
    /// Where it is known that it was made by some recipe, but not by which.
    pub(crate) fn new(recipe: Option<&Recipe>, claim: Option<&Claim>) -> Result<Self, Failure> {
        let claimed = claim.map(|claim| claim.receipt.recipe.as_str());
        if let Some(recipe) = recipe {
            return Ok(Self::of_recipe(recipe, claimed));
        }
        if let Some(made) = claim.and_then(|claim| claim.made.as_ref()) {
            let digest = recipe_digest(&made.output, &made.limits);
            let difference = (claimed != Some(digest.as_str())).then(|| {
                let message = format!(
                    "the receipt has the digest {}…; the recipe stored with it has {}…",
                    short(claimed.unwrap_or_default()),
                    short(&digest)
                );
                Difference::new(Part::Recipe, message)
            });
            return Ok(Self {
                targets: vec![made.output.target.clone()],
                limits: made.limits,
                difference,
            });
        }
        let usual = lambda_without_recipe()?;
        let asked = Self::of_recipe(&usual, claimed);
        match asked.difference {
            None => Ok(asked),
            Some(_) => Err(Failure {
                kind: "recipe",
                message: format!(
                    "it was made with a recipe with the digest {}…; name its file with --recipe",
                    short(claimed.unwrap_or_default())
                ),
            }),
        }
    }

    fn of_recipe(recipe: &Recipe, claimed: Option<&str>) -> Self {
        let limits = recipe.limits;
        let digest = |output: &Output| recipe_digest(output, &limits);
        let same = recipe
            .outputs
            .iter()
            .find(|output| Some(digest(output).as_str()) == claimed);
        let difference = claimed.filter(|_| same.is_none()).map(|claimed| {
            let digests: Vec<String> = recipe.outputs.iter().map(digest).collect();
            let ours: Vec<&str> = digests.iter().map(|digest| short(digest)).collect();
            let message = format!(
                "this recipe has the digest {}…; the receipt has {}…",
                ours.join("…, "),
                short(claimed)
            );
            Difference::new(Part::Recipe, message)
        });
        let targets = match same {
            Some(output) => vec![output.target.clone()],
            None => recipe
                .outputs
                .iter()
                .map(|output| output.target.clone())
                .collect(),
        };
        Self {
            targets,
            limits,
            difference,
        }
    }
}

/// The recipe that Lambda has without variables.
pub(crate) fn lambda_without_recipe() -> Result<Recipe, Failure> {
    Recipe::single(Target::default(), Limits::default())
        .completed()
        .map_err(|error| Failure::recipe(error.to_string()))
}
