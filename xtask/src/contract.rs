//! What was published of `wit/` stays: within 0.2.x no type changes and no function is lost, so whatever was generated for
//! 0.2.0 works with every later component. Comments may change.

use std::collections::BTreeMap;
use std::path::Path;

use wit_parser::{Function, Resolve, Type, TypeDefKind, TypeId};

/// Each type and each function of the package, as a text that changes where one of its parts does.
fn items(resolve: &Resolve) -> BTreeMap<String, String> {
    let mut items = BTreeMap::new();
    for (_, interface) in &resolve.interfaces {
        let name = interface.name.as_deref().unwrap_or("?");
        for (of, id) in &interface.types {
            items.insert(format!("{name}.{of}"), definition(resolve, *id));
        }
        for (of, function) in &interface.functions {
            items.insert(format!("{name}.{of}()"), signature(resolve, function));
        }
    }
    items
}

fn signature(resolve: &Resolve, function: &Function) -> String {
    let parameters: Vec<String> = function
        .params
        .iter()
        .map(|parameter| format!("{}: {}", parameter.name, named(resolve, &parameter.ty)))
        .collect();
    let result = function.result.as_ref().map(|kind| named(resolve, kind));
    format!(
        "({}) -> {}",
        parameters.join(", "),
        result.unwrap_or_default()
    )
}

/// A type by its name, or by its parts where it has none.
fn named(resolve: &Resolve, kind: &Type) -> String {
    match kind {
        Type::Id(id) => match &resolve.types[*id].name {
            Some(name) => name.clone(),
            None => definition(resolve, *id),
        },
        other => format!("{other:?}"),
    }
}

fn definition(resolve: &Resolve, id: TypeId) -> String {
    let of = |kind: &Type| named(resolve, kind);
    let optional = |kind: &Option<Type>| kind.as_ref().map_or_else(|| "_".to_owned(), of);
    match &resolve.types[id].kind {
        TypeDefKind::Record(record) => {
            let fields = record.fields.iter();
            let fields: Vec<String> = fields
                .map(|field| format!("{}: {}", field.name, of(&field.ty)))
                .collect();
            format!("record {{ {} }}", fields.join(", "))
        }
        TypeDefKind::Resource => "resource".to_owned(),
        TypeDefKind::List(kind) => format!("list<{}>", of(kind)),
        TypeDefKind::Option(kind) => format!("option<{}>", of(kind)),
        TypeDefKind::Result(result) => format!(
            "result<{}, {}>",
            optional(&result.ok),
            optional(&result.err)
        ),
        TypeDefKind::Tuple(tuple) => {
            let types: Vec<String> = tuple.types.iter().map(of).collect();
            format!("tuple<{}>", types.join(", "))
        }
        // The contract has no others, and an unknown one is not taken for an equal one.
        other => format!("{other:?}"),
    }
}

fn read(path: &str) -> Resolve {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let text = std::fs::read_to_string(root.join(path)).expect(path);
    let mut resolve = Resolve::default();
    resolve.push_str(path, &text).expect("it is WIT");
    resolve
}

#[test]
fn what_was_published_stays() {
    let (published, today) = (read("wit/released/0.2.0.wit"), read("wit/resize.wit"));
    let today = items(&today);
    let published = items(&published);
    assert!(published.len() >= 6, "{published:?}");
    for (name, before) in published {
        assert_eq!(today.get(&name), Some(&before), "{name} of 0.2.0");
    }
}

/// Bindings find the interface by its whole name.
#[test]
fn the_package_keeps_the_version_that_bindings_know() {
    let name = |resolve: &Resolve| {
        let (_, package) = resolve.packages.iter().next().expect("a package");
        package.name.to_string()
    };
    assert_eq!(
        name(&read("wit/resize.wit")),
        name(&read("wit/released/0.2.0.wit"))
    );
}

#[test]
fn a_change_is_found() {
    let text = |record: &str| {
        let mut resolve = Resolve::default();
        let text =
            format!("package a:b@0.2.0;\ninterface i {{ {record} f: func(r: r) -> option<u32>; }}");
        resolve.push_str("a.wit", &text).expect("it is WIT");
        items(&resolve)
    };
    let before = text("record r { a: u32 }");
    assert_eq!(before, text("/// A comment.\nrecord r { a: u32 }"));
    assert_ne!(before, text("record r { a: u32, b: u32 }"));
    assert_ne!(before, text("record r { a: u64 }"));
}
