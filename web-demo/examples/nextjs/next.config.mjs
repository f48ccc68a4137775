export default {
  // Any static host.
  output: 'export',
  distDir: process.env.NEXT_DIST ?? 'dist',
};
