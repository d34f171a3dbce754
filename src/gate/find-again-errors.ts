import { UnleakError } from '../domain/unleak-error.ts';
import type { WantedFinding } from './find-again.ts';

const placeOf = ({ rule, object = '', line, column }: WantedFinding): string =>
  `${JSON.stringify(rule)} at line ${line}, column ${column} of the object ${object}`;

const SCAN_ANEW = 'Scan anew, and take that report: unleak scan --all --format json --output report.json';

/** The rule does not claim what stands there. */
export const nothingThere = (wanted: WantedFinding): UnleakError =>
  new UnleakError('usage', `The report names ${placeOf(wanted)}, but the rule finds nothing there.`, SCAN_ANEW);

/** The rule claims it, but it is another secret, or was keyed with another salt. */
export const somethingElse = (wanted: WantedFinding): UnleakError =>
  new UnleakError(
    'usage',
    `The report names ${placeOf(wanted)}, but what stands there has another fingerprint.`,
    `The report is of another repository, its salt has changed, or it was altered. ${SCAN_ANEW}`,
  );

/** No object of the finding is in the store. */
export const gone = (wanted: WantedFinding): UnleakError =>
  new UnleakError(
    'object-missing',
    `The report names ${placeOf(wanted)}, which is not in this repository.`,
    `Run this in the repository that was scanned. Where it is, the object is gone already: ${SCAN_ANEW}`,
  );

/** The scan was one of files. */
export const notInObject = ({ rule, path = 'standard input' }: WantedFinding): UnleakError =>
  new UnleakError(
    'usage',
    `The report found ${JSON.stringify(rule)} in a file (${JSON.stringify(path)}), not in an object of git.`,
    SCAN_ANEW,
  );

/** Fingerprints can not be checked. */
export const noSalt = (): UnleakError =>
  new UnleakError(
    'usage',
    'The report was made with the salt of a repository (.unleak/salt), and there is none here to check its fingerprints with.',
    'Run this in the repository that was scanned, or restore the file from git.',
  );
