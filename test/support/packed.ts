import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PACKAGE } from './cli.ts';
import { Sandbox } from './sandbox.ts';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}

/** What `npm pack` makes of this package, unpacked. Call `remove` when the tests are done. */
export class PackedPackage {
  readonly #root = mkdtempSync(join(tmpdir(), 'unleak-packed-'));
  readonly tarball: string;
  readonly folder = join(this.#root, 'package');

  constructor() {
    const sandbox = new Sandbox();
    try {
      // Without scripts: `prepare` would build dist/ under the feet of the tests that run beside these.
      const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', this.#root];
      const { status, stderr } = sandbox.run('npm', pack, { cwd: PACKAGE });
      if (status !== 0) throw new Error(`npm pack failed: ${stderr}`);
      this.tarball = join(this.#root, readdirSync(this.#root).find((name) => name.endsWith('.tgz'))!);
      sandbox.run('tar', ['-xzf', this.tarball, '-C', this.#root]);
    } finally {
      sandbox.remove();
    }
  }

  /** Installs it in a project as `npm install` would, with its dependencies and its program. */
  installIn(project: string): void {
    const modules = join(project, 'node_modules');
    mkdirSync(join(modules, '.bin'), { recursive: true });
    cpSync(this.folder, join(modules, 'unleak'), { recursive: true });
    symlinkSync('../unleak/dist/cli.cjs', join(modules, '.bin', 'unleak'));
    for (const name of Object.keys(manifest().dependencies)) installDependency(project, name);
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }
}

/** Puts a package that we have into a project. */
export function installDependency(project: string, name: string): void {
  const place = join(project, 'node_modules', name);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(join(PACKAGE, 'node_modules', name), place);
}

const manifest = (): Manifest => JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as Manifest;
