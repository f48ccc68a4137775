// The package under Node, for `import`. What `require` gives is the same: a program that does both has one copy.
import thumbox from './node.cjs';

export const { createResizer, loadRecipes, probe, resize, ThumboxError } = thumbox;
