//! What the function relies on of a store, held against the model of the tests, folders, and a real server.

mod common;

use std::collections::BTreeMap;

use common::model::Model;
#[cfg(feature = "aws")]
use common::seaweedfs::SeaweedFs;
use host_lambda::store::folders::Folders;
#[cfg(feature = "aws")]
use host_lambda::store::s3::S3;
use host_lambda::store::{
    Condition, NewObject, Object, ObjectLocation, Pin, Store, StoreErrorKind,
};

fn location(key: &str) -> ObjectLocation {
    ObjectLocation {
        bucket: "images-resized".to_owned(),
        key: key.to_owned(),
    }
}

fn object(data: &[u8], metadata: &[(&str, &str)]) -> NewObject {
    NewObject {
        data: data.to_vec(),
        media_type: "image/png",
        metadata: metadata
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..NewObject::default()
    }
}

async fn bytes(
    store: &impl Store,
    location: &ObjectLocation,
    pin: &Pin,
) -> Result<Vec<u8>, StoreErrorKind> {
    let mut object = store.get(location, pin).await.map_err(|error| error.kind)?;
    let mut bytes = Vec::new();
    while object.read(&mut bytes).await.map_err(|error| error.kind)? {}
    Ok(bytes)
}

async fn check(store: &impl Store) {
    let there = location("summer 1+1/Zoë %.png");
    let kind =
        |result: Result<(), _>| result.map_err(|error: host_lambda::store::StoreError| error.kind);
    let etag = |etag: &str| Condition::Etag(etag.to_owned());

    // Nothing is there.
    assert_eq!(store.head(&there).await.unwrap(), None);
    assert_eq!(
        bytes(store, &there, &Pin::default()).await,
        Err(StoreErrorKind::Missing)
    );
    let put = store
        .put(&there, object(b"0", &[]), Some(&etag("0123")))
        .await;
    assert!(matches!(
        kind(put),
        Err(StoreErrorKind::Missing | StoreErrorKind::Changed)
    ));
    assert_eq!(store.head(&there).await.unwrap(), None);

    // Written once, with what is said about it.
    let first = object(b"first", &[("thumbox-receipt", "r"), ("other", "o")]);
    assert_eq!(
        kind(
            store
                .put(&there, first.clone(), Some(&Condition::Absent))
                .await
        ),
        Ok(())
    );
    let head = store.head(&there).await.unwrap().unwrap();
    assert_eq!((head.bytes, &head.metadata), (5, &first.metadata));
    assert_eq!(
        bytes(store, &there, &Pin::default()).await.unwrap(),
        b"first"
    );

    // Not again where nothing should be there, nor over something else.
    let again = store
        .put(&there, object(b"again", &[]), Some(&Condition::Absent))
        .await;
    assert_eq!(kind(again), Err(StoreErrorKind::Changed));
    let wrong = store
        .put(&there, object(b"wrong", &[]), Some(&etag("0123")))
        .await;
    assert_eq!(kind(wrong), Err(StoreErrorKind::Changed));
    assert_eq!(
        bytes(store, &there, &Pin::default()).await.unwrap(),
        b"first"
    );

    // Over what is known. What was said about it goes too.
    let second = store
        .put(&there, object(b"second", &[]), Some(&etag(&head.etag)))
        .await;
    assert_eq!(kind(second), Ok(()));
    let now = store.head(&there).await.unwrap().unwrap();
    assert_ne!(now.etag, head.etag);
    assert_eq!(now.metadata, BTreeMap::new());

    // Equal bytes have equal ETags, whatever is said about them: conditions do not tell them apart.
    let third = store
        .put(&there, object(b"first", &[]), Some(&etag(&now.etag)))
        .await;
    assert_eq!(kind(third), Ok(()));
    assert_eq!(store.head(&there).await.unwrap().unwrap().etag, head.etag);

    // Reads are of the state that is meant, or none.
    let pin = |etag: &str| Pin {
        etag: Some(etag.to_owned()),
        version: None,
    };
    assert_eq!(
        bytes(store, &there, &pin(&head.etag)).await.unwrap(),
        b"first"
    );
    assert_eq!(
        bytes(store, &there, &pin(&now.etag)).await,
        Err(StoreErrorKind::Changed)
    );

    // So are deletions.
    assert_eq!(
        kind(store.delete(&there, &now.etag).await),
        Err(StoreErrorKind::Changed)
    );
    assert!(store.head(&there).await.unwrap().is_some());
    assert_eq!(kind(store.delete(&there, &head.etag).await), Ok(()));
    assert_eq!(store.head(&there).await.unwrap(), None);
    // What is gone cannot be deleted again; servers differ in whether they complain.
    assert_ne!(
        kind(store.delete(&there, &head.etag).await),
        Err(StoreErrorKind::Other)
    );

    // An unconditional write.
    assert_eq!(
        kind(store.put(&there, object(b"a", &[]), None).await),
        Ok(())
    );
    assert_eq!(
        kind(store.put(&there, object(b"b", &[]), None).await),
        Ok(())
    );
    assert_eq!(bytes(store, &there, &Pin::default()).await.unwrap(), b"b");
}

#[tokio::test]
async fn the_model() {
    check(&Model::new(false)).await;
    check(&Model::new(true)).await;
}

#[tokio::test]
async fn folders() {
    let folder = tempfile::tempdir().unwrap();
    let bucket = ("images-resized".to_owned(), folder.path().to_owned());
    check(&Folders::new([bucket].into(), |_| String::new())).await;
    // One file for the object, and the store's own: nothing is left of what was written in between.
    let names = |path: &std::path::Path| std::fs::read_dir(path).unwrap().count();
    assert_eq!(names(folder.path()), 2);
    assert_eq!(names(&folder.path().join("summer 1+1")), 1);
    assert_eq!(names(&folder.path().join(".thumbox")), 2);
}

#[cfg(feature = "aws")]
#[tokio::test]
#[ignore = "needs SeaweedFS: run by cargo xtask test"]
async fn a_real_server() {
    let server = SeaweedFs::start().await;
    server.create_bucket("images-resized").await;
    check(&S3::new(server.client.clone())).await;
}

#[cfg(feature = "aws")]
#[tokio::test]
#[ignore = "needs SeaweedFS: run by cargo xtask test"]
async fn what_a_real_server_says_of_buckets_and_versions() {
    let server = SeaweedFs::start().await;
    let store = S3::new(server.client.clone());
    let there = location("a");
    let put = store
        .put(&there, object(b"a", &[]), Some(&Condition::Absent))
        .await;
    assert_eq!(put.unwrap_err().kind, StoreErrorKind::NoBucket);
    let get = bytes(&store, &there, &Pin::default()).await;
    assert_eq!(get, Err(StoreErrorKind::NoBucket));

    server.create_bucket("images-resized").await;
    server.keep_versions("images-resized").await;
    for data in [b"1", b"2"] {
        store.put(&there, object(data, &[]), None).await.unwrap();
    }
    let second = store.head(&there).await.unwrap().unwrap();
    assert!(second.version.is_some());
    store.put(&there, object(b"3", &[]), None).await.unwrap();
    let of = |version: &str| Pin {
        version: Some(version.to_owned()),
        etag: None,
    };
    let version = second.version.unwrap();
    assert_eq!(bytes(&store, &there, &of(&version)).await.unwrap(), b"2");
    let third = store.head(&there).await.unwrap().unwrap();
    store.delete(&there, &third.etag).await.unwrap();
    assert_eq!(store.head(&there).await.unwrap(), None);
    assert_eq!(
        bytes(&store, &there, &Pin::default()).await,
        Err(StoreErrorKind::Missing)
    );
    assert_eq!(bytes(&store, &there, &of(&version)).await.unwrap(), b"2");
}
