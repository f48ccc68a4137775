"""The reference against what can be known without it."""

import io
import unittest

import numpy as np
from PIL import Image, ImageCms

import icc_matrix
from colour import through_chunks, through_profile, to_srgb
from decode import TURNS, Decoded, from_pillow, orientation, turned
from picture import Picture, to_bytes
from reference import render
from resample import fit_inside, resample, weights

# cHRM of sRGB, with the red and green primaries exchanged, and gAMA of 1/2.2.
EXCHANGED = np.array([31270, 32900, 30000, 60000, 64000, 33000, 15000, 6000], dtype=">u4").tobytes()
GAMMA = np.array([45455], dtype=">u4").tobytes()


def noise(width, height, planes=3):
    return np.random.default_rng(1).integers(0, 256, (height, width, planes), dtype=np.uint8)


def smooth(width, height):
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([x * 255 // width, y * 255 // height, (x + y) * 255 // (width + height)], axis=-1).astype(np.uint8)


class Sizes(unittest.TestCase):
    def test_rounding(self):
        self.assertEqual(fit_inside(600, 400, 256), (256, 171))
        self.assertEqual(fit_inside(400, 600, 256), (171, 256))
        self.assertEqual(fit_inside(512, 3, 256), (256, 2))
        self.assertEqual(fit_inside(10000, 1, 256), (256, 1))
        self.assertEqual(fit_inside(256, 9, 256), (256, 9))


class Resampling(unittest.TestCase):
    def test_weights(self):
        for source, target in ((7, 3), (100, 33), (3, 7), (5, 5)):
            self.assertEqual(weights(source, target).shape, (target, source))
            np.testing.assert_allclose(weights(source, target).sum(axis=1), 1)
        # By hand: 6 to 3 has its support of 6 samples around the centre 3, cut at the edges.
        by_hand = [np.sinc(d / 2) * np.sinc(d / 6) for d in (-2.5, -1.5, -0.5, 0.5, 1.5, 2.5)]
        np.testing.assert_allclose(weights(6, 3)[1], np.array(by_hand) / sum(by_hand))

    def test_a_flat_picture_stays_flat(self):
        np.testing.assert_allclose(resample(np.full((90, 70), 0.3), 31, 17), 0.3)

    def test_pillow_agrees(self):
        picture = smooth(300, 200)
        theirs = np.asarray(Image.fromarray(picture).resize((77, 51), Image.Resampling.LANCZOS))
        ours = np.stack([to_bytes(resample(picture[..., i] / 255, 77, 51)) for i in range(3)], axis=-1)
        self.assertLessEqual(np.abs(theirs.astype(int) - ours).max(), 1)

    def test_hidden_colours_do_not_bleed(self):
        colour = np.zeros((300, 300, 3), dtype=np.uint8)
        colour[:, :150] = (255, 0, 0)
        colour[:, 150:] = (0, 255, 0)
        alpha = np.zeros((300, 300), dtype=np.uint8)
        alpha[:, :150] = 255
        small = render(Decoded(Picture(colour, alpha)), 100)
        visible = small[small[..., 3] > 0]
        self.assertEqual(visible[:, 1].max(), 0)


class Orientation(unittest.TestCase):
    def test_arrays_turn_as_pillow_does(self):
        samples = noise(5, 3)
        for turn in TURNS.values():
            theirs = np.asarray(Image.fromarray(samples).transpose(turn))
            np.testing.assert_array_equal(turned(Picture(samples), turn).colour, theirs)

    def test_tag(self):
        exif = Image.Exif()
        exif[0x0112] = 6
        file = io.BytesIO()
        Image.new("RGB", (2, 3)).save(file, "JPEG", exif=exif)
        with Image.open(file) as image:
            self.assertEqual(orientation(image), 6)


class Colour(unittest.TestCase):
    def test_double_precision_agrees_with_little_cms(self):
        srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        wide = icc_matrix.parse(srgb)
        picture = Picture(noise(40, 40))
        theirs = through_profile(picture, srgb).colour
        ours = to_bytes(wide.to_srgb(picture.colour / 255))
        self.assertLessEqual(np.abs(theirs.astype(int) - ours).max(), 1)

    def test_a_profile_of_another_model_is_ignored(self):
        srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        picture = Picture(noise(4, 4, planes=1))
        self.assertIs(to_srgb(Decoded(picture, srgb)), picture)
        self.assertIs(to_srgb(Decoded(picture, b"no profile")), picture)

    def test_chromaticities(self):
        picture = Picture(np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]], dtype=np.uint8))
        found = to_bytes(through_chunks(picture, {"gAMA": GAMMA, "cHRM": EXCHANGED}).colour)
        np.testing.assert_array_equal(found[0, :, :], [[0, 255, 0], [255, 0, 0], [0, 0, 255], [255, 255, 255]])
        self.assertIs(through_chunks(picture, {"gAMA": GAMMA, "cHRM": EXCHANGED, "sRGB": b"\0"}), picture)
        self.assertIs(through_chunks(picture, {"gAMA": GAMMA}), picture)

    def test_inks(self):
        inks = Image.new("CMYK", (1, 1), (255, 0, 0, 128))
        rgb = to_bytes(to_srgb(Decoded(from_pillow(inks))).colour)
        self.assertEqual(rgb.tolist(), [[[0, 127, 127]]])

    def test_linear_curve(self):
        profile = icc_matrix.MatrixProfile([lambda value: value] * 3, icc_matrix.SRGB_TO_D50)
        self.assertEqual(to_bytes(profile.to_srgb(np.full((1, 1, 3), 0.5))).tolist(), [[[188, 188, 188]]])


class Small(unittest.TestCase):
    def test_a_small_picture_stays_as_it_is(self):
        samples = noise(50, 20)
        np.testing.assert_array_equal(render(Decoded(Picture(samples)), 256)[..., :3], samples)


if __name__ == "__main__":
    unittest.main()
