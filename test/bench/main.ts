import { activationTime } from './activationTime.js';
import { infillQuality } from './infillQuality.js';
import { logprobs } from './logprobs.js';
import { perToken } from './perToken.js';
import { resume } from './resume.js';
import { savedState } from './savedState.js';
import { samples } from './samples.js';
import { sizes } from './sizes.js';
import { typingReplay } from './typing/typingReplay.js';
import { hostWork } from './view/hostWork.js';
import { traceText } from './view/traceText.js';
import { votes } from './votes.js';
import { speculation } from './speculation.js';

/** A long thought: its characters and its tokens. */
const CHARS = 120_000;
const TOKENS = 32_000;

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
  hostWork: () => hostWork(traceText(CHARS), TOKENS),
  activationTime,
};

const wanted = process.argv.slice(2);
for (const [name, run] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n# ${name}`);
  await run();
}
