import { expect, it } from 'vitest';
import { isTestPath } from '../../../src/gate/test-path.ts';

it.each([
  'test/config.py',
  'pkg/testdata/key.pem',
  'src/test/resources/rsa.key',
  'app/__tests__/login.ts',
  'spec/models/user_spec.rb',
  'server/auth_test.go',
  'web/login.test.tsx',
  'core/src/LoginTest.java',
  'tests_old/test_login.py',
  'test_login.py',
  'docs/guide.md',
  'docs_src/security/tutorial.py',
  'examples/app/.env',
  '.env.example',
  'vendor/github.com/x/y.go',
])('%s is one of tests, examples or documentation', (path) => {
  expect(isTestPath(path)).toBe(true);
});

it.each([
  'config.py',
  'src/latest/config.py',
  'contest/app.js',
  'attestation/key.pem',
  'src/protest.ts',
  '.env',
  'deploy/prod.env',
  'app/testament.md',
])('%s is not', (path) => {
  expect(isTestPath(path)).toBe(false);
});
