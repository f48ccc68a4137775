//! The types of recipes for TypeScript, made of the lists of fields.

use request::{Field, Gravity, Kind, Metadata, Record};

use crate::short_forms::{QUALITY, SHORT_FORMS};
use crate::{Delivery, Limits, StorageClass, Target};

/// Declarations of `OutputFields`, `LimitFields` and `RecipeFields`.
///
/// ```
/// let declarations = recipe::typescript();
/// assert!(declarations.contains("  fit?: 'inside' | 'outside' | 'cover' | 'cover-down' | 'contain' | 'fill';\n"));
/// assert!(declarations.contains("  'device-pixel-ratio'?: number;\n"));
/// ```
pub fn typescript() -> String {
    let mut text = String::from(
        "// Made by `cargo xtask docs` of the lists of fields in the crates `request` and `recipe`.\n",
    );
    text.push_str(QUALITIES);
    let delivery = Delivery::FIELDS
        .iter()
        .zip(Delivery::ABOUT)
        .map(|(name, about)| Member {
            name,
            about: (*about).to_owned(),
            kind: of_delivery(name),
        });
    let short_forms = SHORT_FORMS.iter().map(|form| Member {
        name: form.name,
        about: form.about.to_owned(),
        kind: list_of(form.stands_for),
    });
    let output: Vec<Member> = Target::FIELDS
        .iter()
        .map(member)
        .chain(delivery)
        .chain(short_forms)
        .collect();
    interface(
        &mut text,
        "One image to make, and where it goes",
        "OutputFields",
        &output,
    );
    let limits: Vec<Member> = Limits::FIELDS.iter().map(member).collect();
    interface(
        &mut text,
        "Limits, and what is done about damage",
        "LimitFields",
        &limits,
    );
    text.push_str(RECIPE);
    text
}

/// What [`Kind::Quality`] takes.
const QUALITIES: &str = "
/** How good a lossy file is: a number from 1 to 100, `auto`, or the least number with a SSIMULACRA2 of 30 to 95. */
export type Quality = number | 'auto' | { score: number } | `score=${number}`;
";

/// Both spellings of `outputs` cannot be forbidden together in a way that editors show well.
const RECIPE: &str = "
/** The fields of a recipe, which docs/recipes.md describes. */
export interface RecipeFields {
  /** Where the schema is, for editors. */
  $schema?: string;
  /** The version of recipes. */
  version?: 1;
  /** The image to make, or a list of them. */
  output?: OutputFields | OutputFields[];
  /** The same. Only one of the two may be given. */
  outputs?: OutputFields[];
  /** Fields of every output that does not have them itself. */
  defaults?: OutputFields;
  limits?: LimitFields;
  /** Uploads that the recipe is for: those whose key matches one of these patterns. */
  include?: string[];
  /** Uploads that it is not for, although they match `include`. */
  exclude?: string[];
  /** Whether outputs are deleted when their upload is. */
  deletions?: boolean;
  /** What the keys of descriptions of failures begin with, such as `failed/`. */
  failed?: string;
  /** What becomes of the outputs of an upload whose replacement is rejected; `delete` with deletions, else `keep`. */
  stale?: 'delete' | 'keep';
  /** What is done about outputs that an older release has made; `keep` where nothing is said. */
  upgrade?: 'keep' | 'remake';
}
";

struct Member {
    name: &'static str,
    about: String,
    kind: String,
}

fn interface(text: &mut String, about: &str, name: &str, members: &[Member]) {
    *text += &format!("\n/** {about}. */\nexport interface {name} {{\n");
    for member in members {
        let name = match member.name.contains('-') {
            true => format!("'{}'", member.name),
            false => member.name.to_owned(),
        };
        *text += &format!("  /** {}. */\n  {name}?: {};\n", member.about, member.kind);
    }
    *text += "}\n";
}

fn member(field: &Field) -> Member {
    let about = match field.default {
        "" => field.about.to_owned(),
        default => format!("{} [default: {default}]", field.about),
    };
    Member {
        name: field.name,
        about,
        kind: match field.name {
            QUALITY => {
                let one = kind(field.kind);
                format!("{one} | {{ jpeg?: {one}; webp?: {one} }}")
            }
            _ => kind(field.kind),
        },
    }
}

fn kind(kind: Kind) -> String {
    match kind {
        Kind::Switch => "boolean".to_owned(),
        Kind::Whole(..) | Kind::Side | Kind::Effort | Kind::Number(..) => "number".to_owned(),
        Kind::OneOf(numbers) => {
            let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
            numbers.join(" | ")
        }
        Kind::Word(words, _) => quoted(words),
        Kind::Bytes => "number | string".to_owned(),
        Kind::Quality => "Quality".to_owned(),
        Kind::Color | Kind::AspectRatio => "string".to_owned(),
        // Any text may be a point, and the words are still offered.
        Kind::Position => format!(
            "{} | 'attention' | (string & {{}}) | {{ x: number; y: number }}",
            quoted(Gravity::WORDS)
        ),
        Kind::Region => {
            let side = "number | string";
            format!("string | {{ left: {side}; top: {side}; width: {side}; height: {side} }}")
        }
        Kind::Edges => {
            let sides = ["top", "right", "bottom", "left"].map(|side| format!("{side}?: number"));
            format!("number | string | {{ {} }}", sides.join("; "))
        }
        Kind::Keep => format!("string | Array<{}>", quoted(Metadata::WORDS)),
    }
}

fn quoted(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    words.join(" | ")
}

/// The type of a list with values of a field.
fn list_of(name: &str) -> String {
    let entry = Target::field(name).map_or_else(|| "unknown".to_owned(), |field| kind(field.kind));
    format!("Array<{entry}>")
}

fn of_delivery(name: &str) -> String {
    match name {
        "storage-class" => quoted(StorageClass::WORDS),
        "tags" => "Record<string, string>".to_owned(),
        "copy-metadata" => "boolean".to_owned(),
        "include" | "exclude" => "string[]".to_owned(),
        _ => "string".to_owned(),
    }
}
