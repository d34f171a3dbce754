/** Characters that JSON may carry as they are but that steer terminals, hide, or reorder what people see. */
const UNSAFE = /[\x7f-\x9f\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Pretty-printed JSON with a newline at its end, safe to print: every control, bidi and zero-width character is a \u
 * escape, and so is the `#` in `##[`, which GitHub's runner would take for a command.
 */
export function jsonText(value: unknown): string {
  const json = JSON.stringify(value, null, 2);
  return `${json.replace(UNSAFE, escapeUnits).replaceAll('##[', '#\\u0023[')}\n`;
}

function escapeUnits(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
