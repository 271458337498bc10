import type { FirstRunApi } from '../../protocol/firstRun.js';
import type { HostHandlers } from '../../protocol/rpc.js';
import { shape } from '../chat/paramChecks.js';
import type { ParamGuards } from '../chat/rpcServer.js';
import type { CommandName } from '../commands/commandIds.js';

/** What the host accepts of an empty chat. */
export const firstRunGuards: ParamGuards<typeof FirstRunApi> = {
  tryDemoModel: shape<Record<string, never>>({}),
  openWalkthrough: shape<Record<string, never>>({}),
};

/** What the first steps in an empty chat do; `run` runs one of Lemma's commands. */
export function firstRunHandlers(
  run: (command: CommandName) => void,
): HostHandlers<typeof FirstRunApi> {
  return {
    tryDemoModel() {
      run('tryDemoModel');
    },
    openWalkthrough() {
      run('openWalkthrough');
    },
  };
}
