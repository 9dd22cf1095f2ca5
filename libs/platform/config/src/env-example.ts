/** Command: writes `.env.example` of the working folder anew. Run from the root of the repository. */
import { writeFileSync } from 'node:fs';
import { renderEnvExample } from './render-env-example.js';

writeFileSync('.env.example', renderEnvExample());
