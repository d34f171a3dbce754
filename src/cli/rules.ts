import { ruleCard, ruleCards } from '../gate/rule-cards.ts';
import { ruleCardJson, ruleCardText, ruleListJson, ruleListText } from '../report/rule-cards-text.ts';
import { showExplanation } from './explain.ts';
import { parseOptions, usage } from './parse-options.ts';
import { watchDelivery } from './undelivered.ts';

const OPTIONS = {
  json: { type: 'boolean', default: false },
  config: { type: 'string' },
} as const;

const WAYS = 'rules takes list, show <id> or test <id> [file].';

type Values = ReturnType<typeof parseOptions<typeof OPTIONS>>['values'];

/** `unleak rules`. @returns the exit code */
export async function rulesCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  watchDelivery();
  const [way, id, file, ...more] = positionals;
  if (more.length > 0) throw usage(WAYS);
  if (way === 'list' && id === undefined) return list(values);
  if (way === 'show' && id !== undefined && file === undefined) return show(id, values);
  if (way === 'test' && id !== undefined) return test(id, file, values);
  throw usage(WAYS);
}

async function list(values: Values): Promise<number> {
  const cards = await ruleCards(requestOf(values));
  process.stdout.write(values.json ? ruleListJson(cards) : ruleListText(cards));
  return 0;
}

async function show(id: string, values: Values): Promise<number> {
  const card = await ruleCard(id, requestOf(values));
  const color = process.stdout.isTTY === true && !process.env.NO_COLOR;
  process.stdout.write(values.json ? ruleCardJson(card) : ruleCardText(card, { color }));
  return 0;
}

const test = (rule: string, file: string | undefined, values: Values): Promise<number> =>
  showExplanation(values, {
    ...requestOf(values),
    rule,
    text: file === undefined ? { stream: process.stdin } : { file },
  });

const requestOf = ({ config }: Values) => ({
  cwd: process.cwd(),
  ...(config === undefined ? {} : { configFile: config }),
});
