/** The module `name` (a path without extension) beside the module `self`: .ts in a clone, .js in a build. */
export function siblingModule(name: string, self: string): URL {
  const extension = /\.[^./]+$/.exec(new URL(self).pathname)?.[0] ?? '.js'
  return new URL(`./${name}${extension}`, self)
}
