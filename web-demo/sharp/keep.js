'use strict';
// Which metadata an output has. Without a word there is none, and colours are sRGB.
const { integerIn, invalidParameter, isGiven, isObject, isText, unsupported } = require('./checks.js');

const methods = {
  keepMetadata() {
    this.options.keep.add('all');
    return this;
  },

  keepIccProfile() {
    this.options.keep.add('icc');
    return this;
  },

  withIccProfile(icc, given) {
    if (!isText(icc)) throw invalidParameter('icc', 'string', icc);
    if (isObject(given) && isGiven(given.attach) && typeof given.attach !== 'boolean') throw invalidParameter('attach', 'boolean', given.attach);
    // What is written without a profile is sRGB.
    if (icc !== 'srgb') throw unsupported(`withIccProfile('${icc.slice(0, 40)}')`);
    this.options.keep.delete('icc');
    return this;
  },

  withMetadata(given) {
    if (isObject(given)) {
      integerIn('orientation', given.orientation, 1, 8);
      if (isGiven(given.density) && !(typeof given.density === 'number' && given.density > 0)) throw invalidParameter('density', 'positive number', given.density);
      const missing = ['orientation', 'density', 'icc', 'exif'].find((name) => isGiven(given[name]) && !(name === 'icc' && given.icc === 'srgb'));
      if (missing) throw unsupported(`withMetadata({ ${missing} })`);
    }
    return this.keepMetadata();
  },
};

module.exports = { methods };
