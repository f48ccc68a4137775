#!/bin/sh
# The inputs that need a real encoder, each with the command that made it once. Debian 12 has the programs in
# libjpeg-turbo-progs (2.1.5), webp (1.2.4), libtiff-tools (4.5.0), netpbm (11.01), libavif-bin (0.11.1)
# and libjxl-tools (0.7.0); other versions write other bytes. Run it in this folder, after draw.py.
set -eu
inputs=../inputs
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
python3 ppm.py calm 331 247 > "$work/calm.ppm"
python3 ppm.py scene 61 43 > "$work/scene.ppm"

# Colour stored at other sizes than Pillow can write.
cjpeg -quality 50 -optimize -sample 4x1 -outfile $inputs/jpeg/large-411.jpg "$work/calm.ppm"
cjpeg -quality 50 -optimize -sample 1x2 -outfile $inputs/jpeg/large-440.jpg "$work/calm.ppm"
cjpeg -quality 50 -optimize -sample 4x2 -outfile $inputs/jpeg/large-410.jpg "$work/calm.ppm"

# One scan for each component, and progressive scans in an order that no encoder uses by default.
printf '0;\n1;\n2;\n' > "$work/apart"
cjpeg -quality 50 -optimize -sample 2x2 -scans "$work/apart" \
    -outfile $inputs/jpeg/large-420-scans-apart.jpg "$work/calm.ppm"
cat > "$work/late" <<'SCANS'
0 1 2: 0-0,0,0;
0: 10-63,0,2;
0: 10-63,2,1;
0: 10-63,1,0;
0: 1-9,0,1;
0: 1-9,1,0;
1: 1-63,0,0;
2: 1-63,0,0;
SCANS
cjpeg -quality 50 -sample 2x2 -scans "$work/late" \
    -outfile $inputs/jpeg/large-420-high-frequencies-first.jpg "$work/calm.ppm"
cjpeg -quality 50 -optimize -sample 2x2 -restart 1 -outfile $inputs/jpeg/large-420-restart-rows.jpg "$work/calm.ppm"

# Arithmetic coding.
cjpeg -quality 60 -arithmetic -outfile $inputs/jpeg/arithmetic.jpg "$work/scene.ppm"
cjpeg -quality 60 -arithmetic -progressive -outfile $inputs/jpeg/arithmetic-progressive.jpg "$work/scene.ppm"
cjpeg -quality 60 -arithmetic -restart 1 -outfile $inputs/jpeg/arithmetic-restart.jpg "$work/scene.ppm"

# TIFF with JPEG in tiles, as YCbCr and as RGB, and what libtiff itself packs.
ppm2tiff "$work/scene.ppm" "$work/scene.tif"
tiffcp -c jpeg:r:60 -t -w 32 -l 16 "$work/scene.tif" $inputs/tiff/jpeg-tiles.tif
tiffcp -c jpeg:60 -r 16 "$work/scene.tif" $inputs/tiff/jpeg-ycbcr-strips.tif
tiffcp -c lzw:2 -B "$work/scene.tif" $inputs/tiff/lzw-by-libtiff.tif
tiffcp -c zip:2 -p separate "$work/scene.tif" $inputs/tiff/zip-by-libtiff.tif

# Alpha with a filter and compression; animations as the tools that people have make them.
cwebp -quiet -q 60 -alpha_method 1 -alpha_filter best $inputs/png/rgba-8.png -o $inputs/webp/alpha-filtered.webp
cwebp -quiet -q 60 -alpha_method 0 -alpha_filter best $inputs/png/rgba-8.png -o $inputs/webp/alpha-stored.webp
gif2webp -quiet -mixed -q 60 $inputs/gif/animated-restore.gif -o $inputs/webp/animated-by-gif2webp.webp
img2webp -loop 2 -lossy -q 60 -d 90 $inputs/png/rgba-8.png -lossless -d 40 $inputs/png/rgb-8.png \
    -o $inputs/webp/animated-by-img2webp.webp > "$work/log" 2>&1

# AVIF and JPEG XL beside those of the codecs' tests: HDR, wide colours, and a sequence with a still image.
python3 ppm.py scene 48 32 > "$work/small.ppm"
pnmtopng -quiet "$work/small.ppm" > "$work/small.png"
pnmflip -lr "$work/small.ppm" | pnmtopng -quiet > "$work/mirrored.png"
mkdir -p $inputs/avif $inputs/jxl
avifenc -s 4 -j 1 --yuv 444 -d 10 --cicp 9/18/9 "$work/small.png" $inputs/avif/bt2020-hlg.avif > "$work/log"
avifenc -s 4 -j 1 --yuv 420 --cicp 12/13/6 "$work/small.png" $inputs/avif/display-p3.avif > "$work/log"
avifenc -s 4 -j 1 --yuv 420 "$work/small.png" "$work/mirrored.png" $inputs/avif/sequence.avif > "$work/log"
pamdepth -quiet 65535 "$work/small.ppm" | pnmtopng -quiet > "$work/wide.png"
cjxl "$work/wide.png" $inputs/jxl/rec2100-hlg.jxl -x color_space=RGB_D65_202_Per_HLG --num_threads=0 2> "$work/log"
