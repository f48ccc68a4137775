/** The address of the HEIC codec's module, for `createResizer({ codecs: { heic } })` of the package `thumbox`. */
declare const heic: URL;
export default heic;
