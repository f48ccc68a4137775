import { defineConfig } from 'vite';

export default defineConfig({
  // Any path of any static host.
  base: './',
  // The development server must leave the package as it is: its Worker lies beside its module.
  optimizeDeps: { exclude: ['thumbox'] },
});
