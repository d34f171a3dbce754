/** Says what is wrong with a value, or nothing when it is right. */
export type Kind = (value: unknown) => string | undefined;

/** A mapping's keys: each with its kind, and whether it must be there. */
export interface Field {
  readonly kind: Kind;
  readonly required: boolean;
}

/** Text that is not blank and, if given, has a certain form. */
export function text(form?: RegExp, formInWords = ''): Kind {
  return (value) => {
    if (typeof value !== 'string' || value.trim() === '') return 'must be text';
    return form === undefined || form.test(value) ? undefined : `must be ${formInWords}`;
  };
}

/** One of a few words. */
export function oneOf(...words: readonly string[]): Kind {
  return (value) => (words.includes(value as string) ? undefined : `must be one of ${words.join(', ')}`);
}

/** true or false. */
export const truth: Kind = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');

/** A number from `least` to `most`; whole if asked. */
export function number(least: number, most: number, whole = false): Kind {
  return (value) => {
    const right = typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value));
    return right ? undefined : `must be a ${whole ? 'whole ' : ''}number from ${least} to ${most}`;
  };
}

/** A list of at least `least` texts, each at least `shortest` characters long. */
export function texts(least: number, shortest = 1): Kind {
  return (value) => {
    if (!Array.isArray(value) || value.length < least) return `must be a list of at least ${least}`;
    const short = value.find((item) => typeof item !== 'string' || item.length < shortest);
    if (short === undefined) return undefined;
    return `must hold texts of at least ${shortest} characters; ${JSON.stringify(short)} is none`;
  };
}

/** A key that must be there. */
export function required(kind: Kind): Field {
  return { kind, required: true };
}

/** A key that may be left out. */
export function optional(kind: Kind): Field {
  return { kind, required: false };
}
