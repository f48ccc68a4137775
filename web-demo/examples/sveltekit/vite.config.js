import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [sveltekit()],
  // The development server must leave the package as it is: its files lie beside its module.
  optimizeDeps: { exclude: ['thumbox'] },
});
