// A recipe as `thumbox` takes it, which converts it for the component itself: the vector's own, with a name for
// each result.

export function withKeys(recipe) {
  const { output, outputs = output ?? {}, ...others } = recipe;
  const keyed = [outputs].flat().map((fields, index) => ({ ...fields, key: `{key}/${index}` }));
  return { ...others, outputs: keyed };
}
