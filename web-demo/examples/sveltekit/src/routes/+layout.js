// The page is rendered when it is built, as it would be on a server.
export const prerender = true;
