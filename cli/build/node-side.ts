import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type ts from 'typescript'

const packageFolder = dirname(fileURLToPath(new URL('../../package.json', import.meta.url)))
const folders = ['core', 'native', 'engine', 'cli', 'electron']
/** Needed to build or to package, not to run. */
const leftOut = new Set(['electron/preload.ts', 'cli/build-node.ts', 'cli/build/node-side.ts', 'cli/start.ts'])
const leftOutFolder = 'electron/package/'

/** What says whether a build is up to date: written last. */
export const nodeBuildStamp: string = join(packageFolder, 'dist', 'node-build.json')

/** Sources of the build. */
export const nodeBuildSources: readonly string[] = [...folders, 'package-lock.json'].map((name) =>
  join(packageFolder, name),
)

/**
 * Translates every TypeScript file of the Node side to JavaScript below dist/, in the same folders, and bundles
 * Electron's preload script. Types are not checked here (`npm run check:types` does that).
 */
export async function buildNode(): Promise<void> {
  const { default: compiler } = await import('typescript')
  rmSync(nodeBuildStamp, { force: true })
  for (const folder of folders) rmSync(join(packageFolder, 'dist', folder), { recursive: true, force: true })
  const files = folders.flatMap((folder) => typeScriptFiles(join(packageFolder, folder)))
  for (const file of files) translate(compiler, file)
  await bundlePreload()
  writeFileSync(nodeBuildStamp, `${JSON.stringify({ files: files.length })}\n`)
}

function typeScriptFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => {
      const path = relative(packageFolder, file).split(sep).join('/')
      return !leftOut.has(path) && !path.startsWith(leftOutFolder)
    })
}

function translate(compiler: typeof ts, file: string): void {
  const target = builtFile(file)
  const { outputText, diagnostics } = compiler.transpileModule(readFileSync(file, 'utf8'), {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: {
      target: compiler.ScriptTarget.ES2024,
      module: compiler.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
    transformers: { before: [relocateAddresses(compiler, file, target)] },
  })
  const [fault] = diagnostics ?? []
  if (fault !== undefined) throw new Error(`${file}: ${compiler.flattenDiagnosticMessageText(fault.messageText, ' ')}`)
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, outputText)
}

function builtFile(file: string): string {
  return join(packageFolder, 'dist', relative(packageFolder, file)).replace(/\.ts$/, '.js')
}

/**
 * `new URL('<relative address>', import.meta.url)` names a file by its place in the sources. In the built file it must
 * name the built module, or, for what is not built (models, package.json), the same file from one folder further down.
 */
function relocateAddresses(compiler: typeof ts, file: string, target: string): ts.TransformerFactory<ts.SourceFile> {
  const relocate = (address: string): string => {
    const named = fileURLToPath(new URL(address, pathToFileURL(file)))
    const segments = relative(packageFolder, named).split(sep)
    const isBuilt = named.endsWith('.ts') && folders.includes(segments[0]!)
    const wanted = isBuilt ? builtFile(named) : named
    const path = relative(dirname(target), wanted).split(sep).join('/') + (address.endsWith('/') ? '/' : '')
    return path.startsWith('.') ? path : `./${path}`
  }
  return (context) => {
    const visit = (node: ts.Node): ts.Node => {
      if (compiler.isNewExpression(node) && compiler.isIdentifier(node.expression) && node.expression.text === 'URL') {
        const [address, base] = node.arguments ?? []
        if (address !== undefined && compiler.isStringLiteral(address) && base?.getText() === 'import.meta.url') {
          // The bundled preload script exists only among the built files, at the same place.
          if (address.text.endsWith('.cjs')) return node
          const moved = context.factory.createStringLiteral(relocate(address.text))
          return context.factory.updateNewExpression(node, node.expression, undefined, [moved, base])
        }
      }
      return compiler.visitEachChild(node, visit, context)
    }
    return (source) => compiler.visitEachChild(source, visit, context)
  }
}

/** A sandboxed preload script is one CommonJS file that may require nothing but Electron. */
async function bundlePreload(): Promise<void> {
  const { build } = await import('vite')
  await build({
    configFile: false,
    root: packageFolder,
    logLevel: 'warn',
    build: {
      outDir: join(packageFolder, 'dist', 'electron'),
      emptyOutDir: false,
      minify: false,
      target: 'esnext',
      lib: { entry: join(packageFolder, 'electron', 'preload.ts'), formats: ['cjs'], fileName: () => 'preload.cjs' },
      rollupOptions: { external: ['electron'] },
    },
  })
}
