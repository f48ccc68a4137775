// The component's warnings in people's words and in the page's language. What it says itself, in the words of the format,
// stands behind them.
import { text } from './language.js';
import { percent } from './words.js';

/** `120 of 200 rows could be read`; `rows of its passes` are others. */
const ROWS = /: (\d+) of (\d+) rows could be read/;
const FRAMES = /: (\d+) of (\d+) frames could be read/;
/** `6786 of 17120 MCUs (39.6 %) of a scan are missing and filled, from MCU 10334` */
const BLOCKS = /^(\d+) of (\d+) MCUs \S+ %\) of a scan are missing and filled, from MCU (\d+)/;

/** Where the last row of a file is in the picture, by its EXIF orientation (Exif 3.0, 4.6.5.1.6). */
const LAST_ROW = [undefined, 'lower', 'lower', 'upper', 'upper', 'right', 'left', 'left', 'right'];
/** Formats that may begin with the last row. */
const FROM_BELOW = ['bmp', 'ico', 'tga'];

/** A warning of a picture of which the component says `info`, in a sentence. */
export function inWords({ kind, message }, info) {
  if (kind !== 'picture-lost') return text.warningKinds[kind] ?? kind;
  const frames = FRAMES.exec(message);
  if (frames) return text.framesMissing(frames[2] - frames[1], frames[2]);
  const share = missing(message, info);
  if (share === undefined) return text.partMissing;
  const hasSide = share < 1 && !FROM_BELOW.includes(info?.format);
  return text.sideMissing[(hasSide && LAST_ROW[info?.orientation]) || 'some'](percent(Math.max(share, 0.01)));
}

/** How much of the picture is missing at its last row, from 0 to 1; undefined where that is not known. */
function missing(message, info) {
  const rows = ROWS.exec(message);
  if (rows) return 1 - rows[1] / rows[2];
  const blocks = BLOCKS.exec(message)?.slice(1).map(Number);
  if (!blocks || info?.progressive !== false) return undefined;
  const [lost, all, first] = blocks;
  // What is missing in the middle is no side of the picture.
  return first + lost >= all ? lost / all : undefined;
}
