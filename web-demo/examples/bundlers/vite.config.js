import { defineConfig } from 'vite';

export default defineConfig({
  // Any path of any static host.
  base: './',
  build: { outDir: 'dist/vite' },
  // The development server must leave the packages as they are: their files lie beside their modules.
  optimizeDeps: { exclude: ['thumbox', '@thumbox/heic'] },
});
