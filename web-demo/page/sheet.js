// Where the editor is: in the page, or on a phone in a sheet over the lower part of it, so that results stay where they are.

const phone = matchMedia('(max-width: 600px)');

/** Sets both up: `editor` is a `<details>`, `sheet` a `<dialog>`. Returns what opens the editor in its place. */
export function startSheet(editor, sheet) {
  const content = editor.querySelector('.sides');
  const body = sheet.querySelector('.sheet-body');

  const open = () => {
    if (!phone.matches) editor.open = true;
    else if (!sheet.open) {
      body.append(content);
      sheet.showModal();
    }
  };
  // Once: what is moved loses the focus.
  const putBack = () => body.contains(content) && editor.append(content);

  editor.querySelector('summary').addEventListener('click', (event) => {
    if (!phone.matches) return;
    event.preventDefault();
    open();
  });
  // Escape closes it too, and hands the focus back to what had it.
  sheet.addEventListener('close', putBack);
  sheet.querySelector('button').addEventListener('click', () => sheet.close());
  // Beside the sheet, which fills the dialog.
  sheet.addEventListener('click', ({ target }) => target === sheet && sheet.close());
  // A phone that is turned, or a window that is made wider, keeps the editor open.
  phone.addEventListener('change', () => {
    const { activeElement } = document;
    const hadFocus = content.contains(activeElement);
    if (phone.matches && editor.open) {
      editor.open = false;
      open();
    } else if (!phone.matches && sheet.open) {
      sheet.close();
      putBack();
      editor.open = true;
    } else return;
    if (hadFocus) activeElement.focus();
  });
  return open;
}
