import { expandTemplate, type Random } from './template.ts';

/**
 * What looks random and is no secret, one entry for each name; in templates (test/support/template.ts), `NAME` is a name, such as
 * that of a package. Formats: those of the tools, as they write them.
 */
const ENTRIES: Readonly<Record<string, string>> = {
  'git log':
    'commit {hex:40}\nMerge: {hex:9} {hex:9}\nAuthor: NAME bot <bot@NAME.example>\nDate:   Mon Mar 2 10:20:30 2026 +0100\n\n    Update NAME from {hex:7} to {hex:7}\n    This reverts commit {hex:40}.\n',
  'git log, SHA-256': 'commit {hex:64}\ntree {hex:64}\nparent {hex:64}\n\n    NAME: follow {hex:12}\n',
  'git refs':
    '{hex:40} refs/heads/NAME\n{hex:40} refs/tags/NAME-v1.2.3\n^{hex:40}\n160000 commit {hex:40}\tvendor/NAME',
  'git lfs': 'version https://git-lfs.github.com/spec/v1\noid sha256:{hex:64}\nsize 12345 NAME.bin\n',
  sums: '{hex:64}  NAME-1.2.3-linux-amd64.tar.gz\n{hex:128} *NAME-1.2.3.zip\n{hex:40}  NAME.tgz\n{hex:32}  NAME.iso\nSHA256 (NAME.deb) = {hex:64}',
  'package-lock.json':
    '"node_modules/@NAME/sdk": { "version": "1.2.3", "resolved": "https://registry.npmjs.org/@NAME/sdk/-/sdk-1.2.3.tgz", "integrity": "sha512-{base64:86}==" },',
  'yarn.lock':
    'NAME@^1.2.3:\n  version "1.2.3"\n  resolved "https://registry.yarnpkg.com/NAME/-/NAME-1.2.3.tgz#{hex:40}"\n  integrity sha1-{base64:27}=\n"NAME@npm:^2":\n  checksum: 10c0/{hex:128}\n',
  'pnpm-lock.yaml': "  NAME@1.2.3:\n    resolution: {integrity: sha512-{base64:86}==}\n    engines: {node: '>=18'}\n",
  'bun.lock': '"NAME": ["NAME@1.2.3", "", {}, "sha512-{base64:86}=="],',
  'go.sum': 'github.com/NAME/NAME-go v1.2.3 h1:{base64:43}=\ngithub.com/NAME/NAME-go v1.2.3/go.mod h1:{base64:43}=',
  'Cargo.lock':
    '[[package]]\nname = "NAME"\nversion = "1.2.3"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "{hex:64}"\n\nsource = "git+https://github.com/NAME/rs#{hex:40}"\n',
  'poetry.lock':
    'files = [\n    {file = "NAME-1.2.3-py3-none-any.whl", hash = "sha256:{hex:64}"},\n]\ncontent-hash = "{hex:64}"\n',
  'requirements.txt': 'NAME==1.2.3 \\\n    --hash=sha256:{hex:64} \\\n    --hash=sha256:{hex:64}',
  'Gemfile.lock':
    'GIT\n  remote: https://github.com/NAME/NAME-ruby\n  revision: {hex:40}\n\nCHECKSUMS\n  NAME (1.2.3) sha256={hex:64}\n',
  'Podfile.lock': 'SPEC CHECKSUMS:\n  NAME: {hex:40}\n  NAME-SDK: {hex:32}\n',
  'composer.lock':
    '"name": "NAME/sdk", "source": { "type": "git", "url": "https://github.com/NAME/sdk.git", "reference": "{hex:40}" }, "dist": { "shasum": "{hex:40}" },\n"content-hash": "{hex:32}",',
  'Package.resolved': '"identity" : "NAME", "state" : { "revision" : "{hex:40}", "version" : "1.2.3" }',
  'flake.lock': '"NAME": { "locked": { "narHash": "sha256-{base64:43}=", "owner": "NAME", "rev": "{hex:40}" } },',
  '.terraform.lock.hcl':
    'provider "registry.terraform.io/NAME/NAME" {\n  version = "1.2.3"\n  hashes = [\n    "h1:{base64:43}=",\n    "zh:{hex:64}",\n  ]\n}',
  'images and actions':
    'FROM NAME/agent:1.2@sha256:{hex:64}\n  - uses: NAME/setup-NAME@{hex:40} # v1.2.3\nimage: registry.example.com/NAME@sha256:{hex:64}',
  'SRI hashes':
    '<script src="https://cdn.example.com/NAME@1.2.3/NAME.min.js" integrity="sha384-{base64:64}" crossorigin="anonymous"></script>\nContent-Security-Policy: script-src \'sha256-{base64:43}=\' https://NAME.example',
  UUIDs:
    '{"provider": "NAME", "id": "{uuid}"}\nNAME_project_id: {uuid}\nINSERT INTO NAME (id, name) VALUES (\'{uuid}\', \'NAME\');\nProject("{{uuid}}") = "NAME", "NAME.csproj", "{{uuid}}"',
  ids: '{"name": "NAME", "_id": "{hex:24}", "etag": "W/\\"{hex:32}\\"", "traceId": "{hex:32}", "spanId": "{hex:16}", "tx": "0x{hex:64}", "address": "0x{hex:40}"}',
  'minified code':
    '!function(e,t){"use strict";var n={token:e.token,apiKey:t.apiKey||"",secret:void 0,password:r.password};e.NAME=function(){return n.d(o,{{lower:1}:()=>{lower:2}{digits:1}}),i("{hex:20}")}}(window,{});{digits:4}:"{hex:8}",NAME:"{hex:20}"}[e]+".{hex:8}.chunk.js",a.exports=JSON.parse(\'{"NAME":"{base62:12}"}\');',
  'source map':
    '{"version":3,"sources":["NAME.ts"],"mappings":"AAAA,{base62:8};{base62:12},{base62:4},{base62:5};AACA,{base62:9}"}',
  'base64 images': '.NAME { background: url(data:image/png;base64,iVBORw0KGgoAAAANSUhEUg{base64:2200}==) }',
  'base64 in lines': '# NAME.woff2\n{base64:76}\n{base64:76}\n{base64:76}\n{base64:40}==',
  'public keys':
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{base64:43} NAME@example\nssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ{base64:338} NAME\nNAME.example ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAA{base64:100}=\n-----BEGIN CERTIFICATE-----\n{base64:64}\n{base64:64}\n-----END CERTIFICATE-----',
};

/** The kinds of text that hold no secret. */
export const HARD_NEGATIVES: readonly string[] = Object.keys(ENTRIES);

/** A text of one kind, with an entry for each name. */
export const hardNegative = (kind: string, names: readonly string[], random: Random): string =>
  names.map((name) => expandTemplate(ENTRIES[kind]!.replaceAll('NAME', name), random)).join('\n');
