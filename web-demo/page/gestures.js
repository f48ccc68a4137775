// Zooming and holding, by pointer, touch and keyboard.

/** A wheel with Ctrl, which is also a pinch on a touchpad, and two fingers: `zoomBy` gets steps. */
export function listenForZoom(stage, zoomBy) {
  stage.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoomBy(event.deltaY < 0 ? 1 : -1);
    },
    { passive: false },
  );
  const fingers = new Map();
  let start;
  const apart = () => {
    const [one, other] = [...fingers.values()];
    return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
  };
  stage.addEventListener('pointerdown', (event) => {
    if (event.pointerType !== 'touch') return;
    fingers.set(event.pointerId, event);
    start = fingers.size === 2 ? apart() : undefined;
  });
  stage.addEventListener('pointermove', (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, event);
    if (start === undefined) return;
    const ratio = apart() / start;
    // Zooms are apart by two.
    if (ratio > 1 / 1.5 && ratio < 1.5) return;
    zoomBy(ratio > 1 ? 1 : -1);
    start = apart();
  });
  for (const type of ['pointerup', 'pointercancel']) {
    stage.addEventListener(type, ({ pointerId }) => {
      fingers.delete(pointerId);
      start = undefined;
    });
  }
}

/** Tells when a button is held down, by pointer or by keyboard, and let go. */
export function listenForHolding(button, hold) {
  const isKey = ({ key }) => [' ', 'Enter'].includes(key);
  button.addEventListener('pointerdown', () => hold(true));
  button.addEventListener('keydown', (event) => isKey(event) && hold(true));
  for (const type of ['pointerup', 'pointerleave', 'pointercancel', 'blur']) button.addEventListener(type, () => hold(false));
  button.addEventListener('keyup', (event) => isKey(event) && hold(false));
}
