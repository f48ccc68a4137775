use std::io::Cursor;
use vp8_shrink::*;
#[test]
fn bench() {
    let file = std::fs::read("/work/main/target/bench/inputs/12mp.webp").unwrap();
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(&file)).unwrap();
    let mut out = vec![0; decoder.output_buffer_size().unwrap()];
    decoder.read_image(&mut out).unwrap();
    let mut ours = Decoder::new(&file[20..], Scale::Full, &Options::default()).unwrap();
    for y in 0..ours.height() as usize { let w = ours.width() as usize * 3; let row = ours.next_row().unwrap(); 
      let e = &out[y*w..][..w];
      if let Some(x) = row.iter().zip(e).position(|(a,b)|a!=b) { panic!("row {y} col {} ch {}", x/3, x%3); } }
}
