import { activationTime } from './activationTime.js';
import { infillQuality } from './infillQuality.js';
import { logprobs } from './logprobs.js';
import { perToken } from './perToken.js';
import { resume } from './resume.js';
import { savedState } from './savedState.js';
import { samples } from './samples.js';
import { sizes } from './sizes.js';
import { typingReplay } from './typing/typingReplay.js';
import { votes } from './votes.js';
import { speculation } from './speculation.js';

/** Each measures one thing and prints it; a name on the command line runs that one alone. */
const BENCHES = {
  perToken,
  resume,
  savedState,
  logprobs,
  speculation,
  samples,
  sizes,
  votes,
  infillQuality,
  typingReplay,
  activationTime,
};

const wanted = process.argv.slice(2);
for (const [name, run] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n# ${name}`);
  await run();
}
