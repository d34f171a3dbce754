import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { left, type Place, put } from './nasty-place.ts';

/** What nobody can look into. */
export const LEFT: readonly Place[] = [
  {
    name: 'a pack that was not finished',
    plant: (repo, text) => put(repo, 'objects/pack/tmp_pack_x1', Buffer.from(text).reverse()),
    seen: left(/^objects\/pack\/tmp_pack_x1$/),
  },
  {
    name: 'a file among the objects that git does not know',
    plant: (repo, text) => put(repo, 'objects/ab/what', Buffer.from(text).reverse()),
    seen: left(/^objects\/ab\/what$/),
  },
  {
    name: 'a pack without an index',
    plant: (repo, text) => put(repo, `objects/pack/pack-${'1'.repeat(40)}.pack`, Buffer.from(text).reverse()),
    seen: left(/pack-1+\.pack$/),
  },
  {
    name: 'a folder elsewhere that a link leads to',
    plant: (repo) => {
      mkdirSync(join(repo.sandbox.root, 'elsewhere'));
      symlinkSync(join(repo.sandbox.root, 'elsewhere'), join(repo.path, '.git/rr-cache'));
    },
    seen: left(/^rr-cache$/),
  },
  {
    name: 'an alternate that is gone',
    plant: (repo) => put(repo, 'objects/info/alternates', '/nowhere/objects\n'),
    seen: left(/^\/nowhere\/objects$/),
  },
  {
    name: 'a damaged index',
    plant: (repo) => put(repo, 'index', 'DIRC and nothing else'),
    seen: left(/^index$/),
  },
];
