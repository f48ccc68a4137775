//! Which module leads to which.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fmt::{self, Display, Formatter};
use std::fs;
use std::path::Path;

use super::source::{ModulePath, Source};

/// The most names that are followed through `pub use`, one to the next.
const MOST_STEPS: usize = 8;

/// The modules of a crate that are files.
pub(super) struct Graph(BTreeMap<ModulePath, Source>);

impl Graph {
    /// Reads all files of a crate, but those of tests.
    pub(super) fn read(folder: &Path) -> Self {
        let mut modules = BTreeMap::new();
        read_folder(folder, &[], &mut modules);
        Self(modules)
    }

    /// The modules that a module depends on.
    fn below(&self, module: &ModulePath) -> BTreeSet<&ModulePath> {
        let names = self.0[module].names.iter();
        names
            .filter_map(|path| self.module_of(path, MOST_STEPS))
            .filter(|below| *below != module)
            .collect()
    }

    /// The module that has what the path names. None of another crate.
    fn module_of(&self, path: &[String], steps: usize) -> Option<&ModulePath> {
        let (module, source) = (0..=path.len())
            .rev()
            .find_map(|length| self.0.get_key_value(&path[..length]))?;
        let rest = &path[module.len()..];
        match rest.first().and_then(|name| source.handed_on.get(name)) {
            Some(from) if steps > 0 => {
                let path = [from.as_slice(), &rest[1..]].concat();
                self.module_of(&path, steps - 1).or(Some(module))
            }
            _ => Some(module),
        }
    }

    /// Whether there is such a module.
    pub(super) fn has(&self, module: &[&str]) -> bool {
        self.0.keys().any(|known| known == module)
    }

    /// Imports of the parts of a module by others than the part itself and the crate's root.
    pub(super) fn imports_of_parts(&self, parent: &str) -> Vec<String> {
        let part = |module: &ModulePath| match module.as_slice() {
            [first, part, ..] if first == parent => Some(part.clone()),
            _ => None,
        };
        let mut imports = Vec::new();
        for module in self.0.keys().filter(|module| !module.is_empty()) {
            for imported in self.below(module).into_iter().chain(self.handed_on(module)) {
                if part(imported).is_some() && part(imported) != part(module) {
                    imports.push(format!("  {} -> {}", named(module), named(imported)));
                }
            }
        }
        imports
    }

    /// The modules that have what a module hands on.
    fn handed_on(&self, module: &ModulePath) -> BTreeSet<&ModulePath> {
        let paths = self.0[module].handed_on.values();
        paths
            .filter_map(|path| self.module_of(path, MOST_STEPS))
            .collect()
    }

    /// The groups of modules of which each leads to each.
    pub(super) fn circles(&self) -> Vec<Circle> {
        let edges: BTreeMap<_, _> = self
            .0
            .keys()
            .map(|module| (module, self.below(module)))
            .collect();
        let reached: BTreeMap<_, _> = edges
            .keys()
            .map(|module| (*module, reach(module, &edges)))
            .collect();
        let mut circles = Vec::new();
        let mut done: BTreeSet<&ModulePath> = BTreeSet::new();
        for (module, below) in &reached {
            if !below.contains(module) || done.contains(module) {
                continue;
            }
            let circle: BTreeSet<_> = below
                .iter()
                .filter(|other| reached[*other].contains(module))
                .collect();
            done.extend(circle.iter().copied());
            circles.push(Circle(
                circle
                    .iter()
                    .map(|module| {
                        let inside = edges[*module].iter().filter(|other| circle.contains(other));
                        (named(module), inside.map(|other| named(other)).collect())
                    })
                    .collect(),
            ));
        }
        circles
    }
}

/// Modules, and those of the same circle that each depends on.
pub(super) struct Circle(Vec<(String, Vec<String>)>);

impl Circle {
    /// Whether a module belongs to it.
    pub(super) fn has(&self, module: &str) -> bool {
        self.0.iter().any(|(name, _)| name == module)
    }
}

impl Display for Circle {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        for (module, below) in &self.0 {
            writeln!(formatter, "  {module} -> {}", below.join(", "))?;
        }
        Ok(())
    }
}

type Edges<'a> = BTreeMap<&'a ModulePath, BTreeSet<&'a ModulePath>>;

/// All that a module leads to; itself only by a circle.
fn reach<'a>(module: &ModulePath, edges: &Edges<'a>) -> BTreeSet<&'a ModulePath> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<&ModulePath> = edges[module].iter().copied().collect();
    while let Some(next) = waiting.pop() {
        if reached.insert(next) {
            waiting.extend(&edges[next]);
        }
    }
    reached
}

fn read_folder(folder: &Path, above: &[String], modules: &mut BTreeMap<ModulePath, Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().and_then(OsStr::to_str).unwrap().to_owned();
        if stem == "tests" {
            continue;
        }
        let mut module = above.to_vec();
        // Programs beside the library are crates of their own.
        if path.is_dir() && stem != "bin" {
            module.push(stem);
            read_folder(&path, &module, modules);
        } else if path.extension() == Some(OsStr::new("rs")) {
            if !matches!(stem.as_str(), "lib" | "main" | "mod") {
                module.push(stem);
            }
            let text = fs::read_to_string(&path).unwrap();
            let source = Source::read(&text, &module)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            modules.insert(module, source);
        }
    }
}

fn named(module: &ModulePath) -> String {
    if module.is_empty() {
        "(root)".to_owned()
    } else {
        module.join("::")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(files: &[(&str, &str)]) -> Graph {
        let modules = files.iter().map(|(name, text)| {
            let module: ModulePath = name
                .split("::")
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect();
            let source = Source::read(text, &module).unwrap();
            (module, source)
        });
        Graph(modules.collect())
    }

    #[test]
    fn circles_are_found_also_between_a_module_and_its_own() {
        let circles = graph(&[
            ("", "mod a; mod b; use a::A;"),
            ("a", "mod c; use c::C; struct A;"),
            ("a::c", "use super::A; struct C;"),
            ("b", "use crate::a::A;"),
        ])
        .circles();
        assert_eq!(circles.len(), 1);
        assert_eq!(circles[0].to_string(), "  a -> a::c\n  a::c -> a\n");
        assert!(circles[0].has("a::c") && !circles[0].has("b"));
    }

    #[test]
    fn parts_are_imported_by_themselves_and_the_root_alone() {
        let graph = graph(&[
            ("", "mod c; mod shared; use c::a;"),
            ("c", "pub mod a; pub mod b; pub mod d;"),
            ("c::a", "mod inner; use self::inner::I;"),
            ("c::a::inner", "use crate::shared::S; struct I;"),
            ("c::b", "use super::a;"),
            ("c::d", "pub use crate::c::a::A;"),
            ("shared", "fn f() { crate::c::a::inner::g() }"),
        ]);
        assert!(graph.has(&["c", "a"]) && !graph.has(&["a"]));
        assert_eq!(
            graph.imports_of_parts("c"),
            [
                "  c::b -> c::a",
                "  c::d -> c::a",
                "  shared -> c::a::inner"
            ]
        );
    }

    #[test]
    fn what_is_handed_on_is_no_circle() {
        let files = [
            ("", "mod a; mod b; pub use a::A; pub use b::B;"),
            ("a", "struct A;"),
            ("b", "use crate::A; struct B;"),
        ];
        assert!(graph(&files).circles().is_empty());
    }
}
