import { describe, expect, it } from 'vitest';
import { rulesPage } from '../../../../src/rules/docs/rules-page.ts';
import { ruleFile } from '../../../support/rule-file.ts';

describe('rulesPage', () => {
  it('shows what a rule is, its shape, and the way out', () => {
    const page = rulesPage([ruleFile({ rules: [{ id: 'acme-token', checksum: 'acme-crc' }] })]);
    expect(page).toContain(
      [
        '## Acme',
        '',
        '- Source: <https://acme.example/docs>',
        '- To rotate: Revoke it: <https://acme.example/keys>',
        '',
        '### acme-token',
        '',
        '**Title of acme-token**: blocks, confidence high, checksum `acme-crc`, type `acme_token`.',
        '',
        '```text',
        'KEY=acme_{hex:32}',
        '```',
        '',
      ].join('\n'),
    );
    expect(page).toContain('\n1 rule in 1 file of');
  });

  it('says below a rule what differs from its file', () => {
    const own = { id: 'acme-token', source: 'https://acme.example/token', rotate: 'Ask *support*.' };
    const page = rulesPage([ruleFile({ rules: [own, { id: 'acme-key' }] })]);
    const [, token, key] = page.split('### ');
    expect(token).toContain('- Source: <https://acme.example/token>\n- To rotate: Ask \\*support\\*.\n');
    expect(key).not.toContain('- Source');
  });

  it('has a line of contents for each initial, and links that lead somewhere', () => {
    const page = rulesPage([
      ruleFile({ provider: 'xAI', rules: [{ id: 'xai' }] }),
      ruleFile({ provider: 'Weights & Biases', rules: [{ id: 'wandb' }] }),
      ruleFile({ provider: 'crates.io', rules: [{ id: 'cratesio' }] }),
      ruleFile({ provider: '1Password', rules: [{ id: 'onepassword' }] }),
      ruleFile({ provider: 'Cohere', rules: [{ id: 'xai-2' }] }),
    ]);
    expect(page.split('\n').filter((line) => line.startsWith('- **'))).toEqual([
      '- **0–9** [1Password](#1password)',
      '- **C** [Cohere](#cohere) · [crates.io](#cratesio)',
      '- **W** [Weights & Biases](#weights--biases)',
      '- **X** [xAI](#xai)',
    ]);
  });

  it('numbers an anchor that is there already, as GitHub does', () => {
    const page = rulesPage([
      ruleFile({ provider: 'Acme', rules: [{ id: 'zed' }] }),
      ruleFile({ provider: 'Zed', rules: [{ id: 'zed-key' }] }),
    ]);
    expect(page).toContain('[Zed](#zed-1)');
  });

  it('fences an example that holds a fence', () => {
    const examples = { match: ['```\nKEY=acme_{hex:32}\n```', 'b'], noMatch: ['c', 'd'] };
    expect(rulesPage([ruleFile({ rules: [{ id: 'acme-token', examples }] })])).toContain(
      '````text\n```\nKEY=acme_{hex:32}\n```\n````',
    );
  });
});
