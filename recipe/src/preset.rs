//! Recipes that are built in, for what is asked for most. Each is a file in `examples`, with comments.

use request::words;

use crate::Recipe;

words! {
    /// A recipe that is built in.
    pub enum Preset {
        /// The thumbnail that is made where there is no recipe.
        Lab = "lab",
        /// One picture for web pages.
        Web = "web",
        /// A square portrait.
        Avatar = "avatar",
        /// Three widths for the `srcset` of a page.
        Responsive = "responsive",
    }
}

impl Preset {
    /// What it makes, in one line for people.
    pub fn description(self) -> &'static str {
        match self {
            Self::Lab => {
                "a thumbnail that fits 128 x 128, in the upload's format and under its key"
            }
            Self::Web => "one WebP for web pages that fits 1600 x 1600, without metadata",
            Self::Avatar => {
                "a JPEG of 256 x 256 of the most salient region, at most 30 kB, named by content hash"
            }
            Self::Responsive => {
                "WebP of 1600, 800 and 256 pixels in width, deleted with the upload"
            }
        }
    }

    /// The recipe in TOML, with comments: something to start from.
    pub fn text(self) -> &'static str {
        match self {
            Self::Lab => include_str!("../examples/lab.toml"),
            Self::Web => include_str!("../examples/web.toml"),
            Self::Avatar => include_str!("../examples/avatar.toml"),
            Self::Responsive => include_str!("../examples/responsive.toml"),
        }
    }

    /// The recipe.
    ///
    /// ```
    /// let web = recipe::Preset::Web.recipe();
    /// assert_eq!(web.outputs[0].target.to_string(), "1600x1600, inside, webp, q80");
    /// ```
    pub fn recipe(self) -> Recipe {
        // The tests read all of them.
        Recipe::read(self.text()).expect("a built-in recipe can be carried out")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Target;

    #[test]
    fn every_preset_can_be_carried_out_and_is_told_apart() {
        for preset in Preset::ALL {
            assert_eq!(preset.name().parse(), Ok(*preset));
            assert!(!preset.recipe().outputs.is_empty());
            assert!(preset.text().starts_with("# "), "{preset} says what it is");
            assert!(preset.description().len() < 90, "{preset}");
        }
        assert_eq!(Preset::Lab.recipe(), Recipe::default().completed().unwrap());
        assert_eq!(Preset::Lab.recipe().targets(), [Target::thumbnail()]);
    }

    /// Somebody takes away a `#` and expects a recipe.
    #[test]
    fn fields_that_are_not_set_can_be() {
        for preset in Preset::ALL {
            let is_field = |line: &&str| {
                let name = line.strip_prefix('#');
                name.is_some_and(|name| name.starts_with(|first: char| first.is_ascii_lowercase()))
            };
            let line = |line| if is_field(&line) { &line[1..] } else { line };
            let text: Vec<&str> = preset.text().lines().map(line).collect();
            let recipe = Recipe::read(&text.join("\n"));
            assert!(recipe.is_ok(), "{preset}: {recipe:?}");
            for field in preset.text().lines().filter(is_field) {
                let text = preset.text().replace(field, &field[1..]);
                assert_ne!(
                    Recipe::read(&text),
                    Ok(preset.recipe()),
                    "{preset}: {field}"
                );
            }
        }
    }
}
