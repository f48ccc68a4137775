// The recipe: presets, a form, and the text, kept in step. The text is the one truth; the form shows what it means, and
// writes it anew when a field changes. All reading and writing is the crate `recipe`'s.
import { startForm } from './form.js';
import { text as says } from './language.js';
import { outputInWords } from './outputs.js';
import { startSheet } from './sheet.js';

/** How long typing must pause before thumbnails are made, in milliseconds. */
const TYPING_PAUSE = 250;
/** What the page opens with: one recipe that shows several outputs. */
const FIRST_PRESET = 'responsive';

const element = (id) => document.getElementById(id);

/**
 * Sets the editor up. `editor.recipe` is `{ text, bucket, folder, recipes }` of the last recipe without mistakes;
 * `onChange` is called when it has changed. `editor.change(index, fields)` sets fields of an output.
 */
export function startEditor(recipes, onChange) {
  const presets = recipes.presets();
  const text = element('text');
  const place = { bucket: element('bucket'), folder: element('folder') };
  const open = startSheet(element('editor'), element('sheet'));
  const editor = { recipe: undefined, change: (index, changes) => form.change(index, changes) };
  const note = element('mistake-note');
  note.querySelector('button').addEventListener('click', () => {
    open();
    text.focus();
  });
  const form = startForm(element('outputs'), (fields, mistake) => {
    const written = mistake ? { mistake } : recipes.write(fields);
    if (written.mistake) return show(written.mistake);
    text.value = written.text;
    read(TYPING_PAUSE, false);
  });
  let pause;
  /** The last text without mistakes. */
  let correct;

  /** Takes what the text says, in `delay` milliseconds. */
  function read(delay, fillsForm = true) {
    const { recipe, mistake } = recipes.read(text.value);
    show(mistake);
    showLines(mistake?.line);
    if (mistake) return;
    correct = text.value;
    if (fillsForm) form.fill(recipe.fields);
    element('tolerant').checked = recipe.fields.limits?.tolerant === true;
    showSummary(recipe);
    takeIn(delay);
  }

  function takeIn(delay) {
    clearTimeout(pause);
    if (delay === 0) take();
    else pause = setTimeout(take, delay);
  }

  function take() {
    const folder = place.folder.value.trim().replace(/^\/+|\/+$/g, '');
    const next = {
      text: correct,
      bucket: place.bucket.value.trim() || 'images',
      folder: folder && `${folder}/`,
      recipes,
    };
    const isSame = ['text', 'bucket', 'folder'].every((name) => editor.recipe?.[name] === next[name]);
    if (isSame) return;
    editor.recipe = next;
    onChange();
  }

  function show(mistake) {
    const where = mistake?.line === undefined ? '' : says.place(mistake.line, mistake.column);
    element('mistake').textContent = mistake ? where + mistake.message : '';
    // The same where the editor is closed.
    note.hidden = !mistake;
    note.querySelector('p').textContent = mistake ? says.mistake(where + mistake.message) : '';
    text.setAttribute('aria-invalid', String(mistake?.line !== undefined));
    form.blame(mistake);
  }

  function showLines(wrong) {
    const count = text.value.split('\n').length;
    const numbers = Array.from({ length: count }, (_, index) => {
      const line = document.createElement('span');
      line.textContent = index + 1;
      line.className = index + 1 === wrong ? 'wrong' : '';
      return line;
    });
    element('lines').replaceChildren(...numbers);
    element('lines').scrollTop = text.scrollTop;
  }

  function showSummary({ fields, outputs }) {
    const meaning = JSON.stringify(fields);
    for (const button of element('presets').children) {
      button.setAttribute('aria-pressed', String(button.meaning === meaning));
    }
    element('summary').textContent = outputs.map(({ target }) => outputInWords(JSON.parse(target))).join(' · ');
    // All that a recipe asks for, in its own words.
    element('summary').title = outputs.map(({ label }) => label).join('\n');
  }

  element('presets').replaceChildren(
    ...presets.map((preset) => {
      const button = document.createElement('button');
      Object.assign(button, { type: 'button', className: 'chip', textContent: preset.name, title: preset.description });
      button.meaning = JSON.stringify(recipes.read(preset.name).recipe.fields);
      button.onclick = () => {
        text.value = preset.text;
        read(0);
      };
      return button;
    }),
  );
  text.addEventListener('input', () => read(TYPING_PAUSE));
  // Whoever leaves the text has ended typing.
  text.addEventListener('change', () => takeIn(0));
  text.addEventListener('scroll', () => (element('lines').scrollTop = text.scrollTop));
  element('form').addEventListener('submit', (event) => event.preventDefault());
  element('add-output').addEventListener('click', () => form.add());
  element('tolerant').addEventListener('change', ({ target }) => form.setOption('tolerant', target.checked || undefined));
  for (const field of Object.values(place)) {
    field.addEventListener('input', () => takeIn(TYPING_PAUSE));
    field.addEventListener('change', () => takeIn(0));
  }

  const say = (words) => (element('said').textContent = words);
  element('copy').addEventListener('click', () => copy(text.value, says.copied).then(say));
  element('link').addEventListener('click', () => {
    history.replaceState(null, '', fragment(presets, text.value, place));
    copy(location.href, says.linkCopied).then(say);
  });
  element('download').addEventListener('click', () => {
    const isJson = text.value.trimStart().startsWith('{');
    save(text.value, isJson ? 'recipe.json' : 'recipe.toml');
  });

  const fromLink = () => {
    const asked = new URLSearchParams(location.hash.slice(1));
    const named = presets.find(({ name }) => name === asked.get('preset'));
    text.value = asked.get('recipe') ?? (named ?? presets.find(({ name }) => name === FIRST_PRESET)).text;
    for (const [name, field] of Object.entries(place)) if (asked.has(name)) field.value = asked.get(name);
    // Whoever follows a link with a mistake should see it.
    if (recipes.read(text.value).mistake) open();
    read(0);
  };
  window.addEventListener('hashchange', fromLink);
  // Photos can come at once, so there has to be a recipe, even where that of a link is none.
  text.value = presets.find(({ name }) => name === FIRST_PRESET).text;
  read(0);
  fromLink();
  return editor;
}

/** The link's end, which browsers do not send to servers: `#preset=web`, or `#recipe=` and the whole text. */
function fragment(presets, text, { bucket, folder }) {
  const preset = presets.find((preset) => preset.text === text);
  const parts = new URLSearchParams(preset ? { preset: preset.name } : { recipe: text });
  for (const field of [bucket, folder]) if (field.value !== field.defaultValue) parts.set(field.id, field.value);
  // A plus for a space would be taken for a plus by some programs that make links clickable.
  return `#${parts.toString().replaceAll('+', '%20')}`;
}

async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    return done;
  } catch {
    // Not allowed, or the page is not secure.
    return says.notCopied;
  }
}

function save(text, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = name;
  link.click();
  // The browser has read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
