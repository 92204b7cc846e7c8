/**
 * Where a file of a packaged app lies on the disk. Electron shows its archive (`app.asar`) to Node as a folder; what
 * the system or llama.cpp opens by its path has to lie beside it, in `app.asar.unpacked`. Other paths stay as they are.
 */
export function unpackedPath(path: string): string {
  return path.replace(/([\\/])app\.asar(?=[\\/])/, '$1app.asar.unpacked')
}
