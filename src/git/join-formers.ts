import type { Former } from './repository.ts';

/** What several parents hold. Where they have it under different names, or git does not say under which, none is given. */
export function joinFormers(formers: readonly Former[]): Former {
  const names = new Set(formers.map(({ movedFrom }) => movedFrom).filter((name) => name !== undefined));
  const before = formers.flatMap((former) => former.before);
  return { before, ...(names.size > 0 && { movedFrom: names.size === 1 ? [...names][0]! : true }) };
}
