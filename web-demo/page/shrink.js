// *Shrink photos*: whether a smaller copy is uploaded in place of the photo. A mistake in its field blocks uploads: the
// photo itself, with its location, must not be sent because a number could not be read.
import { text } from './language.js';
import { CloudError } from './signer.js';

/** The longest side of an output, in pixels (`max-side` of recipes). */
const LONGEST = 16_384;

export class Shrink {
  #check;
  #field;
  #mistake;

  /** The check box, the field for the side, and the paragraph that says what is wrong with it. */
  constructor({ check, field, mistake }) {
    this.#check = check;
    this.#field = field;
    this.#mistake = mistake;
    check.addEventListener('change', () => this.#show());
    field.addEventListener('input', () => this.#show());
    this.#show();
  }

  /**
   * The side of the square that photos are made to fit, in pixels, or undefined where they are uploaded as they are. Throws
   * a CloudError where the field has a mistake.
   */
  side() {
    const mistake = this.#show();
    if (mistake) throw new CloudError('shrink', mistake);
    return this.#check.checked ? Number(this.#field.value) : undefined;
  }

  /** Takes the keyboard to the field. */
  focus() {
    this.#field.focus();
  }

  #show() {
    this.#field.disabled = !this.#check.checked;
    const mistake = this.#check.checked ? mistakeIn(this.#field.value) : '';
    this.#field.setAttribute('aria-invalid', String(mistake !== ''));
    // An unchanged text is not set again: it would be read out at each letter.
    if (this.#mistake.textContent !== mistake) this.#mistake.textContent = mistake;
    return mistake;
  }
}

function mistakeIn(value) {
  const given = value.trim();
  if (/^\d+$/.test(given) && given >= 1 && given <= LONGEST) return '';
  return text.notASide(given, LONGEST);
}
