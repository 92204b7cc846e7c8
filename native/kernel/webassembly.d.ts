/** The part of the WebAssembly JavaScript interface that the kernels use; Node's types do not declare it. */
declare namespace WebAssembly {
  type Module = object
  const Module: new (bytes: Uint8Array) => Module
  interface Memory {
    grow(pages: number): number
    readonly buffer: ArrayBuffer | SharedArrayBuffer
  }
  const Memory: new (descriptor: { initial: number } | { initial: number; maximum: number; shared: true }) => Memory
  interface Instance {
    readonly exports: Record<string, unknown>
  }
  const Instance: new (module: Module, imports: Record<string, Record<string, unknown>>) => Instance
}
