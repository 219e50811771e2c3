// node scripts/make-docs.mjs: writes the documents that are generated from the knowledge and the rules, and the tables of
// numbers in the READMEs. A test holds them to it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { generatedDocuments } from './lib/docs.mjs';
import { readmesWithFacts } from './lib/docs-facts.mjs';
import { inProject } from './lib/paths.mjs';

mkdirSync(inProject('docs'), { recursive: true });
for (const [name, text] of Object.entries(generatedDocuments())) writeFileSync(inProject(`docs/${name}`), text);
for (const [name, text] of Object.entries(readmesWithFacts())) writeFileSync(inProject(name), text);
