import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { restoreProposedApiCheck } from '../../../../tools/vscode/proposedApi.js';

const thrower =
  "function B$(e,t){if(!A(e,t))throw new Error(`Extension '${e.identifier.value}' CANNOT use API proposal: ${t}`)}";
const open = `x();function A(e,t){return!0}${thrower}this._envEnablesProposedApiForAll=!0;`;

describe('restoreProposedApiCheck', () => {
  it('makes the check ask for the declared proposals', () => {
    const checked = restoreProposedApiCheck(open);
    const body = checked.slice(checked.indexOf('function A'), checked.indexOf('this.'));
    const check = runInNewContext(`${body} B$;`) as (extension: object, name: string) => void;
    const extension = { identifier: { value: 'a.b' }, enabledApiProposals: ['declared'] };
    expect(() => {
      check(extension, 'declared');
    }).not.toThrow();
    expect(() => {
      check(extension, 'other');
    }).toThrow('CANNOT use API proposal: other');
    expect(checked).toContain('_envEnablesProposedApiForAll=!1');
  });

  it('leaves a bundle with the check alone', () => {
    const checked = restoreProposedApiCheck(open);
    expect(restoreProposedApiCheck(checked)).toBe(checked);
  });

  it('fails where there is nothing to restore', () => {
    expect(() => restoreProposedApiCheck('function A(e,t){return!0}')).toThrow('not found');
  });
});
