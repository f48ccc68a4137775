//! Images whose codec is no part of the program.

use engine::{CallLimits, Error, ImageErrorKind, Limits, Resizer};
use recipe::Target;

const FILES: [(&str, &[u8]); 3] = [
    (
        "avif",
        include_bytes!("../../isobmff/tests/files/turned.avif"),
    ),
    (
        "heic",
        include_bytes!("../../isobmff/tests/files/small.heic"),
    ),
    (
        "jxl",
        include_bytes!("../../jxl-head/tests/files/alpha.jxl"),
    ),
];

#[test]
fn a_file_whose_codec_is_missing_is_refused_by_name() {
    let resizer = Resizer::embedded(CallLimits::default()).expect("this processor runs it");
    for (name, file) in FILES {
        let info = resizer.probe(file).expect("a head");
        assert_eq!(info.codec.as_deref(), Some(name));
        if engine::codecs().any(|codec| codec.name == name) {
            continue;
        }
        match resizer.resize(file, &[Target::thumbnail()], Limits::default()) {
            Err(Error::Image { kind, message, .. }) => {
                assert_eq!(kind, ImageErrorKind::NeedsCodec);
                assert!(message.contains(&format!("the codec {name}")), "{message}");
            }
            other => panic!("{name}: {other:?}"),
        }
    }
}
