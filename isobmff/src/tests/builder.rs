//! Building files.

/// A box.
pub(super) fn boxed(kind: &[u8; 4], contents: &[u8]) -> Vec<u8> {
    let length = u32::try_from(contents.len() + 8).expect("a small box");
    [&length.to_be_bytes(), &kind[..], contents].concat()
}

/// A box with version and flags.
pub(super) fn full(kind: &[u8; 4], version: u8, flags: u8, contents: &[u8]) -> Vec<u8> {
    boxed(kind, &[&[version, 0, 0, flags], contents].concat())
}

pub(super) fn ispe(width: u32, height: u32) -> Vec<u8> {
    let sides = [width.to_be_bytes(), height.to_be_bytes()];
    full(b"ispe", 0, 0, &sides.concat())
}

/// 8 bits, 4:2:0.
pub(super) fn av1c() -> Vec<u8> {
    boxed(b"av1C", &[0x81, 0, 0b0000_1100, 0])
}

/// 10 bits, 4:2:2.
pub(super) fn hvcc() -> Vec<u8> {
    let mut bytes = [0; 23];
    (bytes[0], bytes[16], bytes[17], bytes[18]) = (1, 2, 2, 2);
    boxed(b"hvcC", &bytes)
}

pub(super) fn irot(right_angles: u8) -> Vec<u8> {
    boxed(b"irot", &[right_angles])
}

pub(super) fn imir(mode: u8) -> Vec<u8> {
    boxed(b"imir", &[mode])
}

/// Width, height, and how far right and down the centre is, as whole numbers and over a common denominator.
pub(super) fn clap(over: [i32; 4], under: u32) -> Vec<u8> {
    let fraction = |over: i32| [over.to_be_bytes(), under.to_be_bytes()].concat();
    boxed(b"clap", &over.map(fraction).concat())
}

/// What says that an image is alpha.
pub(super) fn auxc() -> Vec<u8> {
    full(
        b"auxC",
        0,
        0,
        b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0",
    )
}

pub(super) fn grid(columns: u8, rows: u8, width: u16, height: u16) -> Vec<u8> {
    let ends = [[0, 0], [rows - 1, columns - 1]].concat();
    [
        ends,
        width.to_be_bytes().into(),
        height.to_be_bytes().into(),
    ]
    .concat()
}

/// A file whose items are in its `idat` box.
#[derive(Clone)]
pub(super) struct File {
    pub(super) primary: u16,
    items: Vec<Vec<u8>>,
    locations: Vec<u8>,
    located: u16,
    properties: Vec<u8>,
    property_count: u16,
    associations: Vec<u8>,
    associated: u32,
    references: Vec<u8>,
    data: Vec<u8>,
}

impl File {
    pub(super) fn new() -> Self {
        Self {
            primary: 1,
            items: Vec::new(),
            locations: Vec::new(),
            located: 0,
            properties: Vec::new(),
            property_count: 0,
            associations: Vec::new(),
            associated: 0,
            references: Vec::new(),
            data: Vec::new(),
        }
    }

    /// One AV1 image of 64 x 48 pixels, with further properties.
    pub(super) fn still(properties: &[Vec<u8>]) -> Self {
        let mut all = vec![ispe(64, 48), av1c()];
        all.extend_from_slice(properties);
        Self::new().item(1, b"av01", &all, b"coded data")
    }

    /// An item with data and properties of its own. The first two properties are essential, which none minds.
    pub(super) fn item(
        mut self,
        id: u16,
        kind: &[u8; 4],
        properties: &[Vec<u8>],
        data: &[u8],
    ) -> Self {
        let start = self.property_count;
        for property in properties {
            self.properties.extend_from_slice(property);
            self.property_count += 1;
        }
        self.items.push(infe(id, kind, b"name\0"));
        self.associations.extend(id.to_be_bytes());
        self.associations.push(properties.len() as u8);
        for number in 1..=properties.len() as u16 {
            let essential = if number <= 2 { 0x8000 } else { 0 };
            self.associations
                .extend(((start + number) | essential).to_be_bytes());
        }
        self.associated += 1;
        self.located(id, data)
    }

    /// An item without properties.
    pub(super) fn plain(mut self, id: u16, kind: &[u8; 4], tail: &[u8], data: &[u8]) -> Self {
        self.items.push(infe(id, kind, tail));
        self.located(id, data)
    }

    fn located(mut self, id: u16, data: &[u8]) -> Self {
        let offset = u32::try_from(self.data.len()).expect("a small file");
        self.data.extend_from_slice(data);
        let length = u32::try_from(data.len()).expect("a small file");
        self.locations.extend(id.to_be_bytes());
        // Method 1, this file, one extent.
        self.locations.extend([0, 1, 0, 0, 0, 1]);
        self.locations
            .extend([offset.to_be_bytes(), length.to_be_bytes()].concat());
        self.located += 1;
        self
    }

    pub(super) fn reference(mut self, kind: &[u8; 4], from: u16, to: &[u16]) -> Self {
        let mut words = vec![from, u16::try_from(to.len()).expect("few")];
        words.extend_from_slice(to);
        let words: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        self.references.extend(boxed(kind, &words));
        self
    }

    /// The boxes inside of `meta`, in an order of their own.
    pub(super) fn parts(&self) -> Vec<Vec<u8>> {
        let count = u16::try_from(self.items.len()).expect("few");
        let iinf = [&count.to_be_bytes()[..], &self.items.concat()].concat();
        let iloc = [&[0x44, 0][..], &self.located.to_be_bytes(), &self.locations];
        let ipma = [&self.associated.to_be_bytes()[..], &self.associations];
        let iprp = [
            boxed(b"ipco", &self.properties),
            full(b"ipma", 0, 1, &ipma.concat()),
        ];
        vec![
            full(b"hdlr", 0, 0, b"\0\0\0\0pict"),
            full(b"pitm", 0, 0, &self.primary.to_be_bytes()),
            full(b"iloc", 1, 0, &iloc.concat()),
            full(b"iinf", 0, 0, &iinf),
            full(b"iref", 0, 0, &self.references),
            boxed(b"iprp", &iprp.concat()),
            boxed(b"idat", &self.data),
        ]
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        of_parts(&self.parts())
    }
}

pub(super) fn ftyp() -> Vec<u8> {
    boxed(b"ftyp", b"avif\0\0\0\0avifmif1miaf")
}

/// A file with these boxes in `meta`.
pub(super) fn of_parts(parts: &[Vec<u8>]) -> Vec<u8> {
    [ftyp(), full(b"meta", 0, 0, &parts.concat())].concat()
}

pub(super) fn infe(id: u16, kind: &[u8; 4], tail: &[u8]) -> Vec<u8> {
    let contents = [&id.to_be_bytes()[..], &[0, 0], kind, tail];
    full(b"infe", 2, 0, &contents.concat())
}

/// The same file with another box in the place of that of this kind.
pub(super) fn with_part(file: &File, kind: &[u8; 4], replacement: &[u8]) -> Vec<u8> {
    let mut parts = file.parts();
    let place = parts.iter().position(|part| part[4..8] == *kind);
    parts[place.expect("a box of this kind")] = replacement.to_vec();
    of_parts(&parts)
}
