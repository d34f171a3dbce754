import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const action = parse(readFileSync('action.yml', 'utf8'));

describe('action.yml', () => {
  it('runs the committed bundle', () => {
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/action/index.cjs' });
  });

  it('has the inputs that are read, and the outputs that are set', () => {
    const read = readFileSync('src/action/inputs.ts', 'utf8').matchAll(/INPUT_([A-Z-]+)/g);
    expect(Object.keys(action.inputs)).toEqual([...new Set([...read].map(([, name]) => name?.toLowerCase()))]);
    expect(Object.keys(action.outputs)).toEqual(['outcome', 'findings']);
  });

  it.each(['inputs', 'outputs'])('has its %s in the documentation', (kind) => {
    const page = readFileSync('docs/github-action.md', 'utf8');
    for (const name of Object.keys(action[kind])) expect(page).toMatch(new RegExp(`^\\| \`${name}\` +\\|`, 'm'));
  });
});
