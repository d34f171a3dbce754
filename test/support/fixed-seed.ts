import fc from 'fast-check';

// A run that fails can be repeated, and a change is judged by the inputs that the last one was judged by; UNLEAK_SEED=random
// looks for more.
const { UNLEAK_SEED = '1' } = process.env;
if (UNLEAK_SEED !== 'random') fc.configureGlobal({ seed: Number(UNLEAK_SEED) });
