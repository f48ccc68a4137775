// One resizer for all hooks of a page that bring none: its Workers serve every component.
import { createResizer } from 'thumbox';

let resizer;
let users = 0;

/** Returns `{ resizer, release }`. Its Workers end when everybody has released it. */
export function shareResizer() {
  resizer ??= createResizer();
  users += 1;
  return { resizer, release };
}

function release() {
  users -= 1;
  // Not at once: what replaces a component, and StrictMode, takes it again in the same commit.
  setTimeout(() => users === 0 && resizer.close());
}
