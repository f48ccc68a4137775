// The package for `import`. What `require` gives is the same: a program that does both has one copy.
import sharp from './index.js';

export default sharp;
