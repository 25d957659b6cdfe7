// Keeps, of Phosphor's 1,500 icons, those that a source file names: a browser reads and decodes them with every page.
// Usage: node icons.mjs FOLDER-OF-PHOSPHOR LIST-OF-SOURCE-FILES TARGET-FOLDER
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

mkdirSync(target, { recursive: true });
writeFileSync(join(target, 'style.css'), rules);
writeFileSync(join(target, 'Phosphor.woff2'), await subsetFont(readFileSync(join(phosphor, 'Phosphor.woff2')), characters.join(''), { targetFormat: 'woff2' }));
