import type { Pass } from './layer.ts';

/** Texts that stand in the bytes as they are. */
export const plain: Pass = (bytes, layer) =>
  layer.search.hits(bytes).map(({ wanted: { target, marker, star, encodings }, start, end }) => ({
    start,
    end,
    bytes: marker && !layer.keepsLength ? marker : Buffer.alloc(end - start, star),
    replaced: [{ target, start, end, encodings }],
  }));
