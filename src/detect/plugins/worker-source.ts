/**
 * What runs in the plugins' worker thread. It is a text, and the Worker is started with `eval`, because unleak ships as
 * one bundled file: there is no second file that a Worker could be started from. Plain CommonJS for the same reason.
 *
 * Modules are imported by a function that is compiled under a file name in the configuration's folder, so that Node
 * resolves packages from there. Nothing that a plugin says in an error leaves the thread but the error's name, and
 * results are copied field by field, so that they can be sent whatever else they hold. What it prints is dropped here.
 */
export const WORKER_SOURCE = `
'use strict';
const { parentPort, workerData } = require('node:worker_threads');
const path = require('node:path');
const vm = require('node:vm');

const MAX_RESULTS = 50000;
const load = vm.compileFunction('return import(specifier)', ['specifier'], {
  filename: path.join(workerData.folder, 'unleak.config.js'),
  importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
const detectors = [];

const { stdout, stderr } = process;
for (const stream of [stdout, stderr]) {
  stream.write = (_chunk, encoding, done) => {
    const callback = typeof encoding === 'function' ? encoding : done;
    if (typeof callback === 'function') process.nextTick(callback);
    return true;
  };
}

function nameOf(error) {
  const name = error instanceof Error ? error.name : 'Error';
  return typeof name === 'string' && /^[A-Za-z]{0,40}(?:Error|Exception)$/.test(name) ? name : 'Error';
}

function codeOf(error) {
  const code = error instanceof Error ? error.code : undefined;
  return typeof code === 'string' && /^ERR_[A-Z_]{1,60}$/.test(code) ? code : nameOf(error);
}

async function loadAll(specifiers) {
  for (let module = 0; module < specifiers.length; module += 1) {
    let loaded;
    try {
      loaded = (await load(specifiers[module])).default;
    } catch (error) {
      return { problem: 'load', module, name: codeOf(error) };
    }
    const list = Array.isArray(loaded) ? loaded : [loaded];
    if (list.length === 0 || !list.every(isDetector)) return { problem: 'shape', module };
    for (const detector of list) detectors.push({ module, id: detector.id, detector });
  }
  return { loaded: detectors.map(({ module, id }) => ({ module, id })) };
}

function isDetector(value) {
  return typeof value === 'object' && value !== null && typeof value.id === 'string' && typeof value.detect === 'function';
}

async function detect({ index, blob, deadline }) {
  try {
    const bytes = Buffer.from(blob.bytes.buffer, blob.bytes.byteOffset, blob.bytes.byteLength);
    const found = await detectors[index].detector.detect(Object.freeze({ ...blob, bytes }), Object.freeze({ deadline }));
    if (!Array.isArray(found) || found.length > MAX_RESULTS) return { results: null };
    return { results: Array.from(found, plain) };
  } catch (error) {
    return { failed: nameOf(error) };
  }
}

function plain(claim) {
  if (typeof claim !== 'object' || claim === null) return null;
  const { rule, start, end, confidence } = claim;
  const kept = { rule, start, end, confidence };
  for (const key of Object.keys(kept)) {
    if (!['string', 'number', 'undefined'].includes(typeof kept[key])) kept[key] = null;
  }
  return kept;
}

parentPort.on('message', async (request) => {
  const reply = request.load ? await loadAll(request.load) : await detect(request);
  parentPort.postMessage({ call: request.call, ...reply });
});
`;
