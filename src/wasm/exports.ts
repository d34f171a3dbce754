import type { DeltaExports } from './delta-exports.ts';
import type { InflateExports } from './inflate-exports.ts';
import type { SearchExports } from './search-exports.ts';
import type { TreesExports } from './trees-exports.ts';

/** What the WebAssembly module exports. */
export interface CoreExports extends InflateExports, DeltaExports, SearchExports, TreesExports {}
