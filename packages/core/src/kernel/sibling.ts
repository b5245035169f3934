/** The URL of a module beside another, in the source (`.ts`) as well as in the published build (`.js`). */
export const sibling = (from: string, path: string): URL =>
  new URL(`${path}${from.endsWith('.ts') ? '.ts' : '.js'}`, from)
