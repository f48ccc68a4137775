// Where the module of the HEIC codec is: createResizer({ codecs: { heic } }) of the package thumbox takes it. Nothing is loaded here.
export default new URL('./heic.core.wasm', import.meta.url);
