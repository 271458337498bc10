#!/usr/bin/env node
// An executable file, as test runners demand one; the work is in codeShim.ts.
import { register } from 'tsx/esm/api';

register();
await import('./codeShim.ts');
