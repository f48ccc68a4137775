// Without AVIF, which is not written: WebP is what Next.js serves by default.
export default { images: { formats: ['image/webp'], qualities: [75] } };
