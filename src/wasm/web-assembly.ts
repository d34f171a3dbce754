/** A WebAssembly memory. https://webassembly.github.io/spec/js-api/#memories */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** @returns the size before, in pages of 64 KiB @throws RangeError above the maximum */
  grow(pages: number): number;
}

/** A compiled module. https://webassembly.github.io/spec/js-api/#modules */
export interface WasmModule {
  readonly [Symbol.toStringTag]: string;
}

/** The part of the interface that is used here: TypeScript has it with the types of browsers only. */
interface WasmInterface {
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Memory: new (descriptor: { readonly initial: number; readonly maximum: number }) => WasmMemory;
  readonly Instance: new (
    module: WasmModule,
    imports: { readonly env: { readonly memory: WasmMemory } },
  ) => { readonly exports: unknown };
}

export const { Module, Memory, Instance } = (globalThis as unknown as { WebAssembly: WasmInterface }).WebAssembly;
