import type { PathBytes } from '../domain/blob.ts';

// Folders for tests and what they read, examples, documentation and other people's code, and names of test files, as the common
// tools of each language want them: Jest, Cypress, pytest, Go, JUnit, Maven, RSpec, Perl's prove.
const FOLDER =
  /(?:^|\/)(?:(?:(?:unit|integration|functional|acceptance|system|smoke|regression|black-box)[-_])?tests?(?:[-_]?(?:data|resources|fixtures?|support|utils?|suites?|cases?|ing|s|old))?|__(?:tests?|mocks?|fixtures?|specs?|snapshots?|testdata)__|t|specs?|mocks?|stubs?|fixtures?|e2e|cypress|examples?|samples?|demos?|tutorials?|docs?(?:[-_]src)?|documentation|guides|third[-_]?party|node_modules)\/|^vendor\//i;
const TEST_SET = /(?:^|\/)[a-z]+Tests?\//;
const CODE = 'c|cc|cpp|cs|dart|exs?|go|groovy|hs|java|[cm]?[jt]sx?|kts?|lua|php|pl|py|rb|rs|scala|sh|swift|vue';
const FILE = new RegExp(
  [
    String.raw`[._-](?:tests?|specs?)\.(?:${CODE})$`,
    String.raw`[a-z0-9](?:Tests?|TestCase|Spec|IT)\.(?:${CODE})$`,
    String.raw`(?:^|\/)test_[^/]*\.(?:${CODE})$`,
    String.raw`(?:^|\/)(?:conftest|tests?)\.py$`,
    String.raw`[._-](?:examples?|samples?)(?:\.[a-z0-9]+){0,2}$`,
    String.raw`\.dist$|\.env\.template$`,
  ].join('|'),
);

// Texts of user interfaces in people's languages, where "password" is followed by its translation.
const TEXT_FOLDER = /(?:^|\/)(?:locales?|i18n|l10n|langs?|languages?|translations?)\//i;
const TEXT_FILE = /\.(?:json|ya?ml|php|po|properties|strings|xml|arb)$/i;
const MESSAGES = /(?:^|\/)messages(?:[-_.][a-z]{2}(?:[-_][a-z]{2})?)?\.(?:properties|json|ya?ml)$/i;

/** Whether a path is one of tests, examples or documentation. */
export const isTestPath = (path: PathBytes): boolean => [FOLDER, TEST_SET, FILE].some((form) => form.test(path));

/** Whether a path is one of translations. */
export const isTranslation = (path: PathBytes): boolean =>
  (TEXT_FOLDER.test(path) && TEXT_FILE.test(path)) || MESSAGES.test(path);
