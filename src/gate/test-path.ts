import type { PathBytes } from '../domain/blob.ts';

// Folders for tests and what they read, examples, documentation and other people's code, and names of test files, as the common
// tools of each language want them: Jest, pytest, Go, JUnit, RSpec, Maven.
const FOLDER =
  /(?:^|\/)(?:(?:[a-z0-9]+[-_])?tests?(?:[-_]?(?:data|resources|fixtures?|support|utils|suite|ing|s|old))?|__[a-z]+__|specs?|mocks?|fixtures?|e2e|examples?|samples?|demos?|docs?(?:[-_]src)?|documentation|guides?|vendor|third[-_]?party|node_modules)\//i;
const TEST_SET = /(?:^|\/)[a-z]+Tests?\//;
const FILE =
  /[._-](?:tests?|specs?)(?:\.[a-z0-9]+){1,2}$|[._-](?:examples?|samples?|template|dist)(?:\.[a-z0-9]+){0,2}$|(?:Tests?|TestCase|Spec|IT)\.[A-Za-z]+$|(?:^|\/)test_[^/]*$/;

// Texts of user interfaces in people's languages, where "password" is followed by its translation.
const TEXTS =
  /(?:^|\/)(?:locales?|i18n|l10n|langs?|languages?|translations?)\/[^\0]*\.(?:json|ya?ml|php|po|properties|strings|xml|arb)$|(?:^|\/)messages[^/]*\.(?:properties|json|ya?ml)$/i;

/** Whether a path is one of tests, examples, documentation or translations. */
export const isTestPath = (path: PathBytes): boolean => [FOLDER, TEST_SET, FILE, TEXTS].some((form) => form.test(path));
