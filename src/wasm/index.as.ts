// The one WebAssembly module: everything that touches many bytes. Memory is laid out by the callers (core.ts); every address
// is an argument. `npm run build` compiles it to core.wasm.
export * from './inflate.as';
export * from './delta.as';
export * from './search.as';
export * from './trees.as';
