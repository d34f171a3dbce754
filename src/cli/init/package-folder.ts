import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';

/** The folder of the installed package: the program runs from its dist/cli.cjs. */
export const packageFolder = (): string => dirname(dirname(realpathSync(process.argv[1]!)));
