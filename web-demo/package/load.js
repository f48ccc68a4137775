// Compiles a module of WebAssembly.

/** Fetches and compiles the module at an address. */
export async function compile(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname} has status ${response.status}`);
  // Streaming is quicker, and lets browsers keep the compiled code. It refuses the file where a server does not know
  // the media type of WebAssembly.
  const isNamed = response.headers.get('Content-Type')?.startsWith('application/wasm');
  return isNamed ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}
