import adapter from '@sveltejs/adapter-static';

export default {
  kit: {
    adapter: adapter({ pages: 'dist', assets: 'dist' }),
    // SvelteKit adds the digest of its own script.
    csp: {
      directives: {
        'default-src': ['none'],
        'script-src': ['self', 'wasm-unsafe-eval'],
        'worker-src': ['self'],
        'connect-src': ['self'],
        'img-src': ['self', 'blob:', 'data:'],
        'style-src': ['unsafe-inline'],
      },
    },
    // Any path of any static host.
    paths: { relative: true },
  },
};
