/** A detector that a plugin module exports. */
export interface LoadedDetector {
  /** Which of the modules it came from. */
  readonly module: number;
  readonly id: string;
}

/** What the worker says when it was told to load the modules. */
export type LoadReply =
  | { readonly loaded: readonly LoadedDetector[] }
  | { readonly problem: 'load' | 'shape'; readonly module: number; readonly name?: string };

/** What the worker says when it was told to look at bytes; nothing in it is trusted. */
export interface DetectReply {
  /** `null` when it was no list, or too long a one. */
  readonly results?: unknown;
  /** The name of the error that the plugin threw. */
  readonly failed?: string;
}
