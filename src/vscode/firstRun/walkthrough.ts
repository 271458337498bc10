/** Id of the walkthrough; the manifest declares it. */
export const WALKTHROUGH = 'start';
