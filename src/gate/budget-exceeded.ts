/** The time budget ran out. */
export class BudgetExceeded extends Error {
  /** By name: the command line's files each have a copy of this class. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'BudgetExceeded';
  }

  constructor() {
    super('The time budget ran out.');
    this.name = 'BudgetExceeded';
  }
}
