import { buildAll, watchAll } from './build.js';

if (process.argv.includes('--watch')) await watchAll();
else await buildAll({ production: process.argv.includes('--production') });
