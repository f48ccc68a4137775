//! What one file imports, and what it hands on.

use std::collections::BTreeMap;

use syn::visit::{self, Visit};
use syn::{Attribute, File, ItemMod, ItemUse, Path, UseTree, Visibility};

/// A path within the crate, from its root.
pub(super) type ModulePath = Vec<String>;

/// The paths in a file, as far as they are within its crate.
pub(super) struct Source {
    /// All that it names, its own modules among it.
    pub(super) names: Vec<ModulePath>,
    /// What `pub use` hands on, by the name that it has here.
    pub(super) handed_on: BTreeMap<String, ModulePath>,
}

impl Source {
    /// `module` is the file's own path.
    pub(super) fn read(text: &str, module: &ModulePath) -> syn::Result<Self> {
        let file: File = syn::parse_str(text)?;
        let mut reader = Reader {
            here: module.clone(),
            source: Self {
                names: Vec::new(),
                handed_on: BTreeMap::new(),
            },
        };
        reader.visit_file(&file);
        Ok(reader.source)
    }
}

struct Reader {
    /// Where the reader is: the file's module, or one within it.
    here: ModulePath,
    source: Source,
}

impl Reader {
    /// A path from the crate's root. A path that begins with another name may be that of a module here, or of another crate,
    /// which no module is found for.
    fn absolute(&self, path: &[String]) -> ModulePath {
        match path.first().map(String::as_str) {
            Some("crate") => path[1..].to_vec(),
            _ => {
                let ups = path.iter().take_while(|name| *name == "super").count();
                let selves =
                    usize::from(ups == 0 && path.first().is_some_and(|name| name == "self"));
                let base = self.here.len().saturating_sub(ups);
                [&self.here[..base], &path[ups + selves..]].concat()
            }
        }
    }

    fn take_tree(&mut self, tree: &UseTree, before: &[String], is_handed_on: bool) {
        let with = |name: String| [before, &[name]].concat();
        let (path, name) = match tree {
            UseTree::Path(path) => {
                return self.take_tree(&path.tree, &with(path.ident.to_string()), is_handed_on);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.take_tree(tree, before, is_handed_on);
                }
                return;
            }
            UseTree::Name(name) if name.ident == "self" => {
                (before.to_vec(), before.last().cloned())
            }
            UseTree::Name(name) => (with(name.ident.to_string()), Some(name.ident.to_string())),
            UseTree::Rename(rename) => (
                with(rename.ident.to_string()),
                Some(rename.rename.to_string()),
            ),
            UseTree::Glob(_) => (before.to_vec(), None),
        };
        let path = self.absolute(&path);
        match name {
            // Whoever imports it from here depends on where it comes from.
            Some(name) if is_handed_on => drop(self.source.handed_on.insert(name, path)),
            _ => self.source.names.push(path),
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if !is_for_tests(&item.attrs) {
            let is_handed_on = !matches!(item.vis, Visibility::Inherited);
            self.take_tree(&item.tree, &[], is_handed_on);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if !is_for_tests(&item.attrs) {
            self.here.push(item.ident.to_string());
            visit::visit_item_mod(self, item);
            self.here.pop();
        }
    }

    fn visit_path(&mut self, path: &'ast Path) {
        let names: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        if names.len() > 1 {
            let path = self.absolute(&names);
            self.source.names.push(path);
        }
        visit::visit_path(self, path);
    }

    fn visit_visibility(&mut self, _: &'ast Visibility) {
        // Who may use it is not what it uses.
    }
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Ident>()
                .is_ok_and(|condition| condition == "test")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let module = ["a".to_owned(), "b".to_owned()].to_vec();
        let source = Source::read(text, &module).unwrap();
        source.names.iter().map(|path| path.join("::")).collect()
    }

    #[test]
    fn paths_are_those_from_the_root() {
        assert_eq!(names("use crate::x::{self, Y};"), ["x", "x::Y"]);
        assert_eq!(names("use super::x::Y as Z;"), ["a::x::Y"]);
        assert_eq!(names("use super::*;"), ["a"]);
        assert_eq!(names("use self::c::D;"), ["a::b::c::D"]);
        assert_eq!(names("mod inner { use super::super::x::Y; }"), ["a::x::Y"]);
        assert_eq!(
            names("fn f() -> crate::x::Y { c::d() }"),
            ["x::Y", "a::b::c::d"]
        );
    }

    #[test]
    fn tests_and_visibilities_count_as_nothing() {
        assert_eq!(
            names("#[cfg(test)] mod tests { use crate::x::Y; }"),
            [""; 0]
        );
        assert_eq!(names("pub(in crate::x) struct S;"), [""; 0]);
    }

    #[test]
    fn what_is_handed_on_is_found_by_its_name_here() {
        let source = Source::read("pub(crate) use c::{D as E, f};", &vec!["a".to_owned()]).unwrap();
        assert!(source.names.is_empty());
        let expected = [("E", "a::c::D"), ("f", "a::c::f")];
        let found = source
            .handed_on
            .iter()
            .map(|(name, path)| (name.clone(), path.join("::")));
        assert!(found.eq(expected.map(|(name, path)| (name.to_owned(), path.to_owned()))));
    }
}
