/** A place in which a token or a line of an example can stand: as text around it. */
export interface Surrounding {
  readonly name: string;
  /** Whether such a text can stand there without being written differently. */
  readonly fits: (text: string) => boolean;
  readonly put: (text: string) => string;
}

const always = () => true;
const without = (characters: RegExp) => (text: string) => !characters.test(text);
const inUrl = (text: string) => /^[\w.~-]+$/.test(text);
const oneLine = without(/[\r\n]/);

const around = (name: string, before: string, after = '', fits: Surrounding['fits'] = oneLine): Surrounding => ({
  name,
  fits,
  put: (text) => before + text + after,
});

/** Where a whole line can stand, with all that is in it. */
export const LINE_SURROUNDINGS: readonly Surrounding[] = [
  around('first in a file', '', '\nb = 2\n', always),
  around('end of file', 'a = 1\n', '', always),
  around('between lines', 'a = 1\n', '\nb = 2\n', always),
  { name: 'CRLF', fits: always, put: (text) => `a = 1\r\n${text.replaceAll('\n', '\r\n')}\r\nb = 2\r\n` },
  { name: 'YAML block', fits: always, put: (text) => `run: |\n  ${text.replaceAll('\n', '\n  ')}\n` },
  around('tabs', '\t\t', '\t\n'),
  around('# comment', 'x = 1 # ', '\n'),
  around('// comment', '// ', '\n'),
  around('/* comment */', '/* ', ' */\n', without(/[\r\n]|\*\//)),
  around('<!-- comment -->', '<!-- ', ' -->\n'),
  around('SQL comment', '-- ', '\n'),
  around('line of a diff', '+', '\n'),
  around('line of a log', '2026-03-01T10:20:30.123Z INFO [main] ', '\n'),
  around('double quotes', 'x = "', '"\n', without(/["\\\r\n]/)),
  around('single quotes', "x = '", "'\n", without(/['\\\r\n]/)),
  around('JSON', '{"a": 1, "text": "', '", "b": 2}\n', without(/["\\\r\n]/)),
  {
    name: 'lines in JSON',
    fits: (text) => /\n/.test(text) && !/["\\]/.test(text),
    put: (text) => `${JSON.stringify({ a: 1, text, b: 2 })}\n`,
  },
];

/** Where a token can stand that needs nothing else to be known. */
export const TOKEN_SURROUNDINGS: readonly Surrounding[] = [
  ...LINE_SURROUNDINGS,
  around('backticks', 'x = `', '`;\n', without(/`/)),
  around('JSON in JSON', '{"body": "{\\"key\\":\\"', '\\"}"}\n'),
  around('escaped lines', '"a = 1\\n', '\\nb = 2"\n'),
  around('YAML', 'key: ', '\n'),
  around('YAML list', 'keys:\n  - ', '\n  - b\n'),
  around('environment', 'KEY=', '\n'),
  around('header', "curl -H 'Authorization: Bearer ", "' https://api.example.com\n", without(/['\r\n]/)),
  around('URL query', 'https://api.example.com/v1?key=', '&limit=1\n', inUrl),
  around('URL path', 'https://api.example.com/v1/', '?limit=1\n', inUrl),
  around('URL user', 'https://user:', '@example.com/x.git\n', inUrl),
  around('XML', '<add key="a"><key>', '</key></add>\n', without(/[<>&\r\n]/)),
  around('CSV', 'a,', ',b\n'),
  around('arguments', 'connect(', ', 1)\n'),
  around('Markdown', '| key | **', '** |\n'),
  around('sentence', 'The old key is ', '. Please rotate it.\n'),
];
