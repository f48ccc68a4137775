//! Which folder stands for which bucket.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use host_lambda::event;
use host_lambda::thumbnails::plan::Plan;
use host_lambda::upload::Record;
use serde_json::Value;

use crate::arguments::InvokeArguments;
use crate::file_error::{self, Access};
use crate::output_file::create_folder;

/// What to do about a bucket that has no folder.
pub(crate) fn remedy(bucket: &str) -> String {
    format!("say which folder it is: --source-dir, --dest-dir or --bucket {bucket}=DIR")
}

/// The folders by their buckets: those that were named, and beside them the source's and the destination's.
///
/// # Errors
/// Saying which option cannot be carried out.
pub(crate) fn folders(
    event: &Value,
    plan: &Plan,
    arguments: &InvokeArguments,
) -> Result<BTreeMap<String, PathBuf>, String> {
    let mut folders = BTreeMap::new();
    for named in &arguments.buckets {
        let option = format!("--bucket {}={}", named.bucket, named.folder.display());
        if folders.contains_key(&named.bucket) {
            return Err(format!(
                "{option}: this bucket has a folder already; leave one of them out"
            ));
        }
        let folder = existing(&option, &named.folder)?;
        folders.insert(named.bucket.clone(), folder);
    }
    let (sources, destinations) = names(event, plan);
    if let Some(folder) = &arguments.source_dir {
        let folder = existing(&format!("--source-dir {}", folder.display()), folder)?;
        add(&mut folders, sources, folder);
    }
    if let Some(folder) = &arguments.dest_dir {
        let option = format!("--dest-dir {}", folder.display());
        create_folder(folder).map_err(|problem| format!("{option}: {problem}"))?;
        let folder = existing(&option, folder)?;
        add(&mut folders, destinations, folder);
    }
    refuse_nested(&folders)?;
    Ok(folders)
}

/// The buckets that an event names, and those that thumbnails go to, in their order. An event that cannot be understood
/// names none; the handler says why.
fn names(event: &Value, plan: &Plan) -> (Vec<String>, Vec<String>) {
    let Ok(event) = event::read(event) else {
        return Default::default();
    };
    let recipe = event.recipe.as_ref().unwrap_or(&plan.recipe);
    let records = event.items.iter().flat_map(|item| &item.records);
    let sources: Vec<String> = records
        .filter_map(|record| match record {
            Ok(Record::Created(upload) | Record::Removed(upload)) => Some(upload.bucket.clone()),
            Ok(Record::Ignored { .. }) | Err(_) => None,
        })
        .collect();
    let of_one = |source: &String| -> Vec<String> {
        let outputs = recipe.outputs.iter();
        let names = outputs.map(|output| output.bucket(source, &plan.destination));
        names.collect()
    };
    let destinations = sources.iter().flat_map(of_one).collect();
    (sources, destinations)
}

/// Gives the folder to the first of the buckets that has none.
fn add(folders: &mut BTreeMap<String, PathBuf>, buckets: Vec<String>, folder: PathBuf) {
    let mut without = buckets
        .into_iter()
        .filter(|bucket| !folders.contains_key(bucket));
    if let Some(bucket) = without.next() {
        folders.insert(bucket, folder);
    }
}

fn existing(option: &str, folder: &Path) -> Result<PathBuf, String> {
    let found = folder.canonicalize().map_err(|error| {
        let words = file_error::in_words(&error, Access::Read);
        format!("{option}: expected a folder; {words}")
    })?;
    match found.is_dir() {
        true => Ok(found),
        false => Err(format!("{option}: this is a file; name a folder")),
    }
}

/// Thumbnails replace what is in their place, which must not be an upload.
fn refuse_nested(folders: &BTreeMap<String, PathBuf>) -> Result<(), String> {
    for (inner, folder) in folders {
        for (outer, around) in folders {
            if inner != outer && folder.starts_with(around) {
                return Err(format!(
                    "the folder of the bucket {inner}, {}, is in that of {outer}, {}; thumbnails could replace \
                     uploads: give each a folder of its own",
                    folder.display(),
                    around.display()
                ));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn plan(recipe: &str) -> Plan {
        Plan::new(
            recipe::Recipe::from_json(recipe).unwrap(),
            recipe::BucketTemplate::default(),
        )
    }

    #[test]
    fn events_and_recipes_name_buckets() {
        let event = json!({"bucket": "b", "key": "a.jpg"});
        let (sources, destinations) = names(&event, &plan("{}"));
        assert_eq!((&*sources[0], &*destinations[0]), ("b", "b-resized"));
        // The event's own recipe is the one that counts.
        let own = json!({"bucket": "b", "key": "a", "recipe": {"output": {"bucket": "own"}}});
        assert_eq!(names(&own, &plan("{}")).1, ["own"]);
        assert_eq!(names(&json!([]), &plan("{}")), Default::default());
    }

    #[test]
    fn the_folder_is_that_of_the_first_bucket_without_one() {
        let mut folders = BTreeMap::from([("a".to_owned(), PathBuf::from("1"))]);
        let names = || ["a", "b", "b", "c"].map(str::to_owned).to_vec();
        add(&mut folders, names(), "2".into());
        let found: Vec<_> = folders.keys().map(String::as_str).collect();
        assert_eq!(found, ["a", "b"]);
    }

    #[test]
    fn no_folder_is_within_another() {
        let folders = |paths: [&str; 2]| {
            ["a", "b"]
                .into_iter()
                .zip(paths)
                .map(|(name, path)| (name.to_owned(), PathBuf::from(path)))
                .collect()
        };
        assert!(refuse_nested(&folders(["/x/images", "/x/images-resized"])).is_ok());
        for paths in [["/x", "/x"], ["/x", "/x/y"], ["/x/y", "/x"]] {
            assert!(refuse_nested(&folders(paths)).is_err(), "{paths:?}");
        }
    }
}
