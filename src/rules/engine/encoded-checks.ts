import type { Form } from '../../wasm/search-forms.ts';
import type { ByteSets } from './byte-sets.ts';
import { SHAPE_END, type ShapeGraph, type ShapeState } from './shape-graph.ts';

/** Enough of an encoding's characters in a row to be no accident; a longer check would gain nothing. */
const MOST = { base64: 48, hex: 64, 'utf-16': 8 } as const;

const BASE64 = /[0-9A-Za-z+/_-]/;
const HEX = /[0-9A-Fa-f]/;
const LINE_END = /[\r\n]/;

/**
 * What must follow an encoded form: as many of the encoding's characters as the literal's rest and the shortest match take
 * up. A line end passes, since text may be wrapped there.
 *
 * @param length the literal's length in bytes
 * @param least the fewest bytes of a match after it
 */
export function encodedCheck(form: Form, length: number, least: number, sets: ByteSets, graph: ShapeGraph): ShapeState {
  const bytes = form.skip + length + least;
  switch (form.kind) {
    case 'base64':
      return run(
        BASE64,
        Math.min(MOST.base64, Math.floor((bytes * 8) / 6) - form.before - form.sets.length),
        sets,
        graph,
      );
    case 'hex':
      return run(HEX, Math.min(MOST.hex, bytes * 2 - form.sets.length), sets, graph);
    case 'utf-16':
      return wideRun(Math.min(MOST['utf-16'], bytes - (form.sets.length + 1) / 2), sets, graph);
    default:
      return SHAPE_END;
  }
}

function run(characters: RegExp, count: number, sets: ByteSets, graph: ShapeGraph): ShapeState {
  const member = sets.matchedBy(characters.source, '');
  const lineEnd = graph.byte(sets.matchedBy(LINE_END.source, ''), SHAPE_END);
  let state = SHAPE_END;
  for (let i = 0; i < count; i++) state = graph.fork([graph.byte(member, state), lineEnd]);
  return state;
}

/** Characters with a NUL before each. */
function wideRun(count: number, sets: ByteSets, graph: ShapeGraph): ShapeState {
  const nul = sets.of((byte) => byte === 0);
  const character = sets.of((byte) => byte !== 0);
  let state = SHAPE_END;
  for (let i = 0; i < count; i++) state = graph.byte(nul, graph.byte(character, state));
  return state;
}
