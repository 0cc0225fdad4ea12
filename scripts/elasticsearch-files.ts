// Usage: node scripts/elasticsearch-files.ts
// Writes elastic/elasticsearch/ from the definitions in the code. A test fails if the two differ.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { elasticsearchFiles } from '../src/elastic/elasticsearch/index.ts';

const FOLDER = new URL('../elastic/elasticsearch/', import.meta.url);

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
for (const [name, text] of Object.entries(elasticsearchFiles())) writeFileSync(new URL(name, FOLDER), text);
