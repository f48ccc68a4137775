import { defineConfig } from 'vite';

export default defineConfig({
  // Any path of any static host.
  base: './',
  build: { outDir: 'dist/vite' },
  // The development server must leave the package as it is: its files lie beside its module.
  optimizeDeps: { exclude: ['thumbox'] },
});
