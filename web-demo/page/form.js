// The outputs of a recipe as a form. It knows the names of fields, and leaves to the crate `recipe` what they may be.
// Fields that it does not show are kept.

import { text } from './language.js';

const FITS = ['inside', 'cover', 'cover-down', 'contain', 'outside', 'fill'];
const FORMATS = ['auto', 'jpeg', 'png', 'webp', 'gif'];
const QUALITIES = ['auto', 'score=70', 'score=80', 'score=90'];
const POSITIONS = ['attention', 'center', 'north', 'northeast', 'east', 'southeast', 'south', 'southwest', 'west', 'northwest'];

/** Fields of an output: the label, what it takes, and what stands there while it is empty. */
const FIELDS = {
  width: { label: text.width, kind: 'number', empty: text.any },
  height: { label: text.height, kind: 'number', empty: text.any },
  fit: { label: text.fit, choices: FITS },
  position: { label: text.position, kind: 'text', empty: 'center', suggestions: POSITIONS },
  format: { label: text.format, choices: FORMATS },
  quality: { label: text.quality, kind: 'quality', empty: '80', suggestions: QUALITIES },
  'max-bytes': { label: text.atMost, kind: 'text', empty: '30kB' },
  'shrink-to-fit': { label: text.shrinkToFit, kind: 'switch' },
  key: { label: text.key, kind: 'text', empty: '{key}', isWide: true },
};

/**
 * Sets the form up in `parent`. `onInput` is called with all fields of the recipe, or with a mistake.
 */
export function startForm(parent, onInput) {
  let fields = { outputs: [] };

  const tell = () => onInput(fields);
  const draw = () => parent.replaceChildren(...fields.outputs.map((output, index) => outputGroup(output, index)));

  function outputGroup(output, index) {
    const group = document.createElement('fieldset');
    const legend = document.createElement('legend');
    legend.textContent = text.output(index + 1);
    const fieldLabels = Object.entries(FIELDS).map(([name, kind]) => field(output, index, name, kind));
    group.append(legend, ...fieldLabels);
    if (fields.outputs.length > 1) group.append(removal(index));
    allow(group, output);
    return group;
  }

  function field(output, index, name, { label, kind, empty, choices, suggestions, isWide }) {
    const holder = document.createElement('label');
    holder.className = `field${isWide ? ' wide' : ''}${kind === 'switch' ? ' check' : ''}`;
    holder.append(label);
    const input = document.createElement(choices ? 'select' : 'input');
    input.name = `${name}-${index}`;
    if (choices) input.append(...choices.map((choice) => new Option(choice)));
    else if (kind === 'switch') input.type = 'checkbox';
    else Object.assign(input, { placeholder: empty, spellcheck: false, inputMode: kind === 'number' ? 'numeric' : 'text' });
    if (suggestions) {
      input.setAttribute('list', `${name}-choices`);
      holder.append(dataList(`${name}-choices`, suggestions, index));
    }
    if (kind === 'switch') input.checked = output[name] === true;
    else input.value = asText(output[name]) ?? choices?.[0] ?? '';
    input.setAttribute('aria-describedby', 'mistake');
    input.addEventListener('input', () => {
      const given = kind === 'switch' ? input.checked : input.value.trim();
      if (kind === 'number' && given && !isWhole(given)) {
        const message = text.noWholeNumber(name, given);
        return onInput(undefined, { message, field: name, output: index });
      }
      // What is the default anyway is left out, so that the text stays short.
      const isDefault = !given || (choices && given === choices[0]);
      if (isDefault) delete output[name];
      else output[name] = kind === 'number' || (kind === 'quality' && isWhole(given)) ? Number(given) : given;
      allow(input.closest('fieldset'), output);
      tell();
    });
    // A check box stands before its words.
    if (kind === 'switch') holder.prepend(input);
    else holder.append(input);
    return holder;
  }

  function removal(index) {
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', className: 'button small remove-output', textContent: text.remove });
    button.setAttribute('aria-label', text.removeOutput(index + 1));
    button.onclick = () => {
      fields.outputs.splice(index, 1);
      draw();
      tell();
      // The button is gone; the keyboard goes on from the next one.
      (parent.children[index] ?? parent.lastElementChild)?.querySelector('input')?.focus();
    };
    return button;
  }

  return {
    /** Shows the outputs of a recipe. */
    fill(all) {
      fields = structuredClone(all);
      draw();
    },
    /** Another output, half as wide as the narrowest. */
    add() {
      const widths = fields.outputs.map(({ width }) => width).filter(Boolean);
      const width = Math.max(1, Math.round((widths.length > 0 ? Math.min(...widths) : 256) / 2));
      const { format } = fields.outputs.at(-1) ?? {};
      fields.outputs.push({ width, ...(format && { format }), key: '{dir}/{stem}-{width}.{ext}' });
      draw();
      tell();
      parent.lastElementChild.querySelector('input').focus();
    },
    /** Sets fields of one output; those that are `undefined` go. */
    change(index, changes) {
      const output = fields.outputs[index];
      Object.assign(output, changes);
      for (const [name, value] of Object.entries(changes)) if (value === undefined) delete output[name];
      draw();
      tell();
    },
    /** Sets what holds for all outputs; `undefined` takes it away. */
    setOption(name, value) {
      fields.limits = { ...fields.limits, [name]: value };
      if (value === undefined) delete fields.limits[name];
      tell();
    },
    /** Marks the field that is to blame, and no other. */
    blame(mistake) {
      for (const input of parent.querySelectorAll('[name]')) {
        input.setAttribute('aria-invalid', String(input.name === `${mistake?.field}-${mistake?.output}`));
      }
    },
  };
}

const isWhole = (given) => /^\d+$/.test(given);

/** Lets be set only what means something, and takes away what does not any more. */
function allow(group, output) {
  const { fit, format } = output;
  const isOff = {
    position: !['cover', 'cover-down', 'contain'].includes(fit),
    quality: ['png', 'gif'].includes(format),
    'shrink-to-fit': output['max-bytes'] === undefined,
  };
  for (const [name, off] of Object.entries(isOff)) {
    const input = group.querySelector(`[name^="${name}-"]`);
    input.disabled = off;
    if (!off) continue;
    if (input.type === 'checkbox') input.checked = false;
    else input.value = '';
    delete output[name];
  }
}

/** One list of suggestions serves all outputs. */
function dataList(id, words, index) {
  if (index > 0) return '';
  const list = document.createElement('datalist');
  list.id = id;
  list.append(...words.map((word) => new Option(word)));
  return list;
}

/** A field's value as it is typed. */
function asText(value) {
  if (value === undefined || typeof value === 'string') return value;
  if (typeof value === 'object') return `${value.x},${value.y}`;
  return String(value);
}
