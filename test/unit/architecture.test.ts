import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { breachesIn, breachesOf, MAY_IMPORT, REVEALS, sourcesBelow } from '../support/imports.ts';

describe('the architecture', () => {
  it('holds in src: imports run one way, and only few files start processes, print, or read a secret', () => {
    expect(sourcesBelow('src').length).toBeGreaterThan(100);
    expect(breachesIn('src')).toEqual([]);
  });

  it('knows every folder of src, and no others', () => {
    const folders = readdirSync('src').filter((name) => name !== 'index.ts');
    expect(folders.sort()).toEqual(
      Object.keys(MAY_IMPORT)
        .filter((name) => name !== 'index.ts')
        .sort(),
    );
  });

  it('lists no file that does not read a secret', () => {
    const files = new Set(sourcesBelow('src'));
    for (const file of REVEALS) expect(files).toContain(file);
  });

  it.each([
    ['domain/x.ts', `import { scan } from '../gate/scan.ts';`, 'imports from gate'],
    ['detect/deep/x.ts', `import type { Repository } from '../../git/repository.ts';`, 'imports from git'],
    ['cli/x.ts', `const { run } = await import('../action/main.ts');`, 'imports from action'],
    ['report/x.ts', `export { scan } from '../gate/scan.ts';`, 'imports from gate'],
    ['gate/x.ts', `import { spawn } from 'node:child_process';`, 'starts processes'],
    ['git/x.ts', `const { spawn } = process.getBuiltinModule('child_process');`, 'starts processes'],
    ['gate/x.ts', 'console.log(1);', 'prints, exits or reads argv'],
    ['config/x.ts', 'process.exit(0);', 'prints, exits or reads argv'],
    ['gate/x.ts', `import { request } from 'node:https';`, 'reaches the network'],
    ['gate/x.ts', `await fetch('x');`, 'reaches the network'],
    ['report/x.ts', 'finding.secret.reveal();', 'reads the text of a secret'],
    ['other/x.ts', '', 'lies in a folder that the table does not know'],
  ])('would see a breach in %s: %s', (file, text, breach) => {
    expect(breachesOf(file, text)).toEqual([`${file} ${breach}`]);
  });

  it('passes what is allowed', () => {
    expect(
      breachesOf('gate/x.ts', `// console.log\nimport { a } from './a.ts';\nimport { b } from '../git/b.ts';`),
    ).toEqual([]);
  });
});
