// Keeps, of Phosphor's 1,500 icons, those that a source file names: a browser reads and decodes them with every page.
// The font stands in the style sheet: icons are there with the first frame.
// Usage: node icons.mjs FOLDER-OF-PHOSPHOR LIST-OF-SOURCE-FILES TARGET
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import subsetFont from 'subset-font';

const [phosphor, list, target] = process.argv.slice(2);
const sources = readFileSync(list, 'utf8').replace(/^\uFEFF/, '').split(/\r?\n/).filter(Boolean).map(file => readFileSync(file.replaceAll('\\', '/'), 'utf8'));

// An icon is named as a class, or as a text of its own that becomes one.
const named = new Set(sources.flatMap(source => [...source.matchAll(/ph-([a-z0-9-]+)|"([a-z0-9-]+)"/g)].map(([, name, text]) => name ?? text)));
const characters = [];
const rules = readFileSync(join(phosphor, 'style.css'), 'utf8').replace(/\.ph\.ph-([a-z0-9-]+):before\s*\{\s*content:\s*"\\([0-9a-f]+)";\s*\}\s*/g, (rule, name, code) => {
  if (!named.has(name)) {
    return '';
  }

  characters.push(String.fromCodePoint(parseInt(code, 16)));
  return rule;
});
if (characters.length === 0) {
  throw new Error(`${phosphor}/style.css has no icon that a page names: is it written differently than before?`);
}

const font = await subsetFont(readFileSync(join(phosphor, 'Phosphor.woff2')), characters.join(''), { targetFormat: 'woff2' });

mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, rules.replace(/src:[^;]*;/, `src: url("data:font/woff2;base64,${font.toString('base64')}") format("woff2");`));
