import { expect, it } from 'vitest';
import { isTestPath, isTranslation } from '../../../src/gate/test-path.ts';

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
  't/lib-credential.sh',
  'cypress/e2e/login.cy.ts',
  'app/tests.py',
  'conftest.py',
  'integration-tests/a.yml',
  'src/UserServiceIT.java',
  'spec/UserSpec.scala',
  'config.php.dist',
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
  'AUDIT.env',
  'config/INIT.sql',
  'deploy/GIT.yml',
  'k8s/PodSpec.yaml',
  'deploy.template.yaml',
  'openapi-spec.json',
  'web.dist.conf',
  '.env.test',
  'config/test.yml',
  'config/environments/test.rb',
  'deploy/stage-test/secrets.yml',
  'src/main/java/com/shop/vendor/VendorClient.java',
  'src/__generated__/config.ts',
  'src/lang/settings.json',
])('%s is not', (path) => {
  expect(isTestPath(path)).toBe(false);
});

it.each(['locales/de.yml', 'app/lang/de/auth.php', 'i18n/de.json', 'src/messages_de.properties', 'messages.de_AT.yml'])(
  '%s is one of translations',
  (path) => {
    expect(isTranslation(path)).toBe(true);
  },
);

it.each(['config/messages-worker.yml', 'src/lang/parser.ts', 'slang/a.yml', 'i18n.ts'])('%s is none', (path) => {
  expect(isTranslation(path)).toBe(false);
});

it('takes a long path at its length', () => {
  const begun = performance.now();
  for (const folder of ['lang/', 'test_', 'aTest', 'a.example', '/messages_de'])
    expect([isTestPath, isTranslation].map((is) => is(`${folder.repeat(20_000)}x`))).toBeDefined();
  expect(performance.now() - begun).toBeLessThan(5_000);
});
