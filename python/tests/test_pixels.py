"""Pixels of Pillow and NumPy, in and out."""

import io
import unittest

import numpy
import thumbox
from kit import SAMPLE
from PIL import Image


def gradient(*shape, dtype="uint8"):
    most = numpy.iinfo(dtype).max
    return numpy.linspace(0, most, int(numpy.prod(shape))).reshape(shape).astype(dtype)


class Arrays(unittest.TestCase):
    def test_pixels_come_back_as_they_went_in(self):
        for shape in [(20, 30), (20, 30, 2), (20, 30, 3), (20, 30, 4)]:
            for dtype in ("uint8", "uint16"):
                with self.subTest(shape=shape, dtype=dtype):
                    array = gradient(*shape, dtype=dtype)
                    if shape[2:] in ((2,), (4,)):
                        # Colours are multiplied by alpha while they are resampled; opaque ones lose nothing.
                        array[..., -1] = numpy.iinfo(dtype).max
                    depth = {"uint8": 8, "uint16": 16}[dtype]
                    again = thumbox.resize(array, scale=1, format="raster", depth=depth).to_numpy()
                    self.assertEqual((again.dtype, again.shape), (array.dtype, array.shape))
                    self.assertTrue((again == array).all())
                    again[0, 0] = 0

    def test_strides_and_byte_order_do_not_matter(self):
        array = gradient(40, 60, 3)
        expected = thumbox.resize(array[::2, ::-1].copy(), width=9).sha256
        self.assertEqual(thumbox.resize(array[::2, ::-1], width=9).sha256, expected)
        wide = gradient(20, 30, dtype="uint16")
        expected = thumbox.resize(wide, width=9, format="png", depth=16).sha256
        self.assertEqual(thumbox.resize(wide.astype(">u2"), width=9, format="png", depth=16).sha256, expected)
        self.assertEqual(thumbox.resize(wide[:, :, None], width=9, format="png", depth=16).sha256, expected)

    def test_other_arrays_are_refused(self):
        for array, message in [
            (numpy.zeros((2, 2)), r"dtype float64; expected uint8 or uint16, such as \(array \* 255\)"),
            (numpy.zeros((2, 2), bool), "dtype bool"),
            (numpy.zeros((2, 2, 5), "uint8"), "shape"),
            (numpy.zeros(4, "uint8"), "shape"),
            (numpy.zeros((0, 4), "uint8"), "shape"),
            (numpy.zeros((2, 0, 3), "uint8"), "shape"),
        ]:
            with self.subTest(message), self.assertRaisesRegex(TypeError, message):
                thumbox.resize(array, width=9)

    def test_the_limit_of_files_is_none_of_pixels(self):
        array = gradient(100, 100, 3)
        result = thumbox.resize(array, width=9, limits={"max_file_bytes": 1000})
        self.assertEqual(result.width, 9)
        with self.assertRaises(thumbox.TooLargeError):
            thumbox.resize(array, width=9, limits={"max_pixels": 1000})

    def test_numbers_of_numpy_are_options(self):
        self.assertEqual(thumbox.resize(SAMPLE, width=numpy.int64(9)).width, 9)
        self.assertEqual(thumbox.resize(SAMPLE, width=9, format="gif", dither=numpy.float32(0.5)).width, 9)

    def test_encoded_results_are_decoded(self):
        result = thumbox.resize(SAMPLE, width=64, format="png")
        with Image.open(io.BytesIO(result.data)) as image:
            expected = numpy.asarray(image.convert("RGB"))
        self.assertTrue((result.to_numpy() == expected).all())


class PillowImages(unittest.TestCase):
    def test_every_mode_is_taken(self):
        with Image.open(SAMPLE) as image:
            image.load()
        for mode in ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr", "HSV", "LAB", "I;16"):
            with self.subTest(mode):
                source = Image.new("I;16", image.size, 40_000) if mode == "I;16" else convert(image, mode)
                result = thumbox.resize(source, width=32, format="png")
                self.assertEqual(result.width, 32)
        for mode in ("I", "F"):
            with self.subTest(mode), self.assertRaisesRegex(TypeError, f"mode {mode}, whose samples have no largest value"):
                thumbox.resize(image.convert(mode), width=32)

    def test_an_image_gives_what_its_pixels_give(self):
        with Image.open(SAMPLE) as image:
            image = image.convert("RGB")
        self.assertEqual(thumbox.resize(image, width=32).sha256, thumbox.resize(numpy.asarray(image), width=32).sha256)

    def test_orientation_and_profile_count(self):
        from PIL import ImageCms

        image = Image.new("RGB", (40, 20), (200, 30, 30))
        exif = Image.Exif()
        exif[0x0112] = 6
        file = io.BytesIO()
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        image.save(file, "PNG", exif=exif, icc_profile=profile)
        file.seek(0)
        with Image.open(file) as image:
            result = thumbox.resize(image, scale=1, format="png", keep="icc")
        self.assertEqual((result.width, result.height), (20, 40))
        self.assertIsNotNone(thumbox.probe(result.data).icc_profile)

    def test_transparency_of_a_palette_is_kept(self):
        image = Image.new("P", (8, 8), 3)
        image.putpalette([0, 0, 0] * 256)
        image.info["transparency"] = 3
        self.assertEqual(thumbox.resize(image, scale=1, format="raster").to_numpy()[0, 0, 3], 0)

    def test_images_come_out(self):
        for options, mode in [({}, "RGB"), ({"format": "raster"}, "RGB"), ({"format": "raster", "depth": 16}, "RGB")]:
            image = thumbox.resize(SAMPLE, width=40, **options).to_pillow()
            self.assertEqual((image.mode, image.width), (mode, 40))
        gray = thumbox.resize(gradient(20, 30, dtype="uint16"), scale=1, format="raster", depth=16).to_pillow()
        self.assertEqual(gray.mode, "I;16")
        self.assertEqual(gray.getpixel((29, 19)), 65_535)


def convert(image, mode):
    if mode == "RGBa":
        return image.convert("RGBA").convert("RGBa")
    if mode == "PA":
        return image.convert("P").convert("PA")
    if mode == "LAB":
        from PIL import ImageCms

        return ImageCms.profileToProfile(image, ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB")
    return image.convert(mode)


if __name__ == "__main__":
    unittest.main()
