import type { Redactor } from '../plan/redactor.ts';
import type { Proof } from '../prove/proof.ts';
import type { ProofSummary } from './receipt.ts';

const MOST = 50;

/** What a proof came to, in sentences for people. */
export function proofSummary(proof: Proof, redact: Redactor): ProofSummary {
  const { clean, objects, bytes, holders, files, names, milliseconds } = proof;
  const left = [
    ...(['blobs', 'commits', 'tags', 'trees'] as const).flatMap((kind) =>
      holders[kind].map((oid) => `${KINDS[kind]} ${oid} holds it.`),
    ),
    ...files.map(({ path, why }) => `The file ${path}: ${why}`),
    ...names.map((name) => `A name holds it: ${name}.`),
  ];
  const notLookedAt = [...holders.unread.map(({ oid, why }) => ({ what: oid, why })), ...proof.notLookedAt];
  return {
    ...{ clean, objects, bytes, milliseconds: Math.round(milliseconds) },
    left: left.slice(0, MOST).map(redact),
    notLookedAt: notLookedAt.slice(0, MOST).map(({ what, why }) => ({ what: redact(what), why: redact(why) })),
  };
}

const KINDS = { blobs: 'The blob', commits: 'The commit', tags: 'The tag', trees: 'A name in the tree' } as const;
