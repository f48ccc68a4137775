//! What is particular about folders as buckets. What they share with other stores is in `semantics.rs`.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use host_lambda::store::folders::Folders;
use host_lambda::store::{
    Condition, NewObject, ObjectLocation, Pin, Store, StoreError, StoreErrorKind as Kind,
};
use tempfile::TempDir;

fn bucket() -> (TempDir, Folders) {
    let folder = tempfile::tempdir().unwrap();
    let folders = store(folder.path());
    (folder, folders)
}

fn store(folder: &Path) -> Folders {
    let bucket = ("images".to_owned(), folder.to_owned());
    Folders::new([bucket].into(), |bucket| format!("name {bucket}"))
}

fn location(key: &str) -> ObjectLocation {
    ObjectLocation {
        bucket: "images".to_owned(),
        key: key.to_owned(),
    }
}

fn object(data: &[u8]) -> NewObject {
    NewObject {
        data: data.to_vec(),
        media_type: "image/png",
        metadata: [("thumbox-receipt".to_owned(), "r".to_owned())].into(),
        ..NewObject::default()
    }
}

/// What every request for a key is answered with.
async fn all(store: &Folders, key: &str) -> [Result<(), Kind>; 4] {
    let location = location(key);
    let kind = |error: StoreError| error.kind;
    [
        store.head(&location).await.map(drop).map_err(kind),
        store
            .get(&location, &Pin::default())
            .await
            .map(drop)
            .map_err(kind),
        store.put(&location, object(b"x"), None).await.map_err(kind),
        store.delete(&location, "e").await.map_err(kind),
    ]
}

#[tokio::test]
async fn a_key_leads_nowhere_else() {
    let above = tempfile::tempdir().unwrap();
    let folder = above.path().join("images");
    fs::create_dir(&folder).unwrap();
    fs::write(above.path().join("secret"), b"s").unwrap();
    symlink(above.path(), folder.join("up")).unwrap();
    symlink(above.path().join("secret"), folder.join("link")).unwrap();
    let store = store(&folder);
    let absolute = above.path().join("secret").display().to_string();
    for key in [
        "../secret",
        "a/../../secret",
        &absolute,
        "up/secret",
        "link",
        "a\0b",
        ".thumbox/lock",
        "",
    ] {
        assert_eq!(all(&store, key).await, [Err(Kind::Key); 4], "{key:?}");
    }
    assert_eq!(fs::read(above.path().join("secret")).unwrap(), b"s");
    let names = fs::read_dir(above.path()).unwrap().count();
    assert_eq!(names, 2);
}

#[tokio::test]
async fn links_within_the_folder_are_followed() {
    let (folder, store) = bucket();
    fs::create_dir(folder.path().join("2026")).unwrap();
    symlink("2026", folder.path().join("now")).unwrap();
    store
        .put(&location("now/a"), object(b"a"), None)
        .await
        .unwrap();
    assert_eq!(fs::read(folder.path().join("2026/a")).unwrap(), b"a");
    assert!(store.head(&location("2026/a")).await.unwrap().is_some());
}

#[tokio::test]
async fn a_folder_has_not_all_keys_of_s3() {
    let (folder, store) = bucket();
    store
        .put(&location("a/b"), object(b"x"), None)
        .await
        .unwrap();
    assert_eq!(store.head(&location("a")).await.unwrap(), None);
    assert_eq!(store.head(&location("a/b/c")).await.unwrap(), None);
    for key in ["a", "a/b/c"] {
        let location = location(key);
        let put = store.put(&location, object(b"x"), Some(&Condition::Absent));
        assert_eq!(put.await.unwrap_err().kind, Kind::Key, "{key}");
    }
    // Nothing is left of the attempts.
    let names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
    let notes = fs::read_dir(folder.path().join(".thumbox")).unwrap();
    assert_eq!(notes.count(), 2);
    // Folders go with their last file.
    let etag = store.head(&location("a/b")).await.unwrap().unwrap().etag;
    store.delete(&location("a/b"), &etag).await.unwrap();
    assert!(!folder.path().join("a").exists());
}

#[tokio::test]
async fn what_is_known_is_about_the_bytes() {
    let (folder, store) = bucket();
    store.put(&location("a"), object(b"a"), None).await.unwrap();
    let head = store.head(&location("a")).await.unwrap().unwrap();
    assert_eq!(head.metadata["thumbox-receipt"], "r");
    // Somebody puts another file there, who knows nothing of us.
    fs::write(folder.path().join("a"), b"b").unwrap();
    let head = store.head(&location("a")).await.unwrap().unwrap();
    assert!(head.metadata.is_empty());
}

#[test]
fn versions_and_etags_of_s3_say_nothing() {
    let (_folder, store) = bucket();
    let known = |etag: &str| {
        store.known(Pin {
            version: Some("v".to_owned()),
            etag: Some(etag.to_owned()),
        })
    };
    assert_eq!(known("d41d8cd98f00b204e9800998ecf8427e"), Pin::default());
    assert_eq!(known("sha256-0").etag.as_deref(), Some("sha256-0"));
}

#[tokio::test]
async fn a_bucket_without_a_folder_says_what_to_do() {
    let (folder, store) = bucket();
    let nowhere = ObjectLocation {
        bucket: "other".to_owned(),
        key: "a".to_owned(),
    };
    let error = store.head(&nowhere).await.unwrap_err();
    assert_eq!((error.kind, &*error.remedy), (Kind::NoBucket, "name other"));
    drop(folder);
    let error = store.head(&location("a")).await.unwrap_err();
    assert_eq!(error.kind, Kind::NoBucket);
}

/// Of all that look and find nothing, one writes; and whoever reads meanwhile sees whole files.
#[test]
fn writers_do_not_overtake_each_other() {
    let (folder, _) = bucket();
    let write = |number: u8| {
        let store = store(folder.path());
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.enable_time().build().unwrap();
        runtime.block_on(async {
            let mut written = 0;
            for round in 0..20 {
                let location = location(&format!("{round}/a"));
                let object = object(&[number; 10_000]);
                match store.put(&location, object, Some(&Condition::Absent)).await {
                    Ok(()) => written += 1,
                    Err(error) => assert_eq!(error.kind, Kind::Changed),
                }
                let head = store.head(&location).await.unwrap().unwrap();
                assert_eq!((head.bytes, head.metadata.len()), (10_000, 1));
            }
            written
        })
    };
    let written: u32 = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|number| scope.spawn(move || write(number)))
            .collect();
        writers
            .into_iter()
            .map(|writer| writer.join().unwrap())
            .sum()
    });
    assert_eq!(written, 20);
}
