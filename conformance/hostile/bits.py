"""Bits put together to bytes, and data that unpacks to many zeros."""

import struct
import zlib


class LowFirst:
    """Bits from the lowest up, as Deflate, GIF and WebP have them. Long runs are for whole bytes."""

    def __init__(self):
        self.bytes = bytearray()
        self.rest = 0
        self.count = 0

    def push(self, value, count):
        """A number, its lowest bit first."""
        self.rest |= value << self.count
        self.count += count
        if self.count >= 64:
            whole = self.count // 8
            self.bytes += (self.rest & ((1 << whole * 8) - 1)).to_bytes(whole, "little")
            self.rest >>= whole * 8
            self.count -= whole * 8
        return self

    def code(self, code, length):
        """A Huffman code, its highest bit first."""
        return self.push(int(f"{code:0{length}b}"[::-1], 2) if length else 0, length)

    def done(self):
        whole = (self.count + 7) // 8
        return bytes(self.bytes) + self.rest.to_bytes(whole, "little")


class HighFirst:
    """Bits from the highest down, as in JPEG and the LZW of TIFF."""

    def __init__(self):
        self.text = []

    def push(self, value, count):
        if count:
            self.text.append(f"{value:0{count}b}")
        return self

    def done(self, fill="0"):
        text = "".join(self.text)
        text += fill * (-len(text) % 8)
        return int(text or "0", 2).to_bytes(len(text) // 8, "big")


def zeros(count):
    """A zlib stream of so many zeros: one piece that refers to nothing before it, again and again."""
    piece = 1 << 20
    pack = zlib.compressobj(9, wbits=-15)
    packed = pack.compress(bytes(piece)) + pack.flush(zlib.Z_FULL_FLUSH)
    pack = zlib.compressobj(9, wbits=-15)
    rest = pack.compress(bytes(count % piece)) + pack.flush()
    adler = (count % 65521) << 16 | 1
    return b"\x78\xda" + packed * (count // piece) + rest + struct.pack(">I", adler)


def empty_blocks(count):
    """Deflate: blocks with code tables of their own and nothing in them, eight at a time in 91 bytes."""
    bits = LowFirst()
    for _ in range(8):
        # Not the last; dynamic codes; 257 literals, 1 distance, 18 lengths of code lengths: those of 18 and 1 are 1.
        bits.push(0, 1).push(2, 2).push(0, 5).push(0, 5).push(14, 4)
        for symbol in (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1):
            bits.push(int(symbol in (1, 18)), 3)
        # Literal 0 has a code of one bit; 255 have none; the end of the block has one, and distance 0.
        bits.push(0, 1).push(1, 1).push(127, 7).push(1, 1).push(106, 7).push(0, 1).push(0, 1)
        bits.push(1, 1)
    return bits.done() * (count // 8)


def lzw_zeros(count, variant):
    """LZW data for so many zeros of 8 bits, as GIF ("gif") or TIFF ("tiff") has it."""
    bits = LowFirst() if variant == "gif" else HighFirst()
    clear, end = 256, 257
    # TIFF's codes grow one code early.
    early = 0 if variant == "gif" else 1
    left = count
    # The table fills with ever longer runs; a full one is used on.
    width = 9
    bits.push(clear, width)
    bits.push(0, width)
    left -= 1
    following = 258
    length = 1
    while left > 0:
        if following < 4094:
            length += 1
            code = following
            following += 1
        else:
            code = following - 1
        if length > left:
            # The run of just what is left.
            code = 0 if left == 1 else 256 + left
        bits.push(code, width)
        left -= min(length, left)
        if following + early >= 1 << width and width < 12:
            width += 1
    bits.push(end, width)
    return bits.done()
