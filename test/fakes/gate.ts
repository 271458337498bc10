/** Something that a test holds up, and what lets it go on. */
export interface Gate {
  readonly passed: Promise<void>;
  readonly open: () => void;
}

/** A closed gate. */
export function gate(): Gate {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}
