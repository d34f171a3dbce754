import { UnleakError } from '../../domain/unleak-error.ts';

/** The error for a plugin module that can't be used. Nothing the module says is passed on: it could hold a secret. */
export function pluginInvalid(module: string, why: string, hint: string): UnleakError {
  return new UnleakError('plugin-invalid', `the plugin ${module} ${why}`, hint);
}
