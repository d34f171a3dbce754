/** A literal's place in an object. */
export interface Anchor {
  readonly position: number;
  readonly form: number;
  readonly tag: number;
}

/** What a form of a literal is about: its own length, and how far around its start the rule behind it looks. */
export interface AnchorForm {
  readonly length: number;
  readonly back: number;
  readonly reach: number;
}

export interface MappedAnchor extends Anchor {
  readonly touched: boolean;
}

/**
 * Where a base's anchors are in a delta's result, found byte by byte.
 * @param origins for each byte of the result the base's byte that it is a copy of, or -1
 */
export function mapAnchorsSlowly(
  anchors: readonly Anchor[],
  forms: readonly AnchorForm[],
  origins: readonly number[],
  baseSize: number,
): MappedAnchor[] {
  const isBase = (place: number, position: number) => {
    if (position < 0) return place < 0;
    if (position >= baseSize) return place >= origins.length;
    return origins[place] === position;
  };
  const mapped: MappedAnchor[] = [];
  origins.forEach((_, place) => {
    for (const anchor of anchors) {
      const { length, back, reach } = forms[anchor.form]!;
      const same = (from: number, to: number) => {
        for (let i = from; i < to; i++) if (!isBase(place + i, anchor.position + i)) return false;
        return true;
      };
      // Further away both are outside.
      const furthest = Math.max(origins.length, baseSize) + 1;
      if (same(0, length))
        mapped.push({
          ...anchor,
          position: place,
          touched: !same(-Math.min(back, furthest), Math.min(reach, furthest)),
        });
    }
  });
  return mapped;
}
