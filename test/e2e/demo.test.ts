import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PACKAGE, seen, succeeds, watchedSandbox } from '../support/cli.ts';

test('the demo tells its story to the end', () => {
  const outcome = succeeds(watchedSandbox().run(process.execPath, [join(PACKAGE, 'demo/demo.mjs')]));
  expect(outcome.stdout).toContain('unleak: commit blocked: 1 secret in what this commit brings');
  expect(outcome.stdout).toContain('remote: unleak: push refused: 1 secret in what this push brings');
  expect(outcome.stdout).toContain('Pushed, and the key never got into the repository');
  expect(seen(outcome)).not.toMatch(/AKIA[A-Z2-7]{16}/);
});
